"""Inventory files to units and machines; patterns."""

from orchestrator.inventory.ansible_form import as_ansible, as_lines, as_tree, graph
from orchestrator.inventory.checking import all_problems
from orchestrator.inventory.laps import ACCOUNT as LAPS_ACCOUNT
from orchestrator.inventory.laps import Laps, read_laps
from orchestrator.inventory.loading import load
from orchestrator.inventory.model import Inventory
from orchestrator.inventory.origins import Origin, Setting, origins
from orchestrator.inventory.patterns import Selection, match, select
from orchestrator.inventory.strict import district
from orchestrator.inventory.vaulted import (
    clear_passwords,
    refuse_closed,
    unjudged_values,
    vault_problems,
)

__all__ = [
    "LAPS_ACCOUNT",
    "Inventory",
    "Laps",
    "Origin",
    "Selection",
    "Setting",
    "all_problems",
    "as_ansible",
    "as_lines",
    "as_tree",
    "clear_passwords",
    "district",
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
