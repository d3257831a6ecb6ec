"""Sightings in logs, counted by client, by indicator or by unit."""

from collections.abc import Iterator, Mapping
from enum import StrEnum

from msgspec import Struct, field

from orchestrator.model.indicator import Indicator
from orchestrator.sweep.lists.clients import Whose
from orchestrator.sweep.lists.scan_rows import ClientSighting


class GroupBy(StrEnum):
    """What sightings are counted by."""

    CLIENT = "client"
    INDICATOR = "indicator"
    UNIT = "unit"


class SightingGroup(Struct, kw_only=True):
    """Sightings of one kind.

    Attributes:
        key: The client, the indicator or the codes of units; empty is not told or not known.
        whose: Whose the client is, of the first one.
        sightings: All of them.
        weak: Those that count for nothing: weak ones, and ones that an allow list excuses.
        clients: The addresses that asked.
        indicators: What was met, as published.
        first: The time of the first one that was read, as it is told.
        last: That of the last one.
    """

    key: str
    whose: Whose | None
    sightings: int = 0
    weak: int = 0
    clients: set[str] = field(default_factory=set)
    indicators: set[str] = field(default_factory=set)
    first: str = ""
    last: str = ""

    def add(self, one: ClientSighting) -> None:
        """Count a sighting."""
        self.sightings += 1
        self.weak += not one.counts
        if one.client is not None:
            self.clients.add(one.client)
        self.indicators.add(_published(one.sighting.found.indicator))
        time = one.sighting.told.reading.time
        if time is not None:
            self.last = time.iso or time.told
            self.first = self.first or self.last


class Groups:
    """Counts sightings as they come."""

    def __init__(self, by: GroupBy) -> None:
        """Start empty."""
        self.by = by
        self._groups: dict[str, SightingGroup] = {}

    def add(self, one: ClientSighting) -> None:
        """Count a sighting."""
        key = self._key(one)
        group = self._groups.get(key)
        if group is None:
            group = self._groups[key] = SightingGroup(key=key, whose=one.whose)
        group.add(one)

    def __iter__(self) -> Iterator[SightingGroup]:
        """Yield the groups, those with the most sightings that count first."""
        every = self._groups.values()
        yield from sorted(every, key=lambda one: (one.weak - one.sightings, -one.weak, one.key))

    def as_json(self) -> Mapping[str, object]:
        """Return them as JSON data."""
        return {"by": self.by.value, "rows": [_row(one) for one in self]}

    def _key(self, one: ClientSighting) -> str:
        match self.by:
            case GroupBy.CLIENT:
                return one.client or ""
            case GroupBy.INDICATOR:
                return _published(one.sighting.found.indicator)
            case GroupBy.UNIT:
                return " ".join(unit.code for unit in one.whose.units) if one.whose else ""


def owner_as_json(whose: Whose | None) -> Mapping[str, object]:
    """Return whose a client is: machine and unit where one is known, else the units it may be."""
    return {
        "machine": whose.machine.name if whose and whose.machine else None,
        "unit": whose.unit.code if whose and whose.unit else None,
        "units": [unit.code for unit in whose.units] if whose else [],
        "known_by": whose.by.value if whose else None,
    }


def _published(one: Indicator) -> str:
    return one.value if one.port is None else f"{one.value}:{one.port}"


def _row(one: SightingGroup) -> Mapping[str, object]:
    return {
        "key": one.key or None,
        **owner_as_json(one.whose),
        "sightings": one.sightings,
        "weak": one.weak,
        "clients": len(one.clients),
        "indicators": sorted(one.indicators),
        "first": one.first or None,
        "last": one.last or None,
    }
