"""Hosts of groups: new ones and changed ones, as few lines of the file as can be."""

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import groupby

from orchestrator.files.yaml_nodes import MapEntry, MapNode
from orchestrator.inventory.writing.edits import HostEdit
from orchestrator.inventory.writing.inventory_file import InventoryFile, Splice, section
from orchestrator.inventory.writing.ruamel_form import Tree, as_text, flow
from orchestrator.inventory.writing.splicing import inserted, renewed, rewritten, section_of


def with_hosts(document: InventoryFile, edits: Sequence[HostEdit]) -> InventoryFile:
    """Return the document with hosts added and changed.

    All groups in block style are done at once: 100 units in one file are read once, not 100 times.

    Raises:
        InputError: A group is not there, or its part of the file cannot be changed by itself.
    """
    waiting: list[Splice] = []
    ordered = sorted(edits, key=lambda edit: edit.group)
    for group, some in groupby(ordered, lambda edit: edit.group):
        of_group = tuple(some)
        as_lines = _as_lines(document, group, of_group)
        if as_lines is None:
            document, waiting = document.spliced(waiting), []
            whole = rewritten(document, document.group(group), partial(_put, edits=of_group))
            document = document.spliced((whole,))
        else:
            waiting.extend(as_lines)
    return document.spliced(waiting)


def _as_lines(
    document: InventoryFile, group: str, edits: tuple[HostEdit, ...]
) -> tuple[Splice, ...] | None:
    """Return what adds and changes hosts line by line; None where flow style forbids it."""
    path = document.group(group)
    hosts = section(path[-1], "hosts")
    known = _by_name(hosts)
    changed = {e.name: e for e in edits if e.name in known and _differs(known[e.name], e)}
    if changed and (hosts is None or not document.is_block(hosts.node)):
        return None
    entries = [entry for name, entry in known.items() if name in changed]
    lines = renewed(document, entries, partial(_put_into, edits=tuple(changed.values())))
    new = {edit.name: _variables(edit) for edit in edits if edit.name not in known}
    if not new:
        return lines
    put_in = inserted(document, path, "hosts", new)
    return None if put_in is None else (*lines, put_in)


def _put(group: Tree, edits: tuple[HostEdit, ...]) -> None:
    _put_into(section_of(group, "hosts"), edits)


def _put_into(hosts: Tree, edits: tuple[HostEdit, ...]) -> None:
    for edit in edits:
        if isinstance(known := hosts.get(edit.name), Tree):
            known.update(flow(edit.fields))
        elif edit.fields or edit.name not in hosts:
            hosts[as_text(edit.name)] = _variables(edit)


def _variables(edit: HostEdit) -> Tree | None:
    return flow(edit.fields) if edit.fields else None


def _by_name(hosts: MapEntry | None) -> Mapping[str, MapEntry]:
    if hosts is None or not isinstance(hosts.node, MapNode):
        return {}
    return {str(entry.key.value): entry for entry in hosts.node.entries}


def _differs(entry: MapEntry, edit: HostEdit) -> bool:
    value = entry.node.value
    known = value if isinstance(value, dict) else {}
    return any(known.get(name) != wanted for name, wanted in edit.fields.items())
