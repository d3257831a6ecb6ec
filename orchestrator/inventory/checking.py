"""Every problem at once: also those of the files beside one that cannot be read."""

from collections.abc import Iterable

from orchestrator.errors import InventoryError, Problem
from orchestrator.inventory.loading import HalfReadError
from orchestrator.inventory.model import Inventory
from orchestrator.inventory.problems import in_order
from orchestrator.inventory.strict import district

# What is missing may stand in the file that cannot be read.
_PERHAPS_NOT = frozenset(
    {"district.empty", "machine.no_unit", "unit.annex", "vars.stray_group", "vars.stray_host"}
)


def all_problems(error: InventoryError) -> tuple[Problem, ...]:
    """Return what an error says, and what is wrong beside the files that cannot be read."""
    if not isinstance(error, HalfReadError):
        return error.problems
    return in_order([*error.problems, *_certain(_problems(error.inventory))])


def _problems(inventory: Inventory) -> tuple[Problem, ...]:
    try:
        district(inventory)
    except InventoryError as error:
        return error.problems
    return ()


def _certain(problems: Iterable[Problem]) -> Iterable[Problem]:
    return (one for one in problems if getattr(one.what, "id", None) not in _PERHAPS_NOT)
