"""Inventory files to units and machines; patterns."""

from orchestrator.inventory.ansible_form import as_ansible, graph
from orchestrator.inventory.load import load
from orchestrator.inventory.model import Inventory
from orchestrator.inventory.patterns import Selection, match, select

__all__ = ["Inventory", "Selection", "as_ansible", "graph", "load", "match", "select"]
