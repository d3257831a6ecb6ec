"""What a campaign's reports show of each machine: its standing, over what its newest look said."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from orchestrator import evidence, findings
from orchestrator.checks import CONTACT_CHECKS
from orchestrator.files.packed_values import PackedValues
from orchestrator.files.uncollected import uncollected
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
from orchestrator.sweep.judging import Known, columns
from orchestrator.sweep.left_out import units_left_out
from orchestrator.sweep.machine_reader import MachineReader
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
    reader = MachineReader(store, known or {}, newest.id)
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


class KeptCampaign(Struct, frozen=True, kw_only=True):
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
    with closing(evidence.open_store(state, create=False)) as store, uncollected():
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


def _unit(unit: UnitStanding, reader: MachineReader) -> UnitResult:
    machines = tuple(_machine(one, reader) for one in unit.machines)
    return UnitResult(unit=unit.unit, verdict=unit.verdict, machines=machines)


def _machine(one: MachineStanding, reader: MachineReader) -> MachineResult:
    """Return what is shown of one machine: its newest look, and what it stands for today."""
    seen = reader.machine(one)
    base = seen or MachineResult(
        scope=one.scope.row, verdict=one.verdict, reason=one.reason, outcome=_never(one)
    )
    elsewhere = (h for number in _other_evidence(one, base) for h in reader.hits(number))
    hits = (*elsewhere, *base.hits)  # the newest says when
    last = one.last_attempt
    return replace(
        base,
        scope=one.scope.row,
        verdict=one.verdict,
        reason=one.reason,
        outcome=last.outcome if last else base.outcome,
        hits=findings.hits_of_all(hit for hit in hits if _stands(hit, one)),
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
        line=0,  # a person said it: it stands in no list
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
