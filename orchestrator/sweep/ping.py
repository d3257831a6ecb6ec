"""The connection doctor: greets machines, and finds out why the others cannot be asked."""

import secrets
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec
from msgspec import Struct

from orchestrator import collect, doctor, inventory, plan, transport
from orchestrator.checks.answers import read_answers
from orchestrator.errors import Problem
from orchestrator.model.answer import Reading
from orchestrator.model.diagnosis import Cause, Checkup, Diagnosis, Reached, Symptoms
from orchestrator.model.district import District, Machine, Unit
from orchestrator.model.outcome import Ended, Outcome, Phase, Trip, Why
from orchestrator.model.plan import Assignment, Nobody, Plan, Via
from orchestrator.sweep import laps_file
from orchestrator.sweep.clock import now
from orchestrator.sweep.key_files import refuse_missing_keys
from orchestrator.sweep.laps_file import LapsFile
from orchestrator.sweep.logons import Accounts, logons
from orchestrator.sweep.observing import Observer
from orchestrator.transport.run_ledger import LogonLedger

CONNECT_S = 5.0
"""A silent machine is asked again by the doctor, so less patience than a sweep's is enough."""
MAX_STDOUT_BYTES = 64 * 1024
"""Of a greeting: a dozen lines, and whatever a logon may print before them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PingRequest:
    """One round of `ping` as asked for; `logon` False looks at doors and host keys only."""

    inventory: tuple[str, ...]
    pattern: str = "all"
    limit: str | None = None
    extra_vars: Mapping[str, object] = field(default_factory=dict, repr=False)
    laps: LapsFile | None = None
    defaults: plan.Defaults = field(default_factory=plan.Defaults, repr=False)
    logon: bool = True
    forks: int = 50
    unit_forks: int = 50
    rate: float | None = None
    timeout_s: float = 60.0


class PlannedPing(Struct, frozen=True, kw_only=True):
    """Everything read and checked; nothing sent."""

    request: PingRequest
    district: District
    selected: frozenset[str]
    plan: Plan
    warnings: tuple[Problem, ...] = ()
    accounts: Accounts = msgspec.field(default_factory=Accounts)


def plan_ping(request: PingRequest) -> PlannedPing:
    """Read the inventory.

    Raises:
        InputError: It cannot be used, or the pattern selects nothing.
    """
    found = inventory.load(request.inventory, request.defaults.vault)
    district = inventory.district(found)
    local = laps_file.read(request.laps, district, request.defaults.vault)
    selected = frozenset(inventory.select(found, request.pattern, limit=request.limit))
    inventory.refuse_closed(found, selected)
    greeting = plan.plan_greeting(
        district,
        selected=selected,
        extra_vars=request.extra_vars,
        defaults=replace(request.defaults, otherwise=Nobody(), local_passwords=local.passwords),
    )
    if request.logon:
        refuse_missing_keys(greeting.assignments)
    return PlannedPing(
        request=request,
        district=district,
        selected=selected,
        plan=greeting,
        warnings=(*found.skipped, *local.warnings),
        accounts=Accounts.of(district, local.passwords),
    )


def ping(planned: PlannedPing, state: Path, observer: Observer) -> tuple[Checkup, ...]:
    """Greet the machines.

    Args:
        planned: Whom, and how.
        state: The state folder: host keys are remembered there, and each log-on by password.
        observer: Told how it goes on.

    Returns:
        Every selected machine once, by unit, then by name; those that were not reached before a
        stop are `unknown`.
    """
    # Jump hosts are logged on to even where machines are not.
    rows = planned.plan.assignments
    asked = tuple(row for row in rows if planned.request.logon or row.target.jump)
    with closing(_doctor(planned, state)) as ways, logons(state, asked, planned.accounts) as ledger:
        found = _Round(planned, ways, ledger).ask(observer)
    units = {unit.code: unit for unit in planned.district.units}
    skipped = {row.machine: Why(row.why) for row in planned.plan.skipped}
    return doctor.weigh(
        tuple(
            found.get(machine.name) or _unasked(units[machine.unit], machine, skipped)
            for machine in planned.district.machines
            if machine.name in planned.selected
        )
    )


def _doctor(planned: PlannedPing, state: Path) -> doctor.Doctor:
    known = transport.transports(state)
    # Made at once: a library that is loaded on the way would count as a slow connection.
    ways = {via: known[via] for via in {row.target.via for row in planned.plan.assignments}}
    return doctor.Doctor(ways, clock=now, logon=planned.request.logon, shared=_shared(planned))


def _shared(planned: PlannedPing) -> frozenset[str]:
    """Return the addresses that several machines have: behind a NAT, each at a port of its own."""
    asked = {row.machine: row.target.address for row in planned.plan.assignments}
    others = {m.name: m.variables.get("ansible_host") or m.name for m in planned.district.machines}
    counts = Counter(str(address) for address in (others | asked).values())
    return frozenset(address for address, count in counts.items() if count > 1)


class _Round:
    """One round: who is asked, and what the doctor noted."""

    def __init__(
        self, planned: PlannedPing, ways: doctor.Doctor, ledger: LogonLedger | None
    ) -> None:
        self._ways = ways
        self._nonce = secrets.token_hex(8)
        self._asked = {row.machine: row for row in planned.plan.assignments}
        self._machines = {machine.name: machine for machine in planned.district.machines}
        self._units = {unit.code: unit for unit in planned.district.units}
        self._collector = collect.Collector(
            planned.plan,
            nonce=self._nonce,
            transports=ways,
            settings=collect.Settings(
                connect_s=CONNECT_S,
                retry=False,  # what it says the first time is what is asked for
                forks=planned.request.forks,
                unit_forks=planned.request.unit_forks,
                rate=planned.request.rate,
                timeout_s=planned.request.timeout_s,
                max_stdout_bytes=MAX_STDOUT_BYTES,
            ),
            clock=now,
            ledger=ledger,
        )

    def ask(self, observer: Observer) -> dict[str, Checkup]:
        observer.started("ping", len(self._asked), self._stop)
        found: dict[str, Checkup] = {}
        for trip in self._collector.trips():
            asked = self._asked[trip.machine]
            found[trip.machine] = self._checkup(trip, asked)
            observer.machine(trip, asked.unit, None)
        return found

    def _stop(self) -> None:
        self._collector.stop()
        self._ways.stop()

    def _checkup(self, trip: Trip, asked: Assignment) -> Checkup:
        symptoms = self._symptoms(trip, asked)
        return Checkup(
            unit=self._units[asked.unit],
            machine=self._machines[asked.machine],
            diagnosis=doctor.diagnose(symptoms),
            symptoms=symptoms,
            principal=trip.principal,
            host_key=trip.host_key,
            source=doctor.source_address(asked.target.address),
            connect_s=_connect_s(trip),
            seconds=(trip.ended_at - trip.started_at).total_seconds(),
        )

    def _symptoms(self, trip: Trip, asked: Assignment) -> Symptoms:
        reading = self._read(trip, asked)
        notes = self._ways.notes(asked.machine)
        clock = reading.facts.clock
        return Symptoms(
            target=asked.target,
            family=asked.family,
            outcome=_worse(trip.outcome, notes.looked),
            refusal=notes.refusal,
            facts=reading.facts,
            complete=reading.complete,
            doors=notes.doors,
            clock_offset_s=doctor.offset_s(clock, trip.started_at, trip.ended_at)
            if clock
            else notes.clock_offset_s,
        )

    def _read(self, trip: Trip, asked: Assignment) -> Reading:
        return read_answers(
            trip.stdout,
            nonce=self._nonce,
            family=asked.family,
            checks=(),
            remote=asked.target.via is not Via.LOCAL,
        )


def _connect_s(trip: Trip) -> float | None:
    if trip.via == Via.LOCAL:
        return None
    return next((row.seconds for row in trip.phases if row.phase is Phase.CONNECT), None)


def _worse(outcome: Outcome, looked: Outcome | None) -> Outcome:
    """A host key that was looked at only, and is another one, is what matters."""
    return looked if looked is not None and looked.ended is not Ended.OK else outcome


def _unasked(unit: Unit, machine: Machine, skipped: Mapping[str, Why]) -> Checkup:
    """Return a machine that was not dialled: it cannot be, must not be, or its turn never came."""
    return Checkup(unit=unit, machine=machine, diagnosis=_UNASKED[skipped.get(machine.name)])


_UNASKED: Mapping[Why | None, Diagnosis] = {
    Why.EXCLUDED: Diagnosis(state=Reached.EXCLUDED),
    Why.UNSUPPORTED: Diagnosis(state=Reached.FAILED, causes=(Cause.UNSUPPORTED,)),
    Why.BEHIND_SITE: Diagnosis(state=Reached.FAILED, causes=(Cause.BEHIND_SITE,)),
    None: Diagnosis(state=Reached.UNKNOWN),
}
