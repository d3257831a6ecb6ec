"""An inventory in YAML or JSON: groups with `hosts`, `vars` and `children`."""

from dataclasses import replace

from orchestrator.files.yaml_nodes import ListNode, MapEntry, MapNode, Node, ScalarNode
from orchestrator.inventory.reading.ansible_json import json_key
from orchestrator.inventory.reading.draft import Draft, GroupDraft, port_entry
from orchestrator.inventory.reading.host_names import expand
from orchestrator.inventory.source_problems import SourceProblems, UnfitError
from orchestrator.text.message import say
from orchestrator.text.suggest import did_you_mean

_SECTIONS = ("vars", "children", "hosts")


def read_yaml(root: Node, draft: Draft, problems: SourceProblems) -> None:
    """Add what a parsed file says to the draft; note what it says wrongly."""
    if not isinstance(root, MapNode):
        problems.errors.add(root.place, say("source.no_groups"), say("mend.readme"))
        return
    if (plugin := root.find("plugin")) is not None and plugin.node.value:
        problems.errors.add(plugin.key.place, say("source.plugin"), say("mend.no_plugin"))
        return
    reader = _Reader(draft, problems)
    for entry in root.entries:
        reader.group(entry)


class _Reader:
    def __init__(self, draft: Draft, problems: SourceProblems) -> None:
        self._draft = draft
        self._problems = problems

    def group(self, entry: MapEntry) -> GroupDraft | None:
        """Read one group with all below it; None if it has no usable name."""
        name = entry.key.value
        if not isinstance(name, str) or not name:
            what = say("group.name", name=entry.key.text)
            self._problems.errors.add(entry.key.place, what, say("mend.quote"))
            return None
        if not isinstance(entry.node, MapNode) and entry.node.value is not None:
            what = say("group.no_mapping", name=name)
            self._problems.warnings.add(entry.key.place, what, say("mend.sections"))
            return None
        group = self._draft.group(name, entry.key.place)
        if isinstance(entry.node, MapNode):
            for section in entry.node.entries:
                self._section(group, section)
        return group

    def _section(self, group: GroupDraft, section: MapEntry) -> None:
        name = section.key.value
        if name not in _SECTIONS:
            self._unexpected(group, section)
            return
        node = _lone_word_as_map(section.node)
        if isinstance(node, MapNode):
            for entry in node.entries:
                self._member(str(name), group, entry)
        elif node.value is not None:
            what = say("group.section", section=name, group=group.name)
            self._problems.errors.add(node.place, what, say("mend.colons"))

    def _unexpected(self, group: GroupDraft, section: MapEntry) -> None:
        meant = did_you_mean(section.key.text, _SECTIONS)
        what = say("group.unread", section=section.key.text, group=group.name)
        mend = say("mend.did_you_mean", meant=meant) if meant else say("mend.only_sections")
        self._problems.warnings.add(section.key.place, what, mend)

    def _member(self, section: str, group: GroupDraft, entry: MapEntry) -> None:
        if section == "vars":
            self._variable(group, entry)
        elif section == "children":
            self._child(group, entry)
        else:
            self._hosts(group, entry)

    def _variable(self, group: GroupDraft, entry: MapEntry) -> None:
        try:
            self._draft.set_group_variable(group, self._variable_name(entry), entry)
        except UnfitError as error:
            self._problems.errors.add(entry.node.place, error.why, say("mend.number"))

    def _variable_name(self, entry: MapEntry) -> str:
        name = entry.key.value
        if isinstance(name, str):
            return name
        what = say("variable.name", name=entry.key.text)
        self._problems.warnings.add(entry.key.place, what, say("mend.rename"))
        return json_key(name)

    def _child(self, group: GroupDraft, entry: MapEntry) -> None:
        if (child := self.group(entry)) is None:
            return
        try:
            self._draft.add_child(group.name, child.name)
        except UnfitError as error:
            self._problems.errors.add(entry.key.place, error.why, say("mend.out_of_descendants"))

    def _hosts(self, group: GroupDraft, entry: MapEntry) -> None:
        if not isinstance(pattern := entry.key.value, str) or not pattern:
            what = say("host.name", name=entry.key.text)
            self._problems.errors.add(entry.key.place, what, say("mend.quote"))
            return
        try:
            names, port = expand(pattern)
        except UnfitError as error:
            what = say("host.range", name=pattern, why=error.why)
            self._problems.errors.add(entry.key.place, what, say("mend.range"))
            return
        if not names:
            what = say("host.empty_range", name=pattern)
            self._problems.warnings.add(entry.key.place, what, say("mend.smaller_first"))
        variables = self._host_variables(entry.node)
        port_set = None if port is None else port_entry(entry.key.place, port)
        for name in names:
            host = self._draft.add_host(name, group, entry.key.place, port_set)
            host.set(variables)

    def _host_variables(self, node: Node) -> dict[str, MapEntry]:
        if not isinstance(node, MapNode):
            if node.value:
                self._problems.errors.add(node.place, say("host.variables"), say("mend.variables"))
            return {}
        return {self._variable_name(entry): entry for entry in node.entries}


def _lone_word_as_map(node: Node) -> MapNode | ScalarNode | ListNode:
    """Return `hosts: name` as `hosts: {name: }`, as Ansible allows."""
    if not isinstance(node, ScalarNode) or not isinstance(node.value, str):
        return node
    nothing = replace(node, value=None, text="")
    return MapNode(
        entries=(MapEntry(key=node, node=nothing),),
        value={node.value: None},
        source=node.source,
        line=node.line,
        column=node.column,
    )
