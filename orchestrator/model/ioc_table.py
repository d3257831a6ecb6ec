"""Indicators as columns: a million of them in little memory, each an object when it is met."""

import json
import re
from array import array
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import cached_property, lru_cache
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

from msgspec import Struct

from orchestrator.model.indicator import (
    Allowed,
    Citation,
    Class,
    Indicator,
    IocSet,
    Kind,
    ListedContext,
    ListFile,
    Refusal,
    Scope,
    Tlp,
    context_as_json,
)
from orchestrator.model.watch import Watch, unwatched

GROUPS = ("domain", "address", "port", "cidr4", "cidr6", "url")
Sizes = tuple[int, int, int, int, int, int]
"""How many indicators each group has, in the order of `GROUPS`."""

_GROUP_OF = {
    Kind.DOMAIN: 0,
    Kind.IPV4: 1,
    Kind.IPV6: 1,
    Kind.CIDR4: 3,
    Kind.CIDR6: 4,
    Kind.URL: 5,
}
_MAX_KNOWN = 65536  # indicators kept once made: bounds what a long log can take
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


class Columns(NamedTuple):
    """The indicators of a table; each has a number: its place in `values`.

    `values` holds the groups one after the other: domains, addresses, addresses that a port
    narrows (`address port`), IPv4 ranges, IPv6 ranges, URLs; `sizes` has the length of each.
    `records` has one line of JSON for each value: its citations as `[list, line, published]`
    (a number of `lists`; `published` only where it is not the value itself; a fourth member is
    the confidence, a fifth the context), then an object with what differs from an indicator's
    defaults.
    `lists` are the names and versions that citations carry. `sinkholes` are the numbers of
    known sinkholes, ascending; all others are malicious.
    """

    sizes: Sizes
    values: tuple[str, ...]
    records: bytes
    lists: tuple[tuple[str, str], ...]
    sinkholes: tuple[int, ...]


class IocTable(Struct, frozen=True, kw_only=True):
    """A set of indicators as columns; what else it says, `IocSet` says in the same words."""

    columns: Columns
    files: tuple[ListFile, ...]
    refused: tuple[Refusal, ...]
    sha256: str
    dated: str
    warnings: tuple[str, ...]
    allowed: tuple[Allowed, ...] = ()


def as_table(iocs: IocSet, watch: Watch = unwatched) -> IocTable:
    """Return the set as columns, while somebody looks on."""
    return IocTable(
        columns=columns_of(watch(iocs.indicators, len(iocs.indicators))),
        files=iocs.files,
        refused=iocs.refused,
        sha256=iocs.sha256,
        dated=iocs.dated,
        warnings=iocs.warnings,
        allowed=iocs.allowed,
    )


def columns_of(indicators: Iterable[Indicator]) -> Columns:
    """Return indicators as columns, each group in their order; none of them is held."""
    values: tuple[list[str], ...] = tuple([] for _ in GROUPS)
    records: tuple[list[str], ...] = tuple([] for _ in GROUPS)
    sinkholes: tuple[list[int], ...] = tuple([] for _ in GROUPS)
    lists: dict[tuple[str, str], int] = {}
    for one in indicators:
        group = _GROUP_OF[one.kind] + (one.port is not None)
        if one.klass is Class.SINKHOLE:
            sinkholes[group].append(len(values[group]))
        values[group].append(one.value if one.port is None else f"{one.value} {one.port}")
        records[group].append(_record(one, lists))
    counts = tuple(map(len, values))
    starts = accumulate(counts, initial=0)
    return Columns(
        sizes=sizes_of(counts),
        values=tuple(value for group in values for value in group),
        records="".join(line for group in records for line in group).encode(
            "utf-8", "surrogatepass"
        ),
        lists=tuple(lists),
        sinkholes=tuple(
            start + place
            for start, group in zip(starts, sinkholes, strict=False)
            for place in group
        ),
    )


def sizes_of(counts: Iterable[int]) -> Sizes:
    """Return the lengths of the groups; ValueError if they are not six."""
    domains, addresses, ports, ranges4, ranges6, urls = counts
    return domains, addresses, ports, ranges4, ranges6, urls


def spans(sizes: Sizes) -> Mapping[str, range]:
    """Return the numbers of each group's indicators, by the group's name."""
    starts = pairwise(accumulate(sizes, initial=0))
    return {name: range(*ends) for name, ends in zip(GROUPS, starts, strict=True)}


class IndicatorRecords:
    """The indicators of columns by their numbers; each is made when it is asked for."""

    def __init__(self, columns: Columns) -> None:
        """Read nothing yet."""
        self._columns = columns
        self._spans = spans(columns.sizes)
        self._known: dict[int, Indicator] = {}

    @cached_property
    def _ends(self) -> "array[int]":
        """Where each record ends; worked out when the first indicator is met."""
        return array("Q", (found.start() for found in re.finditer(rb"\n", self._columns.records)))

    @cached_property
    def _sinkholes(self) -> frozenset[int]:
        return frozenset(self._columns.sinkholes)

    def __iter__(self) -> Iterator[Indicator]:
        """Yield all indicators in the order of their numbers."""
        return map(self._made, range(len(self._columns.values)))

    def __getitem__(self, number: int) -> Indicator:
        """Return the indicator of that number."""
        found = self._known.get(number)
        if found is None:
            if len(self._known) >= _MAX_KNOWN:
                self._known.clear()
            found = self._known[number] = self._made(number)
        return found

    def _made(self, number: int) -> Indicator:
        start = self._ends[number - 1] + 1 if number else 0
        *cited, extra = json.loads(self._columns.records[start : self._ends[number]])
        group = next(name for name, span in self._spans.items() if number in span)
        value, port = self._columns.values[number], ""
        if group == "port":
            value, _, port = value.partition(" ")
        return Indicator(
            value=value,
            kind=_kind(group, value),
            scope=Scope(extra.get("scope", Scope.TREE)),
            klass=Class.SINKHOLE if number in self._sinkholes else Class.MALICIOUS,
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
        context: Mapping[str, Any] | None = None,
    ) -> Citation:
        name, version = self._columns.lists[number]
        return Citation(
            list=name,
            version=version,
            line=line,
            published=value if published is None else published,
            confidence=confidence,
            context=None if context is None else _context(context),
        )


def _record(one: Indicator, lists: dict[tuple[str, str], int]) -> str:
    """Return the line that `IndicatorRecords` reads; lists that are new get the next number."""
    extra = _encoded(tuple(_extra(one)))
    if len(one.citations) == 1:
        (only,) = one.citations
        plain = only.published == one.value and only.confidence is None
        if plain and only.context is None:  # as most are
            return f"[[{_list_number(only, lists)},{only.line}],{extra}]\n"
    cited = (_ENCODER.encode(list(_cited(each, one.value, lists))) for each in one.citations)
    return f"[{','.join((*cited, extra))}]\n"


@lru_cache(maxsize=1024)  # most say the same, or nothing
def _encoded(extra: tuple[tuple[str, object], ...]) -> str:
    return _ENCODER.encode(dict(extra))


def _list_number(citation: Citation, lists: dict[tuple[str, str], int]) -> int:
    return lists.setdefault((citation.list, citation.version), len(lists))


def _cited(citation: Citation, value: str, lists: dict[tuple[str, str], int]) -> Iterator[object]:
    yield _list_number(citation, lists)
    yield citation.line
    own = citation.published != value
    if own or citation.confidence is not None or citation.context is not None:
        yield citation.published if own else None
    if citation.confidence is not None or citation.context is not None:
        yield citation.confidence
    if citation.context is not None:
        yield context_as_json(citation.context)


def _context(said: Mapping[str, Any]) -> ListedContext:
    many = {key: tuple(said[key]) for key in ("tags", "phases") if key in said}
    level = {"tlp": Tlp(said["tlp"])} if "tlp" in said else {}
    return ListedContext(**{**said, **many, **level})


def _extra(one: Indicator) -> Iterator[tuple[str, object]]:
    if one.scope is not Scope.TREE:
        yield "scope", one.scope
    if one.valid_from:
        yield "from", one.valid_from.isoformat()
    if one.valid_until:
        yield "until", one.valid_until.isoformat()
    if one.test:
        yield "test", True
    if one.shared:
        yield "shared", one.shared


def _kind(group: str, value: str) -> Kind:
    if group in ("address", "port"):
        return Kind.IPV6 if ":" in value else Kind.IPV4
    return Kind(group)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
