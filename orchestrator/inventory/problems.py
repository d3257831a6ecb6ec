"""Everything wrong with the sources, gathered so that one run can show it all."""

from dataclasses import dataclass, field

from orchestrator.errors import Place, Problem
from orchestrator.inventory.model import Closed
from orchestrator.text.message import Message


class UnfitError(ValueError):
    """A piece of an inventory cannot be used; whoever knows its place says `why` there."""

    def __init__(self, why: Message) -> None:
        """Keep why."""
        self.why = why
        super().__init__(why)


@dataclass(slots=True)
class Problems:
    """Heaps: what stops every command, what only a strict reader refuses, what stayed closed."""

    errors: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    closed: list[Closed] = field(default_factory=list)

    def error(self, place: Place | None, what: str, mend: str) -> None:
        """Note what Ansible refuses too."""
        self.errors.append(Problem(place=place, what=what, mend=mend))

    def warn(self, place: Place | None, what: str, mend: str) -> None:
        """Note what Ansible lets pass."""
        self.warnings.append(Problem(place=place, what=what, mend=mend))


def in_order(problems: list[Problem]) -> tuple[Problem, ...]:
    """Return problems by file, line and column; of several at one place only the first."""
    by_place: dict[object, Problem] = {}
    for number, problem in enumerate(problems):
        by_place.setdefault(problem.place or number, problem)
    return tuple(sorted(by_place.values(), key=_position))


def _position(problem: Problem) -> tuple[str, int, int]:
    place = problem.place
    return (place.file, place.line, place.column) if place else ("", 0, 0)
