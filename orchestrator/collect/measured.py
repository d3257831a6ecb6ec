"""What the controller shows of itself while it asks: lateness, CPU, handshakes."""

import time
from collections.abc import Callable, Sequence

from orchestrator.collect.pace import JUDGED_S, Handshakes, Signs, handshake_s
from orchestrator.model.outcome import Timing
from orchestrator.transport.machine_clock import MachineClock


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
