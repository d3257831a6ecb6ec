"""Groups that carry `unit:` are units."""

import re
from collections.abc import Mapping

from msgspec import Struct

from orchestrator.files.mapping import MappingReader
from orchestrator.files.problems import Problems
from orchestrator.files.yaml_nodes import MapEntry
from orchestrator.inventory.district.areas import Areas, last_setting
from orchestrator.inventory.district.body_words import levels_of, types_of
from orchestrator.inventory.district.declared import annex_of
from orchestrator.inventory.district.field_table import UNIT
from orchestrator.inventory.district.letterheads import letterhead_of
from orchestrator.inventory.district.own import networks_in
from orchestrator.inventory.district.quoted_names import refuse_quoted
from orchestrator.inventory.model import Group, Inventory
from orchestrator.inventory.reading.variables import settings_of_group
from orchestrator.model.bodies import Area, UnitType
from orchestrator.model.district import Unit
from orchestrator.text.message import say
from orchestrator.text.viet import fold

# A unit's code is the name of its report's file on every system.
_CODE = re.compile(r"\w[\w-]{0,63}")
_RESERVED = re.compile(r"(?:index|con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)


def units_of(inventory: Inventory, problems: Problems) -> dict[str, Unit]:
    """Return the units by code, in the order of the inventory; note what is wrong with them."""
    levels, types = levels_of(inventory, problems), types_of(inventory, problems)
    reader = _UnitReader(inventory, Areas.of(inventory, levels, problems), types, problems)
    units = {
        group.name: unit
        for group in inventory.groups.values()
        if (unit := reader.unit(group)) is not None
    }
    _refuse_twins(inventory, units, problems)
    return units


def known_units(inventory: Inventory) -> dict[str, Unit]:
    """Return an inventory's units by code; what is wrong with them is for the check to say."""
    return units_of(inventory, Problems())


def unit_groups(inventory: Inventory) -> frozenset[str]:
    """Return the groups that carry `unit:`, also those where it is wrong."""
    return frozenset(
        name for name in inventory.groups if any(settings_of_group(inventory, name, "unit"))
    )


class _UnitReader(Struct, frozen=True):
    """Reads the units of an inventory; what is wrong with them is noted."""

    inventory: Inventory
    areas: Areas
    types: Mapping[str, UnitType]
    problems: Problems

    def unit(self, group: Group) -> Unit | None:
        """Return the unit of a group, None if it is none or a wrong one."""
        given = tuple(settings_of_group(self.inventory, group.name, "unit"))
        annex_entry = last_setting(self.inventory, group.name, "annex")
        if not given:
            if annex_entry is not None:
                what = say("unit.annex", group=group.name)
                self.problems.add(annex_entry.key.place, what, say("mend.to_unit"))
            return None
        for again in given[1:]:
            what = say("unit.again", code=group.name, first=given[0].key.place)
            self.problems.add(again.key.place, what, say("mend.delete_or_code"))
        _check_code(group, given[-1], self.problems)
        return self._read(group, given[-1], annex_entry)

    def _read(self, group: Group, entry: MapEntry, annex_entry: MapEntry | None) -> Unit | None:
        fields = MappingReader.of(entry.key.text, entry.node, UNIT.names, self.problems)
        if fields is None:
            return None
        name, kind = fields.needed("name"), fields.needed_meaning("type", self.types)
        contact, within = fields.text("contact"), self.areas.above(group, self.problems)
        networks = networks_in(fields.entry("networks"), self.problems)
        if name is None or kind is None:
            return None
        refuse_quoted(name, fields.value_place("name"), self.problems)
        annex = annex_of(annex_entry, kind, self.problems)
        head = letterhead_of(fields.entry("letterhead"), self.problems)
        return Unit(
            code=group.name,
            name=name,
            type=kind,
            within=within,
            contact=contact,
            annex=annex,
            networks=networks,
            letterhead=head,
        )


def _check_code(group: Group, entry: MapEntry, problems: Problems) -> None:
    if _CODE.fullmatch(group.name) and not _RESERVED.fullmatch(group.name):
        return
    where = group.place or entry.key.place
    problems.add(where, say("unit.code", code=group.name), say("mend.code"))


def _refuse_twins(inventory: Inventory, units: dict[str, Unit], problems: Problems) -> None:
    """Refuse codes that one file system takes for equal, and one unit under two codes."""
    by_code: dict[str, str] = {}
    by_name: dict[tuple[str, str, tuple[Area, ...]], str] = {}
    for unit in units.values():
        place = inventory.groups[unit.code].place
        first = by_code.setdefault(unit.code.casefold(), unit.code)
        if first != unit.code:
            what = say("unit.case", first=first, second=unit.code)
            problems.add(place, what, say("mend.rename_one"))
        first = by_name.setdefault((fold(unit.name), unit.type.code, unit.within), unit.code)
        if first != unit.code:
            what = say("unit.twin", name=unit.name, first=first)
            problems.add(place, what, say("mend.delete_or_name"))
