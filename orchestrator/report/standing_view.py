"""Where findings stand: the open ones first, what is due, and what was closed and how."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from msgspec import Struct

from orchestrator.model.campaign import (
    Finding,
    FindingState,
    Judged,
    MachineStanding,
    UnitStanding,
)
from orchestrator.model.look import Span
from orchestrator.model.outcome import OK
from orchestrator.model.result import Verdict
from orchestrator.report.finding_history import history, looks_at
from orchestrator.report.reading_order import standings_by_name
from orchestrator.text.area_words import capital
from orchestrator.text.catalogue import Catalogue, TextSpan
from orchestrator.text.defang import defang
from orchestrator.text.reasons import ending_of
from orchestrator.text.viet import SortKey, sort_key

WAITING = (FindingState.HANDLED, FindingState.VERIFYING)
_STATE_SAYS = {
    FindingState.NEW: "kept.handle",
    FindingState.TRIAGED: "kept.handle",
    FindingState.ASSIGNED: "kept.handle",
    FindingState.REOPENED: "kept.handle",
    FindingState.CLOSED_VERIFIED: "kept.verified",
}
_MOST_ROWS = 200  # a machine may show as much as it likes: the page stays readable


class FindingLine(Struct, frozen=True, kw_only=True):
    """One finding, said in full: `machine` is empty for a unit's own, `history` if only seen.

    `age` says whether it is new since the sweep before the newest one, and since when it is known.
    """

    number: str
    machine: str
    room: str
    indicator: str
    kind: str
    age: str
    state: str  # empty where nobody has said anything of it
    seen: str
    due: tuple[str, ...]
    history: tuple[str, ...]


class StandingView(Struct, frozen=True, kw_only=True):
    """The findings of one unit."""

    open: tuple[FindingLine, ...]
    closed: tuple[FindingLine, ...]
    removed: tuple[str, ...]
    more: int
    opened: int
    new: int  # among the opened
    shut: int


class Moments(NamedTuple):
    """What a finding's age is told by: now, and the end of the sweep before the newest, if any."""

    at: datetime
    previous: datetime | None

    def is_new(self, one: Finding) -> bool:
        """Whether the reports of the sweep before cannot have told of it."""
        return self.previous is None or known_since(one) > self.previous


def standing_view(unit: UnitStanding, moments: Moments, say: Catalogue) -> StandingView:
    """Return what a unit's page shows of its findings at a moment."""
    everyone = (*unit.machines, *unit.removed)
    found = [
        _Kept(name_of(one), one.scope.row.room or "", finding, looks_at(one))
        for one in everyone
        for finding in one.findings
    ]
    found += [_Kept("", "", finding, {}) for finding in unit.findings]
    rows = sorted(found, key=_oldest_first)
    opened = tuple(row for row in rows if row.finding.is_open)
    closed = tuple(row for row in rows if not row.finding.is_open)
    return StandingView(
        open=tuple(_row(row, moments, say) for row in opened[:_MOST_ROWS]),
        closed=tuple(_row(row, moments, say) for row in closed[:_MOST_ROWS]),
        removed=tuple(name_of(one) for one in standings_by_name(unit.removed) if one.open_findings),
        more=len(opened[_MOST_ROWS:]) + len(closed[_MOST_ROWS:]),
        opened=len(opened),
        new=sum(moments.is_new(row.finding) for row in opened),
        shut=len(closed),
    )


def known_since(one: Finding) -> datetime:
    """Return since when it can be told of: it was seen, and a list named it."""
    return max(one.first.hi, min(met.since for met in one.met))


def name_of(one: MachineStanding) -> str:
    """Return what the inventory calls a machine."""
    return one.scope.row.machine


class _Kept(NamedTuple):
    """A finding, the machine that it is of, and when that was looked at."""

    machine: str
    room: str
    finding: Finding
    looks: Mapping[int, datetime]


def _oldest_first(row: _Kept) -> tuple[Span, SortKey, str]:
    return row.finding.first, sort_key(row.machine), row.finding.number


def _row(row: _Kept, moments: Moments, say: Catalogue) -> FindingLine:
    one = row.finding
    return FindingLine(
        number=one.number,
        machine=row.machine,
        room=row.room,
        indicator=defang(one.key.value),
        kind=say.word("evidence_class", one.key.klass),
        age=_age(row, moments, say),
        state="" if one.state is FindingState.NEW else say.word("finding_state", one.state),
        seen=capital(say("kept.last_seen", at=_when(one.last.hi, say))),
        due=tuple(map(capital, _due(one, moments.at, say))),
        history=history(one, row.looks, say),
    )


def _age(row: _Kept, moments: Moments, say: Catalogue) -> str:
    """Return whether a finding is new, still there, or gone, each with its day."""
    one, since = row.finding, say.day(known_since(row.finding))
    if one.state is FindingState.CLOSED_VERIFIED:
        look = row.looks.get(one.verified_by) if one.verified_by is not None else None
        return say("kept.gone_on", day=say.day(look)) if look is not None else say("kept.gone")
    if not one.is_open:
        return say("kept.shut", day=since)
    return say("kept.new" if moments.is_new(one) else "kept.still", day=since)


def _when(moment: datetime, say: Catalogue) -> str:
    return f"{say.day(moment)} {say.clock(moment)}"


def _due(one: Finding, at: datetime, say: Catalogue) -> Iterator[str]:
    if (key := _STATE_SAYS.get(one.state)) is not None:
        yield say(key)
    if one.remedy is not None:
        yield say.word("remedy", one.remedy)
    if one.owner is not None:
        yield say("kept.owner", name=one.owner)
    if one.due is not None:
        yield say("kept.overdue" if one.due < at else "kept.due", day=say.day(one.due))
    if one.next_look is not None:
        yield say("kept.look_from", at=say.moment(one.next_look))
    if one.until is not None:
        yield say("kept.until", day=say.day(one.until))
    if one.is_open and one.not_seen_since is not None:
        yield say("kept.not_seen_since", at=say.moment(one.not_seen_since))


def said_of(one: MachineStanding, say: Catalogue) -> Iterator[str]:
    """Yield what a machine's line says beside its verdict: until when it holds, the last try."""
    if one.verdict is Verdict.PASS and one.good_until:
        yield say("kept.passes", until=_when(one.good_until, say))
    last = one.last_attempt
    if last is not None and one.as_of is not None and last.at > one.as_of and last.outcome != OK:
        said = say(f"ended.{ending_of(last.outcome)}.sentence")
        yield say("kept.tried", at=_when(last.at, say), outcome=said)
    yield from (say.word("machine_doubt", doubt) for doubt in one.doubts)


class FailSplit(Struct, frozen=True, kw_only=True):
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
