"""Made standings, as order and rounds see them."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from orchestrator.model.act import EvidenceClass
from orchestrator.model.campaign import (
    CheckStanding,
    Finding,
    FindingKey,
    FindingState,
    MachineScope,
    MachineStanding,
)
from orchestrator.model.look import Look, MachineTry, Met, Origin, Said, Span
from orchestrator.model.outcome import Ended, Outcome
from orchestrator.model.result import AnswerKind, Reason, ScopeRow, Status, Verdict

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)  # Friday, 10:00 in the district
DAY = timedelta(days=1)
OFF = Outcome(ended=Ended.UNREACHABLE)


def ago(days: float) -> datetime:
    return NOW - days * DAY


def look(days_ago: float, origin: Origin = Origin.SWEEP) -> Look:
    when = ago(days_ago)
    return Look(evidence=1, machine=1, unit="u1", origin=origin, span=Span(when, when))


def finding(
    *,
    state: FindingState = FindingState.NEW,
    next_look: datetime | None = None,
    listed: float = 90,
    seen: float = 3,
) -> Finding:
    span = Span(ago(seen), ago(seen))
    met = Met(
        evidence=1,
        value="bad.example",
        klass=EvidenceClass.LOOKUP,
        status=Status.RESOLVED,
        check="dns_cache",
        observed="bad.example",
        span=span,
        since=ago(listed),
    )
    key = FindingKey(machine=1, unit="u1", value="bad.example", klass=EvidenceClass.LOOKUP)
    return Finding(
        key=key, state=state, met=(met,), first=span, last=span, looks_seen=1, next_look=next_look
    )


def standing(  # noqa: PLR0913  each is one field
    number: int = 1,
    *,
    seen: float | None = 1,
    counts: bool = True,
    verdict: Verdict = Verdict.PASS,
    reason: Reason | None = None,
    good: float = 20,
    findings: Iterable[Finding] = (),
    tried: float | None = None,
    unit: str = "u1",
    scope: MachineScope | None = None,
    origin: Origin = Origin.SWEEP,
) -> MachineStanding:
    """Return one machine; times in days ago, `good` in days to come."""
    said = Said(kind=AnswerKind.ANSWERED)
    newest = None if seen is None else look(seen, origin)
    check = CheckStanding(check="connections", required=True, said=said, look=newest, counts=counts)
    row = ScopeRow(machine=f"m{number}", unit=unit)
    return MachineStanding(
        scope=scope or MachineScope(number=number, row=row),
        verdict=verdict,
        reason=reason,
        good_until=None if verdict is not Verdict.PASS else ago(-good),
        checks=(check,),
        findings=tuple(findings),
        last_attempt=None if tried is None else MachineTry(at=ago(tried), outcome=OFF),
    )


def never_read(number: int = 1, *, tried: float | None = None, unit: str = "u1") -> MachineStanding:
    return standing(
        number,
        seen=None,
        counts=False,
        verdict=Verdict.NOT_ASSESSED,
        reason=Reason.NOT_RUN,
        tried=tried,
        unit=unit,
    )
