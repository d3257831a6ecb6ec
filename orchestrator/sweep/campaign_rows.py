"""The rows of a store that standings are folded from, by the machine that they are about."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import chain
from typing import TypeVar

from msgspec import Struct

from orchestrator import evidence
from orchestrator.evidence.marks import Mark
from orchestrator.evidence.scopes import FOR_EVER
from orchestrator.findings.identity import cloned_installations, names_of_boxes
from orchestrator.model.act import Act, Moved
from orchestrator.model.look import Look, MachineTry, Met

K = TypeVar("K")
V = TypeVar("V")


class SharedBox(Struct, frozen=True, kw_only=True):
    """A box that answered under several names, as far as one of them may hear of the others.

    Of thousands of clean looks at a box that a whole district claims, none has anything to say.

    Attributes:
        names: Under each name, one look in which it answered.
        telling: The looks that met something, are told by others, are later than now, or misdated.
        acts: What was recorded of any of the names.
    """

    names: Mapping[int | None, Look]
    telling: tuple[Look, ...]
    acts: tuple[Act, ...]

    def of_others(self, numbers: frozenset[int]) -> Iterator[Look]:
        """Yield what a machine with these rows must hear of the box: that there are others, too."""
        yield from self.telling
        other = (look for name, look in self.names.items() if name not in numbers)
        yield from (look for look in (next(other, None),) if look is not None)


class CampaignRows(Struct, frozen=True, kw_only=True):
    """All rows, by the machine that they are of; rows of no machine stand under None.

    Attributes:
        looks: By machine.
        told: Those of no machine, by unit.
        boxes: Those that answered under several names.
        met: By evidence.
        acts: By machine.
        unit_acts: Those on a unit and on its machines, by the unit.
        attempts: By machine.
        unread: Evidence that is to be read, or read again, by machine.
        cloned: Installations that several boxes claim.
        in_doubt: Machines that an answer may be of which waits for a word.
        sources: Which row each moved machine had before.
    """

    looks: Mapping[int | None, tuple[Look, ...]]
    told: Mapping[str, tuple[Look, ...]]
    boxes: Mapping[str, SharedBox]
    met: Mapping[int, tuple[Met, ...]]
    acts: Mapping[int | None, tuple[Act, ...]]
    unit_acts: Mapping[str, tuple[Act, ...]]
    attempts: Mapping[int, tuple[MachineTry, ...]]
    unread: Mapping[int, frozenset[int]]
    cloned: frozenset[str]
    in_doubt: frozenset[int]
    sources: Mapping[int, int]

    def chain(self, number: int) -> frozenset[int]:
        """Return a machine's row and those that it had before, by the word of persons."""
        return chain_of(number, self.sources)

    def rests(self, number: int, unit: str) -> frozenset[Mark]:
        """Return what tells that anything of a machine changed: rows, boxes, its unit's devices."""
        numbers = self.chain(number)
        own = tuple(look for one in numbers for look in self.looks.get(one, ()))
        return frozenset(
            (
                ("unit", unit),
                *(("machine", str(one)) for one in numbers),
                *(("box", look.box) for look in own if look.box is not None),
                *(
                    ("installation", look.installation)
                    for look in own
                    if look.installation is not None
                ),
            )
        )

    def of(self, numbers: frozenset[int], unit: str) -> "MachineRows":
        """Return all rows that one machine is judged by: of its rows, its boxes, its unit."""
        own = tuple(look for number in numbers for look in self.looks.get(number, ()))
        boxes = {look.box for look in own if look.box is not None}
        shared = tuple(self.boxes[box] for box in boxes if box in self.boxes)
        elsewhere = (look for box in shared for look in box.of_others(numbers))
        devices = self.devices(unit)
        looks = {look.evidence: look for look in chain(own, elsewhere, devices)}
        words = (a for a in self.unit_acts.get(unit, ()) if devices and a.machine is None)
        acts = (words, *(self.acts.get(n, ()) for n in numbers), *(box.acts for box in shared))
        return MachineRows(
            looks=tuple(looks.values()),
            met=self.met_by(looks.values()),
            acts=tuple({act.id: act for act in chain.from_iterable(acts)}.values()),
            attempts=tuple(one for n in numbers for one in self.attempts.get(n, ())),
            unread=frozenset().union(*(self.unread.get(n, frozenset()) for n in numbers)),
            cloned=self.cloned & {look.installation for look in own},
            in_doubt=not self.in_doubt.isdisjoint(numbers),
        )

    def devices(self, unit: str) -> tuple[Look, ...]:
        """Return what others told of a unit that named no machine."""
        return self.told.get(unit, ())

    def met_by(self, looks: Iterable[Look]) -> tuple[Met, ...]:
        """Return what some looks met."""
        return tuple(one for look in looks for one in self.met.get(look.evidence, ()))


class MachineRows(Struct, frozen=True, kw_only=True):
    """All rows that one machine is judged by; see `findings.stand`.

    `unread` is its evidence that is to be read, `cloned` those of its installations that several
    boxes claim; `in_doubt` whether an answer waits that may be of it.
    """

    looks: tuple[Look, ...]
    met: tuple[Met, ...]
    acts: tuple[Act, ...]
    attempts: tuple[MachineTry, ...]
    unread: frozenset[int]
    cloned: frozenset[str]
    in_doubt: bool


def campaign_rows(
    store: evidence.Store,
    acts: Iterable[Act],
    until: datetime,
    now: datetime,
    only: frozenset[int] | None = None,
) -> CampaignRows:
    """Return the rows of a store.

    Args:
        store: The store.
        acts: All acts of it.
        until: What came later is left out.
        now: When it is judged: looks of after that say that a clock went back.
        only: The machines that are judged: their rows are there, those of all that may be the same
            machine, and those of no machine. None for all.
    """
    told = tuple(act for act in acts if act.recorded <= until)
    sources = sources_of(told)
    of = None if only is None else _needed(store, only, sources)
    looks = tuple(look for look in store.looks(of) if look.span.hi <= until)
    redating = store.redating()
    of_all_time = until == FOR_EVER and not redating.words
    met = grouped((one.evidence, redating.met(one)) for one in store.met(of))
    by_machine = grouped((act.machine, act) for act in told)
    unread: defaultdict[int, set[int]] = defaultdict(set)
    for number, machine in (*store.unread_evidence(of).items(), *store.concerned().items()):
        unread[machine].add(number)
    return CampaignRows(
        looks=grouped((look.machine, look) for look in looks),
        told=grouped((look.unit, look) for look in looks if look.machine is None),
        boxes=dict(_shared(looks, met, by_machine, now)),
        met=met,
        acts=by_machine,
        unit_acts=grouped((act.unit, act) for act in told),
        attempts=grouped(
            _of_the_telling(store, of, looks, met, sources)
            if of_all_time
            else (pair for pair in store.attempts(of) if pair[1].at <= until)
        ),
        unread={machine: frozenset(some) for machine, some in unread.items()},
        cloned=cloned_installations(looks),
        in_doubt=store.in_doubt(),
        sources=sources,
    )


def _of_the_telling(
    store: evidence.Store,
    of: tuple[int | None, ...] | None,
    looks: tuple[Look, ...],
    met: Mapping[int, tuple[Met, ...]],
    sources: Mapping[int, int],
) -> Iterator[tuple[int, MachineTry]]:
    """Yield the tries that a standing may rest on: of who has nothing to answer for, the newest.

    What a device saw may be of anybody in its unit, what a box met of all its names, and what a
    machine met of the row that it has now.
    """
    telling = {look.machine for look in looks if look.evidence in met}
    if None in telling:
        yield from store.attempts(of)
        return
    shared = names_of_boxes(looks) if telling else {}
    moved = frozenset((*sources, *sources.values())) if telling else frozenset[int]()
    full = telling.union(moved, *shared.values())
    yield from store.attempts(full if of is None else full.intersection(of))
    yield from (pair for pair in store.last_attempts(of) if pair[0] not in full)


def _needed(
    store: evidence.Store, only: frozenset[int], sources: Mapping[int, int]
) -> tuple[int | None, ...]:
    """Return the machines whose rows some are judged by, themselves among them."""
    rows = rows_before(only, sources)
    return (None, *sorted(rows | store.kin(rows)))


def rows_before(numbers: Iterable[int], sources: Mapping[int, int]) -> frozenset[int]:
    """Return some machines' rows and those that they had before."""
    return frozenset(number for one in numbers for number in chain_of(one, sources))


def chain_of(number: int, sources: Mapping[int, int]) -> frozenset[int]:
    """Return a machine's row and those that it had before, by the word of persons."""
    found = {number}
    while (source := sources.get(number)) is not None and source not in found:
        found.add(source)
        number = source
    return frozenset(found)


def sources_of(acts: Iterable[Act]) -> Mapping[int, int]:
    """Return which row each machine had before that a person said is the same, by the newer."""
    return {a.machine: a.source for a in acts if isinstance(a, Moved) and a.machine is not None}


def _shared(
    looks: Iterable[Look],
    met: Mapping[int, tuple[Met, ...]],
    acts: Mapping[int | None, tuple[Act, ...]],
    now: datetime,
) -> Iterator[tuple[str, SharedBox]]:
    """Yield the boxes that answered under several names."""
    by_box = grouped((look.box, look) for look in looks if look.box is not None)
    for box, some in by_box.items():
        names = {look.machine for look in some}
        if len(names) > 1:
            telling = (k for k in some if k.evidence in met or _is_odd(k, now) or not k.is_own)
            yield (
                box,
                SharedBox(
                    names={look.machine: look for look in some if look.is_own},
                    telling=tuple(telling),
                    acts=tuple(act for name in names for act in acts.get(name, ())),
                ),
            )


def _is_odd(look: Look, now: datetime) -> bool:
    """Whether a look makes others older than the clock does."""
    return look.span.lo > now or look.dated is not None


def grouped(pairs: Iterable[tuple[K, V]]) -> Mapping[K, tuple[V, ...]]:
    """Return the values of each key, in their order."""
    found: defaultdict[K, list[V]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return {key: tuple(some) for key, some in found.items()}
