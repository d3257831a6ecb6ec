"""Workbooks (.xlsx, .xlsm) to sheets, in one pass over each part.

Only cells that hold something are kept, so formatting down to row 1,048,576 costs nothing; macros,
links and pictures are never opened.
"""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from orchestrator.errors import InputError, Place
from orchestrator.inventory.sheet.formats import Formats
from orchestrator.inventory.sheet.grid import Cell, Kind, Merge, Row, Sheet, with_merges
from orchestrator.inventory.sheet.package import Package, SheetPart, local
from orchestrator.text.messages import say

MAX_ROWS = 100_000

_STRINGS = "xl/sharedStrings.xml"
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_KINDS = {"str": Kind.TEXT, "b": Kind.LOGICAL, "e": Kind.ERROR, "d": Kind.DATE}
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
    ) -> tuple[list[Row], tuple[Merge, ...]]:
        """Return the rows that hold something, and the merged cells.

        A row or cell without a number follows the last one.
        """
        rows, merges, number = list[Row](), list[Merge](), 0
        for element in package.elements(sheet.part, ("row", "mergeCell")):
            if local(element) == "mergeCell":
                merges.extend(_merge(element.get("ref", "")))
                continue
            given = element.get("r", "")
            number = int(given) if given.isdecimal() else number + 1
            if cells := self._cells(element):
                hidden = element.get("hidden") in ("1", "true")
                rows.append(Row(number=number, cells=cells, hidden=hidden))
            if len(rows) > MAX_ROWS:
                what = say("sheet.rows", name=sheet.name, rows=MAX_ROWS)
                raise InputError.one(what, say("mend.split"), Place(file=package.source))
        return rows, tuple(merges)

    def _cells(self, row: Element) -> dict[int, Cell]:
        cells, column = dict[int, Cell](), 0
        for one in row:
            place = place_of(one.get("r", ""))
            column = place[1] if place else column + 1
            cell = self._cell(one)
            if cell is not None and cell.text.strip():
                cells[column] = cell
        return cells

    def _cell(self, cell: Element) -> Cell | None:
        parts = {local(part): part for part in cell}
        kind, value = cell.get("t", "n"), parts["v"].text if "v" in parts else None
        if kind == "inlineStr":
            return Cell(_text(cell))
        if value is None:
            return _never_worked_out(parts.get("f"), kind)
        if kind == "s":
            at = int(value) if value.isdecimal() else len(self._shared)
            return Cell(self._shared[at]) if at < len(self._shared) else None
        if kind in _KINDS:
            return Cell(_unescaped(value), _KINDS[kind])
        return self._formats.number(value, cell.get("s", ""))


def _never_worked_out(formula: Element | None, kind: str) -> Cell | None:
    if formula is None or kind == "str":
        return None
    return Cell(f"={formula.text or ''}", Kind.FORMULA)


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
