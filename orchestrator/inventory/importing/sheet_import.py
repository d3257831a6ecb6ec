"""A school's list of machines into the inventory: read, planned, and written unless it is tried."""

from dataclasses import dataclass
from itertools import count
from pathlib import Path

from orchestrator.errors import InputError, UsageError
from orchestrator.files import write_atomic
from orchestrator.inventory.importing.changes import save_all
from orchestrator.inventory.importing.import_plan import (
    Destination,
    ImportPlan,
    NewUnit,
    plan_import,
)
from orchestrator.inventory.sheets import Options, Taken, open_sheets, read_machines
from orchestrator.inventory.sheets.asked_columns import columns_given, refuse_asked
from orchestrator.inventory.sheets.legacy_fonts import Legacy
from orchestrator.text.message import say
from orchestrator.vault import Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRequest:
    """What is asked of an import.

    Attributes:
        file: The workbook or CSV file.
        inventory: The `-i` arguments.
        to: Where the machines shall go.
        sheet: The only sheet to read, even a hidden one; None for all that are shown.
        legacy: The old fonts whose guessed conversion is accepted.
        accept_names: Whether a name is taken that was made of a text that is none.
        prefix: What is put before names that lack it.
        columns: What a person says of columns: `TITLE` of addresses, or `TITLE=FIELD`.
        refused: Where refused rows go; None for a file beside the list.
        dry_run: Whether nothing is written.
        lang: The language of the workbook of refused rows: `vi` or `en`.
    """

    file: Path
    inventory: tuple[str, ...]
    to: Destination
    sheet: str | None = None
    legacy: str | None = None
    accept_names: bool = False
    prefix: str = ""
    columns: tuple[str, ...] = ()
    refused: Path | None = None
    dry_run: bool = False
    lang: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetImport:
    """An import that was made, or only tried; `refused_file` is where refused rows went."""

    file: Path
    dry_run: bool
    taken: Taken
    plan: ImportPlan
    refused_file: Path | None


def destination(
    ward: str | None, unit: str | None, name: str | None, kind: str | None
) -> Destination:
    """Return where machines shall go, as a person said it.

    Args:
        ward: The ward's name or group.
        unit: The code of the unit that all rows are of.
        name: The unit's name, if it may be made.
        kind: The code of its type then; the inventory says which there are.

    Raises:
        UsageError: A new unit lacks its name, its type or its code.
    """
    if (name is None) != (kind is None):
        raise UsageError.one(say("import.half_unit"), say("mend.both_unit"))
    if name is not None and unit is None:
        raise UsageError.one(say("import.no_code"), say("mend.add_unit"))
    new = NewUnit(name=name, type=kind) if name is not None and kind is not None else None
    return Destination(ward=ward, unit=unit, new_unit=new)


def import_sheet(request: ImportRequest, vault: Vault) -> SheetImport:
    """Import a file, or find out what importing it would do.

    Raises:
        InputError: The file or the inventory cannot be used; nothing is written.
    """
    options = Options(
        legacy=Legacy(request.legacy) if request.legacy else None,
        accept_names=request.accept_names,
        prefix=request.prefix,
        columns=columns_given(request.columns),
    )
    sheets = open_sheets(request.file, only=request.sheet)
    taken = read_machines(sheets, options, str(request.file))
    asked = [(one.header.row, column) for one in taken.sheets for column in one.asked]
    refuse_asked(asked, str(request.file))
    plan = plan_import(request.inventory, taken, request.to, vault)
    done = SheetImport(
        file=request.file,
        dry_run=request.dry_run,
        taken=taken,
        plan=plan,
        refused_file=_refused_file(request) if plan.refused and not request.dry_run else None,
    )
    if not request.dry_run:
        _write(done, request.lang)
    return done


def _refused_file(request: ImportRequest) -> Path:
    """Return where refused rows go: never over a workbook that someone may be mending."""
    if request.refused is not None:
        return request.refused
    stem = request.file.stem.partition(".refused")[0]
    names = (f"{stem}.refused{f'-{number}' if number > 1 else ''}.xlsx" for number in count(1))
    return next(path for name in names if not (path := request.file.with_name(name)).exists())


def _write(done: SheetImport, lang: str) -> None:
    """Write the refused rows first: a row that is not in must be found somewhere."""
    if done.refused_file is not None:
        # Without refused rows an import of a CSV file needs no package that writes workbooks.
        from orchestrator.inventory.exporting import refused_workbook  # noqa: PLC0415

        data = refused_workbook(done.taken, done.plan.refused, lang)
        try:
            write_atomic(done.refused_file, data)
        except OSError as error:
            why = error.strerror or error
            what = say("write.failed", path=done.refused_file, why=why)
            raise InputError.one(what, say("mend.other_file")) from error
    save_all(done.plan.files)
