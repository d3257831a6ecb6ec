"""Delimited text (CSV and its kin): which delimiter it has, and its rows with their lines."""

import csv
import io
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from orchestrator.documents.grid import TableRow

DELIMITERS = ";\t,|"  # of two that serve as well the first: commas stand in texts and numbers
_SAMPLE_LINES = 200
_QUOTED = re.compile(r'"[^"]*"')
_NAMED = "sep="  # Excel writes it first


class UnsoundRow(NamedTuple):
    """A line that is not written as delimited text is, counted from 1, and what stands in it."""

    line: int
    text: str


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


class QuotedRows:
    """Rows with quotes that were taken apart, for one more reading of the same lines.

    Only so many are kept as take little memory, and each until it is asked for; the others are
    taken apart again.
    """

    def __init__(self) -> None:
        """Keep none yet."""
        self._cells = 0
        self._rows: dict[int, tuple[list[str], int]] = {}

    def keep(self, line: int, cells: list[str], further: int) -> None:
        """Keep a row by the line on which it begins, and how many further lines it takes."""
        self._cells += len(cells)
        if self._cells < _MAX_KEPT_CELLS:
            self._rows[line] = cells, further

    def take(self, line: int, waiting: "_Lines") -> tuple[list[str], int] | None:
        """Return what was kept of a row and skip its further lines; from then on none is kept."""
        found = self._rows.pop(line, None)
        if found:
            self._cells = _MAX_KEPT_CELLS
            for _ in range(found[1]):
                next(waiting)
        return found


_MAX_KEPT_CELLS = 600_000


def each_sound_row(
    lines: Iterable[str],
    delimiter: str,
    *,
    spaced: bool = False,
    quoted: QuotedRows | None = None,
) -> Iterator[TableRow | UnsoundRow]:
    """Yield the rows that hold something; a line that is none costs no other line.

    Args:
        lines: All lines without their ends; an empty one keeps the count.
        delimiter: What parts the cells.
        spaced: Whether spaces behind a delimiter belong to it and not to the cell.
        quoted: Takes what is slow to read from one reading of the same lines to the next.
    """
    known = QuotedRows() if quoted is None else quoted
    waiting, number = _Lines(lines), 0
    for line in waiting:
        number += 1
        if '"' not in line:
            cells = line.split(delimiter)
            if spaced:
                cells = [cell.lstrip(" ") for cell in cells]
        else:
            found = known.take(number, waiting) or _quoted_row(
                line, waiting, delimiter, spaced=spaced
            )
            if found is None:
                yield UnsoundRow(number, line)
                continue
            cells, further = found
            known.keep(number, cells, further)
            number += further
            if any(cells):
                yield TableRow(number - further, cells)
            continue
        if any(cells) and not (number == 1 and _is_name(cells)):
            yield TableRow(number, cells)


class _Lines:
    """Lines of which some that were looked at can be put back."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._back: deque[str] = deque()

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        return self._back.popleft() if self._back else next(self._lines)

    def put_back(self, lines: Iterable[str]) -> None:
        self._back.extendleft(reversed(tuple(lines)))


_LONGEST_ROW_LINES = 200
_OPEN = "unexpected end of data"  # csv's words for a quote that is still open


def _quoted_row(
    line: str, waiting: _Lines, delimiter: str, *, spaced: bool
) -> tuple[list[str], int] | None:
    """Return the cells of a row and how many further lines it took; None if it is unsound."""
    taken = [line]
    found = _parsed(taken, delimiter, spaced=spaced)
    while found is _STILL_OPEN and len(taken) < _LONGEST_ROW_LINES:
        if (further := next(waiting, None)) is None:
            break
        taken.append(further)
        if '"' in further:
            found = _parsed(taken, delimiter, spaced=spaced)
    if isinstance(found, list):
        return found, len(taken) - 1
    waiting.put_back(taken[1:])
    return None


_STILL_OPEN = None


def _parsed(lines: list[str], delimiter: str, *, spaced: bool) -> list[str] | str | None:
    """Return the cells, what is wrong, or `_STILL_OPEN`."""
    joined = [f"{line}\n" for line in lines]
    joined[-1] = lines[-1]
    try:
        return next(csv.reader(joined, delimiter=delimiter, skipinitialspace=spaced, strict=True))
    except csv.Error as error:
        return _STILL_OPEN if str(error) == _OPEN else str(error)


def _is_name(cells: list[str]) -> bool:
    return cells[0] == _NAMED and not any(cells[1:])
