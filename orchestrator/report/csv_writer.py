"""A table as CSV that a spreadsheet opens without harm, in Vietnamese, and by a double click."""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator
from enum import StrEnum
from itertools import islice

from orchestrator.report.inert import in_cell

_ROWS = 256  # of one piece


class CsvDialect(StrEnum):
    """For whom a table is: programs, or Excel as it is set up in Vietnam. Closed."""

    PLAIN = "plain"  # commas, machine words, UTC
    EXCEL = "excel"  # semicolons, the report's language, local time


_DELIMITERS = {CsvDialect.PLAIN: ",", CsvDialect.EXCEL: ";"}


def table_bytes(
    columns: tuple[str, ...],
    rows: Iterable[tuple[str, ...]],
    dialect: CsvDialect = CsvDialect.PLAIN,
) -> bytes:
    """Return the table: UTF-8 with BOM (so that Excel shows Vietnamese), CRLF, a header row."""
    return b"".join(table_pieces(columns, rows, dialect))


def table_pieces(
    columns: tuple[str, ...],
    rows: Iterable[tuple[str, ...]],
    dialect: CsvDialect = CsvDialect.PLAIN,
) -> Iterator[bytes]:
    """Yield the same in pieces of some rows."""
    yield codecs.BOM_UTF8 + rows_bytes((columns,), dialect)
    left = iter(rows)
    while some := tuple(islice(left, _ROWS)):
        yield rows_bytes(some, dialect)


def rows_bytes(rows: Iterable[tuple[str, ...]], dialect: CsvDialect = CsvDialect.PLAIN) -> bytes:
    """Return rows as they follow a table's first ones."""
    body = io.StringIO(newline="")
    writer = csv.writer(body, lineterminator="\r\n", delimiter=_DELIMITERS[dialect])
    writer.writerows(tuple(map(in_cell, row)) for row in rows)
    return body.getvalue().encode()
