"""Text put into cells of a sheet's XML, byte by byte around what is there."""

import re
from collections.abc import Mapping, Sequence
from xml.parsers import expat
from xml.sax.saxutils import escape

from msgspec import Struct

from orchestrator.documents.package import DocumentError, DocumentFault
from orchestrator.documents.workbook import place_of
from orchestrator.errors import InputError, Place
from orchestrator.text.message import say

_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SPANS = re.compile(rb'(\sspans="[0-9]+:)([0-9]+)"')
_DIMENSION = re.compile(rb'(<(?:\w+:)?dimension\s+ref="[A-Z]+[0-9]+:)([A-Z]+)([0-9]+)"')
_ALPHABET = 26


class NewCell(Struct, frozen=True, kw_only=True):
    """A text and its place, from 1; it looks like the cell in column `like` of its row."""

    row: int
    column: int
    text: str
    like: int


class _Span(Struct, frozen=True):
    """Where something stands in the bytes: from its `<` to after its `>`."""

    start: int
    end: int


class _RowSeen(Struct):
    """A row that is there: where it ends, its cells by column, and their styles."""

    prefix: str
    head: _Span
    end: int
    cells: dict[int, _Span]
    styles: dict[int, str]


def with_cells(xml: bytes, cells: Sequence[NewCell], source: str) -> bytes:
    """Return a sheet's XML with cells put in or, where they are there, written over.

    Args:
        xml: The sheet, in UTF-8.
        cells: Sorted by row and column, each row among those that are there.
        source: The workbook's name, for messages.

    Raises:
        DocumentError: The XML is not sound.
        InputError: It is in a form that no spreadsheet program writes.
    """
    if b"<!DOCTYPE" in xml or xml[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise InputError.one(say("sheet.form"), say("mend.save_again"), Place(file=source))
    by_row: dict[int, list[NewCell]] = {}
    for cell in cells:
        by_row.setdefault(cell.row, []).append(cell)
    try:
        seen = _Scanner(xml, frozenset(by_row)).rows()
    except expat.ExpatError as error:
        raise DocumentError(DocumentFault.DAMAGED, error) from error
    patches = [patch for row, new in by_row.items() for patch in _patches(xml, seen[row], new)]
    widest = max((cell.column for cell in cells), default=0)
    return _wider(_patched(xml, patches), widest)


def column_name(column: int) -> str:
    """Return the letters of a column: 1 is A, 28 is AB."""
    letters = ""
    while column:
        column, letter = divmod(column - 1, _ALPHABET)
        letters = chr(ord("A") + letter) + letters
    return letters


class _Scanner:
    """Notes where the wanted rows and their cells stand."""

    def __init__(self, xml: bytes, wanted: frozenset[int]) -> None:
        self._xml = xml
        self._wanted = wanted
        self._rows: dict[int, _RowSeen] = {}
        self._number = self._column = self._start = 0
        self._row: _RowSeen | None = None
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._begin
        self._parser.EndElementHandler = self._finish

    def rows(self) -> Mapping[int, _RowSeen]:
        """Return the wanted rows by number."""
        self._parser.Parse(self._xml, True)
        return self._rows

    def _begin(self, name: str, attributes: Mapping[str, str]) -> None:
        prefix, _, local = name.rpartition(":")
        at = self._parser.CurrentByteIndex
        if local == "row":
            given = attributes.get("r", "")
            self._number = int(given) if given.isdecimal() else self._number + 1
            self._column = 0
            head = _Span(at, self._after(at))
            if self._number in self._wanted:
                mark = f"{prefix}:" if prefix else ""
                self._row = _RowSeen(mark, head, head.end, {}, {})
        elif local == "c" and self._row is not None:
            place = place_of(attributes.get("r", ""))
            self._column = place[1] if place else self._column + 1
            self._start = at
            self._row.styles[self._column] = attributes.get("s", "")

    def _finish(self, name: str) -> None:
        local = name.rpartition(":")[2]
        at = self._parser.CurrentByteIndex
        if self._row is None or local not in ("row", "c"):
            return
        if local == "c":
            opened = self._after(self._start)
            alone = self._xml[opened - 2 : opened] == b"/>"
            end = opened if alone else self._after(at)
            self._row.cells[self._column] = _Span(self._start, end)
        else:
            self._row.end = at
            self._rows[self._number] = self._row
            self._row = None

    def _after(self, at: int) -> int:
        """Return the place after the tag that begins at a place."""
        return self._xml.index(b">", at) + 1


_Patch = tuple[int, int, bytes]


def _patches(xml: bytes, row: _RowSeen, new: Sequence[NewCell]) -> list[_Patch]:
    found: list[_Patch] = []
    for cell in new:
        style = row.styles.get(cell.column) or row.styles.get(cell.like, "")
        text = _element(cell, row.prefix, style)
        if (there := row.cells.get(cell.column)) is not None:
            found.append((there.start, there.end, text))
            continue
        right = [span.start for column, span in row.cells.items() if column > cell.column]
        at = min(right, default=row.end)
        found.append((at, at, text))
    head = xml[row.head.start : row.head.end]
    widest = str(max(cell.column for cell in new)).encode()
    wider = _SPANS.sub(lambda m: m[1] + max(m[2], widest, key=int) + b'"', head, count=1)
    return [(row.head.start, row.head.end, wider), *found]


def _element(cell: NewCell, prefix: str, style: str) -> bytes:
    place = f'{prefix}c r="{column_name(cell.column)}{cell.row}"'
    look = f' s="{style}"' if style else ""
    if not cell.text:
        return f"<{place}{look}/>".encode()
    text = escape(_UNWRITABLE.sub("", cell.text))
    said = f'<{prefix}is><{prefix}t xml:space="preserve">{text}</{prefix}t></{prefix}is>'
    return f'<{place}{look} t="inlineStr">{said}</{prefix}c>'.encode()


def _patched(xml: bytes, patches: Sequence[_Patch]) -> bytes:
    """Return bytes with pieces replaced; of several at one place the first given comes first."""
    pieces, at = list[bytes](), 0
    for start, end, new in sorted(patches, key=lambda patch: patch[:2]):
        pieces += (xml[at:start], new)
        at = end
    return b"".join((*pieces, xml[at:]))


def _wider(xml: bytes, column: int) -> bytes:
    """Widen what the sheet says of its size."""

    def widened(found: re.Match[bytes]) -> bytes:
        place = place_of(f"{found[2].decode()}1")
        known = place[1] if place else 0
        return found[1] + column_name(max(known, column)).encode() + found[3] + b'"'

    return _DIMENSION.sub(widened, xml, count=1)
