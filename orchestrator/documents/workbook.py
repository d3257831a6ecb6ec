"""Workbooks (.xlsx, .xlsm) to sheets, in one pass over each part."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from xml.etree.ElementTree import Element

from msgspec import Struct

from orchestrator.documents.grid import (
    CellKind,
    Merge,
    Sheet,
    SheetCell,
    SheetRow,
    with_merges,
)
from orchestrator.documents.package import (
    DocumentCaps,
    DocumentError,
    DocumentFault,
    DocumentKind,
    Package,
    local,
    named,
)

_BUILT_IN_DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\[(?!h|m|s)[^\]]*\]', re.IGNORECASE)
_DATE = re.compile(r"[dmyhs]", re.IGNORECASE)
_ZEROS = re.compile(r"0{2,16}")
_EPOCH = date(1899, 12, 30)  # Excel's day 0, its 29 February 1900 counted in
_EPOCH_1904 = date(1904, 1, 1)  # that of workbooks made on old Macs
_LAST_DAY = 2_958_465  # 31 December 9999
_WHOLE = 1e15
_TRUE = ("1", "true")
_MAX_DIGITS = 9

_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_ESCAPED = re.compile("_x((?!D[89A-Fa-f])[0-9A-Fa-f]{4})_", re.IGNORECASE)  # no half characters
_KINDS = {"str": CellKind.TEXT, "b": CellKind.LOGICAL, "e": CellKind.ERROR, "d": CellKind.DATE}
_BASE, _A = 26, ord("A") - 1
_NO_FORMULAS: Mapping[int, str] = MappingProxyType({})  # one for the many rows without any
_WANTED = frozenset(("row", "mergeCell"))


class SheetPart(Struct, frozen=True, kw_only=True):
    """Where a sheet stands in the archive."""

    name: str
    part: str
    hidden: bool


def read_workbook(data: bytes, caps: DocumentCaps) -> Iterator[Sheet]:
    """Yield the sheets of a workbook in the order of their tabs, hidden ones too, one at a time.

    Args:
        data: The file.
        caps: How much of it is read.

    Raises:
        DocumentError: It is no workbook, damaged or too large.
    """
    package = Package(data, caps)
    book = _Book(package)
    reader = _Reader(package, caps, book.shared(), book.formats())
    sheets = book.sheets()
    if len(sheets) > 1:  # one alone is told by its own bound
        package.check_together(sheet.part for sheet in sheets)
    yield from map(reader.sheet, sheets)


def sheet_parts(package: Package) -> tuple[SheetPart, ...]:
    """Return where the sheets of a workbook stand, in the order of their tabs; charts are none.

    Raises:
        DocumentError: It is no workbook, or is damaged.
    """
    return _Book(package).sheets()


def place_of(reference: str) -> tuple[int, int] | None:
    """Return row and column of `B7`, from 1; None if it is no reference."""
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        return None
    column = 0
    for letter in found[1]:
        column = column * _BASE + ord(letter) - _A
    return int(found[2]), column


def reference_of(row: int, column: int) -> str:
    """Return the reference of a cell by its row and column, from 1: `B7`."""
    letters = ""
    while column:
        column, digit = divmod(column - 1, _BASE)
        letters = chr(_A + 1 + digit) + letters
    return f"{letters}{row}"


class _Book:
    """The part that names all others."""

    def __init__(self, package: Package) -> None:
        self._package = package
        main = package.main(DocumentKind.WORKBOOK)
        self._root = package.tree(main)
        if local(self._root) != "workbook":
            raise DocumentError(DocumentFault.NO_MAIN)
        self._related = [one for one in package.relations(main) if package.has(one.part)]

    def sheets(self) -> tuple[SheetPart, ...]:
        parts = {one.id: one.part for one in self._related if one.kind == "worksheet"}
        return tuple(
            SheetPart(
                name=sheet.get("name", ""),
                part=parts[relation],
                hidden=sheet.get("state", "visible") != "visible",
            )
            for sheet in named(self._root, "sheet")
            if (relation := _relation(sheet)) in parts
        )

    def shared(self) -> list[str]:
        """Return the texts that cells refer to by number."""
        root = self._tree("sharedStrings")
        return [] if root is None else [_text(one) for one in root if local(one) == "si"]

    def formats(self) -> "_Formats":
        properties = next(iter(named(self._root, "workbookPr")), None)
        is_1904 = properties is not None and properties.get("date1904") in _TRUE
        root = self._tree("styles")
        return _Formats([] if root is None else _codes(root), _EPOCH_1904 if is_1904 else _EPOCH)

    def _tree(self, kind: str) -> Element | None:
        part = next((one.part for one in self._related if one.kind == kind), None)
        return None if part is None else self._package.tree(part)


class _Formats:
    """How the cells of each style are shown."""

    def __init__(self, codes: list[str], epoch: date) -> None:
        self._codes = codes
        self._epoch = epoch

    def number(self, text: str, style: str) -> SheetCell:
        """Return the cell of a number, as it is shown."""
        at = _index(style)
        code = self._codes[at] if at is not None and at < len(self._codes) else ""
        try:
            value = float(text)
        except ValueError:
            return SheetCell(text)
        if code == "date" and 0 <= value <= _LAST_DAY - (self._epoch - _EPOCH).days:
            return SheetCell(f"{self._epoch + timedelta(days=int(value)):%d/%m/%Y}", CellKind.DATE)
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
        return "date" if _index(number) in _BUILT_IN_DATES else ""
    return "date" if _DATE.search(_LITERAL.sub("", code)) else code


class _Reader:
    def __init__(
        self, package: Package, caps: DocumentCaps, shared: list[str], formats: _Formats
    ) -> None:
        self._package = package
        self._max_rows = caps.rows
        self._shared = shared
        self._formats = formats

    def sheet(self, sheet: SheetPart) -> Sheet:
        """Return the rows that hold something, merged cells spread over theirs.

        A row or cell without a number follows the last one.
        """
        rows, merges, number = list[SheetRow](), list[Merge](), 0
        for element in self._package.elements(sheet.part, _WANTED):
            if local(element) == "mergeCell":
                merges.extend(_merge(element.get("ref", "")))
                continue
            given = _index(element.get("r", ""))
            number = number + 1 if given is None else given
            if row := self._row(number, element):
                rows.append(row)
            if len(rows) > self._max_rows:
                raise DocumentError(DocumentFault.ROWS, sheet.name, self._max_rows)
        merged = with_merges(rows, tuple(merges))
        return Sheet(name=sheet.name, rows=merged, hidden=sheet.hidden)

    def _row(self, number: int, row: Element) -> SheetRow | None:
        cells, formulas, column = dict[int, SheetCell](), dict[int, str](), 0
        for one in row:
            place = place_of(one.get("r", ""))
            column = place[1] if place else column + 1
            parts = {local(part): part for part in one}
            cell = self._cell(one, parts)
            if cell is not None and cell.text.strip():
                cells[column] = cell
                if "f" in parts:
                    formulas[column] = parts["f"].text or ""
        if not cells:
            return None
        hidden = row.get("hidden") in _TRUE
        known = formulas or _NO_FORMULAS
        return SheetRow(number=number, cells=cells, hidden=hidden, formulas=known)

    def _cell(self, cell: Element, parts: dict[str, Element]) -> SheetCell | None:
        kind, value = cell.get("t", "n"), parts["v"].text if "v" in parts else None
        if kind == "inlineStr":
            return SheetCell(_text(cell))
        if value is None:
            return _never_worked_out(parts.get("f"), kind)
        if kind == "s":
            at = _index(value)
            known = at is not None and at < len(self._shared)
            return SheetCell(self._shared[at]) if at is not None and known else None
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
    texts, waiting = list[str](), list(reversed(element))
    while waiting:
        one = waiting.pop()
        match local(one):
            case "t":
                texts.append(one.text or "")
            case "r" | "is":
                waiting.extend(reversed(one))
            case _:
                pass
    return _unescaped("".join(texts))


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _relation(sheet: Element) -> str:
    return next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")


def _index(text: str) -> int | None:
    """Return a number without a sign that a file may count by, None for any other text."""
    return int(text) if text.isdecimal() and len(text) <= _MAX_DIGITS else None
