"""What is wrong with variables of many machines: kept until all have been seen, said once each."""

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from orchestrator.errors import InputError, InventoryError, Problem, UsageError
from orchestrator.model.unfollowed import UNFOLLOWED
from orchestrator.text.message import say
from orchestrator.text.unfollowed import mend_of_unfollowed


class VariableProblems:
    """Problems, each with the machines that have it.

    Attributes:
        kind: The error that they are raised as.
    """

    def __init__(self) -> None:
        """Know of none."""
        self.kind: type[InputError] = InventoryError
        self._machines: dict[Problem, list[str]] = {}

    def note(self, problem: Problem, machine: str) -> None:
        """Keep a problem of one machine."""
        self._machines.setdefault(problem, []).append(machine)

    def raise_all(self) -> None:
        """Raise all problems at once, if there are any.

        Raises:
            InputError: Of `kind`, one problem for all the machines that have it.
        """
        if self._machines:
            raise self.kind(_told(*row) for row in self._machines.items())


def refuse_unfollowed(extra_vars: Mapping[str, object]) -> None:
    """Refuse connection variables of Ansible's that -e sets and this program does not follow.

    Raises:
        UsageError: There are some.
    """
    refused = [name for name in extra_vars if name in UNFOLLOWED]
    if refused:
        raise UsageError(
            Problem(what=say("variable.unfollowed", name=name), mend=mend_of_unfollowed(name))
            for name in refused
        )


def _told(problem: Problem, machines: Sequence[str]) -> Problem:
    first, *others = machines
    what = (
        say("machine.and_others", what=problem.what, name=first, n=len(others))
        if others
        else say("machine.alone", what=problem.what, name=first)
    )
    return replace(problem, what=what)
