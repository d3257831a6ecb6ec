"""From the store to where every machine stands: looks, acts and attempts of all sweeps, folded."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from orchestrator import evidence, findings
from orchestrator.evidence.scopes import FOR_EVER
from orchestrator.files.typed_json import compact_json
from orchestrator.findings.identity import cloned_installations
from orchestrator.findings.standing import stand
from orchestrator.findings.unit_standing import judged_basis, stand_unit
from orchestrator.model.act import Act, Moved
from orchestrator.model.campaign import (
    Judged,
    JudgedKind,
    JudgedSource,
    MachineScope,
    MachineStanding,
    UnitStanding,
)
from orchestrator.model.look import Look, MachineTry, Met, Origin, Span
from orchestrator.model.outcome import Why, not_attempted
from orchestrator.model.result import ListInfo, UnitVerdict, Verdict
from orchestrator.model.rules import Rules
from orchestrator.sweep.list_in_force import list_info
from orchestrator.sweep.reading_again import bring_up_if_free
from orchestrator.sweep.scope import JudgedScope, scope_of

_UNASKABLE = (Why.UNSUPPORTED, Why.NO_CREDENTIAL, Why.CREDENTIAL_PAUSED)
_LEFT_OUT = (Why.NOT_SELECTED, Why.INTERRUPTED)  # said only of a machine that was never tried


def standing(state: Path, at: datetime) -> Judged:
    """Return where all machines of a state folder stand.

    Args:
        state: The state folder.
        at: When (aware UTC); a clock that went back is mended by what is known to have happened.

    Raises:
        StateError: There is no such folder, nothing was swept yet, or it is damaged.
    """
    with closing(evidence.open_store(state, create=False)) as store:
        bring_up_if_free(store, state, at)
        return judge_all(store, at)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rows:
    """All rows of a store that standings are folded from, by the machine that they are of.

    Rows of no machine stand under None.
    """

    looks: Mapping[int | None, tuple[Look, ...]]
    by_box: Mapping[str, tuple[Look, ...]]
    met: Mapping[int, tuple[Met, ...]]  # by evidence
    acts: tuple[Act, ...]
    attempts: Mapping[int, tuple[MachineTry, ...]]
    unread: Mapping[int, frozenset[int]]
    cloned: frozenset[str]

    def of_rows(self, numbers: frozenset[int], unit: str) -> tuple[Look, ...]:
        """Return the looks at a machine: under its rows, at its boxes elsewhere, by devices."""
        own = tuple(look for number in numbers for look in self.looks.get(number, ()))
        boxes = {look.box for look in own if look.box is not None}
        elsewhere = (look for box in boxes for look in self.by_box[box])
        devices = (look for look in self.looks.get(None, ()) if look.unit == unit)
        return tuple({look.evidence: look for look in (*own, *elsewhere, *devices)}.values())

    def met_by(self, looks: Iterable[Look]) -> tuple[Met, ...]:
        """Return what some looks met."""
        return tuple(one for look in looks for one in self.met.get(look.evidence, ()))


def judge_all(
    store: evidence.Store,
    at: datetime,
    kind: JudgedKind = JudgedKind.CAMPAIGN,
    listed: ListInfo | None = None,
) -> Judged:
    """Return where all machines of a store stand; see `standing`.

    Of a date in the past (`JudgedKind.DATE`) what came later is left out; the list and the rules
    are today's, so that they never make the difference between two dates.

    Args:
        store: The store.
        at: When (aware UTC).
        kind: Whether what came after that moment is left out.
        listed: The list that is shown where nothing was swept yet; that is an error without it.
    """
    until = at if kind is JudgedKind.DATE else FOR_EVER
    scope = scope_of(store, until)
    info = list_info(store) if listed is None or store.sweeps() else listed
    rows = _rows(store, until)
    bars = findings.list_bars_pass(info, demo=scope.demo)
    units = tuple(_units(scope, rows, at, list_bars_pass=bars))
    return Judged(
        kind=kind,
        id=scope.id,
        at=at,
        list=info,
        rules_sha=_digest(scope.rules),
        scope_sha=_digest(tuple((one.row, one.removed_at) for one in scope.placed)),
        authority=scope.authority,
        units=units,
        sources=tuple(_sweeps(store)),
        basis=judged_basis(units),
    )


def _rows(store: evidence.Store, until: datetime) -> _Rows:
    looks = tuple(look for look in store.looks() if look.span.hi <= until)
    unread: defaultdict[int, set[int]] = defaultdict(set)
    for number, machine in (*store.unread_evidence().items(), *store.concerned().items()):
        unread[machine].add(number)
    return _Rows(
        looks=_grouped((look.machine, look) for look in looks),
        by_box=_grouped((look.box, look) for look in looks if look.box is not None),
        met=_grouped((one.evidence, one) for one in store.met()),
        acts=tuple(act for act in store.acts() if act.recorded <= until),
        attempts=_grouped(pair for pair in store.attempts() if pair[1].at <= until),
        unread={machine: frozenset(some) for machine, some in unread.items()},
        cloned=cloned_installations(looks),
    )


K = TypeVar("K")
V = TypeVar("V")


def _grouped(pairs: Iterable[tuple[K, V]]) -> Mapping[K, tuple[V, ...]]:
    found: defaultdict[K, list[V]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return {key: tuple(some) for key, some in found.items()}


def _units(
    scope: JudgedScope, rows: _Rows, at: datetime, *, list_bars_pass: bool
) -> Iterator[UnitStanding]:
    """Yield every unit's standing, by its code; one that left the scope while it matters."""
    machines = _grouped((one.row.unit, one) for one in scope.placed)
    for unit in scope.units:
        foreign = tuple(look for look in rows.looks.get(None, ()) if look.unit == unit.code)
        found = stand_unit(
            unit,
            _machines(machines.get(unit.code, ()), rows, scope.rules, at),
            looks=foreign,
            met=rows.met_by(foreign),
            acts=(act for act in rows.acts if act.unit == unit.code),
            rules=scope.rules,
            now=at,
            list_bars_pass=list_bars_pass,
        )
        if unit.code not in scope.left or _matters(found):
            yield found


def _matters(unit: UnitStanding) -> bool:
    """Whether a unit outside of the scope still has to answer for something."""
    if unit.verdict is UnitVerdict.FAIL:
        return True
    unread = (one for one in unit.removed if one.verdict is Verdict.NOT_ASSESSED)
    return any(not one.read_whole for one in unread)


def _machines(
    placed: Iterable[evidence.Placed], rows: _Rows, rules: Rules, at: datetime
) -> Iterator[MachineStanding]:
    """Yield the standing of a unit's machines but those that a person joined to another row."""
    sources = _sources_of(rows.acts)
    joined = frozenset(sources.values())
    for one in placed:
        if one.number not in joined:
            yield _machine(one, rows, _chain(one.number, sources), rules, at)


def _machine(
    one: evidence.Placed, rows: _Rows, numbers: frozenset[int], rules: Rules, at: datetime
) -> MachineStanding:
    looks = rows.of_rows(numbers, one.row.unit)
    foreign = frozenset(look.machine for look in looks)
    return stand(
        looks=looks,
        met=rows.met_by(looks),
        acts=(act for act in rows.acts if act.machine in numbers or act.machine in foreign),
        attempts=_attempts(one, rows, numbers),
        scope=MachineScope(
            number=one.number,
            row=one.row,
            removed_at=one.removed_at,
            concerned=frozenset().union(*(rows.unread.get(n, frozenset()) for n in numbers)),
            cloned=rows.cloned,
        ),
        rules=rules,
        now=at,
    )


def _attempts(one: evidence.Placed, rows: _Rows, numbers: frozenset[int]) -> Iterator[MachineTry]:
    """Yield all tries to ask a machine, and that the newest sweep could not even try."""
    tries = [attempt for number in numbers for attempt in rows.attempts.get(number, ())]
    yield from tries
    why = one.skipped
    if why in _UNASKABLE or (why in _LEFT_OUT and not tries):
        yield MachineTry(at=one.swept_at, outcome=not_attempted(why))


def _sources_of(acts: Iterable[Act]) -> Mapping[int, int]:
    """Return which row each moved machine had before."""
    return {a.machine: a.source for a in acts if isinstance(a, Moved) and a.machine is not None}


def _chain(number: int, sources: Mapping[int, int]) -> frozenset[int]:
    found = {number}
    while (source := sources.get(number)) is not None and source not in found:
        found.add(source)
        number = source
    return frozenset(found)


def _sweeps(store: evidence.Store) -> Iterator[JudgedSource]:
    """Yield the sweeps that anything rests on, the first begun first."""
    for name, machines in store.sweeps().items():
        record = store.sweep(name)
        began = record.started_at
        span = Span(began, max(began, record.ended_at or began))
        yield JudgedSource(origin=Origin.SWEEP, id=name, span=span, machines=machines)


def _digest(value: object) -> str:
    return hashlib.sha256(compact_json(value).encode("utf-8", "surrogatepass")).hexdigest()
