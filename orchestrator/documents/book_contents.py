"""What a new workbook is made of: sheets of rows, sheets of prose, what it says of itself."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Struct, field

_SPARE_ROWS = 300


class Choice(Struct, frozen=True, kw_only=True):
    """What a column offers; `strict` refuses anything else."""

    values: tuple[str, ...]
    strict: bool = True


class TableSheet(Struct, frozen=True, kw_only=True):
    """One sheet: a frozen header, and rows of text and whole numbers, each as long as the header.

    Columns count from 0. `grey` ones are not to be filled in, `hidden` ones are for programs;
    `spare` rows below the last one have the drop-downs, too. A `form` is read and printed, not
    sorted: it has no filter, and its long texts are wrapped.
    """

    name: str
    header: tuple[str, ...]
    rows: Sequence[tuple[str | int, ...]]
    choices: Mapping[int, Choice] = field(default_factory=dict)  # by number of column
    grey: frozenset[int] = frozenset()
    hidden: frozenset[int] = frozenset()
    spare: int = _SPARE_ROWS
    form: bool = False


class ProseSheet(Struct, frozen=True, kw_only=True):
    """A sheet of paragraphs to read."""

    name: str
    lines: tuple[str, ...]


class BookTitle(Struct, frozen=True, kw_only=True):
    """What a workbook says of itself; `creator` is a body, never a program or an account."""

    title: str
    creator: str
    at: datetime
