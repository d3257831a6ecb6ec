"""An inventory as its files say it: groups, hosts, and where each variable was set."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from msgspec import Struct

from orchestrator.errors import Place, Problem
from orchestrator.files.yaml_nodes import MapEntry

Variables: TypeAlias = Mapping[str, MapEntry]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One group.

    Attributes:
        hosts: Its direct hosts, in the order they were added.
        children: Its direct child groups, likewise.
        parents: The groups that name it as a child.
        depth: Steps on the longest way from `all`; the deeper group wins.
        priority: `ansible_group_priority`; among groups of one depth the higher wins.
        variables: What the inventory files set on it; the last setting counts.
        shadowed: Settings of the inventory files that a later one replaced.
        place: Where it is named first; None for groups that exist always.
    """

    name: str
    hosts: tuple[str, ...]
    children: tuple[str, ...]
    parents: tuple[str, ...]
    depth: int
    priority: int
    variables: Variables = field(repr=False)
    shadowed: tuple[MapEntry, ...] = field(repr=False)
    place: Place | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """One host.

    Attributes:
        groups: Every group that it belongs to, also through children, without `all`; the one
            whose variables win last.
        variables: What the inventory files set on it; the last setting counts.
        shadowed: Settings of the inventory files that a later one replaced.
        place: Where it is named first; None if it comes from the command line.
    """

    name: str
    groups: tuple[str, ...]
    variables: Variables = field(repr=False)
    shadowed: tuple[MapEntry, ...] = field(repr=False)
    place: Place | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VarsLayer:
    """What `group_vars/` and `host_vars/` beside one source set: name to its files in order."""

    groups: Mapping[str, tuple[Variables, ...]] = field(repr=False)
    hosts: Mapping[str, tuple[Variables, ...]] = field(repr=False)


class Closed(Struct, frozen=True, kw_only=True):
    """A vaulted file of variables that no password has opened: what it sets is not known.

    Attributes:
        name: Whose variables it holds.
        kind: `group` or `host`.
        problem: Where it stands, and why it stays closed.
    """

    name: str
    kind: str
    problem: Problem


class Inventory(Struct, frozen=True, kw_only=True):
    """All sources merged, as Ansible merges them.

    Attributes:
        groups: By name, in the order they were met; always holds `all` and `ungrouped`.
        hosts: By name, likewise.
        layers: One for each source folder; the last one wins.
        warnings: What Ansible lets pass and a strict reader refuses.
        closed: Vaulted files of variables that are still closed.
        skipped: Variables beside the sources that are about others: one ward's file was given,
            and the district's `group_vars/` lie beside it.
    """

    groups: Mapping[str, Group]
    hosts: Mapping[str, Host]
    layers: tuple[VarsLayer, ...]
    warnings: tuple[Problem, ...]
    closed: tuple[Closed, ...] = ()
    skipped: tuple[Problem, ...] = ()

    @property
    def doubts(self) -> tuple[Problem, ...]:
        """What is told of it, but does not stop one who only looks."""
        return (*self.warnings, *self.skipped, *(closed.problem for closed in self.closed))


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
