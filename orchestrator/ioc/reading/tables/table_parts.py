"""A table to its parts: each has a header of one or two rows, or none, and rows below it.

The rows themselves are not kept: a few hundred of each part are, for the choice of its columns.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from msgspec import Struct

from orchestrator.documents.grid import TableRow
from orchestrator.ioc.reading.tables.cell_contents import (
    LISTED,
    NETWORK,
    Content,
    content_of,
    names_host,
)
from orchestrator.ioc.reading.tables.titles import JOINT, Hint, hint_of

HEAD_ROWS, SPREAD_ROWS = 400, 800
MAX_PARTS = 200  # headers that are followed; an annex has a few
_PENDING_ROWS = 60
_PAIR = 2
_MIN_HINTED = 0.6
_NO_HINT = (Hint.UNKNOWN, Hint.NONE)
_NO_TITLE = frozenset((Content.DATE, Content.FORMULA, *LISTED))
_TITLE_WORDS = 8
_MANY_TITLES = 5  # no sentence in a comment has so many parts, each a few words long


class TablePart(Struct, frozen=True, kw_only=True):
    """Rows below one header.

    Attributes:
        line: Of the header, or of the first row where there is none.
        start: Which row of the table that is, from 0; many rows may stand on one line.
        titles: By column; those of two header rows joined by a slash. Empty without a header.
        first: The first row of data, likewise.
        sample: Rows to choose by: the first ones, and some of all others.
    """

    line: int
    start: int
    titles: tuple[str, ...]
    first: int
    sample: Sequence[TableRow]


class _PartBuilder:
    """One part while its rows come.

    It keeps the first rows, and of the others every second, fourth, eighth ... one.
    """

    def __init__(self, line: int, start: int, titles: tuple[str, ...], first: int) -> None:
        self._head: list[TableRow] = []
        self._spread: list[TableRow] = []
        self._step, self._passed = 1, 0
        self._line, self._start, self._titles, self._first = line, start, titles, first

    def add(self, at: int, row: TableRow) -> None:
        if at < self._first:
            return
        if len(self._head) < HEAD_ROWS:
            self._head.append(row)
            return
        self._passed += 1
        if self._passed % self._step == 0:
            self._spread.append(row)
            if len(self._spread) > SPREAD_ROWS:
                self._spread = self._spread[::2]
                self._step *= 2

    def made(self) -> TablePart:
        return TablePart(
            line=self._line,
            start=self._start,
            titles=self._titles,
            first=self._first,
            sample=(*self._head, *self._spread),
        )


def parts_of(rows: Iterable[TableRow], titles: Sequence[str] = ()) -> Iterator[TablePart]:
    """Yield the parts of a table, in order.

    Args:
        rows: In order, each with a cell that is not empty.
        titles: Those that a comment above the rows gives.
    """
    every = iter(rows)
    first = _until_data(every)
    if not first:
        return
    part, parts = _PartBuilder(*_header_of_first(first, tuple(titles))), 1
    for at, row in enumerate(chain(first, every)):
        again = at >= len(first) and parts < MAX_PARTS and _may_be_header(row)
        if again and is_header(row.cells):
            yield part.made()
            part, parts = _PartBuilder(row.line, at, _texts(row.cells), at + 1), parts + 1
        part.add(at, row)
    yield part.made()


def _until_data(rows: Iterator[TableRow]) -> list[TableRow]:
    """Return the first rows up to one that lists something."""
    found = list[TableRow]()
    for row in rows:
        found.append(row)
        if _is_data(row) or len(found) == _PENDING_ROWS:
            break
    return found


def is_header(cells: Sequence[str]) -> bool:
    """Whether a row by itself is a header: most of its cells are titles, one of a value column."""
    filled = [cell for cell in cells if cell.strip()]
    if not filled or not _are_titles(cells):
        return False
    found = [hint_of(cell) for cell in filled]
    hinted = [hint for hint in found if hint not in _NO_HINT]
    values = any(hint in (Hint.VALUE, Hint.ANY_VALUE) for hint in found)
    wide = len(cells) > 1
    return (
        values and len(hinted) >= (_PAIR if wide else 1) and len(hinted) >= _MIN_HINTED * len(found)
    )


def are_titles_of(cells: Sequence[str]) -> bool:
    """Whether cells are titles, where one knows already that they stand in a line of titles."""
    found = [hint_of(cell) for cell in cells if cell.strip()]
    values = any(hint in (Hint.VALUE, Hint.ANY_VALUE) for hint in found)
    hinted = sum(hint not in _NO_HINT for hint in found)
    return is_header(cells) or (
        values and hinted >= _PAIR and len(found) >= _MANY_TITLES and _are_titles(cells)
    )


def begins_table(rows: Sequence[TableRow]) -> bool:
    """Whether the first row is a header, alone or by the row of a list that follows it."""
    if is_header(rows[0].cells):
        return True
    named = any(hint_of(cell) in (Hint.VALUE, Hint.ANY_VALUE) for cell in rows[0].cells)
    return named and _are_titles(rows[0].cells) and len(rows) > 1 and _is_data(rows[1])


def lists_by_columns(rows: Sequence[TableRow]) -> bool:
    """Whether rows are a table of a list, and no layout: a header says so, or what stands in it."""
    if any(is_header(row.cells) for row in rows[:HEAD_ROWS]):
        return True
    held, filled = Counter[int](), Counter[int]()
    for row in rows[:HEAD_ROWS]:
        for at, cell in enumerate(row.cells):
            content = content_of(cell)
            filled[at] += content is not Content.EMPTY
            held[at] += content in NETWORK
    return any(held[at] > 1 and held[at] * 2 > n for at, n in filled.items())


def _may_be_header(row: TableRow) -> bool:
    """A cheap look that most rows of lists fail: hosts, addresses and dates have such signs."""
    joined = "".join(row.cells)
    return "." not in joined and "://" not in joined and any(cell.isalpha() for cell in joined)


def _is_data(row: TableRow) -> bool:
    return any(content_of(cell) in LISTED or cell[:1] == "=" for cell in row.cells)


def _are_titles(cells: Sequence[str]) -> bool:
    if any(content_of(cell) in _NO_TITLE for cell in cells):
        return False
    short = all(cell.count(" ") < _TITLE_WORDS or not cell.strip() for cell in cells)
    return short and not any(map(names_host, cells))


def _header_of_first(
    pending: Sequence[TableRow], said: tuple[str, ...]
) -> tuple[int, int, tuple[str, ...], int]:
    """Return line, row and titles of the header of the first part, and its first row of data."""
    at = _header_at(pending)
    if at is None:
        return pending[0].line, 0, said, 0
    header, first = pending[at], at + 1
    titles = _texts(header.cells)
    if at and _is_upper(pending[at - 1].cells, header.cells):
        titles = _joined(pending[at - 1].cells, header.cells)
    elif first < len(pending) and _is_lower(header.cells, pending[first].cells):
        titles, first = _joined(header.cells, pending[first].cells), first + 1
    if first < len(pending) and _is_numbering(pending[first].cells):
        first += 1
    return header.line, at, titles, first


def _header_at(pending: Sequence[TableRow]) -> int | None:
    """Return which row is the header: the one with most known titles, or the last one of words."""
    width = max(len([cell for cell in row.cells if cell.strip()]) for row in pending)
    best, most = None, 0
    for at, row in enumerate(pending):
        filled = [cell for cell in row.cells if cell.strip()]
        if not _are_titles(row.cells) or (len(filled) < _PAIR <= width):
            continue
        hinted = sum(hint_of(cell) not in _NO_HINT for cell in filled)
        if hinted > most or (hinted == most == 1 and len(filled) == 1):
            best, most = at, hinted
    if best is not None:
        return best
    return next((at for at, row in enumerate(pending) if _is_wordy(row, width)), None)


def _is_wordy(row: TableRow, width: int) -> bool:
    """Whether a row could be a header by its looks: words alone, as many as columns are filled."""
    filled = [content_of(cell) for cell in row.cells if cell.strip()]
    words = all(one in (Content.WORD, Content.PROSE, Content.TYPE) for one in filled)
    return words and _are_titles(row.cells) and len(filled) >= max(_PAIR, width - 1)


def _is_upper(above: Sequence[str], header: Sequence[str]) -> bool:
    """Whether the row above a header names groups of its columns."""
    filled = [cell for cell in above if cell.strip()]
    if len(filled) < _PAIR or not _are_titles(above):
        return False
    return any(hint_of(cell) not in _NO_HINT for cell in filled) or any(
        not cell.strip() for cell in header
    )


def _is_lower(header: Sequence[str], below: Sequence[str]) -> bool:
    """Whether the row below a header parts its columns: titles stand where it has none."""
    filled = [cell for cell in below if cell.strip()]
    if not filled or not _are_titles(below):
        return False
    hinted = [hint_of(cell) in (Hint.VALUE, Hint.ANY_VALUE, Hint.TYPE) for cell in filled]
    gaps = any(
        cell.strip() and not (header[at].strip() if at < len(header) else "")
        for at, cell in enumerate(below)
    )
    return gaps and any(hinted) and not any(content_of(cell) is Content.NUMBER for cell in filled)


def _is_numbering(cells: Sequence[str]) -> bool:
    """Whether a row numbers the columns, as forms of offices do: `(1) (2) (3)`."""
    filled = [cell.strip(" ()") for cell in cells if cell.strip()]
    return len(filled) > 1 and filled == [str(at) for at in range(1, len(filled) + 1)]


def _texts(cells: Sequence[str]) -> tuple[str, ...]:
    return tuple(" ".join(cell.split()) for cell in cells)


def _joined(above: Sequence[str], below: Sequence[str]) -> tuple[str, ...]:
    """Return titles of two rows; one above that spans columns is said of each of them."""
    width, spanning, joined = max(len(above), len(below)), "", list[str]()
    for at in range(width):
        upper = " ".join(above[at].split()) if at < len(above) else ""
        lower = " ".join(below[at].split()) if at < len(below) else ""
        spanning = upper or (spanning if lower else "")
        if not lower or lower == spanning or not spanning:
            joined.append(lower or upper)
        else:
            joined.append(f"{spanning}{JOINT}{lower}")
    return tuple(joined)
