"""A table of indicators by value: look-ups over a million of them, little memory, quick to load."""

import json
import re
from array import array
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import cached_property

from orchestrator.match.allows import Allows
from orchestrator.match.tables import Match, Tables, by_length, heads
from orchestrator.model.indicator import Citation, Class, Indicator, IocTable, Kind, Scope
from orchestrator.model.result import Rule

_GROUPS = ("domain", "address", "port", "cidr4", "cidr6", "url")
_MAX_KNOWN = 65536


class Compact(Tables[int]):
    """The indicators of a table; each look-up gives what `Index` gives for the same set.

    It keeps an indicator as its number and makes the object when something met it.
    """

    def __init__(self, table: IocTable) -> None:
        """Index the table."""
        self._table = table
        self._known: dict[int, Indicator] = {}
        self._spans = dict(zip(_GROUPS, _spans(table.sizes), strict=True))
        self._domains = self._numbers("domain")
        self._addresses = self._numbers("address")
        self._ports = _by_address(self._rows("port"))
        self._ranges4 = by_length(self._rows("cidr4"))
        self._ranges6 = by_length(self._rows("cidr6"))
        self._heads4 = heads(self._ranges4)
        self._allows = Allows(table.allowed)

    def inside(self, network: str) -> Match | None:
        """Return the narrowest listed range that holds a whole range (`address/length`)."""
        kept = self._whole(network)
        if kept is None:
            return None
        found = self._indicator(kept)
        return Match(found, Rule.EXACT if found.value == network else Rule.RANGE)

    def _url_rows(self) -> Iterator[tuple[str, int]]:
        return self._rows("url")

    @cached_property
    def _ends(self) -> "array[int]":
        """Where each record ends; worked out when the first indicator is met."""
        return array("Q", (found.start() for found in re.finditer(rb"\n", self._table.records)))

    def _numbers(self, group: str) -> dict[str, int]:
        span = self._spans[group]
        return dict(zip(self._table.values[span.start : span.stop], span, strict=True))

    def _rows(self, group: str) -> Iterator[tuple[str, int]]:
        span = self._spans[group]
        return zip(self._table.values[span.start : span.stop], span, strict=True)

    def _indicator(self, kept: int) -> Indicator:
        found = self._known.get(kept)
        if found is None:
            if len(self._known) >= _MAX_KNOWN:
                self._known.clear()
            found = self._known[kept] = self._made(kept)
        return found

    def _made(self, number: int) -> Indicator:
        start = self._ends[number - 1] + 1 if number else 0
        *cited, extra = json.loads(self._table.records[start : self._ends[number]])
        group = next(name for name, span in self._spans.items() if number in span)
        value, _, port = self._table.values[number].partition(" ")
        return Indicator(
            value=value,
            kind=_kind(group, value),
            scope=Scope(extra.get("scope", Scope.TREE)),
            klass=Class(extra.get("class", Class.MALICIOUS)),
            port=int(port) if port else None,
            valid_from=_moment(extra.get("from")),
            valid_until=_moment(extra.get("until")),
            test=extra.get("test", False),
            shared=extra.get("shared"),
            citations=tuple(self._citation(value, *one) for one in cited),
        )

    def _citation(
        self,
        value: str,
        number: int,
        line: int,
        published: str | None = None,
        confidence: int | None = None,
    ) -> Citation:
        name, version = self._table.lists[number]
        return Citation(
            list=name,
            version=version,
            line=line,
            published=value if published is None else published,
            confidence=confidence,
        )


def _spans(sizes: Iterable[int]) -> Iterator[range]:
    start = 0
    for size in sizes:
        yield range(start, start + size)
        start += size


def _by_address(rows: Iterable[tuple[str, int]]) -> Mapping[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    for value, number in rows:
        address = value.partition(" ")[0]
        found[address] = (*found.get(address, ()), number)
    return found


def _kind(group: str, value: str) -> Kind:
    if group in ("address", "port"):
        return Kind.IPV6 if ":" in value else Kind.IPV4
    return Kind(group)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
