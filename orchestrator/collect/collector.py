"""The pool that asks machines: as many at a time as there are forks, each one exactly once."""

import threading
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from orchestrator.collect.outbox import Outbox
from orchestrator.collect.retries import Retries
from orchestrator.collect.turns import Turns, waits
from orchestrator.model.outcome import Ended, Outcome, Trip, Why
from orchestrator.model.plan import (
    Agent,
    Assignment,
    Credential,
    KeyFile,
    Nobody,
    Password,
    Plan,
    Ticket,
    Via,
)
from orchestrator.transport.attempt import CONNECT_S, Attempt, Watchdog
from orchestrator.transport.barriers import with_barrier
from orchestrator.transport.base import MAX_STDERR_BYTES, MAX_STDOUT_BYTES, Job, Reply, Transport
from orchestrator.transport.lockout import LockoutGuard
from orchestrator.transport.run_ledger import LogonLedger


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How machines are asked.

    Attributes:
        forks: Machines asked at the same time. More is not faster for long: past some hundreds
            live machines begin to miss their deadline.
        timeout_s: One machine's deadline for everything, from the first packet to the last.
        connect_s: How much of it a silent address may use.
        retry: Whether a machine that was busy is asked again within its deadline.
        max_stdout_bytes: Cap on one machine's answer.
        max_stderr_bytes: What is kept of its standard error.
    """

    forks: int = 50
    timeout_s: float = 60.0
    connect_s: float = CONNECT_S
    retry: bool = True
    max_stdout_bytes: int = MAX_STDOUT_BYTES
    max_stderr_bytes: int = MAX_STDERR_BYTES


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
        machines: frozenset[str] | None = None,
        ledger: LogonLedger | None = None,
    ) -> None:
        """Prepare to ask; nothing is dialled before `trips` is iterated.

        Args:
            plan: Whom to ask what.
            nonce: The sweep's nonce.
            transports: The ways to machines.
            settings: Pace, deadlines and caps.
            clock: Returns the time, aware UTC.
            machines: Ask only these; None asks all.
            ledger: Where log-ons are written down, and what earlier runs were told; None for none.
        """
        self._plan = plan
        self._nonce = nonce
        self._transports = transports
        self._settings = settings
        self._clock = clock
        chosen = [a for a in plan.assignments if machines is None or a.machine in machines]
        self._forks = max(1, min(settings.forks, len(chosen)))
        self._guard = LockoutGuard(ledger=ledger)
        self._turns = Turns(chosen, self._guard)
        self._retries = Retries(settings.timeout_s)
        self._watchdog = Watchdog()
        self._outbox = Outbox(self._forks)

    def trips(self) -> Iterator[Trip]:
        """Ask everyone, yielding what came of each machine in the order in which they finish.

        Every machine yields exactly one trip, unless `stop` was called; leaving the iteration
        early stops too.
        """
        threads = [
            threading.Thread(target=self._work, name=f"fork {number}", daemon=True)
            for number in range(self._forks)
        ]
        for thread in threads:
            thread.start()
        try:
            yield from self._outbox
        finally:
            self._abandon()
            for thread in threads:
                thread.join()
            self._watchdog.close()

    def stop(self) -> None:
        """Shut every connection now, from any thread; unfinished machines yield nothing.

        What had finished is still yielded to a consumer that reads on.
        """
        self._turns.close()
        self._guard.close()
        self._watchdog.stop()

    def _abandon(self) -> None:
        self.stop()
        self._outbox.close()

    def _work(self) -> None:
        """Ask one machine after the other until none is left."""
        try:
            while (assignment := self._turns.next()) is not None:
                trip = self._ask(assignment)
                if trip is not None:
                    self._outbox.put(trip)
        finally:
            self._outbox.leave()

    def _ask(self, assignment: Assignment) -> Trip | None:
        """Return one machine's trip; None if it is asked later, or the sweep was stopped."""
        settings = self._settings
        started_at = self._clock()
        left_s = self._retries.left_s(assignment.machine)
        with self._watchdog.attempt(left_s, connect_s=settings.connect_s) as attempt:
            job = self._job(assignment)
            reply = self._reply(assignment, job, attempt)
            left_s -= attempt.remaining_s()
        if waits(reply.outcome):
            self._turns.put_back(assignment)
            return None
        if self._is_put_off(assignment, reply, spent_s=left_s):
            return None
        if _unfinished(reply.outcome, attempt):
            return None
        return Trip(
            machine=assignment.machine,
            outcome=_clean(with_barrier(reply, job), assignment.target.credential),
            started_at=started_at,
            ended_at=self._clock(),
            stdout=reply.stdout,
            stderr=reply.stderr,
            exit_code=reply.exit_code,
            phases=attempt.timings,
            principal=_principal(assignment.target.credential),
            via=assignment.target.via,
            host_key=reply.host_key,
        )

    def _is_put_off(self, assignment: Assignment, reply: Reply, *, spent_s: float) -> bool:
        """Whether a machine that was busy is asked again, which never repeats a refused logon."""
        machine = assignment.machine
        if not self._settings.retry or self._guard.may_have_rejected(machine):
            return False
        pause_s = self._retries.pause_s(machine, reply.outcome, spent_s)
        if pause_s is not None:
            self._turns.put_off(assignment, pause_s)
        return pause_s is not None

    def _reply(self, assignment: Assignment, job: Job, attempt: Attempt) -> Reply:
        """Ask; a fault of ours costs one machine, says so, and never the sweep."""
        target = assignment.target
        try:
            transport = self._transports[target.via]
            return transport.run(target, job, attempt, self._guard)
        except Exception:  # noqa: BLE001 - the one place: a bug is an outcome, with its traceback
            return Reply(outcome=Outcome(ended=Ended.BUG, detail=traceback.format_exc()))
        finally:
            self._guard.leave(target.machine)

    def _job(self, assignment: Assignment) -> Job:
        return Job(
            script=self._plan.scripts[assignment.family],
            nonce=self._nonce,
            max_stdout_bytes=self._settings.max_stdout_bytes,
            max_stderr_bytes=self._settings.max_stderr_bytes,
        )


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


def _clean(outcome: Outcome, credential: Credential) -> Outcome:
    """Take the secret out of what a library or a machine may have said."""
    match credential:
        case Password(secret=secret) | KeyFile(passphrase=secret) if secret is not None:
            return _without(outcome, secret.reveal())
        case _:
            return outcome


def _without(outcome: Outcome, secret: str) -> Outcome:
    if not secret or secret not in outcome.detail + outcome.error_id:
        return outcome
    return replace(
        outcome,
        detail=outcome.detail.replace(secret, "***"),
        error_id=outcome.error_id.replace(secret, "***"),
    )
