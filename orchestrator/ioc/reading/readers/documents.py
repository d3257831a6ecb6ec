"""Lists in workbooks and Word documents to the cells that hold indicators."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from typing import Literal

from orchestrator.documents.grid import CellKind, SheetRow, TableRow
from orchestrator.documents.package import DocumentCaps, DocumentError, DocumentFault
from orchestrator.documents.word import WordTable, read_word
from orchestrator.documents.workbook import read_workbook
from orchestrator.errors import ListError
from orchestrator.ioc.reading.bounds import MAX_COLUMNS, MAX_LINES, MAX_TREE_CHARS, MIB, in_time
from orchestrator.ioc.reading.entries import ListCell, TableColumns
from orchestrator.ioc.reading.line_tokens import ListLine
from orchestrator.ioc.reading.readers.html import read_tables
from orchestrator.ioc.reading.readers.prose import is_defanged
from orchestrator.ioc.reading.readers.prose import read as read_prose
from orchestrator.ioc.reading.readers.xml_tree import MAX_TAGS
from orchestrator.ioc.reading.tables.by_hand import ColumnByHand
from orchestrator.text.message import say

CAPS = DocumentCaps(
    parts=4096,
    part_bytes=MAX_TREE_CHARS,
    total_bytes=MAX_TREE_CHARS,
    tags=MAX_TAGS,
    rows=MAX_LINES,
)


def xlsx(
    raw: bytes, given: Sequence[ColumnByHand] = ()
) -> Iterator[ListCell | ListLine | TableColumns]:
    """Yield the cells of every sheet, hidden ones too; the line is the row's number.

    Raises:
        ListError: It is no sound workbook, or a person has to say what a column holds.
    """
    with _worded():
        rows = [
            (number, TableRow(row.number, _texts(row)))
            for number, sheet in enumerate(read_workbook(raw, CAPS))
            for row in in_time(sheet.rows)
        ]
    return read_tables(rows, given)


def docx(
    raw: bytes, given: Sequence[ColumnByHand] = ()
) -> Iterator[ListCell | ListLine | TableColumns]:
    """Yield what the tables and the paragraphs hold; the line counts paragraphs and rows.

    Raises:
        ListError: It is no sound document, or a person has to say what a column holds.
    """
    lines, tables, texts = count(1), count(1), list[str]()
    rows: list[tuple[int, TableRow]] = []
    with _worded():
        for block in in_time(read_word(raw, CAPS)):
            if isinstance(block, WordTable):
                number = next(tables)
                rows.extend((number, TableRow(next(lines), cells)) for cells in block.rows)
                texts.extend("" for _ in block.rows)
            else:
                next(lines)
                texts.append(block.text)
    yield from read_tables(rows, given)
    defanged = any(is_defanged(cell) for _, row in rows for cell in row.cells)
    yield from read_prose("\n".join(texts), defanged=defanged)


def _texts(row: SheetRow) -> list[str]:
    """Return the texts of a row's columns; those far to the right are left out."""
    texts = [""] * min(max(row.cells), MAX_COLUMNS)
    for column in row.cells:
        if column <= MAX_COLUMNS:
            texts[column - 1] = _text(row, column)
    return texts


def _text(row: SheetRow, column: int) -> str:
    """Return what a cell says.

    A formula counts as the text that it came to; one that came to anything else lists nothing. A
    text across several columns is a title and stands in the first of them alone.
    """
    cell, before = row.cells[column], row.cells.get(column - 1)
    if {column - 1, column} <= row.wide and before == cell:
        return ""
    if column in row.formulas and cell.kind is not CellKind.TEXT:
        return f"={row.formulas[column]}"
    return cell.text


@contextmanager
def _worded() -> Iterator[None]:
    try:
        yield
    except DocumentError as error:
        raise ListError.one(*_said(error)) from error


def _said(error: DocumentError) -> tuple[str, str]:
    """Return what is wrong, and how it is mended."""
    match error.fault:
        case DocumentFault.DAMAGED:
            return say("list_file.document", why=error.why), say("list_file.mend.save_again")
        case DocumentFault.NO_MAIN:
            return say("list_file.no_document"), say("list_file.mend.document")
        case DocumentFault.ENTITIES:
            return say("list_file.entities"), say("list_file.mend.save_again")
        case over:
            return _over(over, error), say("mend.split")


def _over(
    fault: Literal[
        DocumentFault.PART_BYTES,
        DocumentFault.TOTAL_BYTES,
        DocumentFault.PARTS,
        DocumentFault.TAGS,
        DocumentFault.ROWS,
    ],
    error: DocumentError,
) -> str:
    match fault:
        case DocumentFault.PART_BYTES | DocumentFault.TOTAL_BYTES:
            return say("list_file.unpacked", n=error.limit // MIB)
        case DocumentFault.PARTS:
            return say("list_file.parts", n=error.limit)
        case DocumentFault.TAGS:
            return say("list_file.tags", n=error.limit)
        case DocumentFault.ROWS:
            return say("list_file.rows", name=repr(error.why), n=error.limit)
