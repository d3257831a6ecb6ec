"""`annex import`: the figures that units filled into a workbook, row by row, taken or refused."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from orchestrator.documents.grid import CellKind, Sheet, SheetRow
from orchestrator.errors import InputError, Place
from orchestrator.files import write_unfilled
from orchestrator.inventory.declaring.annex_files import Fields, annex_changes, save_annexes
from orchestrator.inventory.declaring.figure_columns import FIGURES, FigureColumn, column_of
from orchestrator.inventory.declaring.figure_faults import FigureFault, FigureProblem
from orchestrator.inventory.declaring.figure_form import RefusedFigures, refused_figures
from orchestrator.inventory.declaring.figure_values import (
    FigureField,
    Figures,
    changed,
    figures_of,
)
from orchestrator.inventory.district.body_names import unit_key
from orchestrator.inventory.district.strict import district
from orchestrator.inventory.importing.changes import FileChange
from orchestrator.inventory.importing.sheet_import import refused_beside
from orchestrator.inventory.reading.folded_text import tidy
from orchestrator.inventory.reading.inventory_sources import load
from orchestrator.inventory.sheets.legacy_fonts import detect
from orchestrator.inventory.sheets.open_sheets import open_sheets
from orchestrator.model.district import Unit
from orchestrator.text.catalogue import NOTHING, catalogue
from orchestrator.text.message import say
from orchestrator.text.visible import visible
from orchestrator.vault import Vault

_HEADER_WITHIN = 20  # rows above the header that somebody may have put there
_SHOWN = 20  # refused rows on the screen; all of them are in the workbook


class FigureImport(Struct, frozen=True, kw_only=True):
    """A filled workbook.

    Attributes:
        file: The workbook or CSV file.
        inventory: The `-i` arguments.
        actor: Who answers for it.
        day: The ISO day on which.
        refused: Where refused rows go; None for a file beside it.
        dry_run: Whether nothing is written.
        lang: The language of the workbook of refused rows.
    """

    file: Path
    inventory: tuple[str, ...]
    actor: str
    day: str
    refused: Path | None
    dry_run: bool
    lang: str


class TakenFigures(Struct, frozen=True, kw_only=True):
    """A row that is taken: its unit, and which of its figures are new; none if all were so."""

    row: int
    unit: Unit
    new: Figures


class ImportedFigures(Struct, frozen=True, kw_only=True):
    """What became of the rows: `read` = declared + same + refused; `empty` ones said nothing."""

    request: FigureImport
    taken: tuple[TakenFigures, ...]
    refused: tuple[RefusedFigures, ...]
    empty: int
    files: tuple[FileChange, ...]
    refused_file: Path | None

    @property
    def counts(self) -> Mapping[str, int]:
        """How many rows were what."""
        declared = sum(bool(one.new) for one in self.taken)
        return {
            "read": len(self.taken) + len(self.refused),
            "declared": declared,
            "same": len(self.taken) - declared,
            "refused": len(self.refused),
            "empty": self.empty,
        }


class _Table(Struct, frozen=True, kw_only=True):
    header: SheetRow
    columns: Mapping[FigureColumn, int]
    rows: tuple[SheetRow, ...]


def import_figures(request: FigureImport, vault: Vault) -> ImportedFigures:
    """Take the figures of a workbook, or find out what taking them would do.

    Raises:
        InputError: The file or the inventory cannot be used; nothing is written.
    """
    table = _table(request.file)
    inventory = load(request.inventory, vault)
    units = district(inventory).units
    judge = _Judge(table=table, units=units)
    judged = tuple(judge.rows())
    taken = tuple(one for one in judged if isinstance(one, TakenFigures))
    refused = tuple(one for one in judged if isinstance(one, RefusedFigures))
    signed = {"by": request.actor, "date": request.day}
    wanted: dict[str, Fields] = {
        one.unit.code: {**{str(name): value for name, value in one.new.items()}, "declared": signed}
        for one in taken
        if one.new
    }
    writes = refused and not request.dry_run
    done = ImportedFigures(
        request=request,
        taken=taken,
        refused=refused,
        empty=len(table.rows) - len(judged),
        files=annex_changes(inventory, request.inventory, wanted, units),
        refused_file=refused_beside(request.file, request.refused) if writes else None,
    )
    if not request.dry_run:
        _write(done, table)
    return done


def _write(done: ImportedFigures, table: _Table) -> None:
    """Write the refused rows first: a row that is not in must be found somewhere."""
    if done.refused_file is not None:
        data = refused_figures(table.header, done.refused, done.request.lang)
        write_unfilled(done.refused_file, data)
    save_annexes(done.files)


def _table(file: Path) -> _Table:
    """Return the first sheet that has the header of our form.

    Raises:
        InputError: None has.
    """
    for sheet in open_sheets(file):
        if not sheet.hidden and (found := _table_of(sheet)) is not None:
            return found
    raise InputError.one(say("annex_file.no_form"), say("annex_file.mend.form"), _place(file))


def _place(file: Path) -> Place:
    return Place(file=str(file))


def _table_of(sheet: Sheet) -> _Table | None:
    for at, row in enumerate(sheet.rows[:_HEADER_WITHIN]):
        known = {
            column_of(cell.text): number for number, cell in sorted(row.cells.items(), reverse=True)
        }
        columns = {column: number for column, number in known.items() if column is not None}
        whose = FigureColumn.CODE in columns or FigureColumn.UNIT in columns
        if whose and any(column in FIGURES for column in columns):
            rows = tuple(one for one in sheet.rows[at + 1 :] if one.cells)
            return _Table(header=row, columns=columns, rows=rows)
    return None


class _Judge:
    """Holds rows against the units; of a unit with two rows neither is taken."""

    def __init__(self, *, table: _Table, units: tuple[Unit, ...]) -> None:
        self._table = table
        self._by_code = {unit.code.casefold(): unit for unit in units}
        self._by_name: dict[str, list[Unit]] = {}
        for unit in units:
            self._by_name.setdefault(unit_key(unit.name), []).append(unit)

    def rows(self) -> Iterator[TakenFigures | RefusedFigures]:
        """Yield what becomes of each row that says anything."""
        filled = [(row, cells) for row in self._table.rows if (cells := self._cells(row))]
        units = {row.number: self._unit(row) for row, _ in filled}
        of_unit: dict[str, list[int]] = {}
        for number, unit in units.items():
            if isinstance(unit, Unit):
                of_unit.setdefault(unit.code, []).append(number)
        for row, cells in filled:
            yield self._row(row, cells, units[row.number], of_unit)

    def _cells(self, row: SheetRow) -> Mapping[FigureField, str]:
        return {
            name: text
            for column, name in FIGURES.items()
            if (text := self._text(row, column)) and text != NOTHING
        }

    def _row(
        self,
        row: SheetRow,
        cells: Mapping[FigureField, str],
        unit: Unit | FigureProblem,
        of_unit: Mapping[str, Sequence[int]],
    ) -> TakenFigures | RefusedFigures:
        if isinstance(unit, FigureProblem):
            return RefusedFigures(row=row, problems=(unit,))
        if others := [number for number in of_unit[unit.code] if number != row.number]:
            twice = FigureProblem(fault=FigureFault.TWICE, text=", ".join(map(str, others)))
            return RefusedFigures(row=row, problems=(twice,))
        titles = {
            name: tidy(self._table.header.cells[self._table.columns[column]].text)
            for column, name in FIGURES.items()
            if column in self._table.columns
        }
        unsound = tuple(self._unsound(row, cells, titles))
        figures = figures_of(cells, unit.type, titles)
        if unsound or isinstance(figures, tuple):
            wrong = figures if isinstance(figures, tuple) else ()
            return RefusedFigures(row=row, problems=unsound or wrong)
        return TakenFigures(row=row.number, unit=unit, new=changed(figures, unit.annex))

    def _unsound(
        self, row: SheetRow, cells: Mapping[FigureField, str], titles: Mapping[FigureField, str]
    ) -> Iterator[FigureProblem]:
        for column, name in FIGURES.items():
            number = self._table.columns.get(column)
            cell = row.cells.get(number) if number is not None else None
            if cell is None or name not in cells:
                continue
            if cell.kind in (CellKind.ERROR, CellKind.FORMULA):
                fault = FigureFault.BAD_CELL
            elif detect((cell.text,)) is not None:
                fault = FigureFault.OLD_FONT
            else:
                continue
            yield FigureProblem(fault=fault, column=titles[name], text=cell.text)

    def _unit(self, row: SheetRow) -> Unit | FigureProblem:
        code, name = self._text(row, FigureColumn.CODE), self._text(row, FigureColumn.UNIT)
        if not (code or name):
            return FigureProblem(fault=FigureFault.NO_UNIT)
        named = self._by_name.get(unit_key(name), []) if name else []
        if not code:
            unknown = FigureProblem(fault=FigureFault.UNKNOWN_UNIT, text=name)
            return named[0] if len(named) == 1 else unknown
        unit = self._by_code.get(code.casefold())
        if unit is None:
            return FigureProblem(fault=FigureFault.UNKNOWN_UNIT, text=code)
        if name and unit not in named:
            return FigureProblem(fault=FigureFault.OTHER_NAME, column=unit.name, text=name)
        return unit

    def _text(self, row: SheetRow, column: FigureColumn) -> str:
        number = self._table.columns.get(column)
        cell = row.cells.get(number) if number is not None else None
        return "" if cell is None else cell.text.strip()


def imported_as_text(done: ImportedFigures, lang: str) -> Iterator[str]:
    """Yield the lines that a person reads (`lang`: `vi` or `en`)."""
    words = catalogue(lang)
    yield words("figures_imported.counts", **done.counts)
    for one in done.refused[:_SHOWN]:
        where = words("imported.row", row=one.row.number)
        for problem in one.problems:
            why, mend = problem.reason(words), problem.mend(words)
            yield f"  {words('imported.mend', where=where, why=why, mend=mend)}"
    if len(done.refused) > _SHOWN:
        yield words("imported.more", n=len(done.refused) - _SHOWN)
    if done.request.dry_run:
        for change in done.files:
            yield from map(visible, change.diff())
        yield words("inventory.dry_run")
    else:
        for change in done.files:
            yield words("inventory.written", file=change.path)
    if done.refused_file is not None:
        yield words("imported.refused_file", file=done.refused_file)


def imported_as_json(done: ImportedFigures, lang: str) -> Mapping[str, object]:
    """Return what `--json` prints."""
    words = catalogue(lang)
    return {
        "file": str(done.request.file),
        "dry_run": done.request.dry_run,
        "counts": done.counts,
        "units": [one.unit.code for one in done.taken if one.new],
        "refused": [
            {
                "row": one.row.number,
                "problems": [
                    {
                        "fault": problem.fault.value,
                        "why": problem.reason(words),
                        "mend": problem.mend(words),
                    }
                    for problem in one.problems
                ],
            }
            for one in done.refused
        ],
        "refused_file": None if done.refused_file is None else str(done.refused_file),
        "files": [change.as_json() for change in done.files],
    }
