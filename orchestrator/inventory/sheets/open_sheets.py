"""What kind of file a list of machines is, and its sheets."""

import unicodedata
from pathlib import Path

from orchestrator.errors import InputError, Place
from orchestrator.files import read_bounded
from orchestrator.inventory.sheets.delimited import read_delimited
from orchestrator.inventory.sheets.grid import Sheet
from orchestrator.inventory.sheets.xlsx import read_workbook
from orchestrator.inventory.sheets.xlsx_package import MAX_FILE_BYTES
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
    sheets = (read_workbook if is_workbook(data) else read_delimited)(data, source)
    if only is None:
        return sheets
    found = tuple(sheet for sheet in sheets if _key(sheet.name) == _key(only))
    if not found:
        names = ", ".join(f"`{sheet.name}`" for sheet in sheets)
        what = say("sheet.none", name=only)
        raise InputError.one(what, say("mend.sheets", names=names), Place(file=source))
    return found


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


def _key(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold().strip()
