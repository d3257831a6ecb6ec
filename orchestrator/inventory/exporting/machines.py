"""Machines as the rows that the importer reads: what it would set is what the row shows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from orchestrator.files.nodes import Entry, ScalarNode
from orchestrator.inventory.ansible_names import CONNECTIONS
from orchestrator.inventory.importing.units import known_units
from orchestrator.inventory.model import Inventory
from orchestrator.inventory.variables import Precedence
from orchestrator.model.district import Role, Unit

_ROLES = {role.value: role for role in Role}


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineRow:
    """One machine; what the inventory does not say in plain words is empty."""

    name: str
    unit: Unit | None
    label: str
    room: str
    address: str
    os: str
    role: Role
    connection: str


def machine_rows(inventory: Inventory, names: Iterable[str]) -> tuple[MachineRow, ...]:
    """Return machines by unit, then in the order of the names."""
    units, precedence = known_units(inventory), Precedence(inventory)
    order = {code: place for place, code in enumerate(units)}
    rows = [_row(inventory, units, precedence.of_host(name), name) for name in names]
    return tuple(sorted(rows, key=lambda row: order[row.unit.code] if row.unit else len(order)))


def _row(
    inventory: Inventory, units: Mapping[str, Unit], settings: Mapping[str, Entry], name: str
) -> MachineRow:
    codes = [code for code in inventory.hosts[name].groups if code in units]
    role, connection = _plain(settings, "role"), _plain(settings, "ansible_connection")
    return MachineRow(
        name=name,
        unit=units[codes[-1]] if codes else None,
        label=_plain(settings, "label"),
        room=_plain(settings, "room"),
        address=_plain(settings, "ansible_host"),
        os=_plain(settings, "os"),
        role=_ROLES.get(role, Role.PC),
        connection=connection if connection in CONNECTIONS else "",
    )


def _plain(settings: Mapping[str, Entry], variable: str) -> str:
    """Return a variable as it is written; a template is no plain word."""
    entry = settings.get(variable)
    node = entry.node if entry is not None else None
    if not isinstance(node, ScalarNode) or node.value is None or "{{" in node.text:
        return ""
    return node.text
