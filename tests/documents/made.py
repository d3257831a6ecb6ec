"""Workbooks made for one test."""

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

HEADER = ("STT", "Tên máy", "Địa chỉ IP", "Phòng")


def page(rows: Sequence[Sequence[object]], title: str = "Máy") -> tuple[Workbook, Worksheet]:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    return book, sheet


def saved(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def workbook(
    path: Path,
    rows: Sequence[Sequence[object]],
    change: Callable[[Worksheet], object] = id,
) -> Path:
    book, sheet = page(rows)
    change(sheet)
    path.write_bytes(saved(book))
    return path


def repacked(data: bytes, parts: Mapping[str, bytes]) -> bytes:
    """Return a workbook with parts replaced or added, byte for byte."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for info in old.infolist():
            if info.filename not in parts:
                new.writestr(info, old.read(info))
        for name, part in parts.items():
            new.writestr(name, part, zipfile.ZIP_DEFLATED)
    return stream.getvalue()
