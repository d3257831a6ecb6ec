"""Made campaigns: what happened to one machine, day by day, and where it stands then."""

import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from orchestrator.findings import stand
from orchestrator.findings.compare import History
from orchestrator.model.act import (
    AcceptedRisk,
    Act,
    Assigned,
    Attributed,
    EvidenceClass,
    FalsePositive,
    Handled,
    Handling,
    Moved,
    SameMachine,
    Triaged,
    Undone,
)
from orchestrator.model.answer import Unread
from orchestrator.model.campaign import Finding, MachineScope, MachineStanding
from orchestrator.model.clock_word import ClockWord, Redating
from orchestrator.model.district import Exclusion
from orchestrator.model.indicator import Allowed, Kind
from orchestrator.model.look import (
    Carrier,
    Dropped,
    DroppedBy,
    Excuse,
    JoinedBy,
    Look,
    LookControl,
    MachineTry,
    Met,
    Origin,
    Said,
    Span,
    Trust,
)
from orchestrator.model.outcome import OK, Ended, Outcome
from orchestrator.model.result import AnswerKind, ScopeRow, Status, Weakness
from orchestrator.model.rules import RULES, Rules

MONDAY = datetime(2026, 11, 2, 8, tzinfo=UTC)
ANSWERED, UNANSWERED, NOT_APPLICABLE = AnswerKind
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
H = 1 / 24  # of a day
BAD, WORSE = "bad.example", "worse.example"
SCOPE = MachineScope(number=7, row=ScopeRow(machine="m1", unit="u1"))
OFF = Outcome(ended=Ended.UNREACHABLE)
CARD = Allowed(
    value=BAD, kind=Kind.DOMAIN, owner="o", reason="r", expires="2027-01-01", list="allow", line=1
)
_numbers = itertools.count(1)
Seen = Callable[[int, Span], Met]


def at(day: float) -> datetime:
    """Return a moment, in days since Monday, 08:00."""
    return MONDAY + timedelta(days=day)


def yes(source: str | None = "made") -> Said:
    return Said(kind=ANSWERED, source=source)


def no(reason: Unread = Unread.DENIED) -> Said:
    return Said(kind=UNANSWERED, reason=reason)


def rows(
    *,
    looks: Iterable[Look] = (),
    met: Iterable[Met] = (),
    acts: Iterable[Act] = (),
    attempts: Iterable[MachineTry] = (),
) -> History:
    return History(looks=tuple(looks), met=tuple(met), acts=tuple(acts), attempts=tuple(attempts))


def joined(*parts: History) -> History:
    return rows(
        looks=(one for part in parts for one in part.looks),
        met=(one for part in parts for one in part.met),
        acts=(one for part in parts for one in part.acts),
        attempts=(one for part in parts for one in part.attempts),
    )


def looked(  # noqa: PLR0913 - a look has many sides
    day: float,
    *saw: Seen,
    only: tuple[str, ...] | None = None,
    denied: tuple[str, ...] = (),
    also: tuple[str, ...] = (),
    made: float | None = None,
    up: timedelta | None = timedelta(hours=8),
    machine: int | None = 7,
    box: str | None = None,
    system: str | None = None,
    origin: Origin = Origin.SWEEP,
    trust: Trust = Trust.ASKED,
    carrier: Carrier = Carrier.NETWORK,
    source: str = "",
    cap_s: int = 86_400,
    controls: tuple[LookControl, ...] = (),
    joined_by: JoinedBy | None = None,
) -> History:
    """A look: whole unless it says `only` or `denied`, and what it saw."""
    number = next(_numbers)
    span = Span(at(day if made is None else made), at(day))
    asked = RULES.required if only is None else only
    answers = {check: yes() for check in (*asked, *also)}
    answers |= {check: no(Unread.NOT_ASKED) for check in RULES.required if check not in asked}
    answers |= {check: no() for check in denied}
    look = Look(
        evidence=number,
        machine=machine,
        unit="u1",
        origin=origin,
        trust=trust,
        carrier=carrier,
        source=source,
        joined_by=joined_by,
        span=span,
        answers=answers,
        watch_from=None if up is None else span.lo - up,
        cache_cap_s=cap_s,
        box=box,
        installation=system,
        controls=controls,
    )
    tried = [MachineTry(at=span.hi, outcome=OK)] if origin is Origin.SWEEP and machine == 7 else []
    return rows(looks=[look], met=[one(number, span) for one in saw], attempts=tried)


def router(day: float, *saw: Seen, named: bool = True, source: str = "router") -> History:
    """A router's log, handed in; its newest row is of then."""
    return looked(
        day,
        *saw,
        only=(),
        also=("router_log",),
        origin=Origin.INGEST,
        source=source,
        machine=7 if named else None,
        up=None,
    )


def notice(day: float, value: str = BAD) -> History:
    told = Span(at(day) - 5 * timedelta(minutes=1), at(day) + 5 * timedelta(minutes=1))
    return looked(
        day,
        met("notice", EvidenceClass.REPORTED, Status.CONNECTED, told, value),
        only=(),
        origin=Origin.NOTICE,
        machine=None,
        up=None,
    )


def met(
    check: str, klass: EvidenceClass, status: Status, span: Span | None = None, value: str = BAD
) -> Seen:
    def of(evidence: int, look: Span) -> Met:
        return Met(
            evidence=evidence,
            value=value,
            klass=klass,
            status=status,
            check=check,
            observed=value,
            span=span or look,
            since=look.hi,
        )

    return of


def contact(value: str = BAD) -> Seen:
    return met("connections", EvidenceClass.CONTACT, Status.CONNECTED, value=value)


def cached(hours: float = 5, value: str = BAD) -> Seen:
    """A row of the resolver's cache, up to so old."""

    def of(evidence: int, look: Span) -> Met:
        span = Span(look.lo - timedelta(hours=hours), look.hi)
        return met("dns_cache", EvidenceClass.LOOKUP, Status.RESOLVED, span, value)(evidence, look)

    return of


def event(day: float, value: str = BAD) -> Seen:
    span = Span(at(day), at(day))
    return met("dns_events", EvidenceClass.LOOKUP, Status.RESOLVED, span, value)


def autorun(value: str = BAD) -> Seen:
    return met("persistence", EvidenceClass.CONFIG, Status.CONFIGURED, value=value)


def routed(day: float) -> Seen:
    moment = Span(at(day), at(day))
    return met("router_log", EvidenceClass.REPORTED, Status.CONNECTED, moment)


def weak(seen: Seen) -> Seen:
    return lambda number, span: replace(seen(number, span), weakness=Weakness.OLD_TRACE)


def dropped(seen: Seen, day: float, by: DroppedBy) -> Seen:
    gone = Dropped(list="l2", at=at(day), by=by)
    return lambda number, span: replace(seen(number, span), dropped=gone)


def allowed(seen: Seen, since: float, until: float = 100) -> Seen:
    excuse = Excuse(entry=CARD, since=at(since), until=at(until))
    return lambda number, span: replace(seen(number, span), excuse=excuse)


def listed(seen: Seen, day: float) -> Seen:
    """What only a list of that day names."""
    return lambda number, span: replace(seen(number, span), since=at(day), since_list="l2")


def off(day: float, outcome: Outcome = OFF) -> History:
    return rows(attempts=[MachineTry(at=at(day), outcome=outcome)])


def _head(day: float, recorded: float | None, machine: int | None) -> dict[str, object]:
    return {
        "id": f"act{next(_numbers)}",
        "machine": machine,
        "unit": "u1",
        "claimed": at(day),
        "recorded": at(day if recorded is None else recorded),
        "actor": "a",
        "reason": "r",
    }


def handled(
    day: float,
    recorded: float | None = None,
    *,
    value: str | None = BAD,
    klass: EvidenceClass = EvidenceClass.CONTACT,
    remedy: Handling = Handling.SCAN_REMOVED,
    machine: int | None = 7,
) -> History:
    whose = {"value": value, "klass": klass if value else None, "remedy": remedy}
    return rows(acts=[Handled(**_head(day, recorded, machine), **whose)])


def handled_lookup(day: float, recorded: float | None = None) -> History:
    return handled(day, recorded, klass=EvidenceClass.LOOKUP)


def false_positive(
    day: float,
    until: float = 100,
    klass: EvidenceClass = EvidenceClass.LOOKUP,
    covers: tuple[Status, ...] = (Status.RESOLVED,),
    machine: int | None = 7,
) -> History:
    whose = {"value": BAD, "klass": klass, "until": at(until), "covers": covers, "approver": "b"}
    return rows(acts=[FalsePositive(**_head(day, None, machine), **whose)])


def risk(day: float, until: float = 100) -> History:
    whose = {"value": BAD, "klass": EvidenceClass.CONTACT, "until": at(until), "approver": "b"}
    return rows(acts=[AcceptedRisk(**_head(day, None, 7), **whose)])


def triaged(day: float) -> History:
    return rows(acts=[Triaged(**_head(day, None, 7))])


def assigned(day: float, owner: str = "owner") -> History:
    head = _head(day, None, 7)
    return rows(acts=[Assigned(**head, owner=owner, due=at(day + 7))])


def attributed(day: float, klass: EvidenceClass = EvidenceClass.REPORTED) -> History:
    head = _head(day, None, 7)
    return rows(acts=[Attributed(**head, value=BAD, klass=klass)])


def same_machine(day: float, box: str) -> History:
    head = _head(day, None, 7)
    return rows(acts=[SameMachine(**head, box=box, approver="b")])


def moved(day: float, source: int, machine: int = 7) -> History:
    head = _head(day, None, machine)
    return rows(acts=[Moved(**head, source=source, approver="b")])


def undone(day: float, what: History) -> History:
    (act,) = what.acts
    head = _head(day, None, 7)
    return joined(what, rows(acts=[Undone(**head, ref=act.id, approver="b")]))


def righted(day: float, *parts: History) -> History:
    """What had come by then, after a person says that the clock of that day is right."""
    told, by = joined(*parts), at(day)
    word = ClockWord(
        at=by,
        actor="a",
        reason="r",
        evidence=max((look.evidence for look in told.looks), default=0),
        wrong=frozenset(moment for moment in _moments(told) if moment > by),
    )
    redating = Redating.of([word])
    return rows(
        looks=map(redating.look, told.looks),
        met=map(redating.met, told.met),
        acts=map(redating.act, told.acts),
        attempts=map(redating.tried, told.attempts),
    )


def _moments(history: History) -> Iterator[datetime]:
    yield from (look.span.hi for look in history.looks)
    yield from (act.recorded for act in history.acts)
    yield from (one.at for one in history.attempts)
    yield from (one.since for one in history.met)
    yield from (one.excuse.since for one in history.met if one.excuse)
    yield from (one.dropped.at for one in history.met if one.dropped)


def excluded(scope: MachineScope = SCOPE) -> MachineScope:
    exclusion = Exclusion(reason="r", approver="a", date="2026-11-01")
    return replace(scope, row=replace(scope.row, excluded=exclusion))


def removed(day: float, scope: MachineScope = SCOPE) -> MachineScope:
    return replace(scope, removed_at=at(day))


def newest(history: History) -> datetime:
    """Return the last moment of which anything was told."""
    moments = (
        *(look.span.hi for look in history.looks),
        *(act.recorded for act in history.acts),
        *(one.at for one in history.attempts),
    )
    return max(moments, default=MONDAY)


def standing(
    history: History,
    now: datetime | None = None,
    scope: MachineScope = SCOPE,
    rules: Rules = RULES,
) -> MachineStanding:
    return stand(
        looks=history.looks,
        met=history.met,
        acts=history.acts,
        attempts=history.attempts,
        scope=scope,
        rules=rules,
        now=now or newest(history) + HOUR,
    )


def only_finding(found: MachineStanding) -> Finding:
    (one,) = found.findings
    return one


@dataclass(frozen=True)
class Case:
    """One line of the table of what happened and what is said then."""

    row: str
    what: str
    history: tuple[History, ...]
    verdict: str
    state: str = ""
    now: float | None = None
    scope: MachineScope = SCOPE
    rules: Rules = RULES
    says: Callable[[MachineStanding], object] = lambda _found: True

    @property
    def id(self) -> str:
        return f"{self.row} {self.what}"

    def stand(self) -> MachineStanding:
        now = at(self.now) if self.now is not None else None
        return standing(joined(*self.history), now, self.scope, self.rules)
