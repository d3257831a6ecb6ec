"""The workbook that units fill their figures into, and the rows that an import refused."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from msgspec import Struct

from orchestrator.documents.book_contents import ProseSheet, TableSheet
from orchestrator.documents.grid import SheetRow
from orchestrator.documents.table_writer import workbook_bytes
from orchestrator.files import write_unfilled
from orchestrator.inventory.declaring.figure_columns import FIGURES, GREY, FigureColumn, titles
from orchestrator.inventory.declaring.figure_faults import FigureProblem
from orchestrator.inventory.district.strict import district
from orchestrator.inventory.reading.inventory_sources import load
from orchestrator.model.district import Unit
from orchestrator.text.catalogue import NOTHING, catalogue
from orchestrator.text.viet import sort_key
from orchestrator.vault import Vault

_GUIDE = ("title", "fill", "people", "section_3", "back")


class RefusedFigures(Struct, frozen=True, kw_only=True):
    """A row that was not taken, and everything that is wrong with it."""

    row: SheetRow
    problems: tuple[FigureProblem, ...]


def form_workbook(units: Iterable[Unit], lang: str) -> bytes:
    """Return the workbook: one row a unit, with what it has declared so far.

    Args:
        units: The units, in any order.
        lang: `vi` or `en`.
    """
    words, columns = catalogue(lang), list(FigureColumn)
    ordered = sorted(units, key=lambda unit: (sort_key(unit.ward or ""), sort_key(unit.name)))
    table = TableSheet(
        name=words("figure_form.sheet"),
        header=tuple(titles(words).values()),
        rows=tuple(tuple(_cell(unit, one, lang) for one in columns) for unit in ordered),
        grey=frozenset(columns.index(column) for column in GREY),
        spare=0,
    )
    lines = tuple(words(f"figure_form.{part}") for part in _GUIDE)
    return workbook_bytes((table, ProseSheet(name=words("figure_form.guide"), lines=lines)))


def write_form(sources: Sequence[str], file: Path, lang: str, vault: Vault) -> int:
    """Write the workbook of an inventory's units, and return how many there are.

    Raises:
        InputError: The inventory cannot be used, or the file not be written.
    """
    units = district(load(sources, vault)).units
    data = form_workbook(units, lang)
    write_unfilled(file, data)
    return len(units)


def refused_figures(header: SheetRow, refused: Sequence[RefusedFigures], lang: str) -> bytes:
    """Return the rows that were not taken, as they stood, with why and how to mend each."""
    words = catalogue(lang)
    columns = sorted(header.cells)
    added = (words("column.origin"), words("column.why"), words("column.mend"))
    rows = tuple(
        (
            *(one.row.cells[at].text if at in one.row.cells else "" for at in columns),
            str(one.row.number),
            "; ".join(problem.reason(words) for problem in one.problems),
            "; ".join(problem.mend(words) for problem in one.problems),
        )
        for one in refused
    )
    table = TableSheet(
        name=words("figure_form.sheet"),
        header=(*(header.cells[at].text for at in columns), *added),
        rows=rows,
        spare=0,
    )
    return workbook_bytes((table,))


def _cell(unit: Unit, column: FigureColumn, lang: str) -> str | int:
    match column:
        case FigureColumn.CODE:
            return unit.code
        case FigureColumn.UNIT:
            return unit.name
        case FigureColumn.AREA:
            return unit.ward or ""
        case FigureColumn.KIND:
            return unit.type.name.said(lang)
        case FigureColumn.EVALUATION if not unit.type.evaluates:
            return NOTHING  # not theirs to fill in; an import passes over it
        case _:
            value: str | int | None = getattr(unit.annex, FIGURES[column].value)
            return "" if value is None else value
