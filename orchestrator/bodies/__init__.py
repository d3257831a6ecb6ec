"""Which levels, unit types and duties the program ships: data files, read strictly."""

from orchestrator.bodies.shipped import (
    UNKNOWN,
    duties_of,
    level,
    level_of_name,
    levels,
    unit_type,
    unit_types,
)

__all__ = ["UNKNOWN", "duties_of", "level", "level_of_name", "levels", "unit_type", "unit_types"]
