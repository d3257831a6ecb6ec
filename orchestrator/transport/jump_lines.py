"""One shared connection per jump host: opened for the first machine behind it, kept for all others.

A jump host is logged on to with its own credential, under the lock-out guard, after its own host
key was checked. What goes wrong there is its doing: no machine behind it is blamed.
"""

import math
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

from msgspec import Struct

from orchestrator.model.outcome import (
    JUMP_FAULTS,
    Ended,
    Outcome,
    Phase,
    ServiceFault,
    Why,
    behind,
    not_attempted,
)
from orchestrator.model.plan import JumpHost, Target, Via
from orchestrator.transport.attempt import Attempt, Watchdog
from orchestrator.transport.counted_socket import CountedSocket, Meter
from orchestrator.transport.dial import dial
from orchestrator.transport.library_errors import LibraryError
from orchestrator.transport.lockout import LockoutGuard

CHANNELS = 32
"""Machines asked through one jump host at the same time."""

OPEN_S = 30.0
"""How long a jump host may take to let us in."""

DOWN_S = 60.0
"""For how long a jump host that failed is not tried again."""

_LOOK_S = 0.5
_SILENCE_MS = 8_000  # of what we sent and nobody acknowledged: less than a connection may take
_BANNER_BYTES = 64 * 1024
_UNBOUNDED_BYTES = 1 << 62  # machines behind it are bounded one by one

_FAULTS = {Ended.HOSTKEY_CHANGED: ServiceFault.JUMP_KEY}
_REJECTED = frozenset((Ended.AUTH_REJECTED, Ended.NOT_ATTEMPTED))
_FOR_GOOD = frozenset((ServiceFault.JUMP_KEY, ServiceFault.JUMP_REJECTED))
_NOT_ITS_DOING = frozenset((Why.ACCOUNT_WAITS, Why.INTERRUPTED))


class NotForwardedError(Exception):
    """A jump host did not connect to a machine."""

    def __init__(self, fault: ServiceFault, said: str) -> None:
        """Keep whose fault it is, and what was said."""
        super().__init__(said)
        self.fault = fault


class OpenLine(Protocol):
    """A jump host that we are logged on to."""

    @property
    def is_open(self) -> bool:
        """Whether it still answers, as far as is known."""
        ...

    def forward(
        self, address: str, port: int, limit_s: float, ended: Callable[[], None]
    ) -> CountedSocket:
        """Have it connect to a machine; `ended` is called when that connection is closed.

        Raises:
            NotForwardedError: It did not, and `ended` is not called.
        """
        ...

    def close(self) -> None:
        """Hang up."""
        ...


LetIn = Callable[[Target, CountedSocket, Attempt, LockoutGuard], OpenLine]
"""Logs on to a jump host on a connected socket; raises LibraryError."""


class JumpLines:
    """The connections to all jump hosts of a run; safe for many threads."""

    def __init__(self, let_in: LetIn) -> None:
        """Know no jump host yet; `let_in` logs on to one."""
        self._let_in = let_in
        self._lock = threading.Lock()
        self._lines: dict[tuple[JumpHost, ...], _Line] = {}
        self._watchdog = Watchdog()

    def open(
        self, target: Target, attempt: Attempt, meter: Meter, guard: LockoutGuard
    ) -> CountedSocket:
        """Connect to a machine through its jump hosts; its clock stands still until they let us in.

        Returns:
            A connected socket that the attempt owns.

        Raises:
            LibraryError: unreachable with a fault of a jump host, whose name is in the detail; or
                not_attempted, as `LockoutGuard.logon`.
        """
        # Only a stop of the sweep breaks lines: others need them when one machine is late.
        attempt.on_break(lambda: self._watchdog.stop() if attempt.interrupted else None)
        return self._open(target, attempt, meter, guard)

    def _open(
        self, target: Target, attempt: Attempt, meter: Meter, guard: LockoutGuard
    ) -> CountedSocket:
        attempt.phase(Phase.CONNECT)
        line = self._line(target.jump)
        with attempt.waiting():
            line.take_place(attempt)
        try:
            with attempt.waiting():
                opened = line.opened(attempt, guard)
            sock = opened.forward(target.address, target.port, attempt.connect_s(), line.give_place)
        except NotForwardedError as error:
            line.give_place()
            raise LibraryError(_outcome(error.fault, target.jump[-1], str(error))) from error
        except BaseException:
            line.give_place()
            raise
        sock.meter = meter
        attempt.own(sock)
        return sock

    def close(self) -> None:
        """Hang up everywhere."""
        self._watchdog.stop()
        with self._lock:
            lines = tuple(self._lines.values())
        for line in lines[::-1]:  # the farther ones were added after those that lead to them
            line.close()
        self._watchdog.close()

    def _line(self, hops: tuple[JumpHost, ...]) -> "_Line":
        with self._lock:
            if hops not in self._lines:
                self._lines[hops] = _Line(hops, self._logged_on)
            return self._lines[hops]

    def _logged_on(self, hops: tuple[JumpHost, ...], guard: LockoutGuard) -> "_Held":
        """Reach the last of some jump hosts through the others, and log on to it."""
        hop = hops[-1]
        target = Target(
            machine=hop.name,
            via=Via.SSH,
            address=hop.address,
            port=hop.port,
            credential=hop.credential,
            jump=hops[:-1],
        )
        own = self._watchdog.attempt(OPEN_S)
        try:
            meter = Meter(_UNBOUNDED_BYTES)
            meter.next_message(_BANNER_BYTES)
            if target.jump:
                sock = self._open(target, own, meter, guard)
            else:
                sock = dial(hop.address, hop.port, own, meter)
                _notice_silence(sock)
            line = self._let_in(target, sock, own, guard)
        except BaseException:
            own.close()
            raise
        own.hold()  # from now on only a stop of the sweep ends it
        own.wall = math.inf
        return _Held(line=line, attempt=own)


class _Held(Struct, frozen=True, kw_only=True):
    """A line with the attempt that owns its socket."""

    line: OpenLine
    attempt: Attempt

    def close(self) -> None:
        self.line.close()
        self.attempt.close()


class _Failed(Struct, frozen=True, kw_only=True):
    """Why a line is not open, and until when that stands."""

    outcome: Outcome
    until: float


class _Line:
    """The way to one jump host: one thread opens it, all others wait for that."""

    def __init__(
        self,
        hops: tuple[JumpHost, ...],
        log_on: Callable[[tuple[JumpHost, ...], LockoutGuard], _Held],
    ) -> None:
        self._hops = hops
        self._log_on = log_on
        self._opening = threading.Lock()
        self._places = threading.Semaphore(CHANNELS)
        self._state: _Held | _Failed | None = None
        self.give_place = self._places.release

    def take_place(self, attempt: Attempt) -> None:
        """Wait until one more machine may be asked through it."""
        while not self._places.acquire(timeout=_LOOK_S):
            _go_on(attempt)

    def opened(self, attempt: Attempt, guard: LockoutGuard) -> OpenLine:
        """Return the line, opened anew if it broke.

        Raises:
            LibraryError: as `JumpLines.open`.
        """
        with self._alone(attempt):
            match self._state:
                case _Held(line=line) if line.is_open:
                    return line
                case _Held() as broken:
                    broken.close()
                case _Failed(outcome=outcome, until=until) if time.monotonic() < until:
                    raise LibraryError(outcome)
            self._state = None
            return self._open(guard)

    def close(self) -> None:
        """Hang up."""
        with self._opening:
            if isinstance(self._state, _Held):
                self._state.close()
            self._state = None

    def _open(self, guard: LockoutGuard) -> OpenLine:
        try:
            held = self._log_on(self._hops, guard)
        except LibraryError as trouble:
            if trouble.outcome.why in _NOT_ITS_DOING:
                raise
            outcome = _told(trouble.outcome, self._hops[-1])
            for_good = outcome.fault in _FOR_GOOD
            until = math.inf if for_good else time.monotonic() + DOWN_S
            self._state = _Failed(outcome=outcome, until=until)
            raise LibraryError(outcome) from trouble
        self._state = held
        return held.line

    @contextmanager
    def _alone(self, attempt: Attempt) -> Iterator[None]:
        while not self._opening.acquire(timeout=_LOOK_S):
            _go_on(attempt)
        try:
            yield
        finally:
            self._opening.release()


def _notice_silence(sock: CountedSocket) -> None:
    """Have a connection break that a router on the way forgot: no machine is blamed for it."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    if hasattr(socket, "TCP_USER_TIMEOUT"):  # Linux
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _SILENCE_MS)


def _go_on(attempt: Attempt) -> None:
    if attempt.interrupted:
        raise LibraryError(not_attempted(Why.INTERRUPTED))


def _told(outcome: Outcome, hop: JumpHost) -> Outcome:
    """Return what a jump host's own ending means for the machines behind it."""
    if outcome.fault in JUMP_FAULTS - {ServiceFault.BEHIND_JUMP}:
        return outcome  # of a jump host before it
    rejected = ServiceFault.JUMP_REJECTED if outcome.ended in _REJECTED else ServiceFault.JUMP_DOWN
    fault = _FAULTS.get(outcome.ended, rejected)
    return _outcome(fault, hop, f"{outcome}: {outcome.detail}")


def _outcome(fault: ServiceFault, hop: JumpHost, said: str) -> Outcome:
    return behind(fault, hop.name, said)
