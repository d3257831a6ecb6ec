"""A table as CSV that a spreadsheet opens without harm, in Vietnamese, and by a double click."""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator
from itertools import islice

from orchestrator.text.visible import visible

_ROWS = 256  # of one piece
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def table_bytes(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> bytes:
    """Return the table: UTF-8 with BOM (so that Excel shows Vietnamese), CRLF, a header row."""
    return b"".join(table_pieces(columns, rows))


def table_pieces(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[bytes]:
    """Yield the same in pieces of some rows."""
    yield codecs.BOM_UTF8 + rows_bytes((columns,))
    left = iter(rows)
    while some := tuple(islice(left, _ROWS)):
        yield rows_bytes(some)


def rows_bytes(rows: Iterable[tuple[str, ...]]) -> bytes:
    """Return rows as they follow a table's first ones."""
    body = io.StringIO(newline="")
    writer = csv.writer(body, lineterminator="\r\n")
    writer.writerows(tuple(map(_cell, row)) for row in rows)
    return body.getvalue().encode()


def _cell(text: str) -> str:
    """Return the text with control characters shown, and marked as text if it starts a formula."""
    return f"'{visible(text)}" if text.lstrip(" ").startswith(_FORMULA) else visible(text)
