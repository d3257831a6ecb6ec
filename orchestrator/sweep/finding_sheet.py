"""`findings export`: open findings as a workbook or CSV that a unit fills in and sends back.

Not in the room's face: only `findings export` writes them.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from msgspec import Struct

from orchestrator.documents.book_contents import Choice, TableSheet
from orchestrator.documents.table_writer import workbook_bytes
from orchestrator.errors import UsageError
from orchestrator.files import write_unfilled
from orchestrator.findings.finding_filter import OPEN, FindingFilter, age
from orchestrator.findings.sheet_marks import mark_of
from orchestrator.findings.targets import FindingRow
from orchestrator.model.act import Handling
from orchestrator.report.csv_writer import table_bytes
from orchestrator.sweep.finding_list import by_place, list_findings
from orchestrator.text.catalogue import Catalogue, catalogue
from orchestrator.text.defang import defang
from orchestrator.text.message import say
from orchestrator.text.visible import visible


class SheetColumn(StrEnum):
    """The columns of a sheet of findings, in their order: grey ones, white ones, the mark."""

    NUMBER = "number"
    UNIT = "unit"
    MACHINE = "machine"
    ROOM = "room"
    INDICATOR = "indicator"
    STATE = "state"
    AGE = "age"
    NEXT = "look"
    DEED = "deed"
    REMEDY = "remedy"
    DAY = "day"
    PERSON = "person"
    NOTE = "note"
    MARK = "mark"


class SheetDeed(StrEnum):
    """What may be recorded by a sheet; the rest needs an approver at the command line."""

    TRIAGED = "triaged"
    ASSIGNED = "assigned"
    HANDLED = "handled"


COLUMNS = tuple(SheetColumn)
GREY = COLUMNS[: COLUMNS.index(SheetColumn.DEED)]
WHITE = COLUMNS[COLUMNS.index(SheetColumn.DEED) : COLUMNS.index(SheetColumn.MARK)]


class ExportRequest(Struct, frozen=True, kw_only=True):
    """A sheet to be made: `file` ends in .xlsx or .csv; `unit` None is all; `lang` `vi` or `en`."""

    file: Path
    state: Path
    unit: str | None
    lang: str


class _Table(Struct, frozen=True, kw_only=True):
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def export(request: ExportRequest, at: datetime) -> int:
    """Write the open findings, and return how many there are.

    Args:
        request: Where, and of which unit.
        at: Now (aware UTC).

    Raises:
        InputError: The state or the file cannot be used; nothing is written.
    """
    write = _writer(request.file)
    selection = FindingFilter(states=(OPEN,), unit=request.unit)
    done = list_findings(request.state, selection, at)
    words = catalogue(request.lang)
    rows = tuple(_row(row, done.judged.basis, done.judged.at, words) for row in by_place(done.rows))
    header = tuple(words.word("sheet_column", column) for column in COLUMNS)
    write_unfilled(request.file, write(_Table(header=header, rows=rows), words))
    return len(rows)


def export_as_json(request: ExportRequest, count: int) -> Mapping[str, object]:
    """Return what `findings export --json` prints."""
    return {"file": str(request.file), "findings": count}


def _writer(file: Path) -> Callable[[_Table, Catalogue], bytes]:
    match file.suffix.lower():
        case ".xlsx":
            return _workbook
        case ".csv":
            return _csv
        case _:
            what = say("act.no_sheet_kind", file=file.name)
            raise UsageError.one(what, say("act.mend.sheet_kind"))


def _row(row: FindingRow, basis: str, at: datetime, words: Catalogue) -> tuple[str, ...]:
    grey = _grey_cells(row, at, words)
    return (*grey, *("" for _ in WHITE), mark_of(basis, row.finding, grey))


def _grey_cells(row: FindingRow, at: datetime, words: Catalogue) -> tuple[str, ...]:
    one = row.finding
    room = row.machine.scope.row.room if row.machine else None
    look = one.next_look
    return (
        one.number,
        cell_text(row.unit.code),
        cell_text(row.machine_name),
        cell_text(room or ""),
        cell_text(defang(one.key.value)),
        words.word("finding_state", one.state),
        str(age(one, at).days),
        f"{words.clock(look)} {words.day(look)}" if look else "",
    )


def cell_text(text: str) -> str:
    """Return a text as a cell gives it back, whatever a spreadsheet does to its ends."""
    return visible(text).strip().lstrip("'")


def _workbook(table: _Table, words: Catalogue) -> bytes:
    deeds = tuple(words.word("act_kind", deed) for deed in SheetDeed)
    remedies = tuple(words.word("remedy", remedy) for remedy in Handling)
    sheet = TableSheet(
        name=words("act.sheet_name"),
        header=table.header,
        rows=table.rows,
        choices={
            COLUMNS.index(SheetColumn.DEED): Choice(values=deeds),
            COLUMNS.index(SheetColumn.REMEDY): Choice(values=remedies),
        },
        grey=frozenset(range(len(GREY))),
        hidden=frozenset({COLUMNS.index(SheetColumn.MARK)}),
        spare=0,
    )
    return workbook_bytes((sheet,), words("act.lists_name"))


def _csv(table: _Table, _: Catalogue) -> bytes:
    return table_bytes(table.header, table.rows)
