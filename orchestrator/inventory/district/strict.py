"""From an inventory to the district in scope, strictly: nothing doubtful becomes a denominator."""

from collections.abc import Collection

from orchestrator.errors import InventoryError
from orchestrator.files.mapping import MappingReader
from orchestrator.files.problems import Problems
from orchestrator.inventory.district.field_table import DISTRICT, LETTER
from orchestrator.inventory.district.machines import machines_of
from orchestrator.inventory.district.own import district_setting, own_of
from orchestrator.inventory.district.units import unit_groups, units_of
from orchestrator.inventory.model import Inventory
from orchestrator.inventory.problems import in_order
from orchestrator.inventory.reading.vaulted import vault_problems
from orchestrator.model.district import Authority, District, Letter
from orchestrator.text.message import say

# A report of an inventory without `district:` keeps dotted lines: nothing is made up for it.
UNDECLARED = Authority(
    name="Quận …………",
    committee="UBND quận …………",
    campaign="Chiến dịch làm sạch mã độc trên không gian mạng",
)


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
    fields = _district_fields(inventory, problems)
    authority = _authority(fields) if fields else UNDECLARED
    units = units_of(inventory, problems)
    machines = machines_of(inventory, unit_groups(inventory), problems)
    own = own_of(inventory, machines, problems)
    if not inventory.hosts:
        problems.add(None, say("district.empty"), say("mend.check_sources"))
    if problems or authority is None:
        # What is missing may stand in a file that is still closed.
        problems.extend(closed.problem for closed in inventory.closed)
        raise InventoryError(in_order(problems))
    return District(
        authority=authority,
        units=tuple(sorted(units.values(), key=lambda unit: unit.code)),
        machines=tuple(sorted(machines, key=lambda machine: (machine.unit, machine.name))),
        demo=fields is not None and fields.flag("demo"),
        own=own,
    )


def _district_fields(inventory: Inventory, problems: Problems) -> MappingReader | None:
    entry = district_setting(inventory, "district", problems)
    return (
        None
        if entry is None
        else MappingReader.of(entry.key.text, entry.node, DISTRICT.names, problems)
    )


def _authority(fields: MappingReader) -> Authority | None:
    name, committee = fields.needed("name"), fields.needed("committee")
    campaign, deadline = fields.needed("campaign"), fields.date("deadline")
    letter, _ = _letter(fields), fields.flag("demo")
    if name is None or committee is None or campaign is None:
        return None
    return Authority(
        name=name, committee=committee, campaign=campaign, deadline=deadline, letter=letter
    )


def _letter(fields: MappingReader) -> Letter:
    entry = fields.entry("letter")
    letter = (
        None
        if entry is None
        else MappingReader.of(entry.key.text, entry.node, LETTER.names, fields.problems)
    )
    if letter is None:
        return Letter()
    return Letter(number=letter.text("number"), date=letter.text("date"))
