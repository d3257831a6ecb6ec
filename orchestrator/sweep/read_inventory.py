"""An inventory as it was read once, for all that one command makes of it."""

from msgspec import Struct

from orchestrator import inventory
from orchestrator.model.district import District
from orchestrator.vault import Vault


class ReadInventory(Struct, frozen=True, kw_only=True):
    """The hosts and groups of some inventory files, and the district that they describe."""

    hosts: inventory.Inventory
    district: District


def read_inventory(sources: tuple[str, ...], vault: Vault) -> ReadInventory:
    """Read inventory files.

    Args:
        sources: Their paths.
        vault: What opens their vaulted values.

    Raises:
        InventoryError: They cannot be used.
    """
    hosts = inventory.load(sources, vault)
    return ReadInventory(hosts=hosts, district=inventory.district(hosts))
