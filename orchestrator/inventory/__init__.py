"""Inventory files to units and machines; patterns."""

from orchestrator.inventory.ansible_form import as_ansible, as_lines, as_tree, graph
from orchestrator.inventory.loading import load
from orchestrator.inventory.model import Inventory
from orchestrator.inventory.patterns import Selection, match, select
from orchestrator.inventory.strict import district
from orchestrator.inventory.vaulted import refuse_closed, vault_problems

__all__ = [
    "Inventory",
    "Selection",
    "as_ansible",
    "as_lines",
    "as_tree",
    "district",
    "graph",
    "load",
    "match",
    "refuse_closed",
    "select",
    "vault_problems",
]
