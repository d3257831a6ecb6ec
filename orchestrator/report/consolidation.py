"""What the units of a body declared for the annex, summed up; what is missing is no nought."""

from collections.abc import Callable, Iterable, Mapping

from msgspec import Struct

from orchestrator.bodies import unit_types
from orchestrator.model.bodies import Area, UnitType
from orchestrator.model.district import Unit
from orchestrator.report.annex_view import missing
from orchestrator.text.viet import sort_key


class PeopleSum(Struct, frozen=True, kw_only=True):
    """A sum over the units that declared a number of people.

    Attributes:
        total: The sum; None where nobody declared anything.
        declared: How many units did.
        missing: The names of those that did not.
    """

    total: int | None
    declared: int
    missing: tuple[str, ...]

    @property
    def units(self) -> int:
        """How many units there are."""
        return self.declared + len(self.missing)


class UnitBlock(Struct, frozen=True, kw_only=True):
    """The units of one type, by name, and what they declared together."""

    kind: UnitType
    units: tuple[Unit, ...]
    people: PeopleSum
    org_people: PeopleSum


class UnitLack(Struct, frozen=True, kw_only=True):
    """A unit that has not declared all, and the catalogue ids of what it lacks."""

    unit: Unit
    lacks: tuple[str, ...]


class Consolidation(Struct, frozen=True, kw_only=True):
    """The form of a body: that of all its units.

    Attributes:
        within: The bodies between the authority and it, the outermost first; none for itself.
        blocks: Its units by type, in the order of the types; none of them is empty.
        people: Section 1.
        org_people: Section 2.
        evaluating: The units that fill in section 3, by name.
        proposing: Those that have proposals for section 4, block by block.
        lacking: Those that must still declare something.
        submitted: How many handed their form in.
        unsubmitted: The names of those that did not.
    """

    within: tuple[Area, ...] = ()
    blocks: tuple[UnitBlock, ...]
    people: PeopleSum
    org_people: PeopleSum
    evaluating: tuple[Unit, ...]
    proposing: tuple[Unit, ...]
    lacking: tuple[UnitLack, ...]
    submitted: int
    unsubmitted: tuple[str, ...]

    @property
    def units(self) -> int:
        """How many units it is about."""
        return self.people.units

    @property
    def whole(self) -> int:
        """How many of them declared all that they must."""
        return self.units - len(self.lacking)


def consolidate(units: Iterable[Unit], within: tuple[Area, ...] = ()) -> Consolidation:
    """Return the form of a body.

    Args:
        units: Its units, in any order.
        within: Which body it is, below the authority.
    """
    blocks = tuple(_blocks(units))
    ordered = tuple(unit for block in blocks for unit in block.units)
    lacks = ((unit, missing(unit)) for unit in ordered)
    unsubmitted = tuple(unit.name for unit in ordered if unit.annex.submitted is None)
    return Consolidation(
        within=within,
        blocks=blocks,
        people=_sum(ordered, lambda unit: unit.annex.people),
        org_people=_sum(ordered, lambda unit: unit.annex.org_people),
        evaluating=tuple(unit for unit in ordered if unit.type.evaluates),
        proposing=tuple(unit for unit in ordered if unit.annex.proposals is not None),
        lacking=tuple(UnitLack(unit=unit, lacks=ids) for unit, ids in lacks if ids),
        submitted=len(ordered) - len(unsubmitted),
        unsubmitted=unsubmitted,
    )


def consolidate_areas(units: Iterable[Unit]) -> tuple[Consolidation, ...]:
    """Return the forms of the bodies that units lie in, by name; of the innermost ones."""
    held: dict[tuple[Area, ...], list[Unit]] = {}
    for unit in units:
        if unit.within:
            held.setdefault(unit.within, []).append(unit)
    order = sorted(held, key=lambda within: [sort_key(area.name) for area in reversed(within)])
    return tuple(consolidate(held[within], within) for within in order)


def _blocks(units: Iterable[Unit]) -> Iterable[UnitBlock]:
    held: dict[str, list[Unit]] = {}
    for unit in units:
        held.setdefault(unit.type.code, []).append(unit)
    for code in _ordered(held):
        named = tuple(sorted(held[code], key=lambda unit: (sort_key(unit.name), unit.code)))
        yield UnitBlock(
            kind=named[0].type,
            units=named,
            people=_sum(named, lambda unit: unit.annex.people),
            org_people=_sum(named, lambda unit: unit.annex.org_people),
        )


def _ordered(held: Mapping[str, list[Unit]]) -> list[str]:
    """Return the types that there are: the letter's in its order, then the inventory's own."""
    known = {code: place for place, code in enumerate(unit_types())}
    return sorted(held, key=lambda code: (known.get(code, len(known)), code))


def _sum(units: tuple[Unit, ...], told: Callable[[Unit], int | None]) -> PeopleSum:
    numbers = [number for unit in units if (number := told(unit)) is not None]
    return PeopleSum(
        total=sum(numbers) if numbers else None,
        declared=len(numbers),
        missing=tuple(unit.name for unit in units if told(unit) is None),
    )
