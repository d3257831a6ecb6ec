"""Rows of tables to the cells that hold indicators; what others name are references.

Serves CSV, spreadsheets, and the tables of documents and pages.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from orchestrator.documents.grid import TableRow
from orchestrator.errors import ListError, Place, Problem
from orchestrator.ioc.reading.entries import ColumnSeen, ListCell, SeenAs, TableColumns
from orchestrator.ioc.reading.line_tokens import ListLine
from orchestrator.ioc.reading.tables.by_hand import ColumnByHand
from orchestrator.ioc.reading.tables.column_choice import (
    ColumnPlan,
    ColumnQuestion,
    choose,
)
from orchestrator.ioc.reading.tables.row_cells import CellReader, named_in
from orchestrator.ioc.reading.tables.table_parts import TablePart, parts_of
from orchestrator.ioc.reading.tables.titles import REFERENCES, hint_of
from orchestrator.model.indicator import Unused
from orchestrator.text.message import say

Rows = Callable[[], Iterable[TableRow | ListCell]]
_SHOWN_TITLE_CHARS = 60


class _Planned(NamedTuple):
    part: TablePart
    plan: ColumnPlan


def read_table(
    rows: Rows, titles: Sequence[str] = (), given: Sequence[ColumnByHand] = ()
) -> Iterator[ListCell | ListLine | TableColumns]:
    """Yield what a table lists, and first which of its columns are used.

    Args:
        rows: Gives the rows in order, and as cells what is none; asked twice.
        titles: Those that a comment above the rows gives.
        given: What a person decided of columns; those that the table has not are no matter.

    Raises:
        ListError: A column may hold indicators or references, and a person has to say which.
    """
    planned = _planned(rows, titles, given)
    for one in planned:
        yield _seen(one, given)
    yield from _each_row(rows(), planned)


def has_given(rows: Iterable[TableRow], given: Sequence[ColumnByHand]) -> bool:
    """Tell whether a row of a table holds the title of a column that a person decided about."""
    named = [one for one in given if not one.name.isdecimal()]
    cells = (cell for row in rows for cell in row.cells if cell.strip())
    return bool(named) and any(one.is_at(-1, cell) for cell in cells for one in named)


def _planned(
    rows: Rows, titles: Sequence[str], given: Sequence[ColumnByHand]
) -> tuple[_Planned, ...]:
    planned, problems = list[_Planned](), list[Problem]()
    for part in parts_of((row for row in rows() if isinstance(row, TableRow)), titles):
        choice = choose(part.titles, part.sample, given)
        if isinstance(choice, ColumnPlan):
            planned.append(_Planned(part, choice))
        else:
            problems.extend(_asked(part, one) for one in choice)
    if problems:
        raise ListError(problems)
    return tuple(planned)


def title_at(titles: Sequence[str], at: int) -> str:
    """Return a column's title, empty where it has none."""
    return titles[at] if at < len(titles) else ""


def _each_row(
    rows: Iterable[TableRow | ListCell], planned: Sequence[_Planned]
) -> Iterator[ListCell | ListLine]:
    if not planned:
        yield from (row for row in rows if isinstance(row, ListCell))
        return
    waiting = list(reversed(planned))
    part, plan = waiting.pop()
    reader = CellReader(plan, part.titles)
    at, first = -1, part
    for row in rows:
        if isinstance(row, ListCell):
            yield row
            continue
        at += 1
        if at < first.start:
            yield from _cited_above(row)
        if waiting and at >= waiting[-1].part.start:
            part, plan = waiting.pop()
            reader = CellReader(plan, part.titles)
        if at >= part.first:
            yield from reader.cells(row)


def _cited_above(row: TableRow) -> Iterator[ListCell]:
    """Yield what the lines above a table name: whoever sent it, and where more is to be read."""
    for column, cell in enumerate(row.cells, 1):
        for token in named_in(cell):
            yield ListCell(row.line, token.published, Unused.CITATION, column=column)


def _seen(planned: _Planned, given: Sequence[ColumnByHand]) -> TableColumns:
    part, plan = planned
    width = max((len(part.titles), *(len(row.cells) for row in part.sample)))
    named = [(at, _shown(title_at(part.titles, at), at)) for at in range(width)]
    filled = [(at, name) for at, name in named if part.titles or any(_holds(part, at))]
    used = [ColumnSeen(name, _use(plan, at)) for at, name in filled if at in plan.used]
    unused = [
        ColumnSeen(name, _no_use(plan, at, title_at(part.titles, at)))
        for at, name in filled
        if at not in plan.used and (title_at(part.titles, at) or any(_holds(part, at)))
    ]
    met = {
        one.name for one in given for at in range(width) if one.is_at(at, title_at(part.titles, at))
    }
    return TableColumns(part.line, tuple(used), tuple(unused), frozenset(met))


def _holds(part: TablePart, at: int) -> Iterator[bool]:
    return (at < len(row.cells) and bool(row.cells[at].strip()) for row in part.sample)


def _use(plan: ColumnPlan, at: int) -> SeenAs:
    if at in plan.values or at in plan.patterns:
        return SeenAs.VALUE
    if at == plan.type:
        return SeenAs.TYPE
    if at in plan.ends.values():
        return SeenAs.VALUE
    return next(SeenAs(hint.value) for hint, place in plan.roles.items() if place == at)


def _no_use(plan: ColumnPlan, at: int, title: str) -> SeenAs:
    if at in plan.no_use:
        return SeenAs.NO_USE
    return SeenAs.REFERENCE if hint_of(title) in REFERENCES else SeenAs.OTHER


def _shown(title: str, at: int) -> str:
    short = title if len(title) <= _SHOWN_TITLE_CHARS else f"{title[:_SHOWN_TITLE_CHARS]}…"
    return short or str(at + 1)


def _asked(part: TablePart, question: ColumnQuestion) -> Problem:
    title = title_at(part.titles, question.at)
    name = _shown(title, question.at)
    what = say(
        "list_column.cited" if question.cited else "list_column.unknown",
        name=name,
        held=question.held,
        filled=question.filled,
    )
    typed = re.sub(r'["\\`$]', "", title) or str(question.at + 1)
    return Problem(
        place=Place(file="", line=part.line),
        what=what,
        mend=say("list_column.mend.say", name=typed, reference=f"{typed}=reference"),
    )
