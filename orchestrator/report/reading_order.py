"""In which order people read machines and units: by name, as it is spelt and as its numbers count.

What programs read keeps the order of its code points.
"""

from collections.abc import Iterable

from msgspec.structs import replace

from orchestrator.model.campaign import MachineStanding
from orchestrator.model.result import MachineResult, UnitResult
from orchestrator.text.viet import sort_key


def machines_by_name(machines: Iterable[MachineResult]) -> tuple[MachineResult, ...]:
    """Return the machines of a unit in the order of their names."""
    return tuple(sorted(machines, key=lambda one: sort_key(one.scope.machine)))


def standings_by_name(standings: Iterable[MachineStanding]) -> tuple[MachineStanding, ...]:
    """Return where machines of a unit stand in the order of their names."""
    return tuple(sorted(standings, key=lambda one: sort_key(one.scope.row.machine)))


def units_by_code(units: Iterable[UnitResult]) -> tuple[UnitResult, ...]:
    """Return units in the order of their codes."""
    return tuple(sorted(units, key=lambda one: sort_key(one.unit.code)))


def in_order(unit: UnitResult) -> UnitResult:
    """Return a unit with its machines in the order of their names."""
    return replace(unit, machines=machines_by_name(unit.machines))
