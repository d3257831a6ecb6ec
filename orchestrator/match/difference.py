"""Two lists to what differs between them, and that to the names and addresses that it may concern.

Lines and citations concern nobody. A probe may name too much, and never too little: whoever is
concerned is read again, whoever is not would be matched as before.
"""

import json
import re
from array import array
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from orchestrator.match.ranges import RangeIndex
from orchestrator.match.urls import host_of, urls_in
from orchestrator.model.answer import Answer, NotApplicable
from orchestrator.model.indicator import Allowed, Kind
from orchestrator.model.ioc_table import GROUPS, IocTable, columns_of, spans
from orchestrator.model.observation import (
    ConfiguredText,
    Connection,
    Observation,
    Posture,
    Transfer,
    mentioned,
)
from orchestrator.text.host_texts import embedded

_NO_COLUMNS = columns_of(())
_PLAIN = b",{}]"  # an object without a member ends like this, and nothing else does
_RANGES = (Kind.CIDR4, Kind.CIDR6)

Grouped = Mapping[str, tuple[str, ...]]
"""Values as columns have them (`address port` where a port narrows), by their `GROUPS`."""


class ListDifference(Struct, frozen=True, kw_only=True):
    """What a new list adds, drops and judges otherwise: reach, class, validity, shared addresses.

    `allowed` are entries of allow lists that only one of the two has.
    """

    added: Grouped
    dropped: Grouped
    changed: Grouped
    allowed: tuple[Allowed, ...] = ()

    def touched(self, group: str) -> Iterator[str]:
        """Yield the values of a group that differ in any way."""
        for part in (self.added, self.dropped, self.changed):
            yield from part[group]

    def __bool__(self) -> bool:
        """Whether there is any difference."""
        parts = (self.added, self.dropped, self.changed)
        return bool(self.allowed) or any(values for part in parts for values in part.values())


def difference(old: IocTable | None, new: IocTable) -> ListDifference:
    """Return what differs between two lists.

    Args:
        old: What evidence was matched by, None for no list at all.
        new: What it is to be matched by.
    """
    before, after = _Rows(old), _Rows(new)
    added: dict[str, tuple[str, ...]] = {}
    dropped: dict[str, tuple[str, ...]] = {}
    changed: dict[str, tuple[str, ...]] = {}
    for group in GROUPS:
        known, listed = before.numbers(group), after.numbers(group)
        added[group] = tuple(value for value in listed if value not in known)
        dropped[group] = tuple(value for value in known if value not in listed)
        changed[group] = tuple(
            value
            for value, number in listed.items()
            if value in known and before.judged(known[value]) != after.judged(number)
        )
    allowed = before.allowed ^ after.allowed
    return ListDifference(
        added=added,
        dropped=dropped,
        changed=changed,
        allowed=tuple(sorted(allowed, key=lambda one: (one.value, one.owner, one.expires))),
    )


class _Rows:
    """The indicators of a table by value, and what each says beside its citations."""

    def __init__(self, table: IocTable | None) -> None:
        """Find where the records end; none is read yet."""
        columns = _NO_COLUMNS if table is None else table.columns
        self._columns = columns
        self._ends = array("Q", (found.start() for found in re.finditer(rb"\n", columns.records)))
        self._sinkholes = frozenset(columns.sinkholes)
        entries = () if table is None else table.allowed
        self.allowed = frozenset(replace(one, list="", line=0) for one in entries)

    def numbers(self, group: str) -> Mapping[str, int]:
        """Return the numbers of a group's values."""
        span = spans(self._columns.sizes)[group]
        return dict(zip(self._columns.values[span.start : span.stop], span, strict=True))

    def judged(self, number: int) -> tuple[bool, object]:
        """Return what differs from an indicator's defaults, and whether it is a sinkhole."""
        start = self._ends[number - 1] + 1 if number else 0
        line = self._columns.records[start : self._ends[number]]
        extra = {} if line.endswith(_PLAIN) else json.loads(line)[-1]
        return number in self._sinkholes, extra


class Probe:
    """Tells of one name or address whether a difference may concern it; read-only."""

    def __init__(self, found: ListDifference) -> None:
        """Index the difference."""
        allowed = found.allowed
        self._names = {
            *found.touched("domain"),
            *(one.value for one in allowed if one.kind is Kind.DOMAIN),
        }
        self._exact = {
            *found.touched("address"),
            *(value.partition(" ")[0] for value in found.touched("port")),
            *map(host_of, found.touched("url")),
            *(one.value for one in allowed if one.kind not in _RANGES),
        }
        excused = tuple(one for one in allowed if one.kind in _RANGES)
        self._ranges = RangeIndex(
            _rows(*found.touched("cidr4"), *(o.value for o in excused if o.kind is Kind.CIDR4)),
            _rows(*found.touched("cidr6"), *(o.value for o in excused if o.kind is Kind.CIDR6)),
        )

    def concerns(self, text: str) -> bool:
        """Whether a name or an address of evidence may be met otherwise by the new list."""
        if self._by_itself(text):
            return True
        inside = embedded(text)
        return inside is not None and self._by_itself(inside)

    def _by_itself(self, text: str) -> bool:
        return (
            text in self._exact
            or self._below_a_name(text)
            or self._ranges.holding(text) is not None
        )

    def _below_a_name(self, text: str) -> bool:
        names = self._names
        if text in names:
            return True
        border = text.find(".")
        while border >= 0:
            if text[border + 1 :] in names:
                return True
            border = text.find(".", border + 1)
        return False


def _rows(*values: str) -> Iterator[tuple[str, int]]:
    return ((value, 0) for value in values)


def values_of(answers: Iterable[Answer]) -> frozenset[str]:
    """Return all that `match` looks up in answers: none of it listed, no list meets anything.

    Of a URL that stands in a text, the host is among them.
    """
    found: set[str] = set()
    for answer in answers:
        if not isinstance(answer, NotApplicable):
            for seen in answer.observations:
                if isinstance(seen, Connection):  # most rows of most answers
                    found.update((seen.remote_address, seen.local_address or seen.remote_address))
                else:
                    found.update(_values(seen))
    return frozenset(found)


def _values(seen: Observation) -> Iterator[str]:
    yield from mentioned(seen).values
    match seen:
        case ConfiguredText():
            yield from _url_hosts(seen.text)
        case Transfer() | Posture():
            yield from _url_hosts(seen.raw)
        case _:
            pass


def _url_hosts(text: str) -> Iterator[str]:
    return (host_of(form) for forms in urls_in(text) for form in forms)
