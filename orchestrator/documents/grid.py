"""Tables as they were written: sheets of rows of cells, and nothing made of them yet."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace


class TableRow(NamedTuple):
    """A row of texts alone, and the line (of a sheet: the row) where it begins, from 1."""

    line: int
    cells: Sequence[str]


class CellKind(StrEnum):
    """What Excel holds in a cell; a formula counts as what it came to when it was saved."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    LOGICAL = "logical"
    ERROR = "error"
    FORMULA = "formula"  # one that was never worked out: only its source is there


class SheetCell(Struct, frozen=True):
    """One cell that is not empty; `text` as a person sees it, dates as dd/mm/yyyy."""

    text: str
    kind: CellKind = CellKind.TEXT


Cells: TypeAlias = Mapping[int, SheetCell]


class SheetRow(Struct, frozen=True, kw_only=True):
    """One row: its number in the file from 1, its cells by column from 1, the empty ones left out.

    `wide` are the columns that lie in a cell merged over several columns; `formulas` are the
    sources, without `=`, of the cells that were worked out.
    """

    number: int
    cells: Cells
    hidden: bool = False
    wide: frozenset[int] = frozenset()
    formulas: Mapping[int, str] = field(default_factory=dict)


class Merge(Struct, frozen=True, kw_only=True):
    """A merged cell; its bounds count from 1 and lie inside it."""

    top: int
    left: int
    bottom: int
    right: int


class Sheet(Struct, frozen=True, kw_only=True):
    """One sheet, its rows in the order of their numbers; `name` is empty for delimited text."""

    name: str
    rows: tuple[SheetRow, ...]
    hidden: bool = False


def with_merges(rows: list[SheetRow], merges: tuple[Merge, ...]) -> tuple[SheetRow, ...]:
    """Return rows in which every cell of a merged one says what it says.

    Only rows and columns that are there are filled: a cell merged over a million rows costs
    nothing.
    """
    if not merges:
        return tuple(rows)
    by_number = {row.number: dict(row.cells) for row in rows}
    wide: dict[int, set[int]] = {}
    for merge in merges:
        said = by_number.get(merge.top, {}).get(merge.left)
        columns = range(merge.left, min(merge.right, merge.left + _WIDEST) + 1)
        for number in _rows_of(merge, by_number):
            if said is not None:
                by_number[number].update(dict.fromkeys(columns, said))
            if len(columns) > 1:
                wide.setdefault(number, set()).update(columns)
    return tuple(
        replace(row, cells=by_number[row.number], wide=frozenset(wide.get(row.number, ())))
        for row in rows
    )


_WIDEST = 64  # columns that a merged cell is followed


def _rows_of(merge: Merge, known: Mapping[int, object]) -> list[int]:
    if merge.bottom - merge.top < len(known):
        return [number for number in range(merge.top, merge.bottom + 1) if number in known]
    return [number for number in known if merge.top <= number <= merge.bottom]
