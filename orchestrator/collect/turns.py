"""Whose turn it is: the queue of machines, and those that come back to it.

A machine that came as far as its logon, and whose account may not be sent just then, goes back and
is asked later: it holds no fork meanwhile. It comes back as soon as its account has a place, before
those that were never asked. So does one that was busy, when its pause is over.
"""

import heapq
import itertools
import time
from collections import deque

from orchestrator.collect.asking_order import HasRoom, Queue, SharedLine
from orchestrator.model.outcome import Outcome, Why
from orchestrator.model.plan import Assignment, Credential
from orchestrator.transport.lockout import LockoutGuard


def waits(outcome: Outcome) -> bool:
    """Whether a machine is to be put back and asked later."""
    return outcome.why is Why.ACCOUNT_WAITS


class Turns:
    """The queue of one run: machines are put back by any thread, and given out by one."""

    def __init__(self, queue: Queue, guard: LockoutGuard) -> None:
        """Give a turn to each machine of the queue, in its order."""
        self._queue = queue
        self._guard = guard
        self._waiting: dict[Credential, deque[Assignment]] = {}
        self._later: list[tuple[float, int, Assignment]] = []
        self._numbers = itertools.count()

    def __len__(self) -> int:
        """Count who is still to be asked, those that wait among them."""
        with self._guard.changed:
            waiting = sum(map(len, self._waiting.values()))
            return len(self._queue) + len(self._later) + waiting

    def clear(self) -> None:
        """Give nobody a turn any more."""
        with self._guard.changed:
            self._queue.clear()
            self._waiting.clear()
            self._later.clear()

    def next(self, has_room: HasRoom) -> Assignment | None:
        """Return who is asked now, on a line that has room; None while nobody is.

        Whoever asks for the next one asks again soon: an account's place, or the end of a pause,
        comes by time alone.
        """
        with self._guard.changed:
            return self._due(has_room) or self._ready(has_room) or self._queue.next(has_room)

    def put_back(self, row: Assignment) -> None:
        """Ask a machine later whose account waits."""
        with self._guard.changed:
            self._waiting.setdefault(row.target.credential, deque()).append(row)

    def put_off(self, row: Assignment, pause_s: float) -> None:
        """Ask a machine again after a pause, and everybody else meanwhile."""
        with self._guard.changed:
            due = time.monotonic() + pause_s
            heapq.heappush(self._later, (due, next(self._numbers), row))

    def _due(self, has_room: HasRoom) -> Assignment | None:
        over = self._later and self._later[0][0] <= time.monotonic()
        if over and has_room(SharedLine.of(self._later[0][2])):
            return heapq.heappop(self._later)[2]
        return None

    def _ready(self, has_room: HasRoom) -> Assignment | None:
        """Return a machine whose account has a place now; the place is kept for it.

        Of each credential the first stands for all: it is refused, or there is no place, for each.
        """
        for credential, rows in self._waiting.items():
            room = has_room(SharedLine.of(rows[0]))
            if room and self._guard.reserve(credential, rows[0].machine):
                row = rows.popleft()
                if not rows:
                    del self._waiting[credential]
                return row
        return None
