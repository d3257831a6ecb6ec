"""Whose turn it is: the queue of machines, and those whose account waits for others.

A machine that came as far as its logon, and whose account may not be sent just then, goes back and
is asked later: it holds no fork meanwhile. It comes back as soon as its account has a place, before
those that were never asked. So does one that was busy, when its pause is over.
"""

import heapq
import itertools
import time
from collections import deque
from collections.abc import Iterable

from orchestrator.model.outcome import Outcome, Why
from orchestrator.model.plan import Assignment, Credential
from orchestrator.transport.lockout import LockoutGuard

_LOOK_S = 0.5


def waits(outcome: Outcome) -> bool:
    """Whether a machine is to be put back and asked later."""
    return outcome.why is Why.ACCOUNT_WAITS


class Turns:
    """The queue of one run; safe for many threads."""

    def __init__(self, rows: Iterable[Assignment], guard: LockoutGuard) -> None:
        """Give a turn to each of the rows, in their order."""
        self._rows = iter(rows)
        self._guard = guard
        self._waiting: dict[Credential, deque[Assignment]] = {}
        self._later: list[tuple[float, int, Assignment]] = []
        self._numbers = itertools.count()
        self._closed = False

    def next(self) -> Assignment | None:
        """Return who is asked now; waits while all that is left waits, None when nobody is."""
        with self._guard.changed:
            while not self._closed:
                row = self._due() or self._ready() or next(self._rows, None)
                if row is not None or not (self._waiting or self._later):
                    return row
                self._guard.changed.wait(_LOOK_S)  # a place may also come free by time alone
        return None

    def put_back(self, row: Assignment) -> None:
        """Ask a machine later whose account waits."""
        with self._guard.changed:
            self._waiting.setdefault(row.target.credential, deque()).append(row)

    def put_off(self, row: Assignment, pause_s: float) -> None:
        """Ask a machine again after a pause, and everybody else meanwhile."""
        with self._guard.changed:
            due = time.monotonic() + pause_s
            heapq.heappush(self._later, (due, next(self._numbers), row))

    def close(self) -> None:
        """Give nobody a turn any more."""
        with self._guard.changed:
            self._closed = True
            self._guard.changed.notify_all()

    def _due(self) -> Assignment | None:
        if self._later and self._later[0][0] <= time.monotonic():
            return heapq.heappop(self._later)[2]
        return None

    def _ready(self) -> Assignment | None:
        """Return a machine whose account has a place now; the place is kept for it.

        Of each credential the first stands for all: it is refused, or there is no place, for each.
        """
        for credential, rows in self._waiting.items():
            if self._guard.reserve(credential, rows[0].machine):
                row = rows.popleft()
                if not rows:
                    del self._waiting[credential]
                return row
        return None
