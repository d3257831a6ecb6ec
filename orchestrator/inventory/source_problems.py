"""Everything wrong with the sources of an inventory: what stops a command, and what does not."""

from collections.abc import Iterable

from msgspec import Struct, field

from orchestrator.errors import Problem
from orchestrator.files import problems as in_files
from orchestrator.files.problems import Problems
from orchestrator.inventory.model import Closed
from orchestrator.text.message import Message


class UnfitError(ValueError):
    """A piece of an inventory cannot be used; whoever knows its place says `why` there."""

    def __init__(self, why: Message) -> None:
        """Keep why."""
        self.why = why
        super().__init__(why)


class SourceProblems(Struct, frozen=True):
    """What was found in the sources.

    Attributes:
        errors: What stops every command: Ansible refuses it too.
        warnings: What Ansible lets pass and only a strict reader refuses.
        closed: Vaulted files that stayed closed.
        skipped: What lies beside the sources and is about others.
    """

    errors: Problems = field(default_factory=Problems)
    warnings: Problems = field(default_factory=Problems)
    closed: list[Closed] = field(default_factory=list)
    skipped: Problems = field(default_factory=Problems)


def first_at_each_place(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return problems by file, line and column; of several at one place only the first.

    One setting is read once for every machine that has it. Fields that a mapping lacks are all
    told: they have no place of their own.
    """
    by_place: dict[object, Problem] = {}
    for number, problem in enumerate(problems):
        is_missing = getattr(problem.what, "id", None) == "field.missing"
        place = (problem.place, problem.what) if is_missing else problem.place
        by_place.setdefault(place or number, problem)
    return in_files.in_order(by_place.values())
