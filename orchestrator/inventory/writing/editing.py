"""From a file's bytes and the changes wanted to its new bytes.

A new line is put after the last one of its kind; of a changed host only its own lines are written
anew, by ruamel.yaml, which keeps their comments. So a comment stays with what it was written for
(a round trip of the whole file moves the one before the next unit), and a diff shows the change
alone. Where a file is written in one line, the smallest part that begins a line is written anew.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby

from orchestrator.files import yaml_positions
from orchestrator.files.nodes import Entry, MapNode
from orchestrator.inventory.writing.document import Document, Splice, section
from orchestrator.inventory.writing.edits import Edit, HostEdit, UnitEdit, WardEdit
from orchestrator.inventory.writing.ruamel_form import Tree, as_text, flow, written
from orchestrator.inventory.writing.side_effects import refuse_side_effects
from orchestrator.inventory.writing.splicing import appended, rewritten

_BOM = b"\xef\xbb\xbf"


def edited(data: bytes, edits: Sequence[Edit], *, source: str) -> bytes:
    """Return a file's content with changes made.

    Args:
        data: What the file holds now; empty for a new one.
        edits: The changes. Wards and units are made first, in their order, then hosts are put
            into their groups; a host of one name is named once a group.
        source: The file's name, for messages.

    Returns:
        The new content, in UTF-8 with the file's own line ends; `data` itself if all is so already.

    Raises:
        InputError: The file is no YAML, does not hold a group that is named, or is written in a
            way that cannot be changed safely.
    """
    text = yaml_positions.decoded(data, source)
    before = Document.read(text, source)
    document = _with_groups(before, edits)
    hosts = sorted((e for e in edits if isinstance(e, HostEdit)), key=lambda edit: edit.group)
    for group, some in groupby(hosts, lambda edit: edit.group):
        document = document.spliced(_host_splices(document, group, tuple(some)))
    if document.lines == before.lines:
        return data
    refuse_side_effects(before, document, edits)
    end = "\r\n" if "\r\n" in text else "\n"
    mark = _BOM if data.startswith(_BOM) else b""
    return mark + document.text.replace("\n", end).encode()


def _with_groups(document: Document, edits: Sequence[Edit]) -> Document:
    for edit in edits:
        match edit:
            case WardEdit(key=key, ward=ward):
                document = document.spliced((_ward(document, key, ward),))
            case UnitEdit(parent=parent, code=code, unit=unit):
                group = Tree({"vars": Tree({"unit": flow(unit)})})
                new = appended(document, document.group(parent), "children", {code: group})
                document = document.spliced((new,))
            case HostEdit():
                continue
    return document


def _ward(document: Document, key: str, ward: str) -> Splice:
    tree = Tree({as_text(key): Tree({"vars": flow({"ward": ward})})})
    end = len(document.lines)
    return Splice(first=end + 1, last=end, lines=tuple(written(tree).splitlines()))


def _host_splices(document: Document, group: str, edits: tuple[HostEdit, ...]) -> Iterator[Splice]:
    path = document.group(group)
    hosts = section(path[-1], "hosts")
    known = _by_name(hosts)
    new = {edit.name: _variables(edit) for edit in edits if edit.name not in known}
    changed = [edit for edit in edits if edit.name in known and _differs(known[edit.name], edit)]
    if hosts is not None and changed and not document.is_block(hosts.node):
        yield rewritten(document, path, partial(_put_hosts, edits=edits))
        return
    if new:
        yield appended(document, path, "hosts", new)
    for edit in changed:
        where = (*path, *((hosts,) if hosts else ()), known[edit.name])
        yield rewritten(document, where, partial(_set, edit=edit))


def _set(host: Tree, edit: HostEdit) -> None:
    host.update(flow(edit.fields))


def _put_hosts(group: Tree, edits: tuple[HostEdit, ...]) -> None:
    hosts = group["hosts"]
    for edit in edits:
        if isinstance(known := hosts.get(edit.name), Tree):
            known.update(flow(edit.fields))
        elif edit.fields or edit.name not in hosts:
            hosts[as_text(edit.name)] = _variables(edit)


def _variables(edit: HostEdit) -> Tree | None:
    return flow(edit.fields) if edit.fields else None


def _by_name(hosts: Entry | None) -> Mapping[str, Entry]:
    if hosts is None or not isinstance(hosts.node, MapNode):
        return {}
    return {str(entry.key.value): entry for entry in hosts.node.entries}


def _differs(entry: Entry, edit: HostEdit) -> bool:
    value = entry.node.value
    known = value if isinstance(value, dict) else {}
    return any(known.get(name) != wanted for name, wanted in edit.fields.items())
