"""CSV in the shapes of feeds and of spreadsheets saved as text."""

import csv
from collections.abc import Iterator

from orchestrator.errors import ListError, Place
from orchestrator.ioc.reading.bounds import MAX_COLUMNS
from orchestrator.ioc.reading.entries import ListCell
from orchestrator.ioc.reading.line_tokens import ListLine, each_line
from orchestrator.ioc.reading.readers.table_rows import ColumnMap, TableRow, header, read_rows
from orchestrator.text.message import say

_DELIMITERS = ",;\t|"
_BANNER_LINES = 200
_MAX_CELL_CHARS = 64 * 1024  # csv raises above twice that


def read(text: str) -> Iterator[ListCell | ListLine]:
    """Yield the cells of the value columns.

    Raises:
        ListError: A quote that is never closed, or a cell larger than the reader takes.
    """
    return read_rows(_rows(text, delimiter_of(text)), commented_header(text))


def delimiter_of(text: str) -> str:
    """Return the delimiter that the first lines of data use most."""
    sample = "\n".join(line for line in text.split("\n", _BANNER_LINES)[:-1] if line[:1] != "#")
    return max(_DELIMITERS, key=sample.count)


def commented_header(text: str) -> ColumnMap | None:
    """Return the columns that the last comment before the data names, if one does.

    A sentence may hold commas and the word "IP"; a header has as many cells as the first row.
    """
    comments: list[str] = []
    for line in text.split("\n", _BANNER_LINES)[:_BANNER_LINES]:
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


def _rows(text: str, delimiter: str) -> Iterator[TableRow]:
    lines = (line if line[:1] != "#" else "" for line in each_line(text))
    reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=True, strict=True)
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise ListError.one(
                say("list_file.csv", why=error),
                say("list_file.mend.row"),
                Place(file="", line=line),
            ) from error
        if any(cells):
            yield TableRow(line, cells[:MAX_COLUMNS])
        line = reader.line_num + 1
