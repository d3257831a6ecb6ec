"""`inventory check`: every problem at once, as a sweep would refuse it, and what it lets pass."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from orchestrator.errors import InventoryError, Problem
from orchestrator.inventory.district.strict import district
from orchestrator.inventory.json_forms import problem_as_json
from orchestrator.inventory.model import Inventory
from orchestrator.inventory.reading.inventory_sources import HalfReadError, load
from orchestrator.inventory.reading.vaulted import clear_passwords, refuse_closed, unjudged_values
from orchestrator.inventory.source_problems import first_at_each_place
from orchestrator.model.district import District, Machine
from orchestrator.model.jump import HopName, hop_names, hops_of_arguments
from orchestrator.text.area_words import AreaWords
from orchestrator.text.catalogue import Catalogue
from orchestrator.text.message import say
from orchestrator.text.suggest import did_you_mean
from orchestrator.vault import Vault

# What is missing may stand in the file that cannot be read.
_PERHAPS_NOT = frozenset(
    {"district.empty", "machine.no_unit", "unit.annex", "vars.stray_group", "vars.stray_host"}
)
_JUMP_ARGUMENTS = ("ansible_ssh_common_args", "ansible_ssh_extra_args")


class SoundInventory(Struct, frozen=True, kw_only=True):
    """An inventory that a sweep would take; `warnings` are what it lets pass."""

    district: District
    warnings: tuple[Problem, ...]

    @property
    def counts(self) -> Mapping[str, int]:
        """How many units, machines, wards and excluded machines there are."""
        units, machines = self.district.units, self.district.machines
        return {
            "units": len(units),
            "machines": len(machines),
            "wards": len({unit.ward for unit in units if unit.ward}),
            "excluded": sum(machine.excluded is not None for machine in machines),
        }


def check_inventory(sources: Sequence[str], vault: Vault) -> SoundInventory:
    """Judge an inventory as a sweep does; no value is opened.

    Files that no password was given for are named, and what they would set is not judged; with
    passwords, what they do not open is a problem.

    Args:
        sources: The `-i` arguments.
        vault: What opens vaulted files.

    Raises:
        InventoryError: A sweep would refuse it; the error names every problem of every file.
    """
    try:
        loaded = load(sources, vault)
        found = district(loaded, vault.ids)
        _refuse_unknown_jumps(found, loaded)
        if vault.ids:
            refuse_closed(loaded, loaded.hosts)
    except InventoryError as error:
        raise InventoryError(_all_problems(error)) from error
    warnings = (
        *loaded.skipped,
        *(closed.problem for closed in loaded.closed),
        *clear_passwords(loaded),
        *(() if vault.ids else unjudged_values(loaded)),
    )
    return SoundInventory(district=found, warnings=warnings)


def _refuse_unknown_jumps(found: District, loaded: Inventory) -> None:
    if unknown := tuple(_unknown_jumps(found.machines, loaded.hosts)):
        raise InventoryError(first_at_each_place(unknown))


def _unknown_jumps(machines: Iterable[Machine], hosts: Collection[str]) -> Iterator[Problem]:
    """Yield what a sweep of each machine would say of a jump host that nobody knows.

    Args:
        machines: The machines; what cannot be a jump host was refused before.
        hosts: The names of all machines.
    """
    for machine in machines:
        for hop in _hops(machine):
            if hop.user is None and hop.host not in hosts:
                near = did_you_mean(hop.host, hosts)
                yield Problem(
                    place=machine.jump_place,
                    what=say("connect.jump_unknown", name=hop.host),
                    mend=say("mend.did_you_mean", meant=near)
                    if near
                    else say("connect.mend.jump_written"),
                )


def _hops(machine: Machine) -> Iterator[HopName]:
    """Yield the jump hosts of a machine, but those that an expression waits for a play to name."""
    said = machine.variables.get("jump") or ""
    words = ",".join(map(str, said if isinstance(said, list | tuple) else (said,)))
    if _is_plain(words):
        yield from hop_names(words)
    for name in _JUMP_ARGUMENTS:
        arguments = str(machine.variables.get(name) or "")
        if _is_plain(arguments):
            yield from hops_of_arguments(arguments)


def _is_plain(text: str) -> bool:
    return bool(text) and "{{" not in text and "{%" not in text


def _all_problems(error: InventoryError) -> tuple[Problem, ...]:
    """Return what an error says, and what is wrong beside the files that cannot be read."""
    if not isinstance(error, HalfReadError):
        return error.problems
    return first_at_each_place([*error.problems, *_certain(_problems(error.inventory))])


def _problems(inventory: Inventory) -> tuple[Problem, ...]:
    try:
        district(inventory)
    except InventoryError as error:
        return error.problems
    return ()


def _certain(problems: Iterable[Problem]) -> Iterable[Problem]:
    return (one for one in problems if getattr(one.what, "id", None) not in _PERHAPS_NOT)


def sound_as_text(found: SoundInventory, words: Catalogue) -> str:
    """Return what `inventory check` prints of an inventory that holds."""
    counted = words(
        "inventory.check_counts",
        units=found.counts["units"],
        machines=found.counts["machines"],
        areas=AreaWords.of(found.district.units).counted(words),
        excluded=found.counts["excluded"],
    )
    return f"{found.district.authority.name}: {counted}"


def sound_as_json(found: SoundInventory, lang: str) -> Mapping[str, object]:
    """Return what `inventory check --json` prints of an inventory that holds."""
    warnings = [problem_as_json(problem, lang) for problem in found.warnings]
    return {"ok": True, "problems": [], "warnings": warnings, **found.counts}


def refused_as_json(problems: Iterable[Problem], lang: str) -> Mapping[str, object]:
    """Return what `inventory check --json` prints of an inventory that is refused."""
    told = [problem_as_json(problem, lang) for problem in problems]
    return {"ok": False, "problems": told, "warnings": []}
