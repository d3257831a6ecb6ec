"""A unit's `annex:` in the file where it stands, or in a new one; every other byte is kept."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from orchestrator.errors import InventoryError, Place
from orchestrator.files import read_bounded, yaml_documents
from orchestrator.files.problems import Problems
from orchestrator.files.yaml_nodes import MapEntry, MapNode, Node
from orchestrator.inventory.district.areas import last_setting
from orchestrator.inventory.district.declared import annex_of
from orchestrator.inventory.importing.changes import FileChange, save_all
from orchestrator.inventory.model import Inventory
from orchestrator.inventory.writing.inventory_file import (
    InventoryFile,
    KeyPath,
    Splice,
    last_line,
)
from orchestrator.inventory.writing.ruamel_form import Tree, as_text, flow, written
from orchestrator.inventory.writing.splicing import renewed, rewritten
from orchestrator.model.district import Unit
from orchestrator.text.catalogue import catalogue
from orchestrator.text.message import say
from orchestrator.vault import is_vault

Value: TypeAlias = str | int | Mapping[str, str]
Fields: TypeAlias = Mapping[str, Value]
"""What shall stand in an `annex:`: texts, numbers, and `declared` or `submitted` as mappings."""

_KEY = "annex"
_BOM = b"\xef\xbb\xbf"


def annex_changes(
    inventory: Inventory,
    sources: Sequence[str],
    wanted: Mapping[str, Fields],
    units: Iterable[Unit],
) -> tuple[FileChange, ...]:
    """Return the files that change so that units declare what is wanted.

    Args:
        inventory: As it is.
        sources: The `-i` arguments; a new file goes beside the one that holds the unit.
        wanted: What shall hold, by unit; what is not named stays.
        units: All units of the inventory.

    Raises:
        InventoryError: A file is vaulted, is no YAML, or is written so that it cannot be changed
            safely; nothing is written.
    """
    known = {unit.code: unit for unit in units}
    before: dict[Path, bytes] = {}
    after: dict[Path, bytes] = {}
    for code, fields in wanted.items():
        path, keys = _home(inventory, sources, code)
        if path not in before:
            after[path] = _content(path)
            before[path] = after[path] if path.exists() else b""
        after[path] = _edited(after[path], keys, fields, known[code], str(path))
    return tuple(
        FileChange(path=path, before=data, after=after[path])
        for path, data in before.items()
        if after[path] != data
    )


def save_annexes(files: Iterable[FileChange]) -> None:
    """Write the changes, each file in one step; folders of new files are made.

    Raises:
        InventoryError: One cannot be written, or has been changed by someone else meanwhile.
    """
    files = tuple(files)
    for change in files:
        try:
            change.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            what = say("write.failed", path=change.path, why=error.strerror or error)
            raise InventoryError.one(what, say("mend.check_rights")) from error
    save_all(files)


def _home(inventory: Inventory, sources: Sequence[str], code: str) -> tuple[Path, tuple[str, ...]]:
    """Return the file that holds a unit's `annex:`, or shall hold it, and the keys that lead there.

    A file of the unit's own variables is taken where there is one: a folder beside it would win
    over it and hide what it says.
    """
    entry = last_setting(inventory, code, _KEY)
    if entry is not None:
        path = Path(entry.key.place.file)
        return path, _keys(path, entry)
    folder = _beside(inventory, sources, code) / "group_vars"
    own = (folder / f"{code}{end}" for end in ("", ".yml", ".yaml", ".json"))
    found = next((path for path in own if path.exists()), folder / code)
    is_file = found.is_file()
    return (found if is_file else found / "annex.yml"), (_KEY,)


def _beside(inventory: Inventory, sources: Sequence[str], code: str) -> Path:
    """Return the folder whose `group_vars/` is read: that of the source which holds the unit."""
    place = inventory.groups[code].place
    file = Path(place.file) if place else Path(sources[0])
    given = [Path(one) for one in sources]
    holds = (one for one in given if one.is_dir() and file.is_relative_to(one))
    return next(holds, file.parent)


def _content(path: Path) -> bytes:
    if not path.exists():
        return f"{catalogue('vi')('annex_file.head')}\n".encode()
    data = read_bounded(path, yaml_documents.LIMIT_BYTES)
    place = Place(file=str(path))
    if is_vault(data):
        raise InventoryError.one(say("annex_file.vaulted"), say("mend.by_hand"), place)
    if path.suffix == ".json":
        raise InventoryError.one(say("edit.only_yaml"), say("mend.to_yaml"), place)
    return data


def _keys(path: Path, entry: MapEntry) -> tuple[str, ...]:
    """Return the keys that lead to a setting in its file."""
    document = _read(_content(path), str(path))[0]
    place = entry.key.place
    found = [
        keys
        for keys, one in _walk(document.root, ())
        if (one.key.line, one.key.column) == (place.line, place.column)
    ]
    if not found:
        raise InventoryError.one(say("annex_file.elsewhere"), say("mend.by_hand"), place)
    return found[0]


def _walk(node: Node | None, above: tuple[str, ...]) -> Iterable[tuple[tuple[str, ...], MapEntry]]:
    if isinstance(node, MapNode):
        for entry in node.entries:
            keys = (*above, str(entry.key.value))
            yield keys, entry
            yield from _walk(entry.node, keys)


def _read(data: bytes, source: str) -> tuple[InventoryFile, str]:
    text = yaml_documents.decoded(data, source)
    return InventoryFile.read(text, source), text


def _edited(data: bytes, keys: tuple[str, ...], fields: Fields, unit: Unit, source: str) -> bytes:
    document, text = _read(data, source)
    new = _with_fields(document, keys, fields)
    _refuse_others(document, new, keys, fields)
    _refuse_unsound(new, keys, unit)
    end = "\r\n" if "\r\n" in text else "\n"
    mark = _BOM if data.startswith(_BOM) else b""
    return mark + new.text.replace("\n", end).encode()


def _with_fields(document: InventoryFile, keys: tuple[str, ...], fields: Fields) -> InventoryFile:
    path = _path(document, keys)
    if path is None:
        at = len(document.lines)
        tree = Tree({_KEY: Tree({name: _tree(value) for name, value in fields.items()})})
        lines = tuple(written(tree).splitlines())
        return document.spliced((Splice(first=at + 1, last=at, lines=lines),))
    node = path[-1].node
    if not (isinstance(node, MapNode) and document.is_block(node)):

        def put(inner: Tree) -> None:
            inner.update({name: _tree(value) for name, value in fields.items()})

        return document.spliced((rewritten(document, path, put),))
    there = {str(one.key.value): one for one in node.entries}
    return document.spliced((*_renewed(document, there, fields), *_added(path, there, fields)))


def _renewed(
    document: InventoryFile, there: Mapping[str, MapEntry], fields: Fields
) -> tuple[Splice, ...]:
    """Return what writes the fields anew that are there and say another thing."""
    differs = [
        entry
        for name, entry in there.items()
        if name in fields and entry.node.value != _plain(fields[name])
    ]

    def put(inner: Tree) -> None:
        for entry in differs:
            name = str(entry.key.value)
            inner[name] = _tree(fields[name])

    return renewed(document, differs, put)


def _added(path: KeyPath, there: Mapping[str, MapEntry], fields: Fields) -> tuple[Splice, ...]:
    new = {name: _tree(value) for name, value in fields.items() if name not in there}
    if not new:
        return ()
    at, indent = last_line(path[-1]), " " * (path[-1].node.column - 1)
    lines = tuple(f"{indent}{line}" if line else "" for line in written(Tree(new)).splitlines())
    return (Splice(first=at + 1, last=at, lines=lines),)


def _path(document: InventoryFile, keys: tuple[str, ...]) -> KeyPath | None:
    node: Node | None = document.root
    path: list[MapEntry] = []
    for key in keys:
        entry = node.find(key) if isinstance(node, MapNode) else None
        if entry is None:
            return None
        path.append(entry)
        node = entry.node
    return tuple(path)


def _tree(value: Value) -> object:
    match value:
        case int():
            return value
        case str():
            return as_text(value)
        case _:
            return flow(value)


def _plain(value: Value) -> object:
    return dict(value) if isinstance(value, Mapping) else value


def _refuse_others(
    before: InventoryFile, after: InventoryFile, keys: tuple[str, ...], fields: Fields
) -> None:
    """Refuse a change after which a file says anything else than before, but what is wanted."""
    was, now = (one.root.value if one.root else {} for one in (before, after))
    old, new = _declared(before, keys), _declared(after, keys)
    said: dict[object, object] = dict(old)
    said.update({name: _plain(value) for name, value in fields.items()})
    if new != said or _without(was, keys) != _without(now, keys):
        place = Place(file=before.source)
        raise InventoryError.one(say("edit.side_effect"), say("mend.by_hand"), place)


def _declared(document: InventoryFile, keys: tuple[str, ...]) -> dict[object, object]:
    path = _path(document, keys)
    value = path[-1].node.value if path else None
    return value if isinstance(value, dict) else {}


def _without(value: object, keys: tuple[str, ...]) -> object:
    """Return what a file says besides one setting."""
    if not isinstance(value, dict):
        return value
    first, *rest = keys
    kept = {key: inner for key, inner in value.items() if key != first}
    return {**kept, first: _without(value[first], tuple(rest))} if rest and first in value else kept


def _refuse_unsound(after: InventoryFile, keys: tuple[str, ...], unit: Unit) -> None:
    """Refuse what the inventory's own reader would refuse."""
    path, problems = _path(after, keys), Problems()
    annex_of(path[-1] if path else None, unit.type, problems)
    if problems:
        raise InventoryError(tuple(problems))
