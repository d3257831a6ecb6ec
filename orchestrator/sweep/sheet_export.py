"""`inventory export`: inventory and verdicts into workbooks.

Not in the room's face: the packages that write workbooks may be missing where nobody exports.
"""

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from orchestrator import inventory
from orchestrator.files import read_bounded, saying_unwritten, write_atomic, write_unfilled
from orchestrator.inventory.exporting import (
    MAX_WORKBOOK_BYTES,
    StatusColumns,
    template_workbook,
    with_status,
)
from orchestrator.inventory.sheets import Options
from orchestrator.model.result import MachineResult, SweepResult, Verdict
from orchestrator.sweep.campaign_result import kept_campaign
from orchestrator.sweep.clock import now
from orchestrator.text.catalogue import NOTHING, Catalogue, catalogue
from orchestrator.text.defang import defang
from orchestrator.text.visible import visible
from orchestrator.vault import Vault

_STATUS = ("verdict", "reason", "sweep", "day")
_INDICATORS = 2  # of a machine, in its cell


class NewSheet(Struct, frozen=True, kw_only=True):
    """A workbook to be made of an inventory.

    Attributes:
        file: Where it goes.
        inventory: The `-i` arguments.
        pattern: Which machines.
        status_from: The state folder whose newest sweep is told beside them; None for none.
        lang: `vi` or `en`.
    """

    file: Path
    inventory: tuple[str, ...]
    pattern: str
    status_from: Path | None = None
    lang: str


class StatusSheet(Struct, frozen=True, kw_only=True):
    """A school's own workbook that shall tell the newest sweep's verdicts.

    Attributes:
        workbook: It.
        file: Where the changed one goes; may be the same.
        state: The state folder.
        prefix: What was put before its names when they were imported.
        lang: `vi` or `en`.
    """

    workbook: Path
    file: Path
    state: Path
    prefix: str = ""
    lang: str


class StatusWritten(Struct, frozen=True, kw_only=True):
    """What was written of which sweep; `known` and `unknown` are the workbook's machines."""

    file: Path
    sweep: str
    known: tuple[str, ...]
    unknown: tuple[str, ...]


def write_new(request: NewSheet, vault: Vault) -> int:
    """Write the workbook that schools fill in, and return how many machines are in it.

    Raises:
        InputError: The inventory, the state or the file cannot be used; nothing is written.
    """
    loaded = inventory.load(request.inventory, vault)
    names = inventory.select(loaded, request.pattern)
    status = None
    if request.status_from is not None:
        status = status_columns(_standing(request.status_from), request.lang)
    write_unfilled(request.file, template_workbook(loaded, names, request.lang, status))
    return len(names)


def new_as_json(request: NewSheet, machines: int) -> Mapping[str, object]:
    """Return what is printed of a new workbook."""
    return {"file": str(request.file), "machines": machines}


def write_status(request: StatusSheet) -> StatusWritten:
    """Write verdicts beside the tables of a workbook.

    Raises:
        InputError: The workbook, the state or the file cannot be used; nothing is written.
    """
    data = read_bounded(request.workbook, MAX_WORKBOOK_BYTES)
    result = _standing(request.state)
    columns, options = status_columns(result, request.lang), Options(prefix=request.prefix)
    written = with_status(data, str(request.workbook), columns, options)
    if request.file.exists() and request.file.samefile(request.workbook):
        with saying_unwritten(request.file):
            write_atomic(request.file, written.data, request.file.stat().st_mode & 0o777)
    else:
        write_unfilled(request.file, written.data)
    return StatusWritten(
        file=request.file, sweep=result.sweep, known=written.known, unknown=written.unknown
    )


def _standing(state: Path) -> SweepResult:
    """Return where all machines of a state folder stand now."""
    return kept_campaign(state, now()).result


def status_as_json(done: StatusWritten) -> Mapping[str, object]:
    """Return what is printed of verdicts that were written into a workbook."""
    return {
        "file": str(done.file),
        "sweep": done.sweep,
        "machines": len(done.known),
        "unknown": done.unknown,
    }


def status_columns(result: SweepResult, lang: str) -> StatusColumns:
    """Return what a sweep says of each machine, for cells (`lang`: `vi` or `en`)."""
    said = catalogue(lang)
    return StatusColumns(
        titles=tuple(said(f"column.{column}") for column in _STATUS),
        by_machine={
            machine.scope.machine.casefold(): (
                said.word("verdict", machine.verdict),
                visible(_reason(machine, said)),
                result.sweep,
                said.day(machine.attempted_at or result.ended_at),
            )
            for unit in result.units
            for machine in unit.machines
        },
        unknown=(said("exported.not_in_sweep"), "", result.sweep, said.day(result.ended_at)),
        verdicts=(
            *(said.word("verdict", verdict) for verdict in Verdict),
            said("exported.not_in_sweep"),
        ),
    )


def _reason(machine: MachineResult, said: Catalogue) -> str:
    match machine.verdict:
        case Verdict.NOT_ASSESSED:
            return said.word("reason", machine.reason) if machine.reason else NOTHING
        case Verdict.EXCLUDED:
            return machine.scope.excluded.reason if machine.scope.excluded else NOTHING
        case Verdict.FAIL:
            seen = dict.fromkeys(defang(h.indicator.value) for h in machine.hits if h.fails)
            shown = list(seen)[:_INDICATORS]
            more = len(seen) - len(shown)
            return ", ".join((*shown, *((said("page.more", n=more),) if more else ())))
        case Verdict.PASS:
            return ""
