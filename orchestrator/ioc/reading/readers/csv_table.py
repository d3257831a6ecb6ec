"""CSV in the shapes of feeds and of spreadsheets saved as text."""

import csv
from collections.abc import Iterator

from orchestrator.documents.delimited import UnsoundRowError, delimited_rows, delimiter_of
from orchestrator.documents.grid import TableRow
from orchestrator.errors import ListError, Place
from orchestrator.ioc.reading.bounds import MAX_COLUMNS
from orchestrator.ioc.reading.entries import ListCell
from orchestrator.ioc.reading.line_tokens import ListLine, each_line
from orchestrator.ioc.reading.readers.table_rows import ColumnMap, header, read_rows
from orchestrator.text.message import say

_BANNER_LINES = 200
_MAX_CELL_CHARS = 64 * 1024  # csv raises above twice that


def read(text: str) -> Iterator[ListCell | ListLine]:
    """Yield the cells of the value columns.

    Raises:
        ListError: A quote that is never closed, or a cell larger than the reader takes.
    """
    return read_rows(_rows(text), commented_header(text))


def delimiter_of_table(text: str) -> str:
    """Return the delimiter that the first lines of data agree on; comments are none of them."""
    return delimiter_of(line for line in _head(text) if line[:1] != "#")


def commented_header(text: str) -> ColumnMap | None:
    """Return the columns that the last comment before the data names, if one does.

    A sentence may hold commas and the word "IP"; a header has as many cells as the first row.
    """
    comments: list[str] = []
    for line in _head(text):
        if not line.startswith("#"):
            return _named_by(comments, cells_of(line))
        comments.append(line.lstrip("# ").rstrip())
    return None


def cells_of(line: str, delimiter: str = ",") -> list[str]:
    """Return the cells of one line by itself; quotes may be unsound."""
    return next(
        csv.reader([line[:_MAX_CELL_CHARS]], delimiter=delimiter, skipinitialspace=True), []
    )


def _named_by(comments: list[str], first_row: list[str]) -> ColumnMap | None:
    named = (cells_of(comment) for comment in comments)
    found = [header(cells) for cells in named if len(cells) == len(first_row) > 1]
    return found[-1] if found else None


def _head(text: str) -> list[str]:
    return text.split("\n", _BANNER_LINES)[:_BANNER_LINES]


def _rows(text: str) -> Iterator[TableRow]:
    lines = (line if line[:1] != "#" else "" for line in each_line(text))
    try:
        for row in delimited_rows(lines, delimiter_of_table(text), spaced=True):
            yield TableRow(row.line, row.cells[:MAX_COLUMNS])
    except UnsoundRowError as error:
        place = Place(file="", line=error.line)
        what = say("list_file.csv", why=error)
        raise ListError.one(what, say("list_file.mend.row"), place) from error
