"""`annex set` and `annex submitted`: what one unit declares, and that it handed its form in."""

from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from orchestrator.errors import UsageError
from orchestrator.inventory.declaring.annex_files import Fields, annex_changes
from orchestrator.inventory.declaring.figure_values import (
    FigureField,
    changed,
    figures_of,
    with_figures,
)
from orchestrator.inventory.district.strict import district
from orchestrator.inventory.editing.adding import unit_code
from orchestrator.inventory.importing.changes import FileChange
from orchestrator.inventory.model import Inventory
from orchestrator.inventory.reading.inventory_sources import load
from orchestrator.model.district import Declaration, Submission, Unit
from orchestrator.text.message import say
from orchestrator.vault import Vault


class SetFigures(Struct, frozen=True, kw_only=True):
    """What was typed of a unit's figures, by whom, on which ISO day."""

    inventory: tuple[str, ...]
    unit: str
    cells: Mapping[FigureField, str]
    actor: str
    day: str


class Handed(Struct, frozen=True, kw_only=True):
    """That a unit handed its form in on an ISO day, and who recorded that, on which one."""

    inventory: tuple[str, ...]
    unit: str
    date: str
    document: str | None
    actor: str
    day: str


class UnitChange(Struct, frozen=True, kw_only=True):
    """A unit as it is declared then, and the files that change for it; none if it was so before."""

    unit: Unit
    files: tuple[FileChange, ...]


def set_figures(request: SetFigures, vault: Vault) -> UnitChange:
    """Return what a unit's figures change; nothing is written.

    Raises:
        UsageError: There is no such unit, or a figure is none.
        InventoryError: The inventory cannot be used, or a file not changed safely.
    """
    inventory, units, unit = _found(request.inventory, request.unit, vault)
    options = {name: f"--{name.replace('_', '-')}" for name in FigureField}
    figures = figures_of(request.cells, unit.type, options)
    if isinstance(figures, tuple):
        raise UsageError(one.problem() for one in figures)
    if not figures:
        raise UsageError.one(say("annex_file.nothing"), say("annex_file.mend.some"))
    new = changed(figures, unit.annex)
    if not new:
        return UnitChange(unit=unit, files=())
    declared = {"by": request.actor, "date": request.day}
    fields: Fields = {**{str(name): value for name, value in new.items()}, "declared": declared}
    files = annex_changes(inventory, request.inventory, {unit.code: fields}, units)
    declaration = Declaration(by=request.actor, date=request.day)
    annex = replace(with_figures(unit.annex, new), declared=declaration)
    return UnitChange(unit=replace(unit, annex=annex), files=files)


def set_submitted(request: Handed, vault: Vault) -> UnitChange:
    """Return what changes when a unit handed its form in; nothing is written.

    Raises:
        UsageError: There is no such unit.
        InventoryError: The inventory cannot be used, or a file not changed safely.
    """
    inventory, units, unit = _found(request.inventory, request.unit, vault)
    was = unit.annex.submitted
    if was is not None and (was.date, was.document) == (request.date, request.document):
        return UnitChange(unit=unit, files=())
    said = {"date": request.date, "by": request.actor, "recorded": request.day}
    if request.document is not None:
        said["document"] = request.document
    files = annex_changes(inventory, request.inventory, {unit.code: {"submitted": said}}, units)
    annex = replace(
        unit.annex,
        submitted=Submission(
            date=request.date,
            document=request.document,
            by=request.actor,
            recorded=request.day,
        ),
    )
    return UnitChange(unit=replace(unit, annex=annex), files=files)


def change_as_json(done: UnitChange, *, dry_run: bool) -> Mapping[str, object]:
    """Return what `annex set` and `submitted` print with `--json`."""
    return {
        "unit": done.unit.code,
        "changed": bool(done.files),
        "dry_run": dry_run,
        "files": [change.as_json() for change in done.files],
    }


def _found(
    sources: Sequence[str], wanted: str, vault: Vault
) -> tuple[Inventory, tuple[Unit, ...], Unit]:
    inventory = load(sources, vault)
    units = district(inventory).units
    code = unit_code(inventory, wanted)
    return inventory, units, next(unit for unit in units if unit.code == code)
