"""Inventory files to units and machines; patterns."""

from orchestrator.inventory.ansible_form import as_ansible, as_lines, as_tree, graph
from orchestrator.inventory.loading import load
from orchestrator.inventory.model import Inventory
from orchestrator.inventory.origins import Origin, Setting, origins
from orchestrator.inventory.patterns import Selection, match, select
from orchestrator.inventory.strict import district

__all__ = [
    "Inventory",
    "Origin",
    "Selection",
    "Setting",
    "as_ansible",
    "as_lines",
    "as_tree",
    "district",
    "graph",
    "load",
    "match",
    "origins",
    "select",
]
