"""One evidence row, read and matched, to the look that a campaign keeps and what it met."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta

from msgspec import Struct

from orchestrator.findings.canaries import Canaries
from orchestrator.findings.controls import judge_controls
from orchestrator.findings.identity import fingerprint
from orchestrator.findings.posture_rules import traits_of
from orchestrator.findings.spans import (
    Clocks,
    cache_cap_s,
    look_span,
    met_span,
    notice_span,
    watch_from,
)
from orchestrator.findings.verdicts import check_result, corroborated, proven_answers, rank
from orchestrator.model.answer import Answer, Answered, Reading, Unanswered, Unread, Window
from orchestrator.model.look import (
    Carrier,
    Excuse,
    JoinedBy,
    Look,
    LookControl,
    Met,
    Origin,
    Said,
    Span,
    Trust,
    class_of,
    met_value,
)
from orchestrator.model.observation import (
    Connection,
    Identifier,
    IdKind,
    LookedUp,
)
from orchestrator.model.outcome import OK
from orchestrator.model.plan import ControlRule, Question
from orchestrator.model.result import Hit
from orchestrator.model.rules import Rules

_IDENTITY = "identity"
_CACHE = "dns_cache"
_MOST_RAW = 1024  # characters of a row that are kept beside what it met: a row may hold very much
_AHEAD = timedelta(hours=7)  # Vietnam's day begins so much before that of UTC


class TakenAnswer(Struct, frozen=True, kw_only=True):
    """One evidence row and how it came: what of a look its bytes do not say.

    Attributes:
        evidence: Its number.
        machine: The row that it was taken under, None where none was named.
        unit: The unit's code.
        origin: How it came.
        trust: What it is worth.
        carrier: How it came here.
        source: Who told it where the machine did not.
        arrived: When it came here (aware UTC, ours).
        made: When a kit was made, a file's newest row, or what a notice tells of; None for a
            sweep.
        questions: What was asked.
        nonce: From which its canaries are made.
        joined_by: What gave it its row, None where the sweep asked that row.
    """

    evidence: int
    machine: int | None
    unit: str
    origin: Origin = Origin.SWEEP
    trust: Trust = Trust.ASKED
    carrier: Carrier = Carrier.NETWORK
    source: str = ""
    arrived: datetime
    made: datetime | None = None
    questions: tuple[Question, ...]
    nonce: str
    joined_by: JoinedBy | None = None

    @property
    def span(self) -> Span:
        """When it was taken."""
        return look_span(self.origin, self.arrived, self.made)


class ListInForce(Struct, frozen=True, kw_only=True):
    """A list by its digest, since when it counts, and since when its allow entries do."""

    sha256: str
    since: datetime
    allows_since: datetime


def look_of(taken: TakenAnswer, reading: Reading, made_rows: frozenset[str], rules: Rules) -> Look:
    """Return the look that an evidence row is, whatever is listed.

    Args:
        taken: How it came.
        reading: What it says.
        made_rows: Checks in which the matcher met a canary.
        rules: Which checks are required, and what controls rest on.
    """
    canaries = Canaries(taken.nonce)
    answers = proven_answers(taken.questions, OK, reading, made_rows, canaries, rules)
    clocks = Clocks(look=taken.span, machine=reading.facts.clock)
    known = fingerprint(_identifiers(answers.get(_IDENTITY), canaries, reading))
    return Look(
        evidence=taken.evidence,
        machine=taken.machine,
        unit=taken.unit,
        origin=taken.origin,
        trust=taken.trust,
        carrier=taken.carrier,
        source=taken.source,
        span=taken.span,
        answers={check: said_of(answer) for check, answer in answers.items()},
        watch_from=watch_from(reading.facts, clocks),
        cache_cap_s=cache_cap_s(answers.get(_CACHE), clocks),
        box=known.box,
        installation=known.installation,
        controls=tuple(_controls(taken, answers, canaries, rules)),
        complete=reading.complete and not reading.flooded,
        joined_by=taken.joined_by,
    )


def identifiers(reading: Reading, made_rows: frozenset[str], nonce: str) -> tuple[Identifier, ...]:
    """Return what an answer says of which machine it is; only what its canary proves.

    Args:
        reading: What it says.
        made_rows: Checks in which the matcher met a canary.
        nonce: From which its canaries are made.
    """
    canaries = Canaries(nonce)
    answer = reading.answers.get(_IDENTITY)
    if answer is not None:
        answer = canaries.proven(answer, hit=_IDENTITY in made_rows)
    if isinstance(answer, Unanswered) and answer.reason is Unread.CANARY:
        answer = None
    return tuple(_identifiers(answer, canaries, reading))


def said_of(answer: Answer) -> Said:
    """Return what a campaign keeps of an answer."""
    row = check_result("", answer, required=False)
    return Said(
        kind=row.answer,
        reason=row.reason,
        why=row.why,
        detail=row.detail,
        source=row.source,
        window=Window(start=row.window_from, end=row.window_to),
        rows=row.rows,
        notes=row.notes,
    )


def _identifiers(
    answer: Answer | None, canaries: Canaries, reading: Reading
) -> Iterator[Identifier]:
    """Yield what names the box and its installation; the frame itself names the latter."""
    if answer is not None:
        for trait in traits_of(answer, canaries):
            if isinstance(trait, Identifier):
                yield trait
    if reading.facts.machine_id is not None:
        yield Identifier(kind=IdKind.MACHINE_ID, value=reading.facts.machine_id.upper())


def _controls(
    taken: TakenAnswer, answers: Mapping[str, Answer], canaries: Canaries, rules: Rules
) -> Iterator[LookControl]:
    """Yield what the controls come to before any list: no hit is counted here."""
    found: dict[str, list[ControlRule]] = {}
    for task in taken.questions:
        rule = task.rule or rules.by_check.get(task.check)
        if task.control is not None and rule is not None:
            found.setdefault(task.control, []).append(rule)
    for one in judge_controls(taken.questions, answers, (), canaries, rules, taken.span.lo):
        yield LookControl(result=one, rules=tuple(dict.fromkeys(found.get(one.control, ()))))


def mets_of(
    taken: TakenAnswer, reading: Reading, hits: Iterable[Hit], in_force: ListInForce
) -> tuple[Met, ...]:
    """Return what an evidence row met, gravest first, canaries taken out.

    Args:
        taken: How it came.
        reading: What it says.
        hits: All its hits by the list in force, canaries included.
        in_force: That list.
    """
    clocks = Clocks(look=taken.span, machine=reading.facts.clock)
    real = corroborated(Canaries(taken.nonce).taken_out(tuple(hits)))
    return tuple(_met(hit, taken, reading, clocks, in_force) for hit in sorted(real, key=rank))


def _met(
    hit: Hit, taken: TakenAnswer, reading: Reading, clocks: Clocks, in_force: ListInForce
) -> Met:
    seen = hit.observation
    process = seen.process if isinstance(seen, Connection | LookedUp) else None
    window = _window(reading.answers.get(hit.check))
    span = met_span(seen, clocks, window, reading.facts.booted_at)
    if taken.origin is Origin.NOTICE:
        span = notice_span(taken.made or taken.arrived)
    return Met(
        evidence=taken.evidence,
        value=met_value(hit.indicator),
        klass=class_of(seen, taken.origin),
        status=hit.status,
        check=hit.check,
        observed=hit.observed,
        rule=hit.rule,
        weakness=hit.weakness,
        excuse=_excuse(hit, in_force),
        span=span,
        process=str(process) if process else None,
        raw=seen.raw[:_MOST_RAW],
        since_list=in_force.sha256,
        since=in_force.since,
        sources=tuple(sorted(hit.indicator.lists)),
    )


def _window(answer: Answer | None) -> Window:
    return answer.window if isinstance(answer, Answered) else Window()


def _excuse(hit: Hit, in_force: ListInForce) -> Excuse | None:
    """Return what excuses a hit: an entry holds to the end of its last day, in Vietnam."""
    if hit.allowed is None:
        return None
    last = date.fromisoformat(hit.allowed.expires)
    until = datetime.combine(last, time(), UTC) + timedelta(days=1) - _AHEAD
    return Excuse(entry=hit.allowed, since=in_force.allows_since, until=until)
