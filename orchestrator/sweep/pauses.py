"""Pauses that grow while something does not work, and end as soon as somebody wants to end."""

import time
from collections.abc import Callable
from typing import Final

_FIRST: Final = 0.5
_LOOK: Final = 0.25


class GrowingPause:
    """A pause of half a second, then twice as long each time, up to a longest one (in seconds)."""

    def __init__(self, longest: float) -> None:
        """Begin with the shortest."""
        self._longest = longest
        self._next = _FIRST

    def wait(self, stopping: Callable[[], bool]) -> None:
        """Wait; returns at once when it is to end."""
        until = time.monotonic() + self._next
        self._next = min(2 * self._next, self._longest)
        while not stopping() and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, _LOOK))

    def longer(self) -> float:
        """Return how long to wait now, in seconds, for one who waits in another way."""
        now, self._next = self._next, min(2 * self._next, self._longest)
        return now

    def over(self) -> None:
        """What did not work works: the next pause is the shortest again."""
        self._next = _FIRST
