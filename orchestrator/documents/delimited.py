"""Delimited text (CSV and its kin): which delimiter it has, and its rows with their lines."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice

from orchestrator.documents.grid import TableRow

DELIMITERS = ";\t,|"  # of two that serve as well the first: commas stand in texts and numbers
_SAMPLE_LINES = 200
_QUOTED = re.compile(r'"[^"]*"')
_NAMED = "sep="  # Excel writes it first


class UnsoundRowError(ValueError):
    """A row is not written as delimited text is; `line` is where it begins, from 1."""

    def __init__(self, line: int, why: str) -> None:
        """Keep where and why (in the words of Python's `csv`, which show no cell)."""
        super().__init__(why)
        self.line = line


def lines_of(text: str) -> Iterator[str]:
    """Yield lines with their ends, which are those that editors count: CR, LF or both."""
    return io.StringIO(text, newline="")


def named_delimiter(line: str) -> str:
    """Return the delimiter that a line such as `sep=;` names; empty for any other line."""
    said = line.rstrip("\r\n")
    return said[-1] if said.startswith(_NAMED) and len(said) == len(_NAMED) + 1 else ""


def delimiter_of(lines: Iterable[str]) -> str:
    """Return the delimiter of which most lines have the same number, outside of quotes.

    Args:
        lines: The first ones, comments left out; at most 200 are looked at.
    """
    sample = [line for line in islice(lines, _SAMPLE_LINES) if line.strip()]
    if sample and (named := named_delimiter(sample[0])):
        return named
    bare = [_QUOTED.sub("", line) if '"' in line else line for line in sample]

    def agreement(delimiter: str) -> tuple[int, int]:
        counts = Counter(line.count(delimiter) for line in bare)
        del counts[0]
        return max(((lines_, times) for times, lines_ in counts.items()), default=(0, 0))

    return max(DELIMITERS, key=agreement)


def delimited_rows(
    lines: Iterable[str], delimiter: str, *, spaced: bool = False
) -> Iterator[TableRow]:
    """Yield the rows that hold something, each with the line on which it begins.

    Args:
        lines: All lines, with or without their ends; an empty one keeps the count.
        delimiter: What parts the cells.
        spaced: Whether spaces behind a delimiter belong to it and not to the cell.

    Raises:
        UnsoundRowError: A quote is never closed or followed by more, or a cell is too large.
    """
    reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=spaced, strict=True)
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise UnsoundRowError(line, str(error)) from error
        if any(cells) and not (line == 1 and _is_name(cells)):
            yield TableRow(line, cells)
        line = reader.line_num + 1


def _is_name(cells: list[str]) -> bool:
    return cells[0] == _NAMED and not any(cells[1:])
