"""From the store to where every machine stands: looks, acts and attempts of all sweeps, folded."""

import hashlib
import math
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from orchestrator import evidence, findings
from orchestrator.evidence.marks import Mark
from orchestrator.evidence.scopes import FOR_EVER
from orchestrator.files.packed_values import PackedValues
from orchestrator.files.typed_json import compact_json
from orchestrator.files.uncollected import uncollected
from orchestrator.findings.spans import look_span
from orchestrator.findings.standing import stand
from orchestrator.findings.unit_standing import judged_basis, stand_unit
from orchestrator.model.act import Act
from orchestrator.model.campaign import (
    Judged,
    JudgedKind,
    JudgedSource,
    MachineScope,
    MachineStanding,
    UnitStanding,
)
from orchestrator.model.district import Unit
from orchestrator.model.look import MachineTry, Origin, Span
from orchestrator.model.outcome import Why, not_attempted
from orchestrator.model.result import ListInfo, UnitVerdict, Verdict
from orchestrator.model.rules import Rules
from orchestrator.sweep.campaign_rows import (
    CampaignRows,
    campaign_rows,
    grouped,
    rows_before,
    sources_of,
)
from orchestrator.sweep.list_in_force import list_info
from orchestrator.sweep.reading_again import bring_up_if_free, is_matched
from orchestrator.sweep.scope import JudgedScope, scope_of
from orchestrator.sweep.standing_cache import JudgedPlace, StandingCache, judged_place
from orchestrator.sweep.standing_text import ToldStanding, told

_UNASKABLE = (
    Why.UNSUPPORTED,
    Why.NO_CREDENTIAL,
    Why.CREDENTIAL_PAUSED,
    Why.ACCOUNT_HELD,
    Why.AT_SITE,
    Why.BEHIND_SITE,
    Why.NOT_AT_SITE,
)
_FEW = 1 / 4  # of all machines: their rows are found one by one sooner than all are read
_PART = 2000  # machines that are told together; the last unit's beyond it, too
_DISTRICT = 6000  # machines; the kept standings of more are not all in memory at once
_Told = Mapping[int, ToldStanding]
_LEFT_OUT = (Why.NOT_SELECTED, Why.INTERRUPTED)  # said only of a machine that was never tried


def standing(state: Path, at: datetime) -> Judged:
    """Return where all machines of a state folder stand.

    Args:
        state: The state folder.
        at: When (aware UTC); a clock that went back is mended by what is known to have happened.

    Raises:
        StateError: There is no such folder, nothing was swept yet, or it is damaged.
    """
    with closing(evidence.open_store(state, create=False)) as store, uncollected():
        kept = _kept(store, at)
        if not (kept.is_all and is_matched(store)) and bring_up_if_free(store, state, at):
            kept = _kept(store, at)
        return _judged(store, at, JudgedKind.CAMPAIGN, None, kept)


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
    with uncollected():
        kept = None if kind is JudgedKind.DATE else _kept(store, at)
        return _judged(store, at, kind, listed, kept)


class _Kept(Struct, frozen=True, kw_only=True):
    """What is judged, and where it stood when it was last told, as far as that still holds.

    Attributes:
        cache: Where it is kept.
        scope: What is judged.
        places: The machines of it.
        acts: All that was recorded.
        sources: Which row each moved machine had before.
        held: The standings that hold, by machine; None of more machines than a district has,
            where they are looked up part by part.
    """

    cache: StandingCache
    scope: JudgedScope
    places: tuple[JudgedPlace, ...]
    acts: tuple[Act, ...]
    sources: Mapping[int, int]
    held: _Told | None

    def held_of(self, places: Iterable[JudgedPlace]) -> _Told:
        """Return the standings that hold, of some machines at least."""
        if self.held is not None:
            return self.held
        return self.cache.held(places, {act.id: act for act in self.acts})

    def marks_of_all(self) -> Mapping[Mark, int] | None:
        """Return the marks that most rest on who is told anew, None where few are.

        They are set for all at once, before any row is read: one by one that takes thrice as long.
        """
        if self.held is None or len(self.places) - len(self.held) < len(self.places) * _FEW:
            return None
        return self.cache.begin(None)

    @property
    def is_all(self) -> bool:
        """Whether all of it holds, so that no evidence came, and none waits to be read.

        What a sweep brought is of a machine that is judged, or of a row that one of them had.
        """
        if self.held is None:
            return False
        moved = rows_before(self.held.keys() & self.sources.keys(), self.sources)
        numbers = frozenset(one.placed.number for one in self.places)
        read = all(not one.standing.scope.concerned for one in self.held.values())
        return bool(numbers) and read and numbers <= self.held.keys() | moved


def _kept(store: evidence.Store, at: datetime) -> _Kept:
    acts = tuple(store.acts())
    scope = scope_of(store, acts=acts)
    places = tuple(map(judged_place, scope.placed))
    cache = StandingCache(store=store, rules=_digest(scope.rules), at=at)
    return _Kept(
        cache=cache,
        scope=scope,
        places=places,
        acts=acts,
        sources=sources_of(acts),
        held=cache.held(places, {act.id: act for act in acts})
        if len(places) <= _DISTRICT
        else None,
    )


def _judged(
    store: evidence.Store,
    at: datetime,
    kind: JudgedKind,
    listed: ListInfo | None,
    kept: _Kept | None,
) -> Judged:
    """Return where all machines stand; `kept` is None of a date in the past."""
    info = list_info(store) if listed is None or store.sweeps() else listed
    scope = scope_of(store, at) if kept is None else kept.scope
    places = tuple(map(judged_place, scope.placed)) if kept is None else kept.places
    bars = findings.list_bars_pass(info, demo=scope.demo)
    marks = kept.marks_of_all() if kept is not None else None
    units = PackedValues(
        unit
        for part, some in _parts(scope, places)
        for unit in _units(
            part,
            *_part_told(store, at, part, some, kept, marks, few=_few(part, scope)),
            at,
            list_bars_pass=bars,
        )
    )
    return Judged(
        kind=kind,
        id=scope.id,
        at=at,
        list=info,
        rules_sha=_digest(scope.rules),
        scope_sha=hashlib.sha256(b"\n".join(one.text for one in places)).hexdigest(),
        authority=scope.authority,
        units=units,
        sources=tuple(_sweeps(store)),
        basis=judged_basis(units),
    )


def _parts(
    scope: JudgedScope, places: Iterable[JudgedPlace]
) -> Iterator[tuple[JudgedScope, tuple[JudgedPlace, ...]]]:
    """Yield a scope in parts of whole units: of all machines at once the rows take 16 kB each."""
    placed = grouped((one.placed.row.unit, one) for one in places)
    units: list[Unit] = []
    machines: list[JudgedPlace] = []
    for unit in scope.units:
        units.append(unit)
        machines.extend(placed.get(unit.code, ()))
        if len(machines) >= _PART:
            yield _part(scope, units, machines)
            units, machines = [], []
    yield _part(scope, units, machines)


def _part(
    scope: JudgedScope, units: Iterable[Unit], machines: Iterable[JudgedPlace]
) -> tuple[JudgedScope, tuple[JudgedPlace, ...]]:
    some = tuple(machines)
    placed = tuple([one.placed for one in some])
    return replace(scope, units=tuple(units), placed=placed), some


def _few(part: JudgedScope, scope: JudgedScope) -> float:
    """Return of fewer than how many machines the rows are found one by one."""
    return len(part.placed) * _FEW if len(part.placed) == len(scope.placed) else math.inf


def _part_told(
    store: evidence.Store,
    at: datetime,
    part: JudgedScope,
    places: tuple[JudgedPlace, ...],
    kept: _Kept | None,
    marks: Mapping[Mark, int] | None,
    *,
    few: float,
) -> tuple[CampaignRows, _Told]:
    """Return the rows that a part is judged by, and where its machines stand."""
    if kept is not None:
        return _kept_or_told(kept, places, marks, few=few)
    numbers = frozenset(one.number for one in part.placed)
    only = numbers if len(numbers) < few else None
    rows = campaign_rows(store, store.acts(), at, at, only)
    return rows, _told(places, rows, part.rules, at)


def _kept_or_told(
    kept: _Kept,
    places: tuple[JudgedPlace, ...],
    marks: Mapping[Mark, int] | None,
    *,
    few: float,
) -> tuple[CampaignRows, _Told]:
    """Return where machines stand: as it was told before where that holds, else told anew.

    `marks` are those of all, None where they are set for those alone that are told anew.
    """
    cache, held = kept.cache, kept.held_of(places)
    known = held.keys() | frozenset(kept.sources.values())
    stale = frozenset(one.placed.number for one in places) - known
    only = stale if len(stale) < few else None
    if marks is None:
        marks = cache.begin(only and rows_before(only, kept.sources)) if stale else {}
    # What is told anew rests on marks: all that it is told of is read after them.
    acts = tuple(cache.store.acts()) if stale else kept.acts
    rows = campaign_rows(cache.store, acts, FOR_EVER, cache.at, only)
    anew = tuple(one for one in places if one.placed.number in stale)
    fresh = _told(anew, rows, kept.scope.rules, cache.at)
    if fresh:
        cache.keep(_resting(anew, rows, fresh), marks)
    return rows, {**held, **fresh}


def _resting(
    places: Iterable[JudgedPlace], rows: CampaignRows, standings: _Told
) -> Iterator[tuple[JudgedPlace, frozenset[Mark], ToldStanding]]:
    """Yield standings, each with what it rests on."""
    for one in places:
        number = one.placed.number
        if number in standings:
            yield one, rows.rests(number, one.placed.row.unit), standings[number]


def _told(
    places: Iterable[JudgedPlace], rows: CampaignRows, rules: Rules, at: datetime
) -> dict[int, ToldStanding]:
    """Return where machines stand, but those that a person joined to another row."""
    joined = frozenset(rows.sources.values())
    placed = (one.placed for one in places if one.placed.number not in joined)
    return {one.number: told(_machine(one, rows, rules, at)) for one in placed}


def _units(
    scope: JudgedScope,
    rows: CampaignRows,
    standings: _Told,
    at: datetime,
    *,
    list_bars_pass: bool,
) -> Iterator[UnitStanding]:
    """Yield every unit's standing, by its code; one that left the scope while it matters."""
    joined = frozenset(rows.sources.values())
    there = (one for one in scope.placed if one.number not in joined)
    machines = grouped((one.row.unit, standings[one.number].standing) for one in there)
    for unit in scope.units:
        foreign = rows.devices(unit.code)
        found = stand_unit(
            unit,
            machines.get(unit.code, ()),
            looks=foreign,
            met=rows.met_by(foreign),
            acts=rows.unit_acts.get(unit.code, ()),
            rules=scope.rules,
            now=at,
            list_bars_pass=list_bars_pass,
            line_of=lambda one: standings[one.scope.number].line,
        )
        if unit.code not in scope.left or _matters(found):
            yield found


def _matters(unit: UnitStanding) -> bool:
    """Whether a unit outside of the scope still has to answer for something."""
    if unit.verdict is UnitVerdict.FAIL:
        return True
    unread = (one for one in unit.removed if one.verdict is Verdict.NOT_ASSESSED)
    return any(not one.read_whole for one in unread)


def _machine(
    one: evidence.Placed, rows: CampaignRows, rules: Rules, at: datetime
) -> MachineStanding:
    own = rows.of(rows.chain(one.number), one.row.unit)
    return stand(
        looks=own.looks,
        met=own.met,
        acts=own.acts,
        attempts=_attempts(one, own.attempts),
        scope=MachineScope(
            number=one.number,
            row=one.row,
            removed_at=one.removed_at,
            concerned=own.unread,
            cloned=own.cloned,
            in_doubt=own.in_doubt,
        ),
        rules=rules,
        now=at,
    )


def _attempts(one: evidence.Placed, tries: tuple[MachineTry, ...]) -> Iterator[MachineTry]:
    """Yield all tries to ask a machine, and that the newest sweep could not even try."""
    yield from tries
    why = one.skipped
    if why in _UNASKABLE or (why in _LEFT_OUT and not tries):
        yield MachineTry(at=one.swept_at, outcome=not_attempted(why), dated=one.swept_dated)


def _sweeps(store: evidence.Store) -> Iterator[JudgedSource]:
    """Yield the sweeps that anything rests on, the first begun first, then the kits likewise."""
    for name, swept in store.sweeps().items():
        began = swept.started_at
        span = Span(began, max(began, swept.ended_at or began))
        yield JudgedSource(origin=Origin.SWEEP, id=name, span=span, machines=swept.answered)
    home = store.kits_home()
    for kit in store.kits():
        if kit.id in home:
            last, machines = home[kit.id]
            span = look_span(Origin.KIT, last, kit.made_at)
            yield JudgedSource(origin=Origin.KIT, id=kit.id, span=span, machines=machines)


def _digest(value: object) -> str:
    return hashlib.sha256(compact_json(value).encode("utf-8", "surrogatepass")).hexdigest()
