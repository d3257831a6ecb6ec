"""In which order machines are asked: pure, and the same for the same seed."""

import hashlib
from collections import Counter, deque
from collections.abc import Callable, Iterable

from orchestrator.model.plan import Assignment


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


class Queue:
    """Who is still to be asked: in order, but nobody of a unit that has no room, who waits.

    Each machine is given out once. A machine that waited for room comes before all that were
    behind it, as soon as there is some.
    """

    def __init__(self, assignments: Iterable[Assignment]) -> None:
        """Hold them in that order."""
        self._waiting = deque(assignments)
        self._passed: dict[str, deque[Assignment]] = {}

    def __len__(self) -> int:
        """Count who is still to be asked."""
        return len(self._waiting) + sum(map(len, self._passed.values()))

    def clear(self) -> None:
        """Give nobody out any more."""
        self._waiting.clear()
        self._passed.clear()

    def next(self, has_room: Callable[[str], bool]) -> Assignment | None:
        """Return the next one of a unit that has room, None if no unit of those left has any."""
        for unit in self._passed:
            if has_room(unit):
                return self._of(unit)
        while self._waiting:
            one = self._waiting.popleft()
            if has_room(one.unit):
                return one
            self._passed.setdefault(one.unit, deque()).append(one)
        return None

    def _of(self, unit: str) -> Assignment:
        waiting = self._passed[unit]
        one = waiting.popleft()
        if not waiting:
            del self._passed[unit]
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
