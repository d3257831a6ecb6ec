"""The inventory while its sources are being read, and the rules that close it."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from msgspec import Struct, field

from orchestrator.errors import Place
from orchestrator.files.yaml_nodes import MapEntry, ScalarNode
from orchestrator.inventory.model import Group, Host
from orchestrator.inventory.source_problems import UnfitError
from orchestrator.text.message import say

PRIORITY = "ansible_group_priority"


class GroupDraft(Struct, kw_only=True):
    """A group that may still grow; dicts keep the order and drop repeats."""

    name: str
    place: Place | None
    hosts: dict[str, None] = field(default_factory=dict)
    children: dict[str, None] = field(default_factory=dict)
    parents: dict[str, None] = field(default_factory=dict)
    variables: dict[str, MapEntry] = field(default_factory=dict)
    shadowed: list[MapEntry] = field(default_factory=list)
    priority: int = 1


class HostDraft(Struct, kw_only=True):
    """A host that may still grow; `groups` are its direct ones."""

    name: str
    place: Place | None
    groups: dict[str, None] = field(default_factory=dict)
    variables: dict[str, MapEntry] = field(default_factory=dict)
    shadowed: list[MapEntry] = field(default_factory=list)

    def set(self, variables: Mapping[str, MapEntry]) -> None:
        """Set variables; those that were set before are kept as shadowed."""
        if self.variables:
            known = self.variables.keys() & variables.keys()
            self.shadowed.extend(self.variables[name] for name in variables if name in known)
        self.variables.update(variables)


def port_entry(place: Place, port: int) -> MapEntry:
    """Return the variable that a host's key sets by naming a port."""
    return entry("ansible_port", port, place)


def entry(name: str, value: str | int, place: Place) -> MapEntry:
    """Return a variable as if it were written somewhere."""
    return MapEntry(key=_word(name, place), node=_word(value, place))


def _word(value: str | int, place: Place) -> ScalarNode:
    return ScalarNode(
        value=value,
        text=str(value),
        plain=False,
        source=place.file,
        line=place.line,
        column=place.column,
    )


class Draft:
    """Takes what the sources say, in their order."""

    def __init__(self) -> None:
        """Start with `all` and `ungrouped`, as every inventory does."""
        self.groups: dict[str, GroupDraft] = {}
        self.hosts: dict[str, HostDraft] = {}
        self.group("all", None)
        self.group("ungrouped", None)
        self.add_child("all", "ungrouped")

    def group(self, name: str, place: Place | None) -> GroupDraft:
        """Return a group, made if it is new."""
        if (group := self.groups.get(name)) is None:
            group = self.groups[name] = GroupDraft(name=name, place=place)
        return group

    def add_child(self, parent: str, child: str) -> None:
        """Put a group into another; both exist.

        Raises:
            UnfitError: The parent is the child itself or lies inside it; all lies in `all`.
        """
        if child == "all" or parent in self._with_descendants(child):
            raise UnfitError(say("group.inside_itself", group=child))
        self.groups[parent].children[child] = None
        self.groups[child].parents[parent] = None

    def add_host(
        self, name: str, group: GroupDraft, place: Place | None, port: MapEntry | None
    ) -> HostDraft:
        """Put a host into a group and return it; a port counts only where the host is new."""
        if (host := self.hosts.get(name)) is None:
            host = self.hosts[name] = HostDraft(name=name, place=place)
            if port is not None:
                host.variables["ansible_port"] = port
        group.hosts[name] = None
        host.groups[group.name] = None
        return host

    def set_group_variable(self, group: GroupDraft, name: str, entry: MapEntry) -> None:
        """Set a variable of a group, or its priority.

        Raises:
            UnfitError: The priority is no whole number.
        """
        if name == PRIORITY:
            group.priority = _whole(entry.node.value)
            return
        if (earlier := group.variables.get(name)) is not None:
            group.shadowed.append(earlier)
        group.variables[name] = entry

    def close(self) -> tuple[dict[str, Group], dict[str, Host]]:
        """Return the finished groups and hosts."""
        self._hang_loose_groups_on_all()
        self._settle_ungrouped()
        depths = self._depths()
        rank = {name: (depths[name], group.priority, name) for name, group in self.groups.items()}
        members = _Membership(self.groups)
        hosts = {
            name: Host(
                name=name,
                groups=tuple(sorted(members.of(tuple(host.groups)), key=rank.__getitem__)),
                variables=host.variables,
                shadowed=tuple(host.shadowed),
                place=host.place,
            )
            for name, host in self.hosts.items()
        }
        groups = {name: _closed(group, depths[name]) for name, group in self.groups.items()}
        return groups, hosts

    def _with_descendants(self, name: str) -> set[str]:
        seen = {name}
        waiting = [name]
        while waiting:
            new = [child for child in self.groups[waiting.pop()].children if child not in seen]
            seen.update(new)
            waiting.extend(new)
        return seen

    def _hang_loose_groups_on_all(self) -> None:
        for group in self.groups.values():
            if group.name != "all" and not group.parents:
                self.groups["all"].children[group.name] = None
                group.parents["all"] = None

    def _settle_ungrouped(self) -> None:
        """Leave in `ungrouped` exactly the hosts that are in no group but `all`."""
        ungrouped = self.groups["ungrouped"]
        for host in self.hosts.values():
            if not host.groups.keys() - {"all", "ungrouped"}:
                ungrouped.hosts[host.name] = None
                host.groups["ungrouped"] = None
            elif "ungrouped" in host.groups:
                del ungrouped.hosts[host.name], host.groups["ungrouped"]

    def _depths(self) -> dict[str, int]:
        """Return the longest way from `all` to each group; there are no loops."""
        depths = dict.fromkeys(self.groups, 0)
        for name in self._parents_first():
            for child in self.groups[name].children:
                depths[child] = max(depths[child], depths[name] + 1)
        return depths

    def _parents_first(self) -> Iterator[str]:
        open_parents = {name: len(group.parents) for name, group in self.groups.items()}
        ready = ["all"]
        while ready:
            name = ready.pop()
            yield name
            for child in self.groups[name].children:
                open_parents[child] -= 1
                if not open_parents[child]:
                    ready.append(child)


class _Membership:
    """Answers which groups hold what is directly in some groups; each question once."""

    def __init__(self, groups: Mapping[str, GroupDraft]) -> None:
        self._groups = groups
        self._known: dict[tuple[str, ...], frozenset[str]] = {}

    def of(self, direct: tuple[str, ...]) -> frozenset[str]:
        """Return the groups and all their ancestors, without `all`."""
        if (known := self._known.get(direct)) is None:
            known = self._known[direct] = frozenset(self._climb(direct))
        return known

    def _climb(self, direct: Iterable[str]) -> set[str]:
        seen: set[str] = set()
        waiting = set(direct) - {"all"}
        while waiting:
            seen |= waiting
            parents = chain.from_iterable(self._groups[name].parents for name in waiting)
            waiting = set(parents) - seen - {"all"}
        return seen


def _closed(group: GroupDraft, depth: int) -> Group:
    return Group(
        name=group.name,
        hosts=tuple(group.hosts),
        children=tuple(group.children),
        parents=tuple(group.parents),
        depth=depth,
        priority=group.priority,
        variables=group.variables,
        shadowed=tuple(group.shadowed),
        place=group.place,
    )


def _whole(value: object) -> int:
    try:
        if isinstance(value, int | float | str):
            return int(value)
    except (ValueError, OverflowError):
        pass  # said below, as for any other kind of value
    raise UnfitError(say("group.priority"))
