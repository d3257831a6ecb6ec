"""Spreadsheets and letters to rows and text.

XLSX and DOCX are zip archives of XML: the little that a list needs of them is read here, so that
a bomb, a macro or a link in them meets no library that would follow it.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from itertools import count
from xml.etree.ElementTree import Element

from orchestrator.errors import ListError
from orchestrator.ioc.reading.bounds import MAX_COLUMNS, MAX_TREE_CHARS
from orchestrator.ioc.reading.entries import ListCell
from orchestrator.ioc.reading.file_bytes import decode, part
from orchestrator.ioc.reading.line_tokens import ListLine
from orchestrator.ioc.reading.readers.html import read_tables
from orchestrator.ioc.reading.readers.prose import read as read_prose
from orchestrator.ioc.reading.readers.table_rows import TableRow
from orchestrator.ioc.reading.readers.xml_tree import parse
from orchestrator.text.message import say

_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, KeyError, ValueError)


def xlsx(raw: bytes) -> Iterator[ListCell | ListLine]:
    """Yield the cells of every sheet; the line is the row's number.

    Raises:
        ListError: It is no sound workbook.
    """
    parts = _parts(raw, lambda name: name == "xl/sharedStrings.xml" or bool(_SHEET.fullmatch(name)))
    strings = parts.pop("xl/sharedStrings.xml", None)
    shared = [_text(one) for one in strings if _name(one) == "si"] if strings is not None else []
    rows = [
        (number, row)
        for number, name in enumerate(sorted(parts))
        for row in _rows(parts[name], shared)
    ]
    return read_tables(rows)


def docx(raw: bytes) -> Iterator[ListCell | ListLine]:
    """Yield what the tables and the paragraphs hold; the line counts paragraphs and rows.

    Raises:
        ListError: It is no sound document.
    """
    root = _parts(raw, lambda name: name == "word/document.xml")["word/document.xml"]
    body = next((one for one in root if _name(one) == "body"), root)
    lines, tables, texts = count(1), count(1), list[str]()
    rows: list[tuple[int, TableRow]] = []
    for block in body:
        if _name(block) == "tbl":
            number = next(tables)
            for row in (one for one in block.iter() if _name(one) == "tr"):
                cells = tuple(_text(cell) for cell in row if _name(cell) == "tc")
                rows.append((number, TableRow(next(lines), cells)))
                texts.append("")
        else:
            next(lines)
            texts.append(_text(block))
    yield from read_tables(rows)
    yield from read_prose("\n".join(texts))


def _parts(raw: bytes, wanted: Callable[[str], bool]) -> dict[str, Element]:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            return _trees(archive, sorted(filter(wanted, {*archive.namelist()})))
    except _DAMAGE as error:
        what = say("list_file.document", why=(error.args or (error,))[0])
        raise ListError.one(what, say("list_file.mend.save_again")) from error


def _trees(archive: zipfile.ZipFile, names: Iterable[str]) -> dict[str, Element]:
    """Return the trees of the parts, which are bounded together."""
    found, left = dict[str, Element](), MAX_TREE_CHARS
    for name in names:
        raw = part(archive, name, left)
        left -= len(raw)
        found[name] = parse(decode(raw))
    return found


def _rows(sheet: Element, shared: list[str]) -> Iterator[TableRow]:
    for number, row in enumerate((one for one in sheet.iter() if _name(one) == "row"), 1):
        cells: list[str] = []
        for cell in (one for one in row if _name(one) == "c"):
            column = _column(cell.get("r", ""), len(cells))
            if column < MAX_COLUMNS:
                cells.extend([""] * (column + 1 - len(cells)))
                cells[column] = _cell(cell, shared)
        given = row.get("r", "")
        yield TableRow(int(given) if given.isascii() and given.isdigit() else number, tuple(cells))


def _column(reference: str, default: int) -> int:
    letters = re.match(r"[A-Z]{1,3}", reference)
    if not letters:
        return default
    number = 0
    for letter in letters[0]:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _cell(cell: Element, shared: list[str]) -> str:
    formula = next((one for one in cell if _name(one) == "f"), None)
    if formula is not None:
        return f"={formula.text or ''}"
    value = next((one.text or "" for one in cell if _name(one) == "v"), "")
    if cell.get("t") == "s":
        known = value.isascii() and value.isdigit() and int(value) < len(shared)
        return shared[int(value)] if known else ""
    return _text(cell) if cell.get("t") == "inlineStr" else value


def _text(element: Element) -> str:
    """Return the text in an element: runs join, paragraphs and breaks part."""
    texts = []
    for one in element.iter():
        name = _name(one)
        if name == "t":
            texts.append(one.text or "")
        elif name in ("br", "tab", "p", "cr"):
            texts.append(" ")
    return "".join(texts).strip()


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
