"""How many machines are asked at a time: pure decisions from what the controller shows of itself.

Machines that are asked compete for one processor. Past some number all of them are slow together,
and a machine's deadline would judge us and not the machine; so the number is raised while nothing
speaks against it, and lowered as soon as something does.
"""

from collections import deque
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from orchestrator.model.outcome import Phase, Timing

CALM = 50
"""As many are asked at once from the beginning, where a machine has at least `CALM_S`."""

CALM_S = 30.0
"""With less time a machine forgives less, and fewer are asked until it is known how it goes."""

FEWEST = 8
"""Fewer at a time would help nobody: it is mostly others then who keep the controller busy."""

JUDGED_S = 1.0
"""How long what the controller shows is gathered before it is judged."""

_SHARE_LATE = 0.3
_CORE = 0.95
_CUT = 0.7
_FEW_SAMPLES = 8
_SAMPLES = 32
_GROWN = 3.0
_OF_DEADLINE = 0.1
_ROUND_TRIPS = 6
_HANDSHAKE = (Phase.BANNER, Phase.KEX, Phase.LOGIN)


class Limits(Struct, frozen=True, kw_only=True):
    """What is never exceeded.

    Attributes:
        forks: Machines asked at the same time.
        unit_forks: Of one unit.
        sockets: Connections on their way at the same time.
        rate: New machines a second; None for as many as there is room for.
    """

    forks: int
    unit_forks: int
    sockets: int
    rate: float | None = None


class Signs(Struct, frozen=True, kw_only=True):
    """What the controller showed of itself for a while.

    Attributes:
        late: The share of that time in which it was late, from 0 to 1.
        cores: How much of a processor the process used; the interpreter uses one at most.
        grown: Whether handshakes take much longer than they did.
        ended: How many machines were done with.
    """

    late: float = 0.0
    cores: float = 0.0
    grown: bool = False
    ended: int = 0


class Pace(Struct, frozen=True):
    """How many machines may be asked at a time now."""

    limit: float

    @property
    def now(self) -> int:
        """The number."""
        return int(self.limit)

    @property
    def ahead(self) -> int:
        """How many more may be connected beforehand, so that no fork waits for a packet."""
        return 1 + self.now // 8


def first_pace(limits: Limits, deadline_s: float) -> Pace:
    """Return the pace to begin with, where one machine is given so much time."""
    calm = CALM * min(1.0, deadline_s / CALM_S)
    return Pace(min(limits.forks, max(FEWEST, calm)))


def next_pace(pace: Pace, signs: Signs, limits: Limits) -> Pace:
    """Return the pace that follows: a third less if we are the brake, else up to the bound.

    Where nobody is done with, it still grows by and by: machines that say nothing must not keep
    others from being asked.
    """
    if signs.grown or signs.late > _SHARE_LATE:
        fewest = min(FEWEST, limits.forks)
        return replace(pace, limit=max(fewest, pace.limit * _CUT))
    if signs.cores >= _CORE:
        return pace
    return replace(pace, limit=min(limits.forks, pace.limit + max(signs.ended, 2)))


def handshake_s(timings: Sequence[Timing]) -> float | None:
    """Return how long a machine and we took to come to terms, its line's own time left out.

    Returns:
        None where a machine did not come as far: it says nothing about us.
    """
    took = {timing.phase: timing.seconds for timing in timings}
    if Phase.OPEN not in took and Phase.EXEC not in took:
        return None
    line_s = _ROUND_TRIPS * took.get(Phase.CONNECT, 0.0)
    return max(0.0, sum(took.get(phase, 0.0) for phase in _HANDSHAKE) - line_s)


class Handshakes:
    """How long the newest handshakes took, beside the quickest there were."""

    def __init__(self, deadline_s: float) -> None:
        """Know none; as long as they take a small part of the deadline, nobody is harmed."""
        self._harmless_s = _OF_DEADLINE * deadline_s
        self._newest: deque[float] = deque(maxlen=_SAMPLES)
        self._quickest_s: float | None = None

    def add(self, took_s: float) -> None:
        """Note one."""
        self._newest.append(took_s)

    def grown(self) -> bool:
        """Judge the newest, once there are some; those that speak against us are judged once."""
        if len(self._newest) < _FEW_SAMPLES:
            return False
        ordered = sorted(self._newest)
        usual_s, quickest_s = ordered[len(ordered) // 2], ordered[0]
        if self._quickest_s is None or quickest_s < self._quickest_s:
            self._quickest_s = quickest_s
        if usual_s <= max(self._harmless_s, _GROWN * self._quickest_s):
            return False
        self._newest.clear()
        return True
