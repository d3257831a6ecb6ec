"""From a file's bytes and the changes wanted to its new bytes.

A new line is put after the last one of its kind; of a changed host only its own lines are written
anew, by ruamel.yaml, which keeps their comments. So a comment stays with what it was written for
(a round trip of the whole file moves the one before the next unit), and a diff shows the change
alone. Where a file is written in one line, the smallest part that begins a line is written anew.
"""

from collections.abc import Mapping, Sequence
from functools import partial

from orchestrator.files import yaml_documents
from orchestrator.inventory.writing.edits import Edit, HostEdit, UnitEdit, WardEdit
from orchestrator.inventory.writing.host_lines import with_hosts
from orchestrator.inventory.writing.inventory_file import InventoryFile, Splice
from orchestrator.inventory.writing.ruamel_form import Tree, as_text, flow, written
from orchestrator.inventory.writing.side_effects import refuse_side_effects
from orchestrator.inventory.writing.splicing import inserted, rewritten, section_of

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
    text = yaml_documents.decoded(data, source)
    before = InventoryFile.read(text, source)
    document = _with_groups(before, edits)
    document = with_hosts(document, [edit for edit in edits if isinstance(edit, HostEdit)])
    if document.lines == before.lines:
        return data
    refuse_side_effects(before, document, edits)
    end = "\r\n" if "\r\n" in text else "\n"
    mark = _BOM if data.startswith(_BOM) else b""
    return mark + document.text.replace("\n", end).encode()


def _with_groups(document: InventoryFile, edits: Sequence[Edit]) -> InventoryFile:
    for edit in edits:
        match edit:
            case WardEdit(key=key, ward=ward):
                document = document.spliced((_ward(document, key, ward),))
            case UnitEdit(parent=parent, code=code, unit=unit):
                group = Tree({"vars": Tree({"unit": flow(unit)})})
                document = document.spliced((_child(document, parent, {code: group}),))
            case HostEdit():
                continue
    return document


def _ward(document: InventoryFile, key: str, ward: str) -> Splice:
    tree = Tree({as_text(key): Tree({"vars": flow({"ward": ward})})})
    end = len(document.lines)
    return Splice(first=end + 1, last=end, lines=tuple(written(tree).splitlines()))


def _child(document: InventoryFile, parent: str, new: Mapping[str, Tree]) -> Splice:
    path = document.group(parent)
    as_lines = inserted(document, path, "children", new)
    return as_lines or rewritten(document, path, partial(_put_children, new=new))


def _put_children(group: Tree, new: Mapping[str, Tree]) -> None:
    section_of(group, "children").update(new)
