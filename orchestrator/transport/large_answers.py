"""Places for large answers: the memory of one run for what machines say, shared by all of them.

What nearly every machine says is small, and free. Who says more needs a place; while there is none
its reading pauses, and with it, by its connection's own flow control, its sending. That is not its
doing, so its clock stands still; and it is never said to have flooded us because others did.
"""

import sys
import threading

from orchestrator.model.outcome import Why, not_attempted
from orchestrator.transport.attempt import Attempt
from orchestrator.transport.library_errors import LibraryError

MIB = 1024 * 1024
FREE_BYTES = MIB
"""What a machine may say without a place; an honest answer is a tenth of it."""

FLIGHT_BYTES = 128 * MIB
"""For the answers of all machines that are read, or not yet recorded."""

LONGEST_WAIT_S = 60.0
"""For a place; then the machine is let go, to be asked again some other time."""

_FEWEST = 2
_M_MMAP_THRESHOLD = -3  # malloc.h
_APART_BYTES = 256 * 1024


class LargeAnswers:
    """The places of one run; used from many threads."""

    def __init__(self, places: int, *, longest_wait_s: float = LONGEST_WAIT_S) -> None:
        """Have that many places, all free."""
        self._changed = threading.Condition()
        self._places = places
        self._longest_wait_s = longest_wait_s
        self._held: set[str] = set()
        self._closed = False

    def take(self, machine: str, attempt: Attempt) -> None:
        """Take a place for a machine, waiting while there is none; it keeps the one it has.

        Raises:
            LibraryError: not_attempted: none came free in time, or the run was stopped.
        """
        with self._changed:
            if not self._may_take(machine):
                with attempt.waiting():
                    came = self._changed.wait_for(
                        lambda: self._may_take(machine), self._longest_wait_s
                    )
                if not came:
                    raise LibraryError(not_attempted(Why.CONTROLLER_BUSY))
            if self._closed:
                raise LibraryError(not_attempted(Why.INTERRUPTED))
            if machine not in self._held:
                _map_large_blocks_apart()
                self._held.add(machine)

    def give_back(self, machine: str) -> None:
        """Free the place that a machine has, if it has one: its answer is no longer held."""
        with self._changed:
            self._held.discard(machine)
            self._changed.notify_all()

    def close(self) -> None:
        """Send away everyone who waits, now and later."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _may_take(self, machine: str) -> bool:
        return self._closed or machine in self._held or len(self._held) < self._places


def places_for(forks: int, answer_bytes: int, flight_bytes: int = FLIGHT_BYTES) -> int:
    """Return how many places the memory has room for, beside what is free; two at the least.

    Args:
        forks: Machines that are asked at the same time.
        answer_bytes: The most that one machine may say.
        flight_bytes: The memory.
    """
    beyond = max(1, answer_bytes - FREE_BYTES)
    return max(_FEWEST, (flight_bytes - forks * FREE_BYTES) // beyond)


def _map_large_blocks_apart() -> None:
    """Have large blocks of memory mapped one by one, where the C library is glibc.

    By itself it takes the size of the largest block that was freed for a usual one, and keeps such
    blocks in a heap for each of up to eight threads a processor: answers of 8 MiB that are long
    gone then hold 200 MB more than those that are there.
    """
    if sys.platform == "linux":
        import ctypes  # noqa: PLC0415 - few runs need it

        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # musl has none, and no such heaps
        if mallopt is not None:
            mallopt(_M_MMAP_THRESHOLD, _APART_BYTES)
