"""An inventory in YAML or JSON: groups with `hosts`, `vars` and `children`."""

from dataclasses import replace

from orchestrator.files.nodes import Entry, ListNode, MapNode, Node, ScalarNode
from orchestrator.inventory.draft import Draft, GroupDraft, port_entry
from orchestrator.inventory.json_form import json_key
from orchestrator.inventory.problems import Problems
from orchestrator.inventory.ranges import expand
from orchestrator.text.suggest import did_you_mean

_SECTIONS = ("vars", "children", "hosts")


def read_yaml(root: Node, draft: Draft, problems: Problems) -> None:
    """Add what a parsed file says to the draft; note what it says wrongly."""
    if not isinstance(root, MapNode):
        problems.error(root.place, "an inventory must be a mapping of groups", "see the README")
        return
    if (plugin := root.find("plugin")) is not None and plugin.node.value:
        what = "this configures an inventory plugin, and plugins are never run"
        problems.error(plugin.key.place, what, "write the groups out, or let Ansible export them")
        return
    reader = _Reader(draft, problems)
    for entry in root.entries:
        reader.group(entry)


class _Reader:
    def __init__(self, draft: Draft, problems: Problems) -> None:
        self._draft = draft
        self._problems = problems

    def group(self, entry: Entry) -> GroupDraft | None:
        """Read one group with all below it; None if it has no usable name."""
        name = entry.key.value
        if not isinstance(name, str) or not name:
            what = f"a group's name must be text, and `{entry.key.text}` is none"
            self._problems.error(entry.key.place, what, "quote it")
            return None
        if not isinstance(entry.node, MapNode) and entry.node.value is not None:
            what = f"`{name}` is no group, as it holds no mapping, and is left out"
            self._problems.warn(entry.key.place, what, "give it hosts:, vars: or children:")
            return None
        group = self._draft.group(name, entry.key.place)
        if isinstance(entry.node, MapNode):
            for section in entry.node.entries:
                self._section(group, section)
        return group

    def _section(self, group: GroupDraft, section: Entry) -> None:
        name = section.key.value
        if name not in _SECTIONS:
            self._unexpected(group, section)
            return
        node = _lone_word_as_map(section.node)
        if isinstance(node, MapNode):
            for entry in node.entries:
                self._member(str(name), group, entry)
        elif node.value is not None:
            what = f"`{name}` of the group `{group.name}` must be a mapping"
            mend = "end each name with a colon, without a dash before it"
            self._problems.error(node.place, what, mend)

    def _unexpected(self, group: GroupDraft, section: Entry) -> None:
        meant = did_you_mean(section.key.text, _SECTIONS)
        what = f"`{section.key.text}` in the group `{group.name}` is not read"
        mend = f"did you mean `{meant}`?" if meant else "only vars:, children: and hosts: are"
        self._problems.warn(section.key.place, what, mend)

    def _member(self, section: str, group: GroupDraft, entry: Entry) -> None:
        if section == "vars":
            self._variable(group, entry)
        elif section == "children":
            self._child(group, entry)
        else:
            self._hosts(group, entry)

    def _variable(self, group: GroupDraft, entry: Entry) -> None:
        try:
            self._draft.set_group_variable(group, self._variable_name(entry), entry)
        except ValueError as error:
            self._problems.error(entry.node.place, str(error), "write a number")

    def _variable_name(self, entry: Entry) -> str:
        name = entry.key.value
        if isinstance(name, str):
            return name
        what = f"a variable's name must be text, and `{entry.key.text}` is none"
        self._problems.warn(entry.key.place, what, "rename it")
        return json_key(name)

    def _child(self, group: GroupDraft, entry: Entry) -> None:
        if (child := self.group(entry)) is None:
            return
        try:
            self._draft.add_child(group.name, child.name)
        except ValueError as error:
            self._problems.error(entry.key.place, str(error), "take it out of its own descendants")

    def _hosts(self, group: GroupDraft, entry: Entry) -> None:
        if not isinstance(pattern := entry.key.value, str) or not pattern:
            what = f"a host's name must be text, and `{entry.key.text}` is none"
            self._problems.error(entry.key.place, what, "quote it")
            return
        try:
            names, port = expand(pattern)
        except ValueError as error:
            what = f"`{pattern}` cannot be expanded: {error}"
            self._problems.error(entry.key.place, what, "write it as name-[01:20]")
            return
        if not names:
            what = f"the range `{pattern}` is empty"
            self._problems.warn(entry.key.place, what, "put the smaller number first")
        variables = self._host_variables(entry.node)
        port_set = None if port is None else port_entry(entry.key.place, port)
        for name in names:
            host = self._draft.add_host(name, group, entry.key.place, port_set)
            host.variables.update(variables)

    def _host_variables(self, node: Node) -> dict[str, Entry]:
        if not isinstance(node, MapNode):
            if node.value:
                what = "a host's variables must be a mapping"
                self._problems.error(node.place, what, "write {name: value}")
            return {}
        return {self._variable_name(entry): entry for entry in node.entries}


def _lone_word_as_map(node: Node) -> MapNode | ScalarNode | ListNode:
    """Return `hosts: name` as `hosts: {name: }`, as Ansible allows."""
    if not isinstance(node, ScalarNode) or not isinstance(node.value, str):
        return node
    nothing = replace(node, value=None, text="")
    return MapNode(
        entries=(Entry(key=node, node=nothing),),
        value={node.value: None},
        source=node.source,
        line=node.line,
        column=node.column,
    )
