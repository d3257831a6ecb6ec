"""What kind of file a list of machines is, and its sheets."""

import unicodedata
from pathlib import Path

from orchestrator.documents.delimited import (
    UnsoundRowError,
    delimited_rows,
    delimiter_of,
    lines_of,
)
from orchestrator.documents.encodings import UnsoundEncodingError, decoded, decoded_as
from orchestrator.documents.grid import Sheet, SheetCell, SheetRow, TableRow
from orchestrator.documents.workbook import read_workbook
from orchestrator.errors import InputError, Place
from orchestrator.files import read_bounded
from orchestrator.inventory.sheets.file_faults import CAPS, MAX_FILE_BYTES, worded
from orchestrator.inventory.sheets.legacy_fonts import detect
from orchestrator.text.message import say

_ZIP, _OLE = b"PK", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OPEN_DOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument"
_HEAD = 128


def open_sheets(path: Path, *, only: str | None = None) -> tuple[Sheet, ...]:
    """Return the sheets of a workbook or a CSV file, told by what is in it, not by its name.

    Args:
        path: The file.
        only: The name of the one sheet wanted; hidden ones can be had by their name alone.

    Raises:
        InputError: It cannot be read; it is an old or a locked workbook; there is no such sheet.
    """
    data, source = read_bounded(path, MAX_FILE_BYTES), str(path)
    refuse_other_kinds(data, source)
    sheets = (workbook_sheets if is_workbook(data) else delimited_sheets)(data, source)
    if only is None:
        return sheets
    found = tuple(sheet for sheet in sheets if _key(sheet.name) == _key(only))
    if not found:
        names = ", ".join(f"`{sheet.name}`" for sheet in sheets)
        what = say("sheet.none", name=only)
        raise InputError.one(what, say("mend.sheets", names=names), Place(file=source))
    return found


def workbook_sheets(data: bytes, source: str) -> tuple[Sheet, ...]:
    """Return the sheets of a workbook.

    Args:
        data: The file.
        source: Its name, for messages.

    Raises:
        InputError: It is damaged or too large.
    """
    with worded(source):
        return tuple(read_workbook(data, CAPS))


def delimited_sheets(data: bytes, source: str) -> tuple[Sheet, ...]:
    """Return the one sheet of a CSV file; its row numbers are line numbers.

    Args:
        data: The file, in UTF-8, UTF-16 or the Vietnamese code page of Windows (1258).
        source: Its name, for messages.

    Raises:
        InputError: It is no text, or no sound CSV.
    """
    try:
        text = decoded(data, _unmarked_text)
    except UnsoundEncodingError as error:
        what = say("sheet.encoding", encoding=error.encoding.upper())
        raise InputError.one(what, say("mend.csv_utf8"), Place(file=source)) from error
    try:
        rows = tuple(delimited_rows(lines_of(text), delimiter_of(lines_of(text))))
    except UnsoundRowError as error:
        place = Place(file=source, line=error.line)
        what = say("sheet.csv", why=error)
        raise InputError.one(what, say("mend.csv_quotes"), place) from error
    sheet = Sheet(name="", rows=tuple(SheetRow(number=row.line, cells=_cells(row)) for row in rows))
    return (sheet,)


def is_workbook(data: bytes) -> bool:
    """Tell whether a file is a zip archive, as workbooks are."""
    return data.startswith(_ZIP)


def refuse_other_kinds(data: bytes, source: str) -> None:
    """Refuse what looks like a spreadsheet and is not read.

    Raises:
        InputError: It is one of Excel 97-2003, a locked one, an OpenDocument, or a web page.
    """
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            what, mend = say("sheet.locked"), say("mend.unlock")
        else:
            what, mend = say("sheet.xls"), say("mend.as_xlsx")
        raise InputError.one(what, mend, Place(file=source))
    if _OPEN_DOCUMENT in data[:_HEAD]:
        raise InputError.one(say("sheet.ods"), say("mend.as_xlsx"), Place(file=source))
    if data[:_HEAD].lstrip().lower().startswith((b"<html", b"<!doctype html", b"<table")):
        raise InputError.one(say("sheet.html"), say("mend.as_xlsx"), Place(file=source))


def _unmarked_text(data: bytes) -> str:
    """Return bytes that are no UTF-8 and bear no mark, as the text that they most likely are.

    Raises:
        UnsoundEncodingError: They are broken UTF-16.
    """
    if b"\0" in data:
        return decoded_as(data, "utf-16-le" if data[1:2] == b"\0" else "utf-16-be")
    try:
        text = data.decode("cp1258")
    except UnicodeDecodeError:
        return data.decode("latin-1")
    # In the fonts of before Unicode the same bytes are other letters; those are told apart later.
    old = data.decode("latin-1")
    return old if detect(text.splitlines()) and detect(old.splitlines()) else text


def _cells(row: TableRow) -> dict[int, SheetCell]:
    return {at: SheetCell(text) for at, text in enumerate(row.cells, 1) if text.strip()}


def _key(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold().strip()
