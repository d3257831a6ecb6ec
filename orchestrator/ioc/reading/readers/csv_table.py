"""CSV in the shapes of feeds and of spreadsheets saved as text."""

import csv
import re
from collections.abc import Iterator, Sequence
from itertools import islice

from orchestrator.documents.delimited import (
    DELIMITERS,
    QuotedRows,
    UnsoundRow,
    delimiter_of,
    each_sound_row,
    named_delimiter,
)
from orchestrator.documents.grid import TableRow
from orchestrator.ioc.reading.bounds import MAX_COLUMNS, in_time
from orchestrator.ioc.reading.entries import ListCell, TableColumns
from orchestrator.ioc.reading.line_tokens import ListLine, each_line
from orchestrator.ioc.reading.tables.by_hand import ColumnByHand
from orchestrator.ioc.reading.tables.table_parts import are_titles_of, is_header
from orchestrator.ioc.reading.tables.table_rows import has_given, read_table
from orchestrator.model.indicator import Unused

_MOST = 0.8
_RULE = re.compile(r":?-+:?")  # between the header and the rows of a table of Markdown
_CODE = re.compile(r"`([^`]*)`")
_BAR = re.compile(r"(?<!\\)\|")
_BANNER_LINES = 200
_MAX_CELL_CHARS = 64 * 1024  # csv raises above twice that


def read(
    text: str, given: Sequence[ColumnByHand] = ()
) -> Iterator[ListCell | ListLine | TableColumns]:
    """Return the cells of the value columns.

    Args:
        text: The list.
        given: What a person decided of its columns.

    Raises:
        ListError: A person has to say what a column holds.
    """
    quoted = QuotedRows()
    return read_table(lambda: _rows(text, quoted), commented_header(text), given)


def has_column(text: str, given: Sequence[ColumnByHand]) -> bool:
    """Tell whether a text, read as CSV, has one of the columns that a person decided about."""
    if not given:
        return False
    delimiter = delimiter_of_table(text)
    rows = [TableRow(1, cells_of(line, delimiter)) for line in _head(text)]
    numbered = any(one.name.isdecimal() for one in given)
    wide = numbered and max(len(row.cells) for row in rows) > 1
    return wide or has_given(rows, given)


def delimiter_of_table(text: str) -> str:
    """Return the delimiter by which the first line is a header, or on which most lines agree.

    Cells of several lines let lines differ; comments are none of them.
    """
    lines = [line for line in _head(text) if line[:1] != "#" and line.strip()]
    if not lines or named_delimiter(lines[0]):
        return delimiter_of(lines)
    headers = {one: cells_of(lines[0], one) for one in DELIMITERS if one in lines[0]}
    found = [one for one, cells in headers.items() if len(cells) > 1 and is_header(cells)]
    return max(found, key=lambda one: len(headers[one])) if found else delimiter_of(lines)


def first_rows(text: str, most: int) -> list[TableRow]:
    """Return some rows of the beginning of a text; a quote that its end cuts is no matter."""
    lines = (line for line in each_line(text) if line[:1] != "#")
    rows = each_sound_row(lines, delimiter_of_table(text), spaced=True)
    return [row for row in islice(rows, most) if isinstance(row, TableRow)]


def commented_header(text: str) -> tuple[str, ...]:
    """Return the titles that the last comment before the data gives, none if it gives none.

    A sentence may hold commas and the word "IP"; a header has as many cells as the first row.
    """
    comments: list[str] = []
    for line in _head(text):
        if not line.startswith("#"):
            return _named_by(comments, line, delimiter_of_table(text)) if line.strip() else ()
        comments.append(line.lstrip("# ").rstrip("\r\n "))
    return ()


def cells_of(line: str, delimiter: str = ",") -> list[str]:
    """Return the cells of one line by itself; quotes may be unsound."""
    return next(
        csv.reader([line[:_MAX_CELL_CHARS]], delimiter=delimiter, skipinitialspace=True), []
    )


def _named_by(comments: list[str], first_line: str, delimiter: str) -> tuple[str, ...]:
    width = len(cells_of(first_line, delimiter))
    named = (cells_of(comment, delimiter) for comment in comments)
    found = [cells for cells in named if len(cells) == width > 1 and are_titles_of(cells)]
    return tuple(found[-1]) if found else ()


def _head(text: str) -> list[str]:
    return text.split("\n", _BANNER_LINES)[:_BANNER_LINES]


def is_piped(lines: Sequence[str]) -> bool:
    """Whether lines are rows between bars, as tables of Markdown are."""
    return sum(line[:1] == "|" == line[-1:] and line.count("|") > 2 for line in lines) > (  # noqa: PLR2004
        len(lines) * _MOST
    )


def piped_cells(line: str) -> list[str]:
    """Return the cells of a row between bars; a bar behind a backslash is a cell's own."""
    inner = line.strip().removeprefix("|").removesuffix("|")
    cells = (cell.strip().replace("\\|", "|") for cell in _BAR.split(inner))
    return [(_CODE.sub(r"\1", cell) if "`" in cell else cell) for cell in cells][:MAX_COLUMNS]


def is_rule(cells: Sequence[str]) -> bool:
    """Whether cells are those of the line between the header and the rows."""
    return all(map(_RULE.fullmatch, cells))


def _piped_rows(text: str) -> Iterator[TableRow]:
    for number, line in enumerate(each_line(text), 1):
        cells = piped_cells(line)
        if any(cells) and not is_rule(cells):
            yield TableRow(number, cells)


def _rows(text: str, quoted: QuotedRows) -> Iterator[TableRow | ListCell]:
    if is_piped([line.strip() for line in _head(text) if line.strip()]):
        yield from in_time(_piped_rows(text))
        return
    lines = (line if line[:1] != "#" else "" for line in each_line(text))
    delimiter = delimiter_of_table(text)
    for row in in_time(each_sound_row(lines, delimiter, spaced=True, quoted=quoted)):
        if isinstance(row, UnsoundRow):
            yield ListCell(row.line, row.text, Unused.BAD_ROW)
        else:
            yield TableRow(row.line, row.cells[:MAX_COLUMNS])
