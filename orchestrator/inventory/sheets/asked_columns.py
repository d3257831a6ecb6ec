"""Columns that nobody named and that hold addresses: a person has to say what they are.

A machine without its address is never asked, and looks as if it were switched off.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from orchestrator.documents.grid import SheetRow
from orchestrator.errors import InputError, Place, Problem, UsageError
from orchestrator.inventory.reading.folded_text import tidy, title_key
from orchestrator.inventory.sheets.columns import LEFT_OUT, Column, Given, Header
from orchestrator.text.message import say

_ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}(?:/\d{1,2})?")
_NONE = "none"
_BY_WORD: Mapping[str, Column] = {
    **{column.value: column for column in Column if column not in LEFT_OUT},
    "address": Column.ADDRESS,
    _NONE: Column.NOTE,
}


class AskedColumn(Struct, frozen=True, kw_only=True):
    """A column without a known title: its title or number, and how many cells hold addresses."""

    title: str
    held: int
    filled: int


def columns_given(given: Iterable[str]) -> Given:
    """Return what `TITLE` (a column of addresses) or `TITLE=FIELD` say.

    Raises:
        UsageError: A title is missing, or a field is none.
    """
    return dict(map(_given, given))


def asked_columns(header: Header, rows: Sequence[SheetRow]) -> Iterator[AskedColumn]:
    """Yield the columns that no title explains, and most of whose cells are addresses."""
    taken = {*header.columns.values(), *(n for n, one in header.ignored.items() if one is not None)}
    numbers = sorted({number for row in rows for number in row.cells} - taken)
    for number in numbers:
        texts = [tidy(row.cells[number].text) for row in rows if number in row.cells]
        held = sum(_ADDRESS.fullmatch(text) is not None for text in texts)
        if held * 2 > len(texts):
            title = header.titles.get(number, "")
            yield AskedColumn(title=title or str(number), held=held, filled=len(texts))


def refuse_asked(asked: Iterable[tuple[int, AskedColumn]], source: str) -> None:
    """Refuse a file while a column is asked about.

    Args:
        asked: The columns, each with the row of its header.
        source: The file's name.

    Raises:
        InputError: There are some.
    """
    problems = [
        Problem(
            place=Place(file=source, line=row),
            what=say("sheet.asked", name=one.title, held=one.held, filled=one.filled),
            mend=say("mend.asked_column", name=one.title, none=f"{one.title}={_NONE}"),
        )
        for row, one in asked
    ]
    if problems:
        raise InputError(problems)


def _given(text: str) -> tuple[str, Column]:
    title, parted, word = text.rpartition("=")
    if not parted:
        title, word = text, Column.ADDRESS.value
    column = _BY_WORD.get(word.strip().lower())
    if column is None or not title.strip():
        words = ", ".join(_BY_WORD)
        raise UsageError.one(say("sheet.no_column", text=text), say("mend.one_of", words=words))
    return title_key(title), column
