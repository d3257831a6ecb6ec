"""Asks the machines of a plan and keeps what they say, each in one durable step."""

import secrets
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from orchestrator import collect, evidence, findings, match, transport
from orchestrator.errors import StateError
from orchestrator.model.answer import Reading
from orchestrator.model.ioc_table import IocTable, as_table
from orchestrator.model.outcome import Ended, Outcome, Trip
from orchestrator.model.plan import Assignment, Via
from orchestrator.model.result import MachineResult, SweepResult
from orchestrator.sweep.absent_sources import with_absent
from orchestrator.sweep.asked import machines_asked
from orchestrator.sweep.clock import Clock, now
from orchestrator.sweep.judging import hits_in, index_of, judge, judge_machine, read, to_keep
from orchestrator.sweep.left_out import left_out_of
from orchestrator.sweep.logons import logons
from orchestrator.sweep.looking import in_force_at, looked_at
from orchestrator.sweep.observing import Observer
from orchestrator.sweep.permit_asking import Permits
from orchestrator.sweep.planning import PlannedSweep
from orchestrator.sweep.rematch import come_into_force
from orchestrator.sweep.retrying import Only, is_meant
from orchestrator.sweep.selection import refuse_other, selection_of
from orchestrator.sweep.site_shards import given_again, shards_of
from orchestrator.text.message import say
from orchestrator.transport.base import Transport, hanging_up
from orchestrator.transport.run_ledger import LogonLedger

Ways = Callable[[Path], Mapping[Via, Transport]]
"""Makes the ways to machines, which remember host keys in a state folder."""


def _ways(state: Path) -> Mapping[Via, Transport]:
    return transport.transports(state)


def run(
    planned: PlannedSweep,
    state: Path,
    observer: Observer,
    campaign: str | None = None,
    clock: Clock = now,
    ways: Ways = _ways,
    permits: Permits | None = None,
) -> SweepResult:
    """Sweep: ask every machine of the plan, keep what came, judge it.

    Args:
        planned: Whom to ask what.
        state: The state folder.
        observer: Told how it goes on.
        campaign: The id of the campaign that it is a round of.
        clock: What tells the time; only a demonstration has another one than the real.
        ways: Makes the ways to machines; only a test has others than the real.
        permits: Asks the hub for shared accounts; None where there is none to ask.

    Raises:
        StateError: The state folder cannot be written, or another sweep writes to it.
    """
    with closing(evidence.open_store(state, create=True)) as store, evidence.writer_lock(state):
        used = _used(ways(state), planned)
        record = _begin(store, planned, campaign, clock())
        todo = {(a.unit, a.machine): a for a in planned.plan.assignments}
        with machines_asked():
            return _Run(store, record, planned, clock, used, permits).ask(todo, observer)


def resume(
    planned: PlannedSweep,
    state: Path,
    name: str,
    observer: Observer,
    *,
    retry: Only | None,
    clock: Clock = now,
    ways: Ways = _ways,
) -> SweepResult:
    """Go on with a sweep that was stopped or killed.

    Args:
        planned: The same playbook and inventory, read again.
        state: The state folder.
        name: The sweep's id, or `latest`.
        observer: Told how it goes on.
        retry: Ask those machines again; None asks who was not asked yet.
        clock: As of `run`.
        ways: Likewise.

    Raises:
        StateError: No such sweep, or the playbook is another one than it began with.
        UsageError: The selection is another one than it began with.
        InventoryError: A machine is of a site that is not known, or not for its unit.
    """
    with closing(evidence.open_store(state, create=False)) as store, evidence.writer_lock(state):
        record = store.sweep(name)
        _refuse_relayed(store, record)
        if record.playbook_sha256 != planned.plan.playbook_sha256:
            raise StateError.one(
                say("store.other_playbook", id=record.id),
                say("store.mend.old_playbook"),
            )
        refuse_other(record, planned.request, narrower=retry is not None)
        store.add_scripts(planned.plan.scripts.values())
        left = _left(store, record, retry=retry)
        if (again := given_again(planned, store, record, left, clock())) is not None:
            store.give_again(record.id, again.shards, again.rules, clock())
        asked = {(a.unit, a.machine): a for a in planned.plan.assignments}
        todo = {key: asked[key] for key in asked if key in left}
        used = _used(ways(state), planned)
        with machines_asked():
            return _Run(store, record, planned, clock, used).ask(todo, observer)


def _refuse_relayed(store: evidence.Store, record: evidence.SweepRecord) -> None:
    """Refuse to go on with what a site swept: it asks its own machines."""
    site = store.sweep_site(record.id)[1]
    if site is not None:
        what = say("bundle.foreign_sweep", id=record.id, site=site)
        raise StateError.one(what, say("bundle.mend.ask_there"))


def _used(found: Mapping[Via, Transport], planned: PlannedSweep) -> Mapping[Via, Transport]:
    """Return the ways to the machines, made before the first is dialled; StateError as `run`."""
    return {via: found[via] for via in {row.target.via for row in planned.plan.assignments}}


def _left(
    store: evidence.Store, record: evidence.SweepRecord, *, retry: Only | None
) -> frozenset[evidence.Key]:
    if retry is not None:
        machines = [m for unit in judge(store, record.id).units for m in unit.machines]
        again = (m.scope for m in machines if is_meant(m, retry))
        return frozenset((row.unit, row.machine) for row in again)
    rows = store.machines(record.id)
    return frozenset(s.key for s in rows if s.outcome is None and s.scoped.skipped is None)


def _begin(
    store: evidence.Store, planned: PlannedSweep, campaign: str | None, started: datetime
) -> evidence.SweepRecord:
    given = shards_of(planned, store.sites())
    table = _table_of(store, planned)
    rules = evidence.rules_of((*planned.plan.assignments, *planned.plan.at_sites))
    touched = evidence.touched_units(planned.district, planned.selected)
    record = evidence.SweepRecord(
        id=f"{started:%Y%m%d-%H%M%S}-{secrets.token_hex(2)}",
        playbook=planned.plan.playbook,
        playbook_sha256=planned.plan.playbook_sha256,
        rules=rules,
        selection={**selection_of(planned.request), **left_out_of(planned.district, touched)},
        ioc_sha256=table.sha256,
        nonce=secrets.token_hex(8),
        authority=planned.district.authority,
        units=tuple(unit for unit in planned.district.units if unit.code in touched),
        demo=planned.district.demo,
        started_at=started,
        campaign=campaign,
    )
    scope = evidence.scope_of(planned.district, planned.plan, planned.selected, rules)
    scripts = planned.plan.scripts.values()
    # Before the sweep is: whom its list concerns is no pass while it runs, whenever it ends.
    come_into_force(store, table, started, planned.sources)
    store.begin(record, scope, scripts, to_keep(table), given)
    return record


def _table_of(store: evidence.Store, planned: PlannedSweep) -> IocTable:
    """Return the list of a sweep; one that a hub gave is taken as it is."""
    if isinstance(planned.iocs, IocTable):
        return planned.iocs
    return as_table(with_absent(store, planned.iocs))


class _Run(Struct, frozen=True):
    """One sweep, or the rest of one."""

    store: evidence.Store
    record: evidence.SweepRecord
    planned: PlannedSweep
    clock: Clock
    ways: Mapping[Via, Transport]
    permits: Permits | None = None

    def ask(self, todo: dict[evidence.Key, Assignment], observer: Observer) -> SweepResult:
        """Ask the machines of `todo`; keep and judge each as it comes, the rest from the store."""
        stored = {s.key: s for s in self.store.machines(self.record.id)}
        index = index_of(self.store, self.record)
        judged: dict[evidence.Key, MachineResult] = {}
        keys = {key[1]: key for key in todo}
        accounts = self.planned.accounts
        with (
            hanging_up(self.ways.values()),
            logons(self.store.folder, todo.values(), accounts, self.clock, self.permits) as ledger,
        ):
            collector = self._collector(self._in_order(todo, stored), ledger)
            observer.started(self.record.id, len(todo), collector.stop)
            for trip in collector.trips():
                key = keys.pop(trip.machine)
                kept, result = self._keep(trip, todo[key], stored[key], index)
                if stored[key].outcome is None:  # else there are older answers to judge it by, too
                    judged[key] = result
                observer.machine(kept, key[0], result.verdict)
        ended = evidence.SweepState.INTERRUPTED if keys else evidence.SweepState.FINISHED
        self.store.end(self.record.id, ended, self.clock())
        return judge(self.store, self.record.id, judged)

    def _in_order(
        self, todo: dict[evidence.Key, Assignment], stored: dict[evidence.Key, evidence.Stored]
    ) -> tuple[Assignment, ...]:
        """Return who is asked, in which order: a campaign knows who needs it most."""
        if self.record.campaign is not None:
            return tuple(todo.values())
        numbers = self.store.silent()
        silent = frozenset(key[1] for key in todo if stored[key].number in numbers)
        return collect.silent_last(collect.shuffled(todo.values(), self.record.id), silent)

    def _collector(
        self, asked: tuple[Assignment, ...], ledger: LogonLedger | None
    ) -> collect.Collector:
        request = self.planned.request
        return collect.Collector(
            self.planned.plan,
            nonce=self.record.nonce,
            transports=self.ways,
            settings=collect.Settings(
                forks=request.forks,
                unit_forks=request.unit_forks,
                rate=request.rate,
                timeout_s=request.timeout_s,
            ),
            clock=self.clock,
            asked=asked,
            ledger=ledger,
        )

    def _keep(
        self, trip: Trip, asked: Assignment, stored: evidence.Stored, index: match.Index
    ) -> tuple[Trip, MachineResult]:
        """Return the trip as it is kept, and what it came to."""
        script = self.planned.plan.scripts[asked.family]
        reading = read(self.record, evidence.unsaved(trip, script))
        trip = _cut_short(trip, reading)
        offset = _clock_offset(reading, trip)
        hits = hits_in(reading, index, trip.started_at, self.record.nonce)
        looked = looked_at(
            self.record, stored, trip.ended_at, reading, hits, in_force_at(self.record)
        )
        kept = self.store.add(self.record, trip, stored, script, looked.values, offset, looked)
        judged = judge_machine(
            self.record,
            replace(stored, outcome=trip.outcome, attempted_at=trip.started_at),
            (kept,) if kept else (),
            (reading,) if kept else (),
            findings.hits_of_all(hits) if kept else (),
        )
        return trip, judged


def _cut_short(trip: Trip, reading: Reading) -> Trip:
    """A script that ended without its end mark was cut, however well the connection ended.

    So is one that said more than is read of one machine.
    """
    if trip.outcome.ended is not Ended.OK or (reading.complete and not reading.flooded):
        return trip
    flooded = Outcome(ended=Ended.FLOODED, detail="more rows than a machine may send")
    cut = Outcome(ended=Ended.PARTIAL, detail="no end mark")
    told = flooded if reading.flooded else cut
    return replace(trip, outcome=replace(told, error_id=trip.outcome.error_id))


def _clock_offset(reading: Reading, trip: Trip) -> float | None:
    clock = reading.facts.clock
    return (clock - trip.ended_at).total_seconds() if clock else None
