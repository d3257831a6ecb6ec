"""CSV as spreadsheets save it: its encoding, its delimiter, its rows."""

import codecs
import csv
from collections import Counter

from orchestrator.errors import InputError, Place
from orchestrator.inventory.sheets.grid import Sheet, SheetCell, SheetRow
from orchestrator.inventory.sheets.legacy_fonts import detect
from orchestrator.text.message import say

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_DELIMITERS = ";\t,|"
_SAMPLE_LINES = 50


def read_delimited(data: bytes, source: str) -> tuple[Sheet, ...]:
    """Return the one sheet of a CSV file; its row numbers are line numbers.

    Args:
        data: The file, in UTF-8, UTF-16 or the Vietnamese code page of Windows (1258).
        source: Its name, for messages.

    Raises:
        InputError: It is no text, or no sound CSV.
    """
    text = _decoded(data, source)
    rows, line = list[SheetRow](), 1
    reader = csv.reader(text.splitlines(keepends=True), delimiter=_delimiter(text), strict=True)
    while True:
        try:
            texts = next(reader)
        except StopIteration:
            return (Sheet(name="", rows=tuple(rows)),)
        except csv.Error as error:
            place = Place(file=source, line=line)
            what = say("sheet.csv", why=error)
            raise InputError.one(what, say("mend.csv_quotes"), place) from error
        cells = {at: SheetCell(cell) for at, cell in enumerate(texts, 1) if cell.strip()}
        if cells and not texts[0].startswith("sep="):
            rows.append(SheetRow(number=line, cells=cells))
        line = reader.line_num + 1


def _decoded(data: bytes, source: str) -> str:
    if data.startswith(_UTF16):
        return _as(data, "utf-16", source)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Only then, as every byte means something in an old code page.
        pass
    if b"\0" in data:
        return _as(data, "utf-16-le" if data[1:2] == b"\0" else "utf-16-be", source)
    try:
        text = data.decode("cp1258")
    except UnicodeDecodeError:
        return data.decode("latin-1")
    # In the fonts of before Unicode the same bytes are other letters; those are told apart later.
    old = data.decode("latin-1")
    return old if detect(text.splitlines()) and detect(old.splitlines()) else text


def _as(data: bytes, encoding: str, source: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        what = say("sheet.encoding", encoding=encoding.upper())
        raise InputError.one(what, say("mend.csv_utf8"), Place(file=source)) from error


def _delimiter(text: str) -> str:
    """Return the delimiter of which most lines have the same number."""
    lines = [line for line in text.splitlines()[:_SAMPLE_LINES] if line.strip()]
    if lines and lines[0].startswith("sep=") and len(lines[0]) == len("sep=") + 1:
        return lines[0][-1]

    def agreement(delimiter: str) -> tuple[int, int]:
        counts = Counter(line.count(delimiter) for line in lines)
        del counts[0]
        return max(((lines_, times) for times, lines_ in counts.items()), default=(0, 0))

    return max(_DELIMITERS, key=agreement)
