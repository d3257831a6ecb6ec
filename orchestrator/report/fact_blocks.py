"""Facts: what was met on a machine, with all that shows it, each standing once.

A listed name and the listed address that it led to are one fact, whether a cache, a log or a
connection shows them. Each of its findings keeps its number: what is counted are findings, by the
campaign's own key, and never the rows that show them.
"""

from collections.abc import Iterable, Mapping, Sequence

from orchestrator.model.act import EvidenceClass
from orchestrator.model.look import Origin, class_of, met_value
from orchestrator.model.observation import mentioned
from orchestrator.model.result import Hit, MachineResult

FactKey = tuple[str, EvidenceClass]
"""What makes a finding the same on one machine: what is listed, and what kind of evidence."""


def key_of(hit: Hit) -> FactKey:
    """Return the key of the finding that a hit belongs to, on its machine."""
    return met_value(hit.indicator), class_of(hit.observation, Origin.SWEEP)


def findings(machine: MachineResult) -> int:
    """Return how many findings the hits of a machine are that fail it."""
    return len({key_of(hit) for hit in machine.hits if hit.fails})


def facts(hits: Sequence[Hit]) -> tuple[tuple[Hit, ...], ...]:
    """Return the hits of one machine, those of one fact together, in the order they come in."""
    about = _joined(hits)
    together: dict[FactKey, list[Hit]] = {}
    for hit in hits:
        together.setdefault(about[key_of(hit)], []).append(hit)
    return tuple(tuple(group) for group in together.values())


def _joined(hits: Sequence[Hit]) -> Mapping[FactKey, FactKey]:
    """Return for each finding the first of its fact."""
    first: dict[FactKey, FactKey] = {}
    links = _links(hits)
    for hit in hits:
        _reach(key_of(hit), key_of(hit), first, links)
    return first


def _reach(
    key: FactKey,
    head: FactKey,
    first: dict[FactKey, FactKey],
    links: Mapping[FactKey, Iterable[FactKey]],
) -> None:
    """Note the head of a finding and of all that it leads to; a long chain takes no stack."""
    left = [key]
    while left:
        one = left.pop()
        if one not in first:
            first[one] = head
            left.extend(links[one])


def _links(hits: Sequence[Hit]) -> Mapping[FactKey, set[FactKey]]:
    """Return which findings name what another one saw, both ways."""
    seen: dict[str, set[FactKey]] = {}
    for hit in hits:
        seen.setdefault(hit.observed.casefold(), set()).add(key_of(hit))
    links: dict[FactKey, set[FactKey]] = {key_of(hit): set() for hit in hits}
    for hit in hits:
        for value in (hit.observed, *mentioned(hit.observation).values):
            for other in seen.get(value.casefold(), ()):
                links[key_of(hit)].add(other)
                links[other].add(key_of(hit))
    return links
