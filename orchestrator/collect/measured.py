"""What the controller shows of itself: descriptors it may open, lateness, CPU, handshakes."""

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec.structs import replace

from orchestrator.collect.pace import JUDGED_S, Handshakes, Limits, Signs, handshake_s
from orchestrator.model.outcome import Timing
from orchestrator.transport.machine_clock import MachineClock

MOST_SOCKETS = 448
"""Connections on their way at once: more are of no use, and Windows waits for 512 at most."""

_RESERVED = 16  # what the program opens besides: the store and its log, key files, an agent
_OF_SESSION = 2  # a connection, and the second descriptor of one with TLS
_ALL_OPEN = 24  # by a process whose open descriptors nobody counts


class Measured:
    """Gathers what is judged every `JUDGED_S` seconds; belongs to one thread."""

    def __init__(
        self,
        clock: MachineClock,
        deadline_s: float,
        cpu: Callable[[], float] = time.process_time,
    ) -> None:
        """Begin to gather.

        Args:
            clock: The machines' clock, which knows what was lost.
            deadline_s: What one machine is given.
            cpu: The process's processor time, in seconds.
        """
        self._clock, self._cpu = clock, cpu
        self._handshakes = Handshakes(deadline_s)
        self._ended = 0
        self._began = self._now()

    def ended(self, timings: Sequence[Timing]) -> None:
        """Note one machine that was asked."""
        self._ended += 1
        took_s = handshake_s(timings)
        if took_s is not None:
            self._handshakes.add(took_s)

    def signs(self) -> Signs | None:
        """Return what there was to see, once it was gathered long enough, and begin anew."""
        now = self._now()
        passed, used, lost = (new - old for new, old in zip(now, self._began, strict=True))
        if passed < JUDGED_S:
            return None
        ended, self._ended, self._began = self._ended, 0, now
        return Signs(
            late=min(1.0, lost / passed),
            cores=used / passed,
            grown=self._handshakes.grown(),
            ended=ended,
        )

    def _now(self) -> tuple[float, float, float]:
        return self._clock.real(), self._cpu(), self._clock.lost_s


def within_limit(limits: Limits) -> Limits:
    """Return limits that the process can keep: with few descriptors fewer machines are asked."""
    return fitted(limits, _left())


def fitted(limits: Limits, left: int) -> Limits:
    """Return limits that need no more than `left` descriptors, or the least that there can be.

    Three quarters are for machines that are asked, the rest is for connections on their way.
    """
    spare = max(0, left - _RESERVED)
    forks = max(1, min(limits.forks, spare * 3 // 4 // _OF_SESSION))
    sockets = max(1, min(limits.sockets, spare - _OF_SESSION * forks))
    return replace(limits, forks=forks, sockets=sockets)


def _left() -> int:
    """Return how many more descriptors the process may open."""
    if sys.platform == "win32":
        return 2 * MOST_SOCKETS + _RESERVED
    import resource  # noqa: PLC0415 - Windows has none

    limit, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if limit == resource.RLIM_INFINITY:
        return sys.maxsize
    return limit - _open_now()


def _open_now() -> int:
    try:
        return sum(1 for _ in Path("/dev/fd").iterdir())
    except OSError:
        return _ALL_OPEN
