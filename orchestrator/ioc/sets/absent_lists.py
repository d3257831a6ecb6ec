"""Sets of indicators with the last version of a list that is not there any more, or without it."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from msgspec.structs import replace

from orchestrator.ioc.sets.set_codec import sealed
from orchestrator.model.indicator import Citation, Indicator, IocSet, ListDoubt, ListFile
from orchestrator.model.ioc_table import IndicatorRecords, IocTable

_Key = tuple[str, str, int | None]


class KeptVersion(NamedTuple):
    """A set that was in force, and how it cites the one list of it that is still to count."""

    table: IocTable
    cited_as: frozenset[str]

    @property
    def files(self) -> tuple[ListFile, ...]:
        """The list's file in that set."""
        return tuple(one for one in self.table.files if one.name in self.cited_as)

    def indicators(self) -> Iterator[Indicator]:
        """Yield what the list names, cited by it alone."""
        return _cited(self.table, lambda cited: cited.list in self.cited_as)


def with_kept(iocs: IocSet, kept: Iterable[KeptVersion]) -> IocSet:
    """Return a set in which the last versions of lists that are gone count on; each is a doubt."""
    versions = tuple(kept)
    if not versions:
        return iocs
    found = {_key(one): one for one in iocs.indicators}
    for version in versions:
        for one in version.indicators():
            there = found.get(_key(one))
            found[_key(one)] = one if there is None else _both(there, one)
    files = tuple(file for version in versions for file in version.files)
    doubts = {f"{ListDoubt.SOURCE_GONE} {file.name}" for file in files}
    return sealed(
        indicators=found.values(),
        files=(*iocs.files, *files),
        refused=iocs.refused,
        dated=iocs.dated,
        warnings={*iocs.warnings, *doubts},
        allowed=iocs.allowed,
    )


def without(table: IocTable, cited_as: frozenset[str]) -> IocSet:
    """Return a set without one of its lists; it may be empty then."""
    doubts = {f"{ListDoubt.SOURCE_GONE} {name}" for name in cited_as}
    return sealed(
        indicators=_cited(table, lambda cited: cited.list not in cited_as),
        files=(one for one in table.files if one.name not in cited_as),
        refused=(one for one in table.refused if one.file not in cited_as),
        dated=table.dated,
        warnings=(one for one in table.warnings if one not in doubts),
        allowed=table.allowed,
    )


def _cited(table: IocTable, is_wanted: Callable[[Citation], bool]) -> Iterator[Indicator]:
    """Yield the indicators that a wanted citation names, with those alone."""
    for one in IndicatorRecords(table.columns):
        cited = tuple(filter(is_wanted, one.citations))
        if cited:
            yield replace(one, citations=cited)


def _key(one: Indicator) -> _Key:
    return one.kind, one.value, one.port


def _both(one: Indicator, kept: Indicator) -> Indicator:
    """Return an indicator that a list that is gone names, too: it is valid as long as by either."""
    distinct = dict.fromkeys((*one.citations, *kept.citations))
    order = sorted(distinct, key=lambda c: (c.list, c.version, c.line, c.published))
    return replace(
        one,
        valid_from=_earlier(one.valid_from, kept.valid_from),
        valid_until=_later(one.valid_until, kept.valid_until),
        citations=tuple(order),
    )


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    return None if one is None or other is None else min(one, other)


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return None if one is None or other is None else max(one, other)
