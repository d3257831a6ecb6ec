"""Lines are put together without a look at what they mean; this is that look, afterwards."""

from collections.abc import Iterator, Mapping, Sequence

from orchestrator.errors import InventoryError, Place
from orchestrator.inventory.writing.edits import Edit, HostEdit, UnitEdit, WardEdit
from orchestrator.inventory.writing.inventory_file import InventoryFile
from orchestrator.text.message import say

_Path = tuple[object, ...]
_LONGEST = 4  # group, hosts, host, variable


def refuse_side_effects(before: InventoryFile, after: InventoryFile, edits: Sequence[Edit]) -> None:
    """Check that a document says what it said, with the changes made and nothing else.

    Raises:
        InventoryError: It does not.
    """
    was, now = _leaves(before), _leaves(after)
    wanted = dict(leaf for edit in edits for leaf in _wanted(edit))
    kept = all(
        now.get(path, value) == value if path in now else value is None
        for path, value in was.items()
        if not _ends_in(path, wanted)
    )
    new = [path for path in now if path not in was]
    made = all(_ends_in(path, wanted) for path in new)
    done = {end: value for path, value in now.items() for end in _ends(path) if end in wanted}
    missing = [end for end, value in wanted.items() if value is not None and done.get(end) != value]
    if not kept or not made or missing:
        place = Place(file=before.source)
        raise InventoryError.one(say("edit.side_effect"), say("mend.by_hand"), place)


def _wanted(edit: Edit) -> Iterator[tuple[_Path, str | None]]:
    match edit:
        case WardEdit(key=key, ward=ward):
            yield (key, "vars", "ward"), ward
        case UnitEdit(code=code, unit=unit):
            for name, value in unit.items():
                yield (code, "vars", "unit", name), value
        case HostEdit(group=group, name=host, fields=fields):
            yield (group, "hosts", host), None
            for name, value in fields.items():
                yield (group, "hosts", host, name), value


def _ends(path: _Path) -> Iterator[_Path]:
    for length in range(3, _LONGEST + 1):
        yield path[-length:]


def _ends_in(path: _Path, wanted: Mapping[_Path, str | None]) -> bool:
    return any(end in wanted for end in _ends(path))


def _leaves(document: InventoryFile) -> dict[_Path, object]:
    """Return every value that is no mapping by the keys that lead to it; empty counts as None."""
    return dict(_walk((), document.root.value if document.root else {}))


def _walk(path: _Path, value: object) -> Iterator[tuple[_Path, object]]:
    if isinstance(value, str) and path and path[-1] in ("hosts", "children"):
        yield (*path, value), None  # `hosts: name`, as Ansible allows
    elif isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from _walk((*path, key), inner)
    else:
        yield path, None if value == {} else value
