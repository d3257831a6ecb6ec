"""Asks machines: as many at a time as there are forks, each one exactly once."""

import queue
import threading
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from orchestrator.collect.asking_order import Queue
from orchestrator.collect.dialling import Dialled, Dialling
from orchestrator.collect.measured import MOST_SOCKETS, within_limit
from orchestrator.collect.outbox import Outbox
from orchestrator.collect.pace import Limits
from orchestrator.collect.retries import Retries
from orchestrator.collect.turns import Turns, waits
from orchestrator.errors import UnwrittenError
from orchestrator.model.outcome import Ended, Outcome, Trip, Why
from orchestrator.model.plan import (
    Agent,
    Assignment,
    Credential,
    KeyFile,
    Nobody,
    Password,
    Plan,
    Target,
    Ticket,
    Via,
)
from orchestrator.transport.attempt import CONNECT_S, Attempt, Watchdog
from orchestrator.transport.barriers import with_barrier
from orchestrator.transport.base import (
    MAX_STDERR_BYTES,
    MAX_STDOUT_BYTES,
    Endpoint,
    Job,
    Reply,
    TakesConnection,
    Transport,
)
from orchestrator.transport.large_answers import FLIGHT_BYTES, LargeAnswers, places_for
from orchestrator.transport.library_errors import LibraryError
from orchestrator.transport.lockout import LockoutGuard
from orchestrator.transport.run_ledger import LogonLedger


class Settings(Struct, frozen=True, kw_only=True):
    """How machines are asked.

    Attributes:
        forks: Machines asked at the same time, at most; fewer where the controller cannot follow.
        unit_forks: Of one unit, whose line they share.
        rate: New machines a second; None for as many as there is room for.
        timeout_s: One machine's deadline for everything, from the first packet to the last.
        connect_s: How much of it a silent address may use.
        retry: Whether a machine that was busy is asked again within its deadline.
        max_stdout_bytes: Cap on one machine's answer.
        max_stderr_bytes: What is kept of its standard error.
        flight_bytes: For the answers of all machines that are read, or not yet recorded.
    """

    forks: int = 50
    unit_forks: int = 50
    rate: float | None = None
    timeout_s: float = 60.0
    connect_s: float = CONNECT_S
    retry: bool = True
    max_stdout_bytes: int = MAX_STDOUT_BYTES
    max_stderr_bytes: int = MAX_STDERR_BYTES
    flight_bytes: int = FLIGHT_BYTES


class Collector:
    """Asks the machines of a plan; one use, `trips` once.

    Memory follows the forks and the outbox, not the machines. A consumer that stops reading stops
    the dialling.
    """

    def __init__(
        self,
        plan: Plan,
        *,
        nonce: str,
        transports: Mapping[Via, Transport],
        settings: Settings,
        clock: Callable[[], datetime],
        asked: Sequence[Assignment] | None = None,
        ledger: LogonLedger | None = None,
    ) -> None:
        """Prepare to ask; nothing is dialled before `trips` is iterated.

        Args:
            plan: Whom to ask what.
            nonce: The sweep's nonce.
            transports: The ways to machines.
            settings: Pace, deadlines and caps.
            clock: Returns the time, aware UTC.
            asked: Ask only these of the plan, in that order; None asks all in the plan's.
            ledger: Where log-ons are written down, and what earlier runs were told; None for none.
        """
        self._plan = plan
        self._nonce = nonce
        self._transports = transports
        self._settings = settings
        self._clock = clock
        self._ways: dict[Via, TakesConnection | None] = {}
        self._stopped = threading.Event()
        self._guard = LockoutGuard(ledger=ledger)
        self._watchdog = Watchdog()
        self._outbox = Outbox()
        self._retries = Retries(settings.timeout_s)
        chosen = plan.assignments if asked is None else asked
        limits = _limits(settings, len(chosen))
        self._large = LargeAnswers(
            places_for(limits.forks, settings.max_stdout_bytes, settings.flight_bytes)
        )
        self._turns = Turns(Queue(chosen), self._guard)
        self._workers = _Workers(self._ask)
        self._fault: list[BaseException] = []
        self._dialling = Dialling(
            self._turns,
            self,
            limits=limits,
            watchdog=self._watchdog,
            deadline_s=settings.timeout_s,
        )

    def trips(self) -> Iterator[Trip]:
        """Ask everyone, yielding what came of each machine in the order in which they finish.

        Every machine yields exactly one trip, unless `stop` was called; leaving the iteration
        early stops too.
        """
        dialling = threading.Thread(target=self._dial, name="dialling", daemon=True)
        dialling.start()
        try:
            for trip in self._outbox:
                yield trip
                self._large.give_back(trip.machine)  # it was recorded
        finally:
            self._abandon()
            dialling.join()
            self._workers.close()
            self._watchdog.close()
        for fault in self._fault:
            raise fault

    def stop(self) -> None:
        """Shut every connection now, from any thread; unfinished machines yield nothing.

        What had finished is still yielded to a consumer that reads on.
        """
        self._stopped.set()
        self._guard.close()
        self._large.close()
        self._watchdog.stop()
        self._dialling.stop()

    def begin(self, assignment: Assignment) -> Dialled:
        """Start a machine's clock."""
        left_s = self._retries.left_s(assignment.machine)
        return Dialled(
            assignment=assignment,
            attempt=self._watchdog.attempt(left_s, connect_s=self._settings.connect_s),
            started_at=self._clock(),
        )

    def refused(self, assignment: Assignment) -> Outcome | None:
        """Return why the lock-out guard lets nobody dial a machine, None if it does."""
        if self._way(assignment) is None:
            return None
        try:
            self._guard.check(assignment.target.credential, assignment.machine)
        except LibraryError as refusal:
            return refusal.outcome
        except Exception:  # noqa: BLE001 - as in `_reply`
            return _bug()
        return None

    def endpoint(self, assignment: Assignment) -> Endpoint | None:
        """Return what to dial for a machine; None where its way does that by itself."""
        way = self._way(assignment)
        return None if way is None else way.endpoint(assignment.target)

    def answered(self, machine: Dialled) -> None:
        """Give a machine to a thread."""
        self._workers.give(machine)

    def failed(self, machine: Dialled, outcome: Outcome) -> None:
        """Yield what came of a machine that was not reached, if it is not asked again."""
        goes_back = self._goes_back(machine, outcome)
        machine.attempt.close()
        if not goes_back and not _unfinished(outcome, machine.attempt):
            self._outbox.post(self._trip(machine, Reply(outcome=outcome)))

    def may_begin(self) -> bool:
        """Whether the consumer keeps up."""
        return not (self._stopped.is_set() or self._outbox.is_full)

    def _way(self, assignment: Assignment) -> TakesConnection | None:
        via = assignment.target.via
        if via not in self._ways:
            # A way that there is none of is not dialled; asking it will show the fault.
            way: object = self._transports[via] if via in self._transports else None  # noqa: SIM401
            self._ways[via] = way if isinstance(way, TakesConnection) else None
        return self._ways[via]

    def _abandon(self) -> None:
        self.stop()
        self._outbox.close()

    def _dial(self) -> None:
        """Dial until all is done; a fault of ours ends the sweep and is raised to its consumer."""
        try:
            self._dialling.run()
        except BaseException as fault:  # noqa: BLE001 - it is raised again, in the consumer's thread
            self._fail(fault)
        finally:
            self._outbox.end()

    def _fail(self, fault: BaseException) -> None:
        self._fault.append(fault)
        self.stop()

    def _ask(self, machine: Dialled) -> None:
        """Ask one machine, whose clock stood still until now."""
        assignment, attempt = machine.assignment, machine.attempt
        try:
            with attempt:
                attempt.go_on(machine.held_s)
                job = self._job(assignment)
                reply = self._reply(assignment, job, attempt)
                goes_back = self._goes_back(machine, reply.outcome)
            if not goes_back and not _unfinished(reply.outcome, attempt):
                told = replace(reply, outcome=with_barrier(reply, job))
                self._outbox.put(self._trip(machine, told))
            else:
                self._large.give_back(assignment.machine)
        except BaseException as fault:  # noqa: BLE001 - likewise
            self._fail(fault)
        finally:
            self._dialling.done(machine)

    def _goes_back(self, machine: Dialled, outcome: Outcome) -> bool:
        """Whether a machine is asked later: its account waits for others, or it was busy."""
        assignment = machine.assignment
        self._guard.leave(assignment.machine)
        if waits(outcome):
            self._turns.put_back(assignment)
            return True
        spent_s = self._retries.left_s(assignment.machine) - machine.attempt.remaining_s()
        return self._is_put_off(assignment, outcome, spent_s=max(0.0, spent_s))

    def _is_put_off(self, assignment: Assignment, outcome: Outcome, *, spent_s: float) -> bool:
        """Whether a machine that was busy is asked again, which never repeats a refused logon."""
        machine = assignment.machine
        if not self._settings.retry or self._guard.may_have_rejected(machine):
            return False
        pause_s = self._retries.pause_s(machine, outcome, spent_s)
        if pause_s is not None:
            self._turns.put_off(assignment, pause_s)
        return pause_s is not None

    def _trip(self, machine: Dialled, reply: Reply) -> Trip:
        assignment = machine.assignment
        return Trip(
            machine=assignment.machine,
            outcome=_clean(reply.outcome, assignment.target),
            started_at=machine.started_at,
            ended_at=self._clock(),
            stdout=reply.stdout,
            stderr=reply.stderr,
            exit_code=reply.exit_code,
            phases=machine.attempt.timings,
            principal=_principal(assignment.target.credential),
            via=assignment.target.via,
            host_key=reply.host_key,
        )

    def _reply(self, assignment: Assignment, job: Job, attempt: Attempt) -> Reply:
        """Ask; a fault of ours costs one machine, says so, and never the sweep.

        Raises:
            UnwrittenError: What every machine after this one would meet, too.
        """
        try:
            transport = self._transports[assignment.target.via]
            return transport.run(assignment.target, job, attempt, self._guard)
        except UnwrittenError:
            raise
        except Exception:  # noqa: BLE001 - a bug is an outcome
            return Reply(outcome=_bug())

    def _job(self, assignment: Assignment) -> Job:
        return Job(
            script=self._plan.scripts[assignment.family],
            nonce=self._nonce,
            large=self._large,
            max_stdout_bytes=self._settings.max_stdout_bytes,
            max_stderr_bytes=self._settings.max_stderr_bytes,
        )


class _Workers:
    """Threads that ask machines: as many as were ever asked at the same time, begun as needed."""

    def __init__(self, ask: Callable[[Dialled], None]) -> None:
        self._ask = ask
        self._given: queue.SimpleQueue[Dialled | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()
        self._busy = 0

    def give(self, machine: Dialled) -> None:
        """Have a machine asked; only one thread gives."""
        with self._lock:
            self._busy += 1
            many = self._busy > len(self._threads)
        self._given.put(machine)
        if many:
            name = f"fork {len(self._threads)}"
            thread = threading.Thread(target=self._work, name=name, daemon=True)
            thread.start()
            self._threads.append(thread)

    def close(self) -> None:
        """Let every thread end what it does, and wait for it."""
        for _ in self._threads:
            self._given.put(None)
        for thread in self._threads:
            thread.join()

    def _work(self) -> None:
        while (machine := self._given.get()) is not None:
            try:
                self._ask(machine)
            finally:
                with self._lock:
                    self._busy -= 1


def _limits(settings: Settings, machines: int) -> Limits:
    wanted = Limits(
        forks=max(1, min(settings.forks, machines)),
        unit_forks=settings.unit_forks,
        sockets=MOST_SOCKETS,
        rate=settings.rate,
    )
    return within_limit(wanted)


def _bug() -> Outcome:
    """Return the outcome of a machine that met the fault of ours which is being handled."""
    return Outcome(ended=Ended.BUG, detail=traceback.format_exc())


def _unfinished(outcome: Outcome, attempt: Attempt) -> bool:
    """Whether it was the stop of the sweep that ended this attempt.

    A rejection stands whatever came after: the machine will not be shown that password again.
    """
    heard = outcome.ended in {Ended.OK, Ended.AUTH_REJECTED}
    return outcome.why is Why.INTERRUPTED or (attempt.interrupted and not heard)


def _principal(credential: Credential) -> str:
    """Say who logged on and how, never with what."""
    match credential:
        case Password(user=user):
            return f"{user} (password)"
        case KeyFile(user=user):
            return f"{user} (key)"
        case Agent(user=user):
            return f"{user} (SSH agent)"
        case Ticket(user=user):
            return f"{user} (ticket)".lstrip()
        case Nobody():
            return ""


def _clean(outcome: Outcome, target: Target) -> Outcome:
    """Take the secrets out of what a library or a machine may have said."""
    for credential in target.credentials:
        match credential:
            case Password(secret=secret) | KeyFile(passphrase=secret) if secret is not None:
                outcome = _without(outcome, secret.reveal())
    return outcome


def _without(outcome: Outcome, secret: str) -> Outcome:
    if not secret or secret not in outcome.detail + outcome.error_id:
        return outcome
    return replace(
        outcome,
        detail=outcome.detail.replace(secret, "***"),
        error_id=outcome.error_id.replace(secret, "***"),
    )
