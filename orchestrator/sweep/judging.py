"""From the store to verdicts: a pure function of evidence, list and rules."""

from collections.abc import Container, Iterator, Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path

from msgspec.structs import replace

from orchestrator import evidence, findings, ioc, match
from orchestrator.checks import BY_CHECK, CONTACT_CHECKS
from orchestrator.checks.answers import read_answers
from orchestrator.errors import StateError
from orchestrator.findings.canaries import Canaries
from orchestrator.model.answer import Note, Reading
from orchestrator.model.ioc_table import IocTable
from orchestrator.model.outcome import Why, not_attempted
from orchestrator.model.result import (
    AnswerKind,
    CheckResult,
    Evidence,
    Hit,
    MachineResult,
    Subject,
    SweepResult,
)
from orchestrator.model.rules import RULES
from orchestrator.sweep.left_out import units_left_out
from orchestrator.text.message import say

CLOCK_OFF_S = 300.0
"""A clock that is off by more is said of its machine: all its times are by that clock."""

RULES_IN_FORCE = replace(RULES, by_check=BY_CHECK)

Known = Mapping[evidence.Key, MachineResult]


def judge(store: evidence.Store, name: str, known: Known | None = None) -> SweepResult:
    """Return a sweep's verdicts.

    Args:
        store: Where its evidence lies.
        name: Its id, or `latest`.
        known: Machines that were judged by `judge_machine` as their answers came in, to spare a
            second reading; the result is the same without.

    Raises:
        StateError: No such sweep, or its evidence is damaged.
    """
    record = store.sweep(name)
    table = table_of(store, record)
    index, info = match.Index(table), ioc.info(table)
    found = known or {}
    subject = _subject(record)
    machines = [
        found.get(stored.key) or machine_from_store(store, record, stored, index)
        for stored in store.machines(record.id)
    ]
    return SweepResult(
        sweep=record.id,
        playbook=record.playbook,
        subject=subject,
        checks=columns(record),
        finished=findings.is_finished(machines),
        started_at=record.started_at,
        ended_at=record.ended_at or store.last_attempt_at(record.id) or record.started_at,
        authority=record.authority,
        list=info,
        units=tuple(
            findings.judge_unit(
                unit,
                tuple(m for m in machines if m.scope.unit == unit.code),
                info,
                demo=record.demo,
            )
            for unit in record.units
        ),
        demo=record.demo,
        list_bars_pass=findings.list_bars_pass(info, demo=record.demo),
        units_left_out=units_left_out(record, record.units),
    )


def _asked(record: evidence.SweepRecord) -> tuple[str, ...]:
    """Return the checks that any machine was asked, in the playbook's order."""
    return tuple(dict.fromkeys(q.check for rule in record.rules for q in rule))


def _subject(record: evidence.SweepRecord) -> Subject:
    """Return what a sweep is about; one that could ask nobody is about what it could not see."""
    asked = _asked(record)
    about = not asked or any(check in CONTACT_CHECKS for check in asked)
    return Subject.CONTACT if about else Subject.CONTROLS


def columns(record: evidence.SweepRecord) -> tuple[str, ...]:
    """Return the checks that the reports show: a required one that was left out is told of."""
    asked = _asked(record)
    required = RULES_IN_FORCE.required if _subject(record) is Subject.CONTACT else ()
    return (*asked, *(check for check in required if check not in asked))


def judged(state: Path, name: str) -> SweepResult:
    """Return the verdicts of a kept sweep: `name` is its id, or `latest`.

    Raises:
        StateError: There is no such state folder or sweep, or its evidence is damaged.
    """
    with closing(evidence.open_store(state, create=False)) as store:
        return judge(store, name)


def index_of(store: evidence.Store, record: evidence.SweepRecord) -> match.Index:
    """Return the index of the list that a sweep is judged by."""
    return match.Index(table_of(store, record))


def table_of(store: evidence.Store, record: evidence.SweepRecord) -> IocTable:
    """Return the list that a sweep was judged by; StateError if it cannot be read."""
    return table_kept(store, record.ioc_sha256)


def table_kept(store: evidence.Store, sha256: str) -> IocTable:
    """Return a kept list by its digest; StateError if it cannot be read."""
    kept = store.kept_list(sha256)
    try:
        return _table(kept)
    except ValueError as error:
        raise StateError.one(
            say("store.list_unread", id=sha256[:12], folder=store.folder, why=error),
            say("store.mend.version"),
        ) from error


def _table(kept: evidence.KeptList) -> IocTable:
    match kept.form:
        case evidence.ListForm.JSON:
            return ioc.from_body(kept.body)
        case evidence.ListForm.TABLE:
            return _own(ioc.from_text(kept.body), kept.sha256)


def _own(table: IocTable, sha256: str) -> IocTable:
    if table.sha256 != sha256:
        raise ValueError(table.sha256)
    return table


def to_keep(table: IocTable) -> evidence.KeptList:
    """Return a list in the form in which the store keeps it."""
    return evidence.KeptList(sha256=table.sha256, dated=table.dated, body=ioc.to_text(table))


def read(
    record: evidence.SweepRecord,
    answer: evidence.StoredAnswer,
    only: Container[str] | None = None,
) -> Reading:
    """Read one raw answer; of some of its checks only, where it is said which."""
    return read_answers(
        answer.body,
        nonce=nonce_of(record, answer),
        family=answer.family,
        checks=tuple(check for check in answer.checks if only is None or check in only),
        remote=answer.remote,
    )


def nonce_of(record: evidence.SweepRecord, answer: evidence.StoredAnswer) -> str:
    """Return from what an answer's canaries are made: its own run's nonce, else its sweep's."""
    return record.nonce if answer.road is None else answer.road.nonce


def judge_machine(
    record: evidence.SweepRecord,
    stored: evidence.Stored,
    answers: tuple[evidence.StoredAnswer, ...],
    readings: tuple[Reading, ...],
    hits: tuple[Hit, ...],
) -> MachineResult:
    """Judge one machine by all its answers in a sweep, oldest first.

    The last answer that decides says what was read; what any of them saw was seen.

    Args:
        record: The sweep.
        stored: The machine in it, and how its last attempt ended.
        answers: Its kept answers, those that decide last.
        readings: What they say.
        hits: All that any of them met, canaries included.
    """
    decides = bool(answers) and answers[-1].decides
    left = Why.INTERRUPTED if record.state is evidence.SweepState.INTERRUPTED else Why.NOT_RUN
    machine = findings.judge_machine(
        scope=stored.scoped.row,
        questions=record.rules[stored.scoped.rule],
        outcome=stored.outcome or not_attempted(stored.scoped.skipped or left),
        reading=readings[-1] if decides else None,
        hits=hits,
        nonce=nonce_of(record, answers[-1]) if decides else record.nonce,
        rules=RULES_IN_FORCE,
        attempted_at=stored.attempted_at,
    )
    rows = tuple(answer.evidence for answer in answers)
    return replace(machine, evidence=rows, checks=timed(machine.checks, rows))


def timed(checks: tuple[CheckResult, ...], rows: tuple[Evidence, ...]) -> tuple[CheckResult, ...]:
    """Return the checks; the first that was answered says that the machine's clock is off."""
    return tuple(_timed(checks, rows))


def _timed(checks: tuple[CheckResult, ...], rows: tuple[Evidence, ...]) -> Iterator[CheckResult]:
    told = (row.clock_offset_s for row in rows[::-1])
    offset = next((offset for offset in told if offset is not None), 0.0)
    off = abs(offset) > CLOCK_OFF_S
    for check in checks:
        if off and check.answer is AnswerKind.ANSWERED:
            off = False
            yield replace(check, notes=(*check.notes, Note.CLOCK_OFF))
        else:
            yield check


def machine_from_store(
    store: evidence.Store,
    record: evidence.SweepRecord,
    stored: evidence.Stored,
    index: match.Index,
    judged_at: datetime | None = None,
    only: Container[str] | None = None,
) -> MachineResult:
    """Return one machine as a sweep saw it, by the list in `index`.

    Args:
        store: Where its answers lie.
        record: The sweep.
        stored: The machine in it.
        index: The list.
        judged_at: When that list is held against it, None for the sweep's own time.
        only: The checks that are read, None for all: of the others it is not known what they say.
    """
    answers = store.answers(record.id, stored)
    readings = tuple(read(record, answer, only) for answer in answers)
    last = nonce_of(record, answers[-1]) if answers else record.nonce
    hits = findings.hits_of_all(
        hit
        for answer, reading in zip(answers, readings, strict=True)
        for hit in _hits_of(record, stored, answer, reading, index, last, judged_at)
    )
    return judge_machine(record, stored, answers, readings, hits)


def _hits_of(
    record: evidence.SweepRecord,
    stored: evidence.Stored,
    answer: evidence.StoredAnswer,
    reading: Reading,
    index: match.Index,
    last: str,
    judged_at: datetime | None,
) -> tuple[Hit, ...]:
    """Return what an answer met; with its canaries only where the last one's are the same."""
    nonce = nonce_of(record, answer)
    hits = hits_in(reading, index, asked_at(record, stored, answer), nonce, judged_at)
    return hits if nonce == last else Canaries(nonce).taken_out(hits)


def asked_at(
    record: evidence.SweepRecord, stored: evidence.Stored, answer: evidence.StoredAnswer
) -> datetime:
    """Return when a machine said an answer; of one that was brought, when it came at the latest."""
    if answer.road is not None:
        return answer.collected_at
    return stored.attempted_at or record.started_at


def hits_in(
    reading: Reading,
    index: match.Index,
    at: datetime,
    nonce: str,
    judged_at: datetime | None = None,
) -> tuple[Hit, ...]:
    """Return all that one reading met, canaries included.

    Args:
        reading: What the machine said.
        index: The list.
        at: When the machine was asked (aware).
        nonce: From which its canaries are made.
        judged_at: When the list is held against it, None for the same moment.
    """
    clock = reading.facts.clock
    asked = match.Asked(at=at, judged_at=judged_at, clock=clock, rules=RULES_IN_FORCE, nonce=nonce)
    return match.match(reading.answers, index, asked)
