"""Which setting of a variable holds for a host, by Ansible's precedence.

From weak to strong: `all` in the inventory, its other groups by depth, priority and name;
`group_vars/all`, `group_vars/` of the other groups in the same order; the host in the inventory;
`host_vars/`. With several sources the files beside the later one win.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from orchestrator.files.nodes import Entry
from orchestrator.inventory.members import groups_above
from orchestrator.inventory.model import Inventory, Variables


class Source(NamedTuple):
    """Variables as one file sets them on a group, or on a host (`group` is None then)."""

    group: str | None
    host: str
    variables: Variables


class Precedence:
    """Merges the variables of hosts; hosts of the same groups share the work."""

    def __init__(self, inventory: Inventory) -> None:
        """Look into one inventory."""
        self._inventory = inventory
        self._by_groups: dict[tuple[str, ...], Variables] = {}

    def of_host(self, name: str) -> dict[str, Entry]:
        """Return the settings that hold for a host, by variable."""
        groups = self._inventory.hosts[name].groups
        if (shared := self._by_groups.get(groups)) is None:
            shared = self._by_groups[groups] = _merged({}, self._of_groups(groups))
        return _merged(shared, self._of_host_itself(name))

    def sources(self, name: str) -> Iterator[Source]:
        """Yield what sets variables of a host, from weak to strong."""
        yield from self._of_groups(self._inventory.hosts[name].groups)
        yield from self._of_host_itself(name)

    def own_names(self, name: str) -> frozenset[str]:
        """Return the variables that are set on a host itself, by no group."""
        names = set(self._inventory.hosts[name].variables)
        for layer in self._inventory.layers:
            for variables in layer.hosts.get(name, ()):
                names.update(variables)
        return frozenset(names)

    def of_new_host(self, group: str) -> dict[str, Entry]:
        """Return the settings that would hold for a new host of a group."""
        groups = sorted(groups_above(self._inventory, group), key=self._rank)
        return _merged({}, self._of_groups(tuple(groups)))

    def _rank(self, name: str) -> tuple[int, int, str]:
        group = self._inventory.groups[name]
        return group.depth, group.priority, name

    def _of_host_itself(self, name: str) -> Iterator[Source]:
        yield Source(None, name, self._inventory.hosts[name].variables)
        for layer in self._inventory.layers:
            for variables in layer.hosts.get(name, ()):
                yield Source(None, name, variables)

    def _of_groups(self, names: tuple[str, ...]) -> Iterator[Source]:
        for name in ("all", *names):
            yield Source(name, "", self._inventory.groups[name].variables)
        for chosen in (("all",), names):
            for layer in self._inventory.layers:
                for name in chosen:
                    for variables in layer.groups.get(name, ()):
                        yield Source(name, "", variables)


def _merged(weaker: Variables, stronger: Iterable[Source]) -> dict[str, Entry]:
    merged = dict(weaker)
    for source in stronger:
        merged.update(source.variables)
    return merged


def settings_of_group(inventory: Inventory, name: str, variable: str) -> Iterator[Entry]:
    """Yield every setting of a variable on one group itself, the one that counts last."""
    group = inventory.groups[name]
    yield from (entry for entry in group.shadowed if entry.key.value == variable)
    sources = [group.variables]
    for layer in inventory.layers:
        sources.extend(layer.groups.get(name, ()))
    yield from (source[variable] for source in sources if variable in source)
