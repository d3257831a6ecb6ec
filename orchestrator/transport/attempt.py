"""The one deadline of a machine, and the watchdog that keeps it.

No library's time-out holds against a machine that wants to stall, so none is trusted: whatever a
transport opens it hands to the machine's `Attempt`, and when the time is up the watchdog breaks it.

The deadline is in the machines' time, which stands still while the controller itself is late
(`machine_clock`); a wall in real time, at twice the deadline, ends what a busy controller drags
out.
"""

import contextlib
import math
import socket
import threading
import time
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Self

from orchestrator.model.outcome import Outcome, Phase, Timing, Why, not_attempted, stalled
from orchestrator.transport.counted_socket import CountedSocket
from orchestrator.transport.machine_clock import BEAT_S, Clock, MachineClock

CONNECT_S = 10.0
"""How long a silent address may take to answer at all, if the machine's deadline is later."""

WALL = 2.0
"""How many times its deadline a machine may take by the real clock, waiting for us included."""


class Attempt:
    """One attempt at one machine: its deadline, its phases, and what to break when it is over.

    Made by `Watchdog.attempt`, used as a context manager by the one thread that asks the machine.
    """

    def __init__(self, watchdog: "Watchdog", *, timeout_s: float, connect_s: float) -> None:
        """Start the clock."""
        self._watchdog = watchdog
        self._clock = watchdog.clock
        self._began = self._phase_began = self._clock()
        self._connect_s = connect_s
        self._breakers: list[Callable[[], None]] = []
        self._closers: list[Callable[[], None]] = []
        self._timings: list[Timing] = []
        self._broken = False
        self._cut_by: Why | None = None
        self._line: CountedSocket | None = None
        self.deadline = self._began + timeout_s
        self.wall = watchdog.clock.real() + WALL * timeout_s
        self.at = Phase.CONNECT

    def __enter__(self) -> Self:
        """Return the attempt."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop the clock and close whatever the attempt left open."""
        self.close()

    def phase(self, phase: Phase) -> None:
        """Enter a phase; the one before it is over, and its time is kept."""
        if phase is not self.at:
            self._end_phase()
            self.at = phase

    def own(self, sock: socket.socket) -> None:
        """Take a connected socket: shut at the deadline, closed with the attempt."""
        self._closers.append(sock.close)
        self.on_break(lambda: shut(sock))

    def bring(self, sock: CountedSocket) -> None:
        """Keep a connected socket that the attempt owns for the first who wants to dial."""
        self._line = sock

    def brought(self) -> CountedSocket | None:
        """Take the socket that was connected before; None if there is none, or no longer."""
        line, self._line = self._line, None
        return line

    def on_break(self, breaker: Callable[[], None]) -> None:
        """Call `breaker` at the deadline, from another thread; at once if it has passed.

        A breaker must neither block nor use the attempt.
        """
        with self._watchdog.changed:
            self._breakers.append(breaker)
            broken = self._broken
        if broken:
            breaker()

    def remaining_s(self) -> float:
        """Return the seconds left, never below zero."""
        return max(0.0, self.deadline - self._clock())

    def connect_s(self) -> float:
        """Return the seconds that connecting may take."""
        return min(self.remaining_s(), self._connect_s)

    @property
    def dialled(self) -> bool:
        """Whether there was an address to dial: a name that leads nowhere never has a socket."""
        return bool(self._closers)

    @property
    def expired(self) -> bool:
        """Whether the deadline has passed or the sweep was stopped."""
        return self._broken or self.remaining_s() == 0.0

    @property
    def interrupted(self) -> bool:
        """Whether the sweep was stopped while this machine was being asked."""
        return self._cut_by is Why.INTERRUPTED

    @property
    def timings(self) -> tuple[Timing, ...]:
        """Seconds spent in each phase that is over, in order."""
        return tuple(self._timings)

    def ending(self) -> Outcome | None:
        """Return the outcome of an attempt that was cut, None if it was not."""
        if self._cut_by is not None:
            return not_attempted(self._cut_by)
        return stalled(self.at) if self.expired else None

    @contextlib.contextmanager
    def waiting(self) -> Iterator[None]:
        """Stop the machine's clock while it waits for something that is not its doing.

        The wall is put off as well: it is not for us either that it waits.
        """
        clock, wall_s = self._clock.real, self.wall - self._clock.real()
        held = self.hold()
        self.wall = math.inf
        try:
            yield
        finally:
            self.wall = clock() + wall_s
            self.go_on(held)

    def hold(self) -> float:
        """Stop the machine's clock while it waits for us; return the seconds left, for `go_on`.

        The wall stays where it is.
        """
        left = self.remaining_s()
        self._end_phase()
        self._watchdog.move(self, math.inf)
        return left

    def go_on(self, left_s: float) -> None:
        """Let the machine's clock go on with that many seconds left."""
        self._phase_began = self._clock()
        self._watchdog.move(self, self._clock() + left_s)

    def close(self) -> None:
        """Leave the watchdog and close what the attempt owned; a second call does nothing."""
        self._watchdog.forget(self)
        self._end_phase()
        self._breakers.clear()
        while self._closers:
            self._closers.pop()()

    def cut(self, why: Why | None) -> None:
        """Break what the attempt owns; called by the watchdog, which holds its lock.

        Args:
            why: What of ours it was cut for; None for its own deadline.
        """
        self._broken = True
        self._cut_by = self._cut_by or why
        for breaker in self._breakers:
            breaker()

    def _end_phase(self) -> None:
        now = self._clock()
        if now > self._phase_began:
            took = now - self._phase_began
            if self._timings and self._timings[-1].phase is self.at:  # it waited in between
                took += self._timings.pop().seconds
            self._timings.append(Timing(phase=self.at, seconds=took))
        self._phase_began = now


class Watchdog:
    """One thread that breaks every attempt whose deadline has passed.

    It sleeps until the earliest deadline, and no longer than a beat of the machines' clock: late
    beats are how the program notices that it is late itself. A plain set of the open lines (as
    many as are dialled and asked) is all it needs.
    """

    def __init__(self, *, clock: Clock = time.monotonic) -> None:
        """Begin to watch with the first attempt."""
        self.clock = MachineClock(clock)
        self.changed = threading.Condition()
        self._open: set[Attempt] = set()
        self._wakes_at = math.inf
        self._stopped = False
        self._closed = False
        self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)

    def attempt(self, timeout_s: float, *, connect_s: float = CONNECT_S) -> Attempt:
        """Return a machine's attempt, its clock running; cut at once if `stop` was called."""
        with self.changed:
            if not self._open:
                self.clock.begin()
            attempt = Attempt(self, timeout_s=timeout_s, connect_s=connect_s)
            if self._stopped:
                attempt.cut(Why.INTERRUPTED)
            else:
                self._run()
                self._open.add(attempt)
                self._wake_before(attempt.deadline)
        return attempt

    def move(self, attempt: Attempt, deadline: float) -> None:
        """Give an attempt another deadline (on this watchdog's clock)."""
        with self.changed:
            attempt.deadline = deadline
            self._wake_before(deadline)

    def forget(self, attempt: Attempt) -> None:
        """Stop watching an attempt."""
        with self.changed:
            self._open.discard(attempt)

    def stop(self) -> None:
        """Break all lines now, and each new one as it is made."""
        with self.changed:
            self._stopped = True
            for attempt in self._open:
                attempt.cut(Why.INTERRUPTED)
            self._open.clear()

    def close(self) -> None:
        """End the thread; lines still open are no longer watched."""
        with self.changed:
            self._closed = True
            self.changed.notify()
        if self._thread.ident is not None:
            self._thread.join()

    def _run(self) -> None:
        if self._thread.ident is None:
            self._thread.start()

    def _wake_before(self, deadline: float) -> None:
        if deadline < self._wakes_at:
            self.changed.notify()

    def _watch(self) -> None:
        with self.changed:
            while not self._closed:
                self.changed.wait(self.watch_once())

    def watch_once(self) -> float | None:
        """Beat, break whom it is time for, and return for how long to sleep; None for ever.

        The one who calls holds the lock.
        """
        if not self._open:
            self._wakes_at = math.inf
            return None
        self.clock.beat()
        self._break_due()
        now = self.clock()
        earliest = min((attempt.deadline for attempt in self._open), default=math.inf)
        self._wakes_at = min(earliest, now + BEAT_S)
        return max(0.0, self._wakes_at - now)

    def _break_due(self) -> None:
        """The machine's own clock comes first: a machine that stalls has stalled."""
        now, really = self.clock(), self.clock.real()
        due = [one for one in self._open if one.deadline <= now or one.wall <= really]
        for attempt in due:
            self._open.discard(attempt)
            attempt.cut(None if attempt.deadline <= now else Why.CONTROLLER_BUSY)


def shut(sock: socket.socket) -> None:
    """End a connection in both directions, waking whoever waits on it; closed ones are left."""
    with contextlib.suppress(OSError):  # it may be gone already, which is what was wanted
        sock.shutdown(socket.SHUT_RDWR)
