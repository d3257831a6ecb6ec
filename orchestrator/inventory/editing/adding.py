"""A machine more in a unit: the change to its file, judged before anything is written."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from orchestrator.errors import InventoryError, UsageError
from orchestrator.inventory.district.body_names import unit_key
from orchestrator.inventory.district.units import known_units
from orchestrator.inventory.importing.changes import FileChange, changes, check
from orchestrator.inventory.model import Inventory
from orchestrator.inventory.reading.host_names import expand, is_host_pattern, split_port
from orchestrator.inventory.reading.inventory_sources import load
from orchestrator.inventory.source_problems import UnfitError
from orchestrator.inventory.writing import HostEdit, file_of_unit
from orchestrator.text.message import say
from orchestrator.text.suggest import did_you_mean
from orchestrator.text.viet import nfc
from orchestrator.vault import Vault


class Addition(Struct, frozen=True, kw_only=True):
    """What adding machines would do: their names, their unit's code and the changed files."""

    names: tuple[str, ...]
    unit: str
    files: tuple[FileChange, ...]


def add(
    sources: Sequence[str],
    name: str,
    unit: str,
    variables: Mapping[str, str],
    vault: Vault | None = None,
) -> Addition:
    """Return the change that puts a machine, or a range of them, into a unit.

    Args:
        sources: The `-i` arguments.
        name: The new name: `hs-33`, `hs-[33:40]`.
        unit: The unit's code or name.
        variables: What the machine sets itself.
        vault: What opens vaulted files.

    Raises:
        UsageError: The name is none, is taken, or the unit is not known.
        InventoryError: The inventory would be refused with the machine in it.
    """
    inventory = load(sources, vault)
    names = _new_names(inventory, name)
    code = unit_code(inventory, unit)
    fields = {key: nfc(value) for key, value in variables.items()}
    edit = HostEdit(group=code, name=name, fields=fields)
    files = tuple(changes({file_of_unit(inventory, code): (edit,)}, {}))
    check(sources, files, dict.fromkeys(names, fields), vault)
    return Addition(names=names, unit=code, files=files)


def addition_as_json(done: Addition, *, dry_run: bool) -> Mapping[str, object]:
    """Return what `inventory add --json` prints; in a `dry_run` nothing was written."""
    machines = {"unit": done.unit, "machines": done.names, "dry_run": dry_run}
    return {**machines, "files": [change.as_json() for change in done.files]}


def _new_names(inventory: Inventory, name: str) -> tuple[str, ...]:
    if not is_host_pattern(name) or split_port(name)[1] is not None or name != nfc(name):
        raise UsageError.one(say("add.name", name=name), say("mend.name"))
    try:
        names, _ = expand(name)
    except UnfitError as error:
        what = say("host.range", name=name, why=error.why)
        raise UsageError.one(what, say("mend.range")) from error
    for new in names:
        if (known := inventory.hosts.get(new)) is not None:
            where = known.place
            raise InventoryError.one(say("add.taken", name=new), say("mend.other_name"), where)
    if not names:
        raise UsageError.one(say("host.empty_range", name=name), say("mend.smaller_first"))
    return names


def unit_code(inventory: Inventory, wanted: str) -> str:
    """Return the code of a unit that a person named by it, or by its name.

    Raises:
        UsageError: There is none, or there are several.
    """
    units = known_units(inventory)
    if wanted in units:
        return wanted
    key = unit_key(wanted)
    found = [code for code, unit in units.items() if key in (unit_key(code), unit_key(unit.name))]
    if len(found) == 1:
        return found[0]
    meant = did_you_mean(wanted, [*units, *(unit.name for unit in units.values())])
    mend = say("mend.did_you_mean", meant=meant) if meant else say("mend.graph")
    raise UsageError.one(say("add.unit", name=wanted), mend)
