"""Scripts that make machines askable: of one unit or of all, with the account that they use."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from orchestrator import inventory, prepare
from orchestrator.checks import listing
from orchestrator.checks.base import Right
from orchestrator.errors import UsageError
from orchestrator.model.district import District, Machine, Unit
from orchestrator.prepare import Rights
from orchestrator.sweep.unit_names import code_meant
from orchestrator.text.catalogue import Catalogue
from orchestrator.text.message import say
from orchestrator.text.suggest import did_you_mean
from orchestrator.vault import Vault

__all__ = ["PrepareRequest", "Rights", "UnitScripts", "prepare_windows", "unread_with"]


class PrepareRequest(Struct, frozen=True, kw_only=True):
    """Whose machines are opened to whom, as asked for; `undo` closes them again.

    Without a `unit` all that have machines behind WinRM; without an `account` the one that the
    inventory names for them.
    """

    inventory: tuple[str, ...]
    unit: str | None
    controller: str
    account: str | None = None
    rights: Rights = Rights.LEAST
    lift_filter: bool = False
    undo: bool = False


class UnitScripts(Struct, frozen=True, kw_only=True):
    """What was written for one unit, and the account that its scripts make."""

    unit: str
    account: str
    files: tuple[Path, ...]


def unread_with(rights: Rights, words: Catalogue) -> tuple[str, ...]:
    """Return a line for each check that an account with these rights may leave unread."""
    match rights:
        case Rights.LEAST:
            return listing.losses(Right.EVENT_LOG_READER, words)
        case Rights.ADMINISTRATOR:
            return listing.losses(Right.ADMINISTRATOR, words)


def prepare_windows(request: PrepareRequest, folder: Path, vault: Vault) -> tuple[UnitScripts, ...]:
    """Write the scripts for units' Windows machines into a folder.

    All are made before the first is written.

    Raises:
        InputError: No such unit, no machine behind WinRM, no usable address or account, several
            accounts where one was to be found, or the folder cannot be written.
    """
    found = inventory.load(request.inventory, vault)
    district = inventory.district(found)
    openings = [_opening(request, unit, district) for unit in _units(request, district)]
    for one in openings:
        prepare.scripts(one, undo=request.undo)
    return tuple(
        UnitScripts(
            unit=one.code,
            account=one.account,
            files=prepare.write_scripts(one, folder, undo=request.undo),
        )
        for one in openings
    )


def _units(request: PrepareRequest, district: District) -> Iterable[Unit]:
    units = {unit.code: unit for unit in district.units}
    if request.unit is not None:
        meant = code_meant(request.unit, district.units)
        if meant in units:
            return (units[meant],)
        near = did_you_mean(request.unit, tuple(units))
        mend = say("mend.did_you_mean", meant=near) if near else say("mend.graph")
        raise UsageError.one(say("prepare.no_unit", unit=request.unit), mend)
    with_windows = {machine.unit for machine in district.machines if _is_windows(machine)}
    if not with_windows:
        raise UsageError.one(say("prepare.no_windows"), say("prepare.name_winrm"))
    return [unit for code, unit in units.items() if code in with_windows]


def _opening(request: PrepareRequest, unit: Unit, district: District) -> prepare.Opening:
    return prepare.Opening(
        code=unit.code,
        name=unit.name,
        controller=request.controller,
        account=request.account or _account_of(unit, district),
        rights=request.rights,
        lift_filter=request.lift_filter,
    )


def _account_of(unit: Unit, district: District) -> str:
    """Return the account that a unit's Windows machines are logged on to with."""
    named = sorted(set(_accounts(unit, district)))
    if len(named) > 1:
        what = say("prepare.several_accounts", unit=unit.code, names=", ".join(named))
        raise UsageError.one(what, say("prepare.name_account"))
    return named[0] if named else prepare.ACCOUNT


def _accounts(unit: Unit, district: District) -> Iterator[str]:
    for machine in district.machines:
        user = machine.variables.get("ansible_user")
        if machine.unit == unit.code and _is_windows(machine) and isinstance(user, str):
            yield user.removeprefix(".\\")


def _is_windows(machine: Machine) -> bool:
    return machine.excluded is None and machine.variables.get("ansible_connection") == "winrm"
