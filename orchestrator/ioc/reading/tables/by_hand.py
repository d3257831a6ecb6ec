"""Columns whose use a person decides: `--column NAME[=TYPE]`, and `column:` in sources.yml."""

from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct

from orchestrator.errors import ListError
from orchestrator.ioc.reading.tables.titles import title_words
from orchestrator.model.indicator import Kind
from orchestrator.text.message import say


class ColumnUse(StrEnum):
    """What a column is for."""

    VALUE = "value"  # indicators of any kind
    DOMAIN = "domain"
    IP = "ip"
    URL = "url"
    TYPE = "type"  # it says of what kind the others are
    REFERENCE = "reference"  # what it names is never an indicator


KINDS = {
    ColumnUse.DOMAIN: frozenset((Kind.DOMAIN,)),
    ColumnUse.IP: frozenset((Kind.IPV4, Kind.IPV6, Kind.CIDR4, Kind.CIDR6)),
    ColumnUse.URL: frozenset((Kind.URL,)),
}


class ColumnByHand(Struct, frozen=True, kw_only=True):
    """One column: its title, or its number from 1 as text."""

    name: str
    use: ColumnUse = ColumnUse.VALUE

    def is_at(self, at: int, title: str) -> bool:
        """Whether it means the column at a place from 0, of a title."""
        own = title_words(self.name) or self.name.strip()
        return own in (title_words(title) or title.strip(), str(at + 1))


def columns_by_hand(given: Iterable[str]) -> tuple[ColumnByHand, ...]:
    """Return what `NAME` or `NAME=TYPE` say.

    Raises:
        ListError: A name is missing, or a type is none.
    """
    return tuple(map(_column, given))


def _column(text: str) -> ColumnByHand:
    name, parted, use = text.rpartition("=")
    if not parted:
        name, use = text, ColumnUse.VALUE.value
    if not name.strip() or use.strip().lower() not in tuple(ColumnUse):
        words = ", ".join(ColumnUse)
        raise ListError.one(
            say("list_column.no_use", text=text), say("list_column.mend.use", words=words)
        )
    return ColumnByHand(name=name.strip(), use=ColumnUse(use.strip().lower()))
