"""Finished trips on their way to the one who records them: bounded, so that he sets the pace."""

import threading
from collections import deque
from collections.abc import Iterator

from orchestrator.model.outcome import Trip

MAX_TRIPS = 256
MAX_BYTES = 64 * 1024 * 1024
NAP_S = 0.5
"""How long Ctrl-C may go unheard: a wait without an end is not interrupted on Windows, and
elsewhere not by a signal that comes just before it."""


class Outbox:
    """A queue of trips, bounded by number and by bytes, from many threads to one."""

    def __init__(self, *, max_trips: int = MAX_TRIPS, max_bytes: int = MAX_BYTES) -> None:
        """Expect trips until it is said that there are no more."""
        self._changed = threading.Condition()
        self._waiting: deque[Trip] = deque()
        self._size_bytes = 0
        self._ended = False
        self._max_trips = max_trips
        self._max_bytes = max_bytes
        self._closed = False

    def put(self, trip: Trip) -> None:
        """Hand over a trip; wait while the box is full. Dropped once the box is closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or not self._full())
            self._take(trip)

    def post(self, trip: Trip) -> None:
        """Hand over a trip of a machine that said nothing, without waiting for a place."""
        with self._changed:
            self._take(trip)

    @property
    def is_full(self) -> bool:
        """Whether a trip would have to wait."""
        with self._changed:
            return self._full()

    def end(self) -> None:
        """Say that no trip comes any more."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def close(self) -> None:
        """Take nothing more, and let no sender wait: nobody reads."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def __iter__(self) -> Iterator[Trip]:
        """Yield trips in finishing order until there are no more."""
        while True:
            with self._changed:
                if not self._changed.wait_for(self._news, NAP_S):
                    continue
                if not self._waiting:
                    return
                trip = self._waiting.popleft()
                self._size_bytes -= _size(trip)
                self._changed.notify_all()
            yield trip

    def _news(self) -> bool:
        return bool(self._waiting) or self._ended

    def _take(self, trip: Trip) -> None:
        if not self._closed:
            self._waiting.append(trip)
            self._size_bytes += _size(trip)
            self._changed.notify_all()

    def _full(self) -> bool:
        too_large = self._size_bytes > self._max_bytes
        return len(self._waiting) >= self._max_trips or (too_large and bool(self._waiting))


def _size(trip: Trip) -> int:
    return len(trip.stdout) + len(trip.stderr)
