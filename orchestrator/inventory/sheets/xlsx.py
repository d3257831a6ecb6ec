"""Workbooks (.xlsx, .xlsm) to sheets, in one pass over each part."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from xml.etree.ElementTree import Element

from orchestrator.errors import InputError, Place
from orchestrator.inventory.sheets.grid import (
    CellKind,
    Merge,
    Sheet,
    SheetCell,
    SheetRow,
    with_merges,
)
from orchestrator.inventory.sheets.xlsx_package import Package, SheetPart, local, named
from orchestrator.text.message import say

_STYLES = "xl/styles.xml"
_BUILT_IN_DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\[(?!h|m|s)[^\]]*\]', re.IGNORECASE)
_DATE = re.compile(r"[dmyhs]", re.IGNORECASE)
_ZEROS = re.compile(r"0{2,16}")
_EPOCH = date(1899, 12, 30)  # Excel's day 0, its 29 February 1900 counted in
_LAST_DAY = 2_958_465  # 31 December 9999
_WHOLE = 1e15


class Formats:
    """How the cells of each style are shown."""

    def __init__(self, package: Package) -> None:
        """Read the styles of a workbook; one without styles shows plain numbers."""
        root = package.tree(_STYLES) if package.has(_STYLES) else None
        self._codes = [] if root is None else _codes(root)

    def number(self, text: str, style: str) -> SheetCell:
        """Return the cell of a number, as it is shown."""
        code = (
            self._codes[int(style)] if style.isdecimal() and len(self._codes) > int(style) else ""
        )
        try:
            value = float(text)
        except ValueError:
            return SheetCell(text)
        if code == "date" and 0 <= value <= _LAST_DAY:
            return SheetCell(f"{_EPOCH + timedelta(days=int(value)):%d/%m/%Y}", CellKind.DATE)
        shown = str(int(value)) if value.is_integer() and abs(value) < _WHOLE else text
        return SheetCell(
            shown.zfill(len(code)) if _ZEROS.fullmatch(code) else shown, CellKind.NUMBER
        )


def _codes(root: Element) -> list[str]:
    """Return the format of each style: `date`, zeros that set a width, or nothing of interest."""
    custom = {one.get("numFmtId", ""): one.get("formatCode", "") for one in named(root, "numFmt")}
    styles = next((one for one in root if local(one) == "cellXfs"), None)
    return [] if styles is None else [_code(one.get("numFmtId", "0"), custom) for one in styles]


def _code(number: str, custom: dict[str, str]) -> str:
    code = custom.get(number)
    if code is None:
        return "date" if number.isdecimal() and int(number) in _BUILT_IN_DATES else ""
    return "date" if _DATE.search(_LITERAL.sub("", code)) else code


MAX_ROWS = 100_000

_STRINGS = "xl/sharedStrings.xml"
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_KINDS = {"str": CellKind.TEXT, "b": CellKind.LOGICAL, "e": CellKind.ERROR, "d": CellKind.DATE}
_BASE, _A = 26, ord("A") - 1


def read_workbook(data: bytes, source: str) -> tuple[Sheet, ...]:
    """Return the sheets of a workbook.

    Args:
        data: The file.
        source: Its name, for messages.

    Raises:
        InputError: It is damaged or too large.
    """
    package = Package.open(data, source)
    strings = package.tree(_STRINGS) if package.has(_STRINGS) else None
    shared = [] if strings is None else [_text(one) for one in strings if local(one) == "si"]
    reader = _Reader(shared, Formats(package))
    found = []
    for sheet in package.sheets():
        rows, merges = reader.rows_and_merges(package, sheet)
        merged = with_merges(rows, merges)
        found.append(Sheet(name=sheet.name, rows=merged, hidden=sheet.hidden))
    return tuple(found)


def place_of(reference: str) -> tuple[int, int] | None:
    """Return row and column of `B7`, from 1; None if it is no reference."""
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        return None
    column = 0
    for letter in found[1]:
        column = column * _BASE + ord(letter) - _A
    return int(found[2]), column


class _Reader:
    def __init__(self, shared: list[str], formats: Formats) -> None:
        self._shared = shared
        self._formats = formats

    def rows_and_merges(
        self, package: Package, sheet: SheetPart
    ) -> tuple[list[SheetRow], tuple[Merge, ...]]:
        """Return the rows that hold something, and the merged cells.

        A row or cell without a number follows the last one.
        """
        rows, merges, number = list[SheetRow](), list[Merge](), 0
        for element in package.elements(sheet.part, ("row", "mergeCell")):
            if local(element) == "mergeCell":
                merges.extend(_merge(element.get("ref", "")))
                continue
            given = element.get("r", "")
            number = int(given) if given.isdecimal() else number + 1
            if cells := self._cells(element):
                hidden = element.get("hidden") in ("1", "true")
                rows.append(SheetRow(number=number, cells=cells, hidden=hidden))
            if len(rows) > MAX_ROWS:
                what = say("sheet.rows", name=sheet.name, rows=MAX_ROWS)
                raise InputError.one(what, say("mend.split"), Place(file=package.source))
        return rows, tuple(merges)

    def _cells(self, row: Element) -> dict[int, SheetCell]:
        cells, column = dict[int, SheetCell](), 0
        for one in row:
            place = place_of(one.get("r", ""))
            column = place[1] if place else column + 1
            cell = self._cell(one)
            if cell is not None and cell.text.strip():
                cells[column] = cell
        return cells

    def _cell(self, cell: Element) -> SheetCell | None:
        parts = {local(part): part for part in cell}
        kind, value = cell.get("t", "n"), parts["v"].text if "v" in parts else None
        if kind == "inlineStr":
            return SheetCell(_text(cell))
        if value is None:
            return _never_worked_out(parts.get("f"), kind)
        if kind == "s":
            at = int(value) if value.isdecimal() else len(self._shared)
            return SheetCell(self._shared[at]) if at < len(self._shared) else None
        if kind in _KINDS:
            return SheetCell(_unescaped(value), _KINDS[kind])
        return self._formats.number(value, cell.get("s", ""))


def _never_worked_out(formula: Element | None, kind: str) -> SheetCell | None:
    if formula is None or kind == "str":
        return None
    return SheetCell(f"={formula.text or ''}", CellKind.FORMULA)


def _merge(reference: str) -> Iterator[Merge]:
    first, _, last = reference.partition(":")
    begin, end = place_of(first), place_of(last)
    if begin and end:
        (top, left), (bottom, right) = begin, end
        yield Merge(top=top, left=left, bottom=bottom, right=right)


def _text(element: Element) -> str:
    """Return the text of a string: its runs join, the reading aids of East Asia are left out."""
    texts = []
    for one in element:
        match local(one):
            case "t":
                texts.append(one.text or "")
            case "r" | "is":
                texts.append(_text(one))
            case _:
                pass
    return _unescaped("".join(texts)) if texts else ""


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
