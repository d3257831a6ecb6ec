"""A school's list of machines into the inventory: read, planned, and written unless it is tried."""

from itertools import count
from pathlib import Path

from msgspec import Struct

from orchestrator.errors import UsageError
from orchestrator.files import write_unfilled
from orchestrator.files.problems import Problems
from orchestrator.inventory.district.quoted_names import refuse_quoted
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


class ImportRequest(Struct, frozen=True, kw_only=True):
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


class SheetImport(Struct, frozen=True, kw_only=True):
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
        UsageError: A new unit lacks its name, type or code; or a name is in quotation marks.
    """
    if (name is None) != (kind is None):
        raise UsageError.one(say("import.half_unit"), say("mend.both_unit"))
    if name is not None and unit is None:
        raise UsageError.one(say("import.no_code"), say("mend.add_unit"))
    quoted = Problems()
    for given in (ward, name):
        refuse_quoted(given or "", None, quoted)
    if quoted:
        raise UsageError(tuple(quoted))
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
    writes = plan.refused and not request.dry_run
    done = SheetImport(
        file=request.file,
        dry_run=request.dry_run,
        taken=taken,
        plan=plan,
        refused_file=refused_beside(request.file, request.refused) if writes else None,
    )
    if not request.dry_run:
        _write(done, request.lang)
    return done


def refused_beside(file: Path, given: Path | None) -> Path:
    """Return where refused rows go: never over a workbook that someone may be mending.

    Args:
        file: What was imported.
        given: Where a person wants them; None is beside it.
    """
    if given is not None:
        return given
    stem = file.stem.partition(".refused")[0]
    names = (f"{stem}.refused{f'-{number}' if number > 1 else ''}.xlsx" for number in count(1))
    return next(path for name in names if not (path := file.with_name(name)).exists())


def _write(done: SheetImport, lang: str) -> None:
    """Write the refused rows first: a row that is not in must be found somewhere."""
    if done.refused_file is not None:
        # Without refused rows an import of a CSV file needs no package that writes workbooks.
        from orchestrator.inventory.exporting import refused_workbook  # noqa: PLC0415

        data = refused_workbook(done.taken, done.plan.refused, lang)
        write_unfilled(done.refused_file, data)
    save_all(done.plan.files)
