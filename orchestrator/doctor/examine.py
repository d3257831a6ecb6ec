"""A transport around each transport: where a machine could not be asked, it tries its doors.

A machine is dialled here by the thread that asks it, not by the collector's one dialling thread:
that one ends with a machine that does not answer, and here it is then that the looking begins, at
all its doors, which takes a thread for longer than the first dial did.
"""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from ssl import SSLContext

from msgspec import Struct
from msgspec.structs import replace

from orchestrator.doctor.converse import Expected, converse, trusting
from orchestrator.doctor.diagnose import offset_s
from orchestrator.doctor.doors import is_right
from orchestrator.doctor.knock import Patience, knock
from orchestrator.model.diagnosis import Door, Http, Refusal, Shut, Ssh, Tls
from orchestrator.model.outcome import JUMP_FAULTS, Ended, Outcome, Why, not_attempted
from orchestrator.model.plan import Target, Via
from orchestrator.transport.attempt import Attempt, Watchdog
from orchestrator.transport.base import Connects, Job, Looking, Reply, Transport, hanging_up
from orchestrator.transport.counted_socket import Meter
from orchestrator.transport.library_errors import LibraryError
from orchestrator.transport.lockout import LockoutGuard

SSH_PORT, HTTP_PORT, HTTPS_PORT = 22, 5985, 5986

# The machine spoke as it should, and what it said tells the cause; only its clock is asked for.
_TALKED = frozenset((Ended.AUTH_REJECTED, Ended.AUTH_STALLED))
# The transport did not come as far as the machine's identity.
_NOT_DIALLED = frozenset((Why.NOT_RUN, Why.CREDENTIAL_PAUSED, Why.ACCOUNT_HELD, Why.NO_CREDENTIAL))
_BUDGET_BYTES = 64 * 1024
_FINE = frozenset((Ended.OK, Ended.PARTIAL))


class Notes(Struct, frozen=True, kw_only=True):
    """What was seen of one machine besides its outcome.

    Attributes:
        refusal: Its own no to the logon.
        doors: What stands at its doors, the expected one first.
        looked: How the look at its host key ended; None if there was none.
        clock_offset_s: Its clock minus ours, as its web server shows it.
    """

    refusal: Refusal | None = None
    doors: tuple[Door, ...] = ()
    looked: Outcome | None = None
    clock_offset_s: float | None = None


class Doctor(Mapping[Via, Transport]):
    """The ways to machines, for a collector; keeps notes of what they say on the way.

    Looks only at the machine itself, and only at the ports where machines are managed. One object
    serves all threads.
    """

    def __init__(
        self,
        transports: Mapping[Via, Transport],
        *,
        clock: Callable[[], datetime],
        logon: bool = True,
        ports: Sequence[int] = (HTTPS_PORT, HTTP_PORT, SSH_PORT),
        shared: frozenset[str] = frozenset(),
        patience: Patience | None = None,
    ) -> None:
        """Prepare to ask.

        Args:
            transports: The ways to log on by.
            clock: Returns the time, aware UTC.
            logon: False: look at doors and host keys only.
            ports: Where else a machine may be managed than the inventory says.
            shared: Addresses of several machines: what answers there at another port is another
                machine, and says nothing.
            patience: How long it waits.
        """
        self._transports = transports
        self._clock = clock
        self._logon = logon
        self._patience = patience or Patience()
        self._ports = tuple(ports)
        self._shared = shared
        self._watchdog = Watchdog()
        self._lock = threading.Lock()
        self._notes: dict[str, Notes] = {}
        self._trust: dict[str | None, SSLContext | None] = {}

    def __getitem__(self, via: Via) -> Transport:
        """Return the way that takes notes."""
        return _Way(self, via)

    def __iter__(self) -> Iterator[Via]:
        """Name every way."""
        return iter(self._transports)

    def __len__(self) -> int:
        """Count the ways."""
        return len(self._transports)

    def notes(self, machine: str) -> Notes:
        """Return what was seen of a machine; empty if nothing was."""
        with self._lock:
            return self._notes.get(machine, Notes())

    def stop(self) -> None:
        """Shut every connection now, from any thread."""
        self._watchdog.stop()

    def close(self) -> None:
        """End the watch."""
        self._watchdog.close()
        with hanging_up(self._transports.values()):
            pass

    def ask(self, target: Target, job: Job, attempt: Attempt, guard: LockoutGuard) -> Reply:
        """Ask one machine, and look at its doors if that tells more."""
        if self._logon or target.via is Via.LOCAL:
            reply = self._transports[target.via].run(target, job, attempt, guard)
        else:
            reply = Reply(outcome=not_attempted(Why.NOT_RUN))
        notes = Notes(refusal=reply.refusal)
        well = reply.outcome.ended in _FINE or reply.outcome.why is Why.ACCOUNT_WAITS
        if target.via is not Via.LOCAL and not (well or attempt.interrupted):
            with self._watchdog.attempt(self._patience.look_s) as second:
                if target.jump:
                    notes = self._look_behind(target, reply, second, guard)
                elif reply.outcome.ended is Ended.UNREACHABLE and not attempt.dialled:
                    notes = _nowhere(target, reply)
                else:
                    notes = self._look(target, reply, second, guard)
        with self._lock:
            self._notes[target.machine] = notes
        return reply

    def _look_behind(
        self, target: Target, reply: Reply, attempt: Attempt, guard: LockoutGuard
    ) -> Notes:
        """Look at the one door that a jump host leads to: from here its address is another's."""
        if reply.outcome.fault in JUMP_FAULTS:
            return Notes(refusal=reply.refusal)
        way = self._transports[target.via]
        if not isinstance(way, Connects):
            return Notes(refusal=reply.refusal)
        try:
            sock = way.connect(target, attempt, Meter(_BUDGET_BYTES), guard)
        except LibraryError as trouble:
            return Notes(refusal=reply.refusal, looked=trouble.outcome)
        began = self._clock()
        seen = converse(self._expected(target, target.port), sock, attempt, self._clock)
        date = _date(seen)
        off_s = offset_s(date, began, self._clock()) if date else None
        door = Door(port=target.port, seen=seen)
        unknown = reply.outcome.why in _NOT_DIALLED
        looked = self._identity(target, door, attempt, guard) if unknown else None
        return Notes(refusal=reply.refusal, doors=(door,), looked=looked, clock_offset_s=off_s)

    def _look(self, target: Target, reply: Reply, attempt: Attempt, guard: LockoutGuard) -> Notes:
        doors, off_s = self._at_doors(target, (target.port,), attempt)
        enough = reply.outcome.ended in _TALKED or target.address in self._shared
        nowhere = doors[0].seen is Shut.NO_NAME
        if not (enough or nowhere or is_right(target, doors[0])):
            others = tuple(port for port in self._ports if port != target.port)
            doors += self._at_doors(target, others, attempt)[0]
        unknown = reply.outcome.why in _NOT_DIALLED
        looked = self._identity(target, doors[0], attempt, guard) if unknown else None
        return Notes(refusal=reply.refusal, doors=doors, looked=looked, clock_offset_s=off_s)

    def _at_doors(
        self, target: Target, ports: tuple[int, ...], attempt: Attempt
    ) -> tuple[tuple[Door, ...], float | None]:
        """Return what stands at those doors, and by how much the last clock there is off."""
        doors: list[Door] = []
        off_s = None
        for port, answer in knock(target.address, ports, attempt, self._patience.knock_s).items():
            began = self._clock()
            seen = (
                answer
                if isinstance(answer, Shut)
                else converse(self._expected(target, port), answer, attempt, self._clock)
            )
            doors.append(Door(port=port, seen=seen))
            date = _date(seen)
            off_s = offset_s(date, began, self._clock()) if date else off_s
        return tuple(doors), off_s

    def _expected(self, target: Target, port: int) -> Expected:
        door = Expected(address=target.address, port=port, patience=self._patience)
        if port != target.port:
            return replace(door, tls=port == HTTPS_PORT, speaks_first=port == SSH_PORT)
        if target.via is Via.SSH:
            return replace(door, speaks_first=True)
        checked = target.winrm.https and target.winrm.verify
        return replace(
            door,
            path=target.winrm.path,
            tls=target.winrm.https,
            trust=self._trusting(target.winrm.ca_path) if checked else None,
        )

    def _trusting(self, ca_path: str | None) -> SSLContext | None:
        """Return how certificates are checked: making one context costs more than a connection."""
        with self._lock:
            if ca_path not in self._trust:
                self._trust[ca_path] = trusting(ca_path)
            return self._trust[ca_path]

    def _identity(
        self, target: Target, door: Door, attempt: Attempt, guard: LockoutGuard
    ) -> Outcome | None:
        """Compare the host key of a machine that nobody has logged on to."""
        way = self._transports[target.via]
        if not (isinstance(door.seen, Ssh) and isinstance(way, Looking)):
            return None
        return way.look(target, attempt, guard).outcome


def _nowhere(target: Target, reply: Reply) -> Notes:
    """Return what is known of a name without an address; it is not looked up twice.

    A resolver that is silent takes seconds for each name, and a district has hundreds.
    """
    return Notes(refusal=reply.refusal, doors=(Door(port=target.port, seen=Shut.NO_NAME),))


class _Way(Struct, frozen=True):
    """One way of the doctor's; the transport under it is made when it is first used."""

    doctor: Doctor
    via: Via

    def run(self, target: Target, job: Job, attempt: Attempt, guard: LockoutGuard) -> Reply:
        """Ask one machine once; see `base.Transport`."""
        return self.doctor.ask(target, job, attempt, guard)


def _date(seen: object) -> datetime | None:
    match seen:
        case Http(date=date) | Tls(inside=Http(date=date)):
            return date
        case _:
            return None
