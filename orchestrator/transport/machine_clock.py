"""Time as it passes for machines: it stands still whenever the controller itself is late."""

import time
from collections.abc import Callable

Clock = Callable[[], float]

BEAT_S = 0.1
"""How often the one who keeps the time comes by."""

LONGEST_S = 0.2
"""How much time may pass for machines between two beats, however much did pass."""


class MachineClock:
    """A clock that goes on with beats, and never further than `LONGEST_S` beyond the last one.

    Whoever beats is a thread like all others here: where it comes late, because the processor or
    the interpreter is taken, the threads that ask machines come late as well, and what they did
    not hear in that time the machines may well have said. So that time is not the machines'. The
    clock never goes back and is never faster than the real one.

    Read from any thread; beaten under one lock.
    """

    def __init__(self, clock: Clock = time.monotonic) -> None:
        """Begin now; `clock` is the real one, in seconds."""
        self.real = clock
        now = clock()
        self._beat = (now, now)  # one tuple, so that a reader never sees half of a beat
        self.lost_s = 0.0

    def __call__(self) -> float:
        """Return the machines' time, in seconds from an arbitrary point."""
        base, at = self._beat
        return base + min(max(0.0, self.real() - at), LONGEST_S)

    def beat(self) -> None:
        """Go on; what has passed beyond `LONGEST_S` since the last beat is lost to nobody."""
        self.lost_s += max(0.0, self._go_on() - LONGEST_S)

    def begin(self) -> None:
        """Go on after a time in which nobody was waited for, and nobody beat."""
        self._go_on()

    def _go_on(self) -> float:
        """Move the machines' time on, and return how much really passed."""
        base, at = self._beat
        now = self.real()
        passed = max(0.0, now - at)
        self._beat = (base + min(passed, LONGEST_S), now)
        return passed
