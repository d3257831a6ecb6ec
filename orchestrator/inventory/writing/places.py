"""Which file holds a group, and how a changed file is put in its place."""

from pathlib import Path

from orchestrator.errors import InventoryError, Place
from orchestrator.files import write_atomic
from orchestrator.inventory.model import Inventory
from orchestrator.text.messages import say

_YAML = (".yml", ".yaml")
_NEW_FILE_MODE = 0o644  # an inventory holds no secrets; colleagues read it


def file_of_unit(inventory: Inventory, code: str) -> Path:
    """Return the file whose group carries the unit.

    Raises:
        InventoryError: It is no YAML file.
    """
    entry = inventory.groups[code].variables.get("unit")
    return _editable(entry.key.place) if entry else file_of_group(inventory, code)


def file_of_group(inventory: Inventory, name: str) -> Path:
    """Return the file that names a group first.

    Raises:
        InventoryError: It is no YAML file.
    """
    return _editable(inventory.groups[name].place)


def save(path: Path, data: bytes) -> None:
    """Put a file's new content in its place in one step; its rights stay.

    Raises:
        InventoryError: It cannot be written; the old content is untouched.
    """
    try:
        target = path.resolve()  # a link stays one
        mode = target.stat().st_mode & 0o777 if target.exists() else _NEW_FILE_MODE
        write_atomic(target, data, mode)
    except OSError as error:
        what = say("write.failed", path=path, why=error.strerror or error)
        raise InventoryError.one(what, say("mend.check_rights"), Place(file=str(path))) from error


def _editable(place: Place | None) -> Path:
    if place is not None and Path(place.file).suffix in _YAML:
        return Path(place.file)
    raise InventoryError.one(say("edit.only_yaml"), say("mend.to_yaml"), place)
