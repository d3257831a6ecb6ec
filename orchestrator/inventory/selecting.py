"""Which machines a person means: Ansible's patterns, and units and bodies by their names."""

from orchestrator.inventory.district.named_limit import limit_in_groups
from orchestrator.inventory.model import Inventory
from orchestrator.inventory.reading import patterns
from orchestrator.inventory.reading.patterns import Selection


def select(inventory: Inventory, pattern: str, *, limit: str | None = None) -> tuple[str, ...]:
    """Return the hosts that a pattern and a limit name, strictly, as `patterns.select` does.

    Args:
        inventory: Where to look.
        pattern: Ansible's host pattern.
        limit: A second one, in which units and bodies may stand by their names.

    Raises:
        InventoryError: A part names nothing, or cannot be understood.
    """
    return patterns.select(inventory, pattern, limit=_in_groups(inventory, limit))


def match(inventory: Inventory, pattern: str, *, limit: str | None = None) -> Selection:
    """Return the hosts that both name, and the parts that name nothing, likewise."""
    return patterns.match(inventory, pattern, limit=_in_groups(inventory, limit))


def _in_groups(inventory: Inventory, limit: str | None) -> str | None:
    return None if limit is None else limit_in_groups(inventory, limit)
