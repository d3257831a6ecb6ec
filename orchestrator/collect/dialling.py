"""One thread that dials all machines: a dead address costs a socket here, and no thread.

What answers is handed on, connected, to a thread that asks it. Who comes next and how many are
asked is decided in this one thread alone, so that nothing of it is shared.
"""

import math
import selectors
import time
from collections import Counter, deque
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import datetime
from functools import partial
from typing import Protocol

from msgspec import Struct

from orchestrator.collect.asking_order import HasRoom, Load, SharedLine
from orchestrator.collect.bell import Bell
from orchestrator.collect.measured import Measured
from orchestrator.collect.pace import Limits, first_pace, next_pace
from orchestrator.model.outcome import Outcome
from orchestrator.model.plan import Assignment, JumpHost
from orchestrator.transport.attempt import Attempt, Watchdog
from orchestrator.transport.base import Endpoint
from orchestrator.transport.connecting import Connecting, Step
from orchestrator.transport.counted_socket import CountedSocket
from orchestrator.transport.dial import (
    SLOW_RESOLVER,
    TABLE,
    Found,
    LookedUp,
    begin_look_up,
    literal,
)
from orchestrator.transport.jump_lines import CHANNELS
from orchestrator.transport.library_errors import Edge

TICK_S = 0.1
"""How often silent addresses and the pace are looked at; a connection is heard of at once."""

FRESH_S = 0.3
"""A machine that is on answers within it, mostly. Until then its place is kept."""

LOOK_UPS = 32
"""Names looked up at the same time, each by a thread: nothing else ends a resolver's wait."""


class Dialled(Struct, eq=False):
    """One machine from its first packet on.

    Attributes:
        assignment: Whom to ask what.
        attempt: Its clock.
        started_at: When that began; aware UTC.
        endpoint: What is dialled; None where that is not done beforehand.
        connecting: Its connection, once the address is known.
        until: When the step that it is at has taken too long, in the machines' time.
        held_s: What is left of its time while it waits for us.
        counted: Whether it has a place among those that are asked.
    """

    assignment: Assignment
    attempt: Attempt
    started_at: datetime
    endpoint: Endpoint | None = None
    connecting: Connecting | None = None
    until: float = 0.0
    held_s: float = 0.0
    counted: bool = False


class MachineHandling(Protocol):
    """What is done with machines, once it is known whether they answer."""

    def begin(self, assignment: Assignment) -> Dialled:
        """Start a machine's clock."""

    def refused(self, assignment: Assignment) -> Outcome | None:
        """Return why a machine is not to be dialled, None if it may be."""

    def endpoint(self, assignment: Assignment) -> Endpoint | None:
        """Return what to dial; None where that is not done beforehand."""

    def answered(self, machine: Dialled) -> None:
        """Have a machine asked by a thread; `Dialling.done` is to be called when it is."""

    def failed(self, machine: Dialled, outcome: Outcome) -> None:
        """Tell that a machine cannot be asked; without waiting."""

    def may_begin(self) -> bool:
        """Whether there is a place for what one more machine may say."""


class WaitingMachines(Protocol):
    """Who is still to be asked."""

    def __len__(self) -> int:
        """Count them."""

    def next(self, has_room: HasRoom, /) -> Assignment | None:
        """Return the next one whose shared line has room; None while there is none."""

    def clear(self) -> None:
        """Give nobody out any more."""


class Dialling:
    """Dials the machines of a queue until all are done with; `run` is its thread's work.

    A machine has a place from its first packet to the end of its answer, but not while it is
    silent for longer than `FRESH_S`: an address where nobody is takes no place from others.
    """

    def __init__(
        self,
        queue: WaitingMachines,
        handling: MachineHandling,
        *,
        limits: Limits,
        watchdog: Watchdog,
        deadline_s: float,
    ) -> None:
        """Prepare; nothing is dialled before `run`."""
        self._queue = queue
        self._handling = handling
        self._limits = limits
        self._clock = watchdog.clock
        self._bell: Bell | None = None  # opened by `run`, so that nothing is left without it
        self._stopped = False
        self._told: deque[Callable[[], None]] = deque()
        self._selector: selectors.BaseSelector
        self._load, self._asking = Load(), Load()
        self._through: Counter[tuple[JumpHost, ...]] = Counter()  # begun, by their jump hosts
        self._on_way: set[Dialled] = set()
        self._fresh: deque[tuple[float, Dialled]] = deque()
        self._ready: deque[Dialled] = deque()
        self._names: deque[Dialled] = deque()
        self._looking: set[Dialled] = set()
        self._next_at = self._tick_at = 0.0
        self._measured = Measured(self._clock, deadline_s)
        self._pace = first_pace(limits, deadline_s)

    def run(self) -> None:
        """Dial until nobody is left, or `stop` was called; returns when no machine is asked."""
        with closing(Bell()) as bell, selectors.DefaultSelector() as selector:
            self._bell, self._selector = bell, selector
            selector.register(bell.ear, selectors.EVENT_READ, bell)
            try:
                while not self._is_over():
                    self._begin_some()
                    self._hear(selector.select(self._idle_s()))
                    self._look_after()
            finally:
                self._give_up()

    def stop(self) -> None:
        """Dial nobody any more and forget whom nobody asks yet; from any thread."""
        self._stopped = True
        self._ring()

    def done(self, machine: Dialled) -> None:
        """Hear from a machine's thread that it was asked."""
        self._tell(lambda: self._ended(machine))

    def _tell(self, what: Callable[[], None]) -> None:
        self._told.append(what)
        self._ring()

    def _ring(self) -> None:
        if self._bell is not None:
            self._bell.ring()

    def _is_over(self) -> bool:
        if self._stopped:
            self._give_up()
        return not (self._queue or self._on_way or self._ready or self._asking.total)

    def _give_up(self) -> None:
        """Forget who is not asked yet, closing what was opened for them."""
        self._queue.clear()
        for machine in (*self._on_way, *self._ready):
            self._unwatch(machine)
            machine.attempt.close()
        for waiting in (self._on_way, self._ready, self._names, self._looking, self._fresh):
            waiting.clear()

    # Who comes next

    def _begin_some(self) -> None:
        while self._has_room() and (one := self._queue.next(self._line_has_room)) is not None:
            self._begin(one)
        self._hand_over()

    def _has_room(self) -> bool:
        if self._stopped or not self._handling.may_begin():
            return False
        many = self._load.total >= self._pace.now + self._pace.ahead
        return not many and len(self._on_way) < self._limits.sockets and self._is_time()

    def _is_time(self) -> bool:
        return self._limits.rate is None or time.monotonic() >= self._next_at

    def _line_has_room(self, line: SharedLine) -> bool:
        """Whether a machine may be begun: who would wait for a jump host's channel is not."""
        if line.jump and self._through[line.jump] >= CHANNELS:
            return False
        return self._load.of(line.unit) < self._limits.unit_forks + self._pace.ahead

    def _idle_s(self) -> float:
        """Return for how long there is nothing to do but to listen."""
        now, until = time.monotonic(), self._tick_at
        if self._queue and self._fresh:
            until = min(until, self._fresh[0][0] + FRESH_S)
        if self._queue and self._limits.rate is not None and self._next_at > now:
            until = min(until, self._next_at)
        return max(0.0, until - now)

    def _begin(self, assignment: Assignment) -> None:
        if self._limits.rate is not None:
            self._next_at = time.monotonic() + 1 / self._limits.rate
        machine = self._handling.begin(assignment)
        self._through[assignment.target.jump] += 1
        if (refusal := self._handling.refused(assignment)) is not None:
            self._fail(machine, refusal)
            return
        self._count(machine)
        machine.endpoint = self._handling.endpoint(assignment)
        if machine.endpoint is None:
            self._answer(machine)
            return
        self._on_way.add(machine)
        if found := literal(*machine.endpoint):
            self._connect(machine, found)
        else:
            machine.until, machine.held_s = math.inf, machine.attempt.hold()
            self._names.append(machine)
            self._look_up_some()

    # Who is on the way

    def _look_up_some(self) -> None:
        while self._names and len(self._looking) < LOOK_UPS:
            self._look_up(self._names.popleft())

    def _look_up(self, machine: Dialled) -> None:
        if machine.endpoint is not None:
            self._looking.add(machine)
            machine.attempt.go_on(machine.held_s)
            machine.until = self._clock() + machine.attempt.connect_s()
            told = partial(self._looked_up, machine)
            begin_look_up(*machine.endpoint, lambda said: self._tell(partial(told, said)))

    def _looked_up(self, machine: Dialled, said: LookedUp) -> None:
        if machine not in self._looking:
            return  # it was given up meanwhile
        self._looking.remove(machine)
        self._look_up_some()
        if isinstance(said, Exception):
            self._step(machine, Edge(machine.attempt, TABLE).outcome(said))
        else:
            self._connect(machine, said)

    def _connect(self, machine: Dialled, found: tuple[Found, ...]) -> None:
        machine.connecting = Connecting(found, machine.attempt)
        self._fresh.append((time.monotonic(), machine))
        self._step(machine, machine.connecting.begin())

    def _step(self, machine: Dialled, step: Step) -> None:
        """Do what a step of a connection asks for."""
        match step:
            case None:
                self._watch(machine)
            case CountedSocket():
                self._on_way.discard(machine)
                machine.attempt.bring(step)
                self._answer(machine)
            case Outcome():
                self._on_way.discard(machine)
                self._fail(machine, step)

    def _watch(self, machine: Dialled) -> None:
        machine.until = self._clock() + machine.attempt.connect_s()
        if machine.connecting is not None and machine.connecting.sock is not None:
            self._selector.register(machine.connecting.sock, selectors.EVENT_WRITE, machine)

    def _unwatch(self, machine: Dialled) -> None:
        if machine.connecting is not None and machine.connecting.sock is not None:
            with suppress(KeyError, ValueError):
                self._selector.unregister(machine.connecting.sock)

    def _hear(self, events: list[tuple[selectors.SelectorKey, int]]) -> None:
        for key, _ in events:
            if isinstance(key.data, Bell):
                key.data.hush()
            else:
                self._unwatch(key.data)
                self._step(key.data, key.data.connecting.answered())
        while self._told:
            self._told.popleft()()

    def _look_after(self) -> None:
        """Give the places of silent machines to others, end what took too long, set the pace."""
        now = time.monotonic()
        while self._fresh and now - self._fresh[0][0] >= FRESH_S:
            _, machine = self._fresh.popleft()
            if machine in self._on_way:
                self._discount(machine)
        if now >= self._tick_at:
            self._tick_at = now + TICK_S
            for machine in [one for one in self._on_way if one.until <= self._clock()]:
                self._unwatch(machine)
                self._step(machine, self._late(machine))
            if (signs := self._measured.signs()) is not None:
                self._pace = next_pace(self._pace, signs, self._limits)

    def _late(self, machine: Dialled) -> Step:
        """Go on after a step that took too long; the thread of a look-up ends whenever it does."""
        if machine.connecting is not None:
            return machine.connecting.late()
        self._looking.discard(machine)
        self._look_up_some()
        return SLOW_RESOLVER

    # Who answered

    def _answer(self, machine: Dialled) -> None:
        machine.held_s = machine.attempt.hold()
        self._count(machine)
        self._ready.append(machine)

    def _hand_over(self) -> None:
        """Have machines asked that are connected, for as many as may be asked now."""
        passed: list[Dialled] = []
        while self._ready and self._asking.total < self._pace.now:
            machine = self._ready.popleft()
            if self._asking.of(machine.assignment.unit) >= self._limits.unit_forks:
                passed.append(machine)
                continue
            self._asking.add(machine.assignment.unit, 1)
            self._handling.answered(machine)
        self._ready.extendleft(reversed(passed))

    def _ended(self, machine: Dialled) -> None:
        self._asking.add(machine.assignment.unit, -1)
        self._through[machine.assignment.target.jump] -= 1
        self._discount(machine)
        self._measured.ended(machine.attempt.timings)

    def _fail(self, machine: Dialled, outcome: Outcome) -> None:
        self._through[machine.assignment.target.jump] -= 1
        self._discount(machine)
        self._handling.failed(machine, outcome)

    def _count(self, machine: Dialled) -> None:
        if not machine.counted:
            machine.counted = True
            self._load.add(machine.assignment.unit, 1)

    def _discount(self, machine: Dialled) -> None:
        if machine.counted:
            machine.counted = False
            self._load.add(machine.assignment.unit, -1)
