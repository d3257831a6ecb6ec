"""Where findings stand: the open ones first, what is due, and what was closed and how."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from orchestrator.model.campaign import (
    Finding,
    FindingState,
    Judged,
    MachineStanding,
    UnitStanding,
)
from orchestrator.model.outcome import OK
from orchestrator.model.result import Verdict
from orchestrator.report.finding_history import history, looks_at
from orchestrator.text.catalogue import Catalogue, TextSpan
from orchestrator.text.defang import defang

WAITING = (FindingState.HANDLED, FindingState.VERIFYING)
_STATE_SAYS = {
    FindingState.NEW: "kept.handle",
    FindingState.TRIAGED: "kept.handle",
    FindingState.ASSIGNED: "kept.handle",
    FindingState.REOPENED: "kept.handle",
    FindingState.CLOSED_VERIFIED: "kept.verified",
}
_MOST_ROWS = 200  # a machine may show as much as it likes: the page stays readable


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingLine:
    """One finding, said in full: `machine` is empty for a unit's own, `history` if only seen."""

    number: str
    machine: str
    indicator: str
    kind: str
    state: str
    seen: str
    days: int
    due: tuple[str, ...]
    history: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingView:
    """The findings of one unit."""

    open: tuple[FindingLine, ...]
    closed: tuple[FindingLine, ...]
    removed: tuple[str, ...]
    more: int


def standing_view(unit: UnitStanding, at: datetime, say: Catalogue) -> StandingView:
    """Return what a unit's page shows of its findings at a moment."""
    everyone = (*unit.machines, *unit.removed)
    found = [
        _Kept(name_of(one), finding, looks_at(one)) for one in everyone for finding in one.findings
    ]
    found += [_Kept("", finding, {}) for finding in unit.findings]
    rows = sorted(found, key=lambda row: (row.finding.first, row.machine, row.finding.number))
    opened = tuple(_row(row, at, say) for row in rows if row.finding.is_open)
    closed = tuple(_row(row, at, say) for row in rows if not row.finding.is_open)
    return StandingView(
        open=opened[:_MOST_ROWS],
        closed=closed[:_MOST_ROWS],
        removed=tuple(name_of(one) for one in unit.removed if one.open_findings),
        more=len(opened[_MOST_ROWS:]) + len(closed[_MOST_ROWS:]),
    )


def name_of(one: MachineStanding) -> str:
    """Return what the inventory calls a machine."""
    return one.scope.row.machine


class _Kept(NamedTuple):
    """A finding, the machine that it is of, and when that was looked at."""

    machine: str
    finding: Finding
    looks: Mapping[int, datetime]


def _row(row: _Kept, at: datetime, say: Catalogue) -> FindingLine:
    one = row.finding
    return FindingLine(
        number=one.number,
        machine=row.machine,
        indicator=defang(one.key.value),
        kind=say.word("evidence_class", one.key.klass),
        state=say.word("finding_state", one.state),
        seen=say("kept.last_seen", at=say.moment(one.last.hi)),
        days=max(0, (at - one.first.hi).days),
        due=tuple(_due(one, say)),
        history=history(one, row.looks, say),
    )


def _due(one: Finding, say: Catalogue) -> Iterator[str]:
    if (key := _STATE_SAYS.get(one.state)) is not None:
        yield say(key)
    if one.remedy is not None:
        yield say.word("remedy", one.remedy)
    if one.owner is not None:
        yield say("kept.owner", name=one.owner)
    if one.due is not None:
        yield say("kept.due", day=say.day(one.due))
    if one.next_look is not None:
        yield say("kept.look_from", at=say.moment(one.next_look))
    if one.until is not None:
        yield say("kept.until", day=say.day(one.until))
    if one.is_open and one.not_seen_since is not None:
        yield say("kept.not_seen_since", at=say.moment(one.not_seen_since))


def said_of(one: MachineStanding, say: Catalogue) -> Iterator[str]:
    """Yield what a machine's line says beside its verdict: until when it holds, the last try."""
    if one.verdict is Verdict.PASS and one.as_of and one.good_until:
        until = say.day(one.good_until)
        yield say("kept.passes", at=say.moment(one.as_of), until=until)
    last = one.last_attempt
    if last is not None and one.as_of is not None and last.at > one.as_of and last.outcome != OK:
        yield say("kept.tried", at=say.moment(last.at), outcome=str(last.outcome))
    yield from (say.word("machine_doubt", doubt) for doubt in one.doubts)


@dataclass(frozen=True, slots=True, kw_only=True)
class FailSplit:
    """How many failing machines stand how: handled ones are not called clean."""

    new: int
    waiting: int
    reopened: int
    risk: int


def fail_split(units: Iterable[UnitStanding]) -> FailSplit:
    """Return how the failing machines of some units stand, those that left the scope included."""
    failing = [
        {one.state for one in machine.open_findings}
        for unit in units
        for machine in (*unit.machines, *unit.removed)
        if machine.verdict is Verdict.FAIL
    ]
    waiting = sum(states <= set(WAITING) for states in failing)
    reopened = sum(FindingState.REOPENED in states for states in failing)
    risk = sum(states == {FindingState.ACCEPTED_RISK} for states in failing)
    new = len(failing) - waiting - reopened - risk
    return FailSplit(new=new, waiting=waiting, reopened=reopened, risk=risk)


def split(judged: Judged, say: Catalogue) -> tuple[TextSpan, ...]:
    """Return how the failing machines stand; empty if there are none."""
    found = fail_split(judged.units)
    if found == FailSplit(new=0, waiting=0, reopened=0, risk=0):
        return ()
    return say.rich(
        "kept.split",
        new=found.new,
        waiting=found.waiting,
        reopened=found.reopened,
        risk=found.risk,
    )


def by_machine(units: Iterable[UnitStanding]) -> dict[tuple[str, str], MachineStanding]:
    """Return each machine's standing by its unit's code and its name."""
    return {(unit.unit.code, one.scope.row.machine): one for unit in units for one in unit.machines}
