"""Inventory files to units and machines; patterns."""

from orchestrator.inventory.district.laps import ACCOUNT as LAPS_ACCOUNT
from orchestrator.inventory.district.laps import Laps, read_laps
from orchestrator.inventory.district.strict import district
from orchestrator.inventory.model import Inventory
from orchestrator.inventory.reading.as_ansible import as_ansible, as_lines, as_tree, graph
from orchestrator.inventory.reading.extra_vars import exposed_passwords, extra_vars
from orchestrator.inventory.reading.inventory_sources import all_problems, load
from orchestrator.inventory.reading.patterns import Selection, match, select
from orchestrator.inventory.reading.variables import Setting, VariableOrigin, origins
from orchestrator.inventory.reading.vaulted import (
    clear_passwords,
    refuse_closed,
    unjudged_values,
    vault_problems,
)

__all__ = [
    "LAPS_ACCOUNT",
    "Inventory",
    "Laps",
    "Selection",
    "Setting",
    "VariableOrigin",
    "all_problems",
    "as_ansible",
    "as_lines",
    "as_tree",
    "clear_passwords",
    "district",
    "exposed_passwords",
    "extra_vars",
    "graph",
    "load",
    "match",
    "origins",
    "read_laps",
    "refuse_closed",
    "select",
    "unjudged_values",
    "vault_problems",
]
