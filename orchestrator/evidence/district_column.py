"""The `district` column: who consolidates, its units, and what levels and types were called."""

from collections.abc import Mapping
from typing import TypeVar

from msgspec import Struct, field

from orchestrator import bodies
from orchestrator.model.bodies import Area, Duty, Level, UnitType
from orchestrator.model.district import Annex, Authority, CleaningTool, Letter, Unit

_Value = TypeVar("_Value")


class AuthorityCell(Struct, frozen=True, kw_only=True):
    """An authority with its level by code; None in stores of before levels were kept."""

    name: str
    committee: str
    campaign: str
    deadline: str | None
    letter: Letter
    level: str | None = None
    duties: tuple[Duty, ...] = ()
    contact: str | None = None
    cleaning_tool: CleaningTool | None = None


class AreaCell(Struct, frozen=True, kw_only=True):
    """An area with its level by code."""

    level: str
    name: str


class UnitCell(Struct, frozen=True, kw_only=True):
    """A unit with its type by code; `ward` alone in stores of before areas were kept."""

    code: str
    name: str
    type: str
    contact: str | None
    annex: Annex
    ward: str | None = None
    within: tuple[AreaCell, ...] | None = None


class DistrictColumn(Struct, frozen=True, kw_only=True):
    """What the column holds: each level and type once, as it was called at that sweep."""

    authority: AuthorityCell
    units: tuple[UnitCell, ...]
    demo: bool
    levels: Mapping[str, Level] = field(default_factory=dict)
    types: Mapping[str, UnitType] = field(default_factory=dict)

    @classmethod
    def of(cls, authority: Authority, units: tuple[Unit, ...], *, demo: bool) -> "DistrictColumn":
        """Return the column of a sweep."""
        areas = (area for unit in units for area in unit.within)
        levels = {authority.level.code: authority.level} | {a.level.code: a.level for a in areas}
        return cls(
            authority=AuthorityCell(
                name=authority.name,
                committee=authority.committee,
                campaign=authority.campaign,
                deadline=authority.deadline,
                letter=authority.letter,
                level=authority.level.code,
                duties=authority.duties,
                contact=authority.contact,
                cleaning_tool=authority.cleaning_tool,
            ),
            units=tuple(map(_unit_cell, units)),
            demo=demo,
            levels=levels,
            types={unit.type.code: unit.type for unit in units},
        )

    def opened_authority(self) -> Authority:
        """Return the authority; of before levels were kept, it is of the level its name says.

        Raises:
            ValueError: Its level stands nowhere.
        """
        cell, levels = self.authority, self._levels()
        return Authority(
            name=cell.name,
            committee=cell.committee,
            campaign=cell.campaign,
            deadline=cell.deadline,
            letter=cell.letter,
            level=_called(levels, cell.level)
            if cell.level
            else bodies.level_of_name(cell.name, levels),
            duties=cell.duties,
            contact=cell.contact,
            cleaning_tool=cell.cleaning_tool,
        )

    def opened_units(self) -> tuple[Unit, ...]:
        """Return the units; the program's own words stand where none were kept.

        Raises:
            ValueError: A level or a type stands nowhere.
        """
        levels, types = self._levels(), {**bodies.unit_types(), **self.types}
        return tuple(
            Unit(
                code=cell.code,
                name=cell.name,
                type=_called(types, cell.type),
                within=tuple(
                    Area(level=_called(levels, area.level), name=area.name) for area in _areas(cell)
                ),
                contact=cell.contact,
                annex=cell.annex,
            )
            for cell in self.units
        )

    def _levels(self) -> dict[str, Level]:
        return {**bodies.levels(), **self.levels}


def _unit_cell(unit: Unit) -> UnitCell:
    return UnitCell(
        code=unit.code,
        name=unit.name,
        type=unit.type.code,
        contact=unit.contact,
        annex=unit.annex,
        within=tuple(AreaCell(level=area.level.code, name=area.name) for area in unit.within),
    )


def _areas(cell: UnitCell) -> tuple[AreaCell, ...]:
    if cell.within is not None:
        return cell.within
    return (AreaCell(level="ward", name=cell.ward),) if cell.ward else ()


def _called(words: Mapping[str, _Value], code: str) -> _Value:
    if code not in words:
        msg = f"nothing is called `{code}`"
        raise ValueError(msg)
    return words[code]
