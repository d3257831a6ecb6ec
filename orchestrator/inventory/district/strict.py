"""From an inventory to the district in scope, strictly: nothing doubtful becomes a denominator."""

from collections.abc import Collection, Mapping

from orchestrator.bodies import UNKNOWN, level_of_name
from orchestrator.bodies import duties_of as shipped_duties
from orchestrator.bodies import level as shipped_level
from orchestrator.errors import InventoryError
from orchestrator.files.mapping import MappingReader
from orchestrator.files.problems import Problems
from orchestrator.inventory.district.body_words import duties_of, levels_of
from orchestrator.inventory.district.field_table import AUTHORITY, CLEANING_TOOL, LETTER
from orchestrator.inventory.district.letterheads import letterhead_of
from orchestrator.inventory.district.machines import machines_of
from orchestrator.inventory.district.own import district_setting, own_of
from orchestrator.inventory.district.quoted_names import refuse_quoted
from orchestrator.inventory.district.units import unit_groups, units_of
from orchestrator.inventory.model import Inventory
from orchestrator.inventory.reading.vaulted import vault_problems
from orchestrator.inventory.source_problems import first_at_each_place
from orchestrator.model.bodies import Level
from orchestrator.model.district import Authority, CleaningTool, District, Letter
from orchestrator.text.message import say

_VARIABLES = ("authority", "district")  # one thing: the second is what it was called first


def district(inventory: Inventory, vault_ids: Collection[str] = ()) -> District:
    """Return the units and machines of an inventory.

    Args:
        inventory: The inventory; vaulted values stay closed.
        vault_ids: The vault ids that are defined, to refuse values of any other; without one no
            id is judged, so that a ward may hold its own alone.

    Raises:
        InventoryError: Anything in it is wrong or doubtful; every problem, in the order of the
            files.
    """
    problems = Problems()
    problems.extend(inventory.warnings)
    problems.extend(vault_problems(inventory, vault_ids))
    levels = levels_of(inventory, Problems())  # units_of notes what is wrong with them
    fields = _authority_fields(inventory, problems)
    authority = _authority(fields, levels) if fields else _undeclared()
    units = units_of(inventory, problems)
    machines = machines_of(inventory, unit_groups(inventory), problems)
    own = own_of(inventory, machines, units.values(), problems)
    if not inventory.hosts:
        problems.add(None, say("district.empty"), say("mend.check_sources"))
    if problems or authority is None:
        # What is missing may stand in a file that is still closed.
        problems.extend(closed.problem for closed in inventory.closed)
        raise InventoryError(first_at_each_place(problems))
    return District(
        authority=authority,
        units=tuple(sorted(units.values(), key=lambda unit: unit.code)),
        machines=tuple(sorted(machines, key=lambda machine: (machine.unit, machine.name))),
        demo=fields is not None and fields.flag("demo"),
        own=own,
    )


def declares_authority(inventory: Inventory) -> bool:
    """Tell whether an inventory says who consolidates; one ward's file alone may not."""
    return any(district_setting(inventory, name, Problems()) is not None for name in _VARIABLES)


def _authority_fields(inventory: Inventory, problems: Problems) -> MappingReader | None:
    given = [district_setting(inventory, name, problems) for name in _VARIABLES]
    found = [entry for entry in given if entry is not None]
    for again in found[1:]:
        problems.add(
            again.key.place,
            say("district.twice", first=_VARIABLES[0], second=_VARIABLES[1]),
            say("mend.delete_one"),
        )
    if not found:
        return None
    entry = found[0]
    return MappingReader.of(entry.key.text, entry.node, AUTHORITY.names, problems)


def _undeclared() -> Authority:
    """Return dotted lines: nothing is made up for an inventory that declares no authority."""
    level = shipped_level(UNKNOWN)
    dots = "…" * 4
    return Authority(
        name=level.named(dots, "vi"),
        committee=f"UBND {dots}",
        campaign=f"Chiến dịch {dots}",
        level=level,
    )


def _authority(fields: MappingReader, levels: Mapping[str, Level]) -> Authority | None:
    contact, tool = fields.text("contact"), _cleaning_tool(fields)
    name, committee = fields.needed("name"), fields.needed("committee")
    campaign, deadline = fields.needed("campaign"), fields.date("deadline")
    letter, _ = _letter(fields), fields.flag("demo")
    head = letterhead_of(fields.entry("letterhead"), fields.problems)
    level = fields.needed_meaning("level", levels) if fields.entry("level") else None
    for key, text in (("name", name), ("committee", committee)):
        refuse_quoted(text or "", fields.value_place(key), fields.problems)
    duties = duties_of(fields)
    if name is None or committee is None or campaign is None:
        return None
    level = level or level_of_name(name, levels)
    return Authority(
        name=name,
        committee=committee,
        campaign=campaign,
        contact=contact,
        cleaning_tool=tool,
        deadline=deadline,
        letter=letter,
        level=level,
        duties=(*shipped_duties(level), *duties),
        letterhead=head,
    )


def _cleaning_tool(fields: MappingReader) -> CleaningTool | None:
    """Return what units clean a machine with; None where the inventory does not say."""
    entry = fields.entry("cleaning_tool")
    tool = (
        None
        if entry is None
        else MappingReader.of(entry.key.text, entry.node, CLEANING_TOOL.names, fields.problems)
    )
    if tool is None:
        return None
    name, where = tool.needed("name"), tool.text("where")
    return None if name is None else CleaningTool(name=name, where=where)


def _letter(fields: MappingReader) -> Letter:
    entry = fields.entry("letter")
    letter = (
        None
        if entry is None
        else MappingReader.of(entry.key.text, entry.node, LETTER.names, fields.problems)
    )
    if letter is None:
        return Letter()
    return Letter(
        number=letter.text("number"), date=letter.text("date"), wards=letter.count("wards")
    )
