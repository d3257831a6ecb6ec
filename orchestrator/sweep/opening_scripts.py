"""Scripts that make one unit's machines askable: the unit as the inventory has it."""

from dataclasses import dataclass
from pathlib import Path

from orchestrator import inventory, prepare
from orchestrator.checks import listing
from orchestrator.checks.base import Right
from orchestrator.errors import UsageError
from orchestrator.prepare import Rights
from orchestrator.text.catalogue import Catalogue
from orchestrator.text.message import say
from orchestrator.text.suggest import did_you_mean
from orchestrator.vault import Vault

__all__ = ["PrepareRequest", "Rights", "prepare_windows", "unread_with"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PrepareRequest:
    """Whose machines are opened to whom, as asked for; `undo` closes them again."""

    inventory: tuple[str, ...]
    unit: str
    controller: str
    account: str = prepare.ACCOUNT
    rights: Rights = Rights.LEAST
    lift_filter: bool = False
    undo: bool = False


def unread_with(rights: Rights, words: Catalogue) -> tuple[str, ...]:
    """Return a line for each check that an account with these rights may leave unread."""
    match rights:
        case Rights.LEAST:
            return listing.losses(Right.EVENT_LOG_READER, words)
        case Rights.ADMINISTRATOR:
            return listing.losses(Right.ADMINISTRATOR, words)


def prepare_windows(request: PrepareRequest, folder: Path, vault: Vault) -> tuple[Path, ...]:
    """Write the scripts for a unit's Windows machines into a folder, and return where they are.

    Raises:
        InputError: No such unit, no usable address or account, or the folder cannot be written.
    """
    found = inventory.load(request.inventory, vault)
    units = {unit.code: unit for unit in inventory.district(found).units}
    if request.unit not in units:
        near = did_you_mean(request.unit, tuple(units))
        mend = say("mend.did_you_mean", meant=near) if near else say("mend.graph")
        raise UsageError.one(say("prepare.no_unit", unit=request.unit), mend)
    opening = prepare.Opening(
        code=request.unit,
        name=units[request.unit].name,
        controller=request.controller,
        account=request.account,
        rights=request.rights,
        lift_filter=request.lift_filter,
    )
    return prepare.write_scripts(opening, folder, undo=request.undo)
