"""Groups that carry `unit:` are units, groups that carry `ward:` are wards."""

import re

from orchestrator.files.mapping import MappingReader, text_of
from orchestrator.files.problems import Problems
from orchestrator.files.yaml_nodes import MapEntry
from orchestrator.inventory.district.field_table import ANNEX, UNIT
from orchestrator.inventory.model import Group, Inventory
from orchestrator.inventory.reading.variables import settings_of_group
from orchestrator.model.district import Annex, Unit, UnitType
from orchestrator.text.message import say
from orchestrator.text.viet import fold

# A unit's code is the name of its report's file on every system.
_CODE = re.compile(r"\w[\w-]{0,63}")
_RESERVED = re.compile(r"(?:index|con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)


def units_of(inventory: Inventory, problems: Problems) -> dict[str, Unit]:
    """Return the units by code, in the order of the inventory; note what is wrong with them."""
    wards = _wards(inventory, problems)
    units = {
        group.name: unit
        for group in inventory.groups.values()
        if (unit := _unit(inventory, group, wards, problems)) is not None
    }
    _refuse_twins(inventory, units, problems)
    return units


def unit_groups(inventory: Inventory) -> frozenset[str]:
    """Return the groups that carry `unit:`, also those where it is wrong."""
    return frozenset(
        name for name in inventory.groups if any(settings_of_group(inventory, name, "unit"))
    )


def _setting(inventory: Inventory, group: str, variable: str) -> MapEntry | None:
    """Return the setting of a variable on a group itself that counts, if there is one."""
    settings = tuple(settings_of_group(inventory, group, variable))
    return settings[-1] if settings else None


def _wards(inventory: Inventory, problems: Problems) -> dict[str, str]:
    named = {
        name: text_of(entry, problems)
        for name in inventory.groups
        if (entry := _setting(inventory, name, "ward")) is not None
    }
    return {name: ward for name, ward in named.items() if ward is not None}


def _unit(
    inventory: Inventory, group: Group, wards: dict[str, str], problems: Problems
) -> Unit | None:
    given = tuple(settings_of_group(inventory, group.name, "unit"))
    annex_entry = _setting(inventory, group.name, "annex")
    if not given:
        if annex_entry is not None:
            what = say("unit.annex", group=group.name)
            problems.add(annex_entry.key.place, what, say("mend.to_unit"))
        return None
    for again in given[1:]:
        what = say("unit.again", code=group.name, first=given[0].key.place)
        problems.add(again.key.place, what, say("mend.delete_or_code"))
    _check_code(group, given[-1], problems)
    fields = MappingReader.of("unit", given[-1].node, UNIT.names, problems)
    if fields is None:
        return None
    name, kind = fields.needed("name"), fields.needed_choice("type", UnitType)
    contact, ward = fields.text("contact"), _ward_of(inventory, group, wards, problems)
    if name is None or kind is None:
        return None
    annex = _annex(annex_entry, kind, problems)
    return Unit(code=group.name, name=name, type=kind, ward=ward, contact=contact, annex=annex)


def _check_code(group: Group, entry: MapEntry, problems: Problems) -> None:
    if _CODE.fullmatch(group.name) and not _RESERVED.fullmatch(group.name):
        return
    where = group.place or entry.key.place
    problems.add(where, say("unit.code", code=group.name), say("mend.code"))


def _ward_of(
    inventory: Inventory, group: Group, wards: dict[str, str], problems: Problems
) -> str | None:
    """Return the ward on the unit's group or above it."""
    if group.name in wards:
        return wards[group.name]
    seen: set[str] = set()
    waiting = list(group.parents)
    while waiting:
        parent = waiting.pop()
        if parent not in seen:
            seen.add(parent)
            waiting.extend(inventory.groups[parent].parents)
    found = sorted({wards[name] for name in seen if name in wards})
    if len(found) > 1:
        what = say("unit.wards", code=group.name, wards=", ".join(found))
        problems.add(group.place, what, say("mend.one_ward"))
    return found[0] if found else None


def _annex(entry: MapEntry | None, kind: UnitType, problems: Problems) -> Annex:
    fields = (
        None
        if entry is None
        else MappingReader.of(entry.key.text, entry.node, ANNEX.names, problems)
    )
    if fields is None:
        return Annex()
    evaluation = fields.entry("evaluation")
    if evaluation is not None and kind is not UnitType.WARD_COMMITTEE:
        where = evaluation.key.place
        problems.add(where, say("unit.evaluation"), say("mend.proposals"))
    return Annex(
        scope=fields.text("scope"),
        people=fields.count("people"),
        org_scope=fields.text("org_scope"),
        org_people=fields.count("org_people"),
        evaluation=fields.text("evaluation"),
        proposals=fields.text("proposals"),
    )


def _refuse_twins(inventory: Inventory, units: dict[str, Unit], problems: Problems) -> None:
    """Refuse codes that one file system takes for equal, and one unit under two codes."""
    by_code: dict[str, str] = {}
    by_name: dict[tuple[str, UnitType, str | None], str] = {}
    for unit in units.values():
        place = inventory.groups[unit.code].place
        first = by_code.setdefault(unit.code.casefold(), unit.code)
        if first != unit.code:
            what = say("unit.case", first=first, second=unit.code)
            problems.add(place, what, say("mend.rename_one"))
        first = by_name.setdefault((fold(unit.name), unit.type, unit.ward), unit.code)
        if first != unit.code:
            what = say("unit.twin", name=unit.name, first=first)
            problems.add(place, what, say("mend.delete_or_name"))
