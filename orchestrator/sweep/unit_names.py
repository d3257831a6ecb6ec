"""Which unit a person means: by its code, or by its name as `-l` takes it."""

from collections.abc import Iterable

from orchestrator.inventory.district.body_names import unit_key, ward_key
from orchestrator.model.district import Unit
from orchestrator.text.viet import fold


def code_meant(given: str, units: Iterable[Unit]) -> str:
    """Return the code of the unit that is meant.

    Args:
        given: A code, or a name, in full or in short, with or without its accents.
        units: The units that there are.

    Returns:
        `given` itself where it is a code, or where no unit or several have that name.
    """
    every = tuple(units)
    if given in {unit.code for unit in every}:
        return given
    for spelled in (fold, unit_key):
        named = [unit.code for unit in every if spelled(unit.name) == spelled(given)]
        if len(named) == 1:
            return named[0]
    return given


def codes_meant(given: str, units: Iterable[Unit]) -> tuple[str, ...]:
    """Return the codes of the units that are meant: of one, or of all in a body of that name.

    Args:
        given: A code, or a name as `code_meant` takes it, or that of a ward, commune or zone.
        units: The units that there are.

    Returns:
        None where nothing is called so, or where several units are.
    """
    every = tuple(units)
    code = code_meant(given, every)
    if code in {unit.code for unit in every}:
        return (code,)
    return tuple(unit.code for unit in every if ward_key(unit.ward or "") == ward_key(given))


def names_of(units: Iterable[Unit]) -> tuple[str, ...]:
    """Return everything that units and their bodies are called, to find what was meant."""
    every = tuple(units)
    wards = dict.fromkeys(unit.ward for unit in every if unit.ward)
    return (*(unit.code for unit in every), *(unit.name for unit in every), *wards)
