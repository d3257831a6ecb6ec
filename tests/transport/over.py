"""Ends a machine's time when it has come as far as a test wants, however long that took.

A deadline of some seconds is both too late for a quick machine and too early for a busy one. So
the deadline is far away, and is moved to the present once the condition holds.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from orchestrator.model.outcome import Phase
from orchestrator.transport.attempt import Attempt, Watchdog

FAR_S = 120.0
"""No condition takes so long on any machine that can run the tests."""

AT_ONCE_S = 30.0
"""What ends within it did not wait for `FAR_S`, nor for a server that holds on for a minute."""

Condition = Callable[[Attempt], bool]


class Ending:
    """When the time of one attempt was over."""

    began = 0.0

    def took_s(self) -> float:
        """Return the seconds since then."""
        assert self.began, "the condition never came"
        return time.monotonic() - self.began


@contextmanager
def over_when(
    watchdog: Watchdog, line: Attempt, condition: Condition, *, left_s: float = 0.0
) -> Iterator[Ending]:
    """Leave an attempt `left_s` more seconds from when the condition holds."""
    ending, done = Ending(), threading.Event()

    def watch() -> None:
        while not condition(line):
            if done.wait(0.005):
                return
        ending.began = time.monotonic() + left_s
        watchdog.move(line, watchdog.clock() + left_s)

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        yield ending
    finally:
        done.set()
        watching.join()


def at(phase: Phase) -> Condition:
    """Return whether the attempt is in that phase."""
    return lambda line: line.at is phase


def within(seconds: float, condition: Callable[[], bool]) -> bool:
    """Wait until something is so; return whether it came to be."""
    until = time.monotonic() + seconds
    while not (held := condition()) and time.monotonic() < until:
        time.sleep(0.01)
    return held
