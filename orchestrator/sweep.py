"""The one place that sees all rooms: it hands the value of one to the next, and reads the clock.

    inventory, playbook, lists ──> prepare ──> collect ──> store ──> judge ──> SweepResult

`judge` reads nothing but the store, so every report can be made again without a machine.
"""

import secrets
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from orchestrator import checks, collect, evidence, findings, inventory, ioc, match, plan, transport
from orchestrator.checks.read import read_answers
from orchestrator.errors import StateError
from orchestrator.model.answer import Reading
from orchestrator.model.district import District
from orchestrator.model.indicator import IocSet
from orchestrator.model.outcome import Ended, Outcome, Why, not_attempted
from orchestrator.model.plan import Assignment, Plan
from orchestrator.model.result import MachineResult, SweepResult
from orchestrator.model.trip import Trip


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One sweep as asked for; paths as typed, `iocs` and `sinkholes` replace the plays' own."""

    playbook: Path
    inventory: tuple[str, ...]
    limit: str | None = None
    iocs: tuple[Path, ...] = ()
    sinkholes: tuple[Path, ...] = ()
    tags: tuple[str, ...] = ()
    skip_tags: tuple[str, ...] = ()
    extra_vars: Mapping[str, object] = field(default_factory=dict, repr=False)
    logon: plan.Defaults = field(default_factory=plan.Defaults, repr=False)
    forks: int = 50
    timeout_s: float = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """Everything read and checked; nothing sent, nothing written."""

    request: Request
    district: District
    plan: Plan
    iocs: IocSet
    selected: frozenset[str]


class Observer(Protocol):
    """Told how a sweep goes on; the door shows it."""

    def started(self, sweep: str, total: int, stop: Callable[[], None]) -> None:
        """Hear that `total` machines will be asked; `stop` ends it early, from any thread."""

    def machine(self, trip: Trip, unit: str) -> None:
        """Hear that one machine is done and stored."""


def now() -> datetime:
    """Return the time, aware UTC: the program's only look at the clock."""
    return datetime.now(UTC)  # noqa: TID251  this file reads the clock for all


def prepare(request: Request) -> Prepared:
    """Read inventory, playbook and lists.

    Raises:
        InputError: Something that a person wrote cannot be used; nothing was written.
    """
    found = inventory.load(request.inventory)
    district = inventory.district(found)
    playbook = plan.read_playbook(request.playbook, checks.ALL)
    chosen = {
        index: frozenset(inventory.select(found, play.hosts, limit=request.limit))
        for index, play in enumerate(playbook.plays)
    }
    compiled = plan.compile_plan(
        playbook,
        district=district,
        selected=chosen,
        checks=checks.ALL,
        tags=request.tags,
        skip_tags=request.skip_tags,
        extra_vars=request.extra_vars,
        defaults=request.logon,
    )
    selected = frozenset[str]().union(*chosen.values())
    iocs = _lists(request, playbook)
    return Prepared(request=request, district=district, plan=compiled, iocs=iocs, selected=selected)


def _lists(request: Request, playbook: plan.Playbook) -> IocSet:
    beside = request.playbook.parent
    own = tuple(beside / path for play in playbook.plays for path in play.iocs)
    holes = tuple(beside / path for play in playbook.plays for path in play.sinkholes)
    return ioc.load(request.iocs or own, sinkholes=request.sinkholes or holes, today=now().date())


def run(prepared: Prepared, state: Path, observer: Observer) -> SweepResult:
    """Sweep: ask every machine of the plan, keep what came, judge it.

    Raises:
        StateError: The state folder cannot be written, or another sweep writes to it.
    """
    with closing(evidence.open_store(state, create=True)) as store, evidence.WriterLock(state):
        record = _begin(store, prepared)
        todo = {a.machine: a for a in prepared.plan.assignments}
        return _collect(store, record, prepared, todo, observer)


def resume(
    prepared: Prepared, state: Path, name: str, observer: Observer, *, retry: bool
) -> SweepResult:
    """Go on with a sweep that was stopped or killed.

    Args:
        prepared: The same playbook and inventory, read again.
        state: The state folder.
        name: The sweep's id, or `latest`.
        observer: Told how it goes on.
        retry: Ask again also the machines that were tried and are not assessed.

    Raises:
        StateError: No such sweep, or the playbook is another one than it began with.
    """
    with closing(evidence.open_store(state, create=False)) as store, evidence.WriterLock(state):
        record = store.sweep(name)
        if record.playbook_sha256 != prepared.plan.playbook_sha256:
            raise StateError.one(
                f"the playbook is not the one that sweep {record.id} began with",
                "give back its old text, or begin a new sweep",
            )
        store.add_scripts(prepared.plan.scripts.values())
        left = _left(store, record, retry=retry)
        todo = {a.machine: a for a in prepared.plan.assignments if (a.unit, a.machine) in left}
        return _collect(store, record, prepared, todo, observer)


def _left(
    store: evidence.Store, record: evidence.SweepRecord, *, retry: bool
) -> frozenset[tuple[str, str]]:
    asked = [s for s in store.stored(record.id) if s.scoped.skipped is None]
    if not retry:
        return frozenset((s.scoped.row.unit, s.scoped.row.machine) for s in asked if not s.outcome)
    index = _index(store, record)
    machines = (_judge_one(record, s, index) for s in asked)
    return frozenset((m.scope.unit, m.scope.machine) for m in machines if m.reason is not None)


def _begin(store: evidence.Store, prepared: Prepared) -> evidence.SweepRecord:
    started = now()
    rules = evidence.rules_of(prepared.plan.assignments)
    touched = evidence.touched_units(prepared.district, prepared.selected)
    record = evidence.SweepRecord(
        id=f"{started:%Y%m%d-%H%M%S}-{secrets.token_hex(2)}",
        playbook=prepared.plan.playbook,
        playbook_sha256=prepared.plan.playbook_sha256,
        rules=rules,
        selection=_selection(prepared.request),
        ioc_sha256=prepared.iocs.sha256,
        nonce=secrets.token_hex(8),
        authority=prepared.district.authority,
        units=tuple(unit for unit in prepared.district.units if unit.code in touched),
        demo=prepared.district.demo,
        started_at=started,
    )
    scope = evidence.scope_of(prepared.district, prepared.plan, prepared.selected, rules)
    scripts = prepared.plan.scripts.values()
    store.begin(record, scope, scripts, ioc.to_body(prepared.iocs), prepared.iocs.dated)
    return record


def _selection(request: Request) -> Mapping[str, object]:
    return {
        "playbook": str(request.playbook.resolve()),
        "inventory": [str(source) for source in request.inventory],
        "limit": request.limit,
        "tags": request.tags,
        "skip_tags": request.skip_tags,
    }


def _collect(
    store: evidence.Store,
    record: evidence.SweepRecord,
    prepared: Prepared,
    todo: dict[str, Assignment],
    observer: Observer,
) -> SweepResult:
    settings = collect.Settings(forks=prepared.request.forks, timeout_s=prepared.request.timeout_s)
    collector = collect.Collector(
        prepared.plan,
        nonce=record.nonce,
        transports=transport.transports(store.folder),
        settings=settings,
        clock=now,
        machines=frozenset(todo),
    )
    observer.started(record.id, len(todo), collector.stop)
    for trip in collector.trips():
        assignment = todo.pop(trip.machine)
        _keep(store, record, prepared.plan, assignment, trip)
        observer.machine(trip, assignment.unit)
    ended = evidence.SweepState.INTERRUPTED if todo else evidence.SweepState.FINISHED
    store.end(record.id, ended, evidence.stamp(now()))
    return judge(store, record.id)


def _keep(
    store: evidence.Store,
    record: evidence.SweepRecord,
    compiled: Plan,
    assignment: Assignment,
    trip: Trip,
) -> None:
    script = compiled.scripts[assignment.family]
    reading = read_answers(
        trip.stdout,
        nonce=record.nonce,
        family=assignment.family,
        checks=script.checks,
        remote=trip.via != "local",
    )
    trip = _cut_short(trip, reading)
    store.add(record, trip, assignment.unit, script, reading.answers, _clock_offset(reading, trip))


def _cut_short(trip: Trip, reading: Reading) -> Trip:
    """A script that ended without its end mark was cut, however well the connection ended."""
    if trip.outcome.ended is not Ended.OK or reading.complete:
        return trip
    return replace(trip, outcome=Outcome(ended=Ended.PARTIAL, detail="no end mark"))


def _clock_offset(reading: Reading, trip: Trip) -> float | None:
    clock = reading.facts.clock
    return (clock - trip.ended_at).total_seconds() if clock else None


def judge(store: evidence.Store, name: str) -> SweepResult:
    """Return a sweep's verdicts: a pure function of its evidence, its list and its rules.

    Raises:
        StateError: No such sweep, or its evidence is damaged.
    """
    record = store.sweep(name)
    iocs = ioc.from_body(store.ioc_body(record.ioc_sha256))
    index = match.Index(iocs, record.nonce)
    machines = [_judge_one(record, stored, index) for stored in store.stored(record.id)]
    info = ioc.info(iocs)
    return SweepResult(
        sweep=record.id,
        playbook=record.playbook,
        checks=tuple(dict.fromkeys(q.check for rule in record.rules for q in rule)),
        finished=not any(_is_left(machine) for machine in machines),
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
    )


def _is_left(machine: MachineResult) -> bool:
    return machine.outcome.why in {Why.INTERRUPTED, Why.NOT_RUN}


def _index(store: evidence.Store, record: evidence.SweepRecord) -> match.Index:
    return match.Index(ioc.from_body(store.ioc_body(record.ioc_sha256)), record.nonce)


def _judge_one(
    record: evidence.SweepRecord, stored: evidence.Stored, index: match.Index
) -> MachineResult:
    readings = [
        read_answers(a.body, nonce=record.nonce, family=a.family, checks=a.checks, remote=a.remote)
        for a in stored.answers
    ]
    left = Why.INTERRUPTED if record.state is evidence.SweepState.INTERRUPTED else Why.NOT_RUN
    return findings.judge_machine(
        scope=stored.scoped.row,
        questions=record.rules[stored.scoped.rule],
        outcome=stored.outcome or not_attempted(stored.scoped.skipped or left),
        reading=readings[-1] if readings else None,
        hits=tuple(hit for reading in readings for hit in match.match(reading.answers, index)),
        nonce=record.nonce,
        evidence=tuple(answer.evidence for answer in stored.answers),
        attempted_at=stored.attempted_at,
    )
