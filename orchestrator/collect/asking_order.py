"""In which order machines are asked: pure, and the same for the same seed."""

import hashlib
from collections import Counter, deque
from collections.abc import Callable, Iterable
from typing import NamedTuple

from orchestrator.model.plan import Assignment, JumpHost


def shuffled(assignments: Iterable[Assignment], seed: str) -> tuple[Assignment, ...]:
    """Mix the machines of all units, so that no unit's line is asked by all forks at once.

    Args:
        assignments: Who is asked.
        seed: What decides the order, together with the machines' names: a sweep's id.
    """

    def place(one: Assignment) -> bytes:
        return hashlib.sha256(f"{seed}\0{one.unit}\0{one.machine}".encode()).digest()

    return tuple(sorted(assignments, key=place))


def silent_last(
    assignments: Iterable[Assignment], silent: frozenset[str]
) -> tuple[Assignment, ...]:
    """Put the machines last that did not answer when they were last asked; keep all else."""
    return tuple(sorted(assignments, key=lambda one: one.machine in silent))


class SharedLine(NamedTuple):
    """What a machine shares with others on the way to it: its unit's line, and its jump hosts."""

    unit: str
    jump: tuple[JumpHost, ...]

    @classmethod
    def of(cls, one: Assignment) -> "SharedLine":
        """Return a machine's."""
        return cls(one.unit, one.target.jump)


HasRoom = Callable[[SharedLine], bool]
"""Whether one more machine may be asked there."""


class Queue:
    """Who is still to be asked: in order, but nobody whose shared line has no room, who waits.

    Each machine is given out once. A machine that waited for room comes before all that were
    behind it, as soon as there is some.
    """

    def __init__(self, assignments: Iterable[Assignment]) -> None:
        """Hold them in that order."""
        self._waiting = deque(assignments)
        self._passed: dict[SharedLine, deque[Assignment]] = {}

    def __len__(self) -> int:
        """Count who is still to be asked."""
        return len(self._waiting) + sum(map(len, self._passed.values()))

    def clear(self) -> None:
        """Give nobody out any more."""
        self._waiting.clear()
        self._passed.clear()

    def next(self, has_room: HasRoom) -> Assignment | None:
        """Return the next one whose line has room, None if none of those left has any."""
        for line in self._passed:
            if has_room(line):
                return self._of(line)
        while self._waiting:
            one = self._waiting.popleft()
            line = SharedLine.of(one)
            if has_room(line):
                return one
            self._passed.setdefault(line, deque()).append(one)
        return None

    def _of(self, line: SharedLine) -> Assignment:
        waiting = self._passed[line]
        one = waiting.popleft()
        if not waiting:
            del self._passed[line]
        return one


class Load:
    """How many machines are being asked, in all and of each unit."""

    def __init__(self) -> None:
        """Begin with none."""
        self._of_units: Counter[str] = Counter()
        self.total = 0

    def of(self, unit: str) -> int:
        """Return how many of a unit's are."""
        return self._of_units[unit]

    def add(self, unit: str, number: int) -> None:
        """Count one more (1) or one less (-1)."""
        self._of_units[unit] += number
        self.total += number
