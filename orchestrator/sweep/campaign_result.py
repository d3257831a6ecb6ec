"""What a campaign's reports show of each machine: its standing, over what its newest look said."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from orchestrator import evidence, findings, match
from orchestrator.checks import CONTACT_CHECKS
from orchestrator.files.packed_values import PackedValues
from orchestrator.model.act import FalsePositive
from orchestrator.model.campaign import (
    CheckStanding,
    Finding,
    FindingState,
    Judged,
    JudgedKind,
    MachineStanding,
    UnitStanding,
)
from orchestrator.model.indicator import Allowed
from orchestrator.model.look import Look, Origin
from orchestrator.model.outcome import Outcome, Why, not_attempted
from orchestrator.model.result import (
    CheckResult,
    Hit,
    MachineResult,
    Subject,
    SweepResult,
    UnitResult,
)
from orchestrator.sweep.clock import now
from orchestrator.sweep.judging import Known, columns, machine_from_store, table_kept
from orchestrator.sweep.left_out import units_left_out
from orchestrator.sweep.list_in_force import list_in_force
from orchestrator.sweep.reading_again import bring_up_if_free
from orchestrator.sweep.standing import judge_all
from orchestrator.text.catalogue import iso_day


def campaign_result(
    store: evidence.Store, judged: Judged, known: Known | None = None
) -> SweepResult:
    """Return what the pages, tables and exit code of a campaign are made of.

    Args:
        store: Where the evidence lies.
        judged: Where every machine stands.
        known: Machines of the newest sweep that were judged as their answers came in, to spare a
            second reading.
    """
    newest = store.sweep("latest")
    reader = _Reader(store, known or {}, newest.id)
    units = PackedValues(_unit(unit, reader) for unit in judged.units)
    records = tuple(store.sweep(name) for name in store.sweeps())
    checks = tuple(dict.fromkeys(check for one in records for check in columns(one)))
    machines = (machine for unit in units for machine in unit.machines)
    about = any(check in CONTACT_CHECKS for one in records for check in columns(one))
    return SweepResult(
        sweep=newest.id,
        playbook=newest.playbook,
        subject=Subject.CONTACT if about else Subject.CONTROLS,
        checks=checks,
        finished=findings.is_finished(machines),
        started_at=min(one.started_at for one in records),
        ended_at=judged.at,
        authority=judged.authority,
        list=judged.list,
        units=units,
        demo=newest.demo,
        list_bars_pass=findings.list_bars_pass(judged.list, demo=newest.demo),
        units_left_out=units_left_out(newest, (one.unit for one in judged.units)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptCampaign:
    """Where all machines of a state folder stand, and what its reports show of each."""

    judged: Judged
    result: SweepResult


def kept_campaign(
    state: Path,
    at: datetime,
    swept: SweepResult | None = None,
    kind: JudgedKind = JudgedKind.CAMPAIGN,
) -> KeptCampaign:
    """Return where all machines of a state folder stand at a moment.

    Args:
        state: The state folder.
        at: When (aware UTC).
        swept: The newest sweep, if it was just judged; spares a second reading.
        kind: `DATE` for a day in the past: what came later is left out.

    Raises:
        StateError: There is no such folder, nothing was swept yet, or it is damaged.
    """
    machines = (machine for unit in (swept.units if swept else ()) for machine in unit.machines)
    known = {(one.scope.unit, one.scope.machine): one for one in machines}
    with closing(evidence.open_store(state, create=False)) as store:
        bring_up_if_free(store, state, at)
        judged = judge_all(store, at, kind)
        return KeptCampaign(judged=judged, result=campaign_result(store, judged, known))


def with_trend(state: Path, judged: Judged) -> Judged:
    """Return the same with how it came to this, which an overview shows.

    Each earlier date is judged again: it costs about what the newest one does.

    Raises:
        StateError: The state folder is damaged.
    """
    from orchestrator.sweep.trend import trend_of  # noqa: PLC0415 - only where it is shown

    with closing(evidence.open_store(state, create=False)) as store:
        return replace(judged, trend=trend_of(store, judged))


def kept_at(state: Path, at: datetime | None) -> KeptCampaign:
    """Return where all machines stand now, or stood at a date by today's list and rules."""
    if at is None:
        return kept_campaign(state, now())
    return kept_campaign(state, at, kind=JudgedKind.DATE)


@dataclass
class _Reader:
    """Reads machines from the store as one sweep saw them; each list is indexed once."""

    store: evidence.Store
    known: Known
    newest: str

    def __post_init__(self) -> None:
        """Start with nothing read."""
        self._stored: dict[str, Mapping[int, evidence.Stored]] = {}
        self._records: dict[str, evidence.SweepRecord] = {}
        self._indexes: dict[str, match.Index] = {}
        self._where = self.store.evidence_sweeps()
        self._in_force = list_in_force(self.store)
        self._newest_of = self.store.newest_sweeps()

    def machine(self, one: MachineStanding) -> MachineResult | None:
        """Return the machine as its newest look saw it, else as its unit's newest sweep left it."""
        looks = [check.look for check in one.checks if check.look is not None and check.look.is_own]
        newest = max(looks, key=lambda look: (look.span, look.evidence), default=None)
        if newest is not None:
            return self.at(newest.evidence)
        name = self._newest_of.get(one.scope.row.unit)
        return self._as_of_sweep(name, one.scope.number) if name is not None else None

    def at(self, number: int) -> MachineResult | None:
        """Return a machine as the sweep judged it that an evidence row is of, None if of none."""
        if number not in self._where:
            return None
        return self._as_of_sweep(*self._where[number])

    def _as_of_sweep(self, name: str, machine: int) -> MachineResult | None:
        stored = self._of_sweep(name).get(machine)
        if stored is None:
            return None
        found = self.known.get(stored.key) if name == self.newest else None
        return found or self._read(self._record(name), stored)

    def _read(self, record: evidence.SweepRecord, stored: evidence.Stored) -> MachineResult:
        """Return the machine by the list of its sweep, with what the one in force says besides."""
        own = machine_from_store(self.store, record, stored, self._index(record.ioc_sha256))
        if self._in_force.sha256 == record.ioc_sha256:
            return own
        index, since = self._index(self._in_force.sha256), self._in_force.since
        later = machine_from_store(self.store, record, stored, index, since)
        return replace(own, hits=findings.hits_of_all((*own.hits, *later.hits)))

    def _record(self, name: str) -> evidence.SweepRecord:
        if name not in self._records:
            self._records[name] = self.store.sweep(name)
        return self._records[name]

    def _of_sweep(self, name: str) -> Mapping[int, evidence.Stored]:
        if name not in self._stored:
            self._stored[name] = {one.number: one for one in self.store.machines(name)}
        return self._stored[name]

    def _index(self, sha256: str) -> match.Index:
        if sha256 not in self._indexes:
            self._indexes[sha256] = match.Index(table_kept(self.store, sha256))
        return self._indexes[sha256]


def _unit(unit: UnitStanding, reader: _Reader) -> UnitResult:
    machines = tuple(_machine(one, reader) for one in unit.machines)
    return UnitResult(unit=unit.unit, verdict=unit.verdict, machines=machines)


def _machine(one: MachineStanding, reader: _Reader) -> MachineResult:
    """Return what is shown of one machine: its newest look, and what it stands for today."""
    seen = reader.machine(one)
    base = seen or MachineResult(
        scope=one.scope.row, verdict=one.verdict, reason=one.reason, outcome=_never(one)
    )
    elsewhere = (reader.at(number) for number in _other_evidence(one, base))
    hits = (*(found for found in elsewhere if found is not None), base)  # the newest says when
    last = one.last_attempt
    return replace(
        base,
        scope=one.scope.row,
        verdict=one.verdict,
        reason=one.reason,
        outcome=last.outcome if last else base.outcome,
        hits=findings.hits_of_all(h for found in hits for h in found.hits if _stands(h, one)),
        suppressed=(*base.suppressed, *_excused(base.hits, one)),
        checks=tuple(_checks(one, base)),
        controls=tuple(one.controls),
        attempted_at=last.at if last else base.attempted_at,
    )


def _never(one: MachineStanding) -> Outcome:
    excluded = one.scope.row.excluded is not None
    return not_attempted(Why.EXCLUDED if excluded else Why.NOT_RUN)


def _other_evidence(one: MachineStanding, base: MachineResult) -> Iterator[int]:
    """Yield the evidence of open findings that the newest look is not, the oldest first."""
    known = {row.id for row in base.evidence}
    rows = {met.evidence for found in one.open_findings for met in found.met} - known
    yield from sorted(rows)


def _stands(hit: Hit, one: MachineStanding) -> bool:
    """Whether a hit is shown as one: it fails nobody anyway, or its finding is open."""
    found = one.finding_of(hit)
    return not hit.fails or found is None or found.is_open


def _excused(hits: Iterable[Hit], one: MachineStanding) -> Iterator[Hit]:
    """Yield the hits of what a person called a false positive, with who answers for that."""
    for hit in hits:
        found = one.finding_of(hit) if hit.fails else None
        if found is not None and found.state is FindingState.FALSE_POSITIVE:
            act = next(act for act in reversed(found.acts) if isinstance(act, FalsePositive))
            yield replace(hit, allowed=_entry(hit, found, act))


def _entry(hit: Hit, found: Finding, act: FalsePositive) -> Allowed:
    return Allowed(
        value=hit.indicator.value,
        kind=hit.indicator.kind,
        owner=act.approver,
        reason=act.reason,
        expires=iso_day(act.until),
        list=found.number,
        line=1,
    )


def _checks(one: MachineStanding, base: MachineResult) -> Iterator[CheckResult]:
    """Yield each check as it counts today; how the machine stands is shown by its newest look."""
    rows = {check.check: check for check in base.checks}
    for check in one.checks:
        row = rows.pop(check.check, None)
        if row is not None and (check.look is None or _is_shown(check.look, base)):
            yield row
        else:
            yield _carried(check)
    yield from rows.values()


def _is_shown(look: Look, base: MachineResult) -> bool:
    """Whether a machine as its sweep saw it shows that look; of what was brought, the last only."""
    rows = [row.id for row in base.evidence]
    return look.evidence in (rows[-1:] if look.origin is Origin.KIT else rows)


def _carried(check: CheckStanding) -> CheckResult:
    """Return a check that an older look answered."""
    said = check.said
    return CheckResult(
        check=check.check,
        required=check.required,
        answer=said.kind,
        reason=said.reason,
        why=said.why,
        detail=said.detail,
        source=said.source,
        window_from=said.window.start,
        window_to=said.window.end,
        rows=said.rows,
        notes=said.notes,
    )
