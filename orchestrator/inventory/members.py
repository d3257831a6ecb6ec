"""The hosts of a group with all that lies below it."""

from collections.abc import Iterator

from orchestrator.inventory.model import Inventory


def hosts_of(inventory: Inventory, group: str) -> tuple[str, ...]:
    """Return a group's hosts, each once: its own, then its children's, then theirs."""
    found: dict[str, None] = {}
    for name in _level_by_level(inventory, group):
        found.update(dict.fromkeys(inventory.groups[name].hosts))
    return tuple(found)


def _level_by_level(inventory: Inventory, group: str) -> Iterator[str]:
    level = {group: None}
    seen: dict[str, None] = {}
    while level:
        yield from level
        seen |= level
        children = (child for name in level for child in inventory.groups[name].children)
        level = {child: None for child in children if child not in seen}


def groups_above(inventory: Inventory, group: str) -> frozenset[str]:
    """Return a group with all groups that hold it, `all` left out."""
    found, waiting = set[str](), [group]
    while waiting:
        name = waiting.pop()
        if name != "all" and name not in found:
            found.add(name)
            waiting.extend(inventory.groups[name].parents)
    return frozenset(found)
