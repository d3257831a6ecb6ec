"""Which file holds a group, and how a changed file is put in its place."""

from pathlib import Path

from orchestrator.errors import InventoryError, Place
from orchestrator.files import write_atomic
from orchestrator.inventory.model import Inventory

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
        mode = path.stat().st_mode & 0o777 if path.exists() else _NEW_FILE_MODE
        write_atomic(path, data, mode)
    except OSError as error:
        what = f"cannot write the file: {error.strerror or error}"
        raise InventoryError.one(what, "check its rights", Place(file=str(path))) from error


def _editable(place: Place | None) -> Path:
    if place is not None and Path(place.file).suffix in _YAML:
        return Path(place.file)
    where = f" ({place.file})" if place else ""
    what = f"only inventories in YAML are changed, and this is none{where}"
    raise InventoryError.one(what, "make the change by hand, or convert the file to YAML", place)
