"""`findings import`: what units filled into a sheet, row by row, recorded or refused."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from msgspec import Struct

from orchestrator.documents.grid import Sheet, SheetRow
from orchestrator.documents.workbook import reference_of
from orchestrator.errors import InputError, Place, UsageError
from orchestrator.findings.act_refusals import ActFault, Prepared, RefusedAct, is_said, prepare
from orchestrator.findings.sheet_marks import RowMark, read_mark, state_digest
from orchestrator.findings.targets import FindingRow, OneFinding, finding_rows
from orchestrator.inventory.sheets.open_sheets import open_sheets
from orchestrator.model.act import Act, Handling
from orchestrator.model.campaign import Judged
from orchestrator.model.deed import Assign, Claim, Deed, Handle, Signed, Triage
from orchestrator.sweep.acting import keep, kept_acts, refusal
from orchestrator.sweep.finding_sheet import COLUMNS, GREY, WHITE, SheetColumn, SheetDeed, cell_text
from orchestrator.sweep.standing import standing
from orchestrator.text.catalogue import catalogue
from orchestrator.text.message import say
from orchestrator.text.moments import TypedMoment, read_moment
from orchestrator.text.topics import LANGUAGES
from orchestrator.text.viet import fold, nfc

_Word = TypeVar("_Word", bound=StrEnum)
_HEADER_WITHIN = 20  # rows above the header that a unit may have put there


class SheetFault(StrEnum):
    """Why a row is not taken; what `findings set` would refuse, too, is an `ActFault`."""

    NO_MARK = "no_mark"  # pasted, typed, or its mark was touched
    TWICE = "twice"
    EDITED = "edited"  # a grey cell
    NO_FINDING = "no_finding"
    CHANGED = "changed"  # since the export
    NO_DEED = "no_deed"
    UNKNOWN_DEED = "unknown_deed"
    NO_REMEDY = "no_remedy"
    UNKNOWN_REMEDY = "unknown_remedy"
    STRAY_REMEDY = "stray_remedy"
    NO_DAY = "no_day"
    NO_NOTE = "no_note"  # and no reason for all rows


_COLUMN_OF = {
    ActFault.NO_OWNER: SheetColumn.PERSON,
    ActFault.FUTURE: SheetColumn.DAY,
    ActFault.DUE_PAST: SheetColumn.DAY,
}


class RefusedRow(Struct, frozen=True, kw_only=True):
    """A row that was not taken: its cell, why, and what stood there."""

    row: int
    cell: str
    fault: SheetFault | ActFault
    about: str = ""


class FindingImport(Struct, frozen=True, kw_only=True):
    """A filled sheet; `actor` answers for it, `reason` stands where a row has no note."""

    file: Path
    state: Path
    actor: str
    reason: str
    dry_run: bool


class Imported(Struct, frozen=True, kw_only=True):
    """What became of the rows that were filled in: `read` = taken + same + refused."""

    file: Path
    dry_run: bool
    taken: tuple[Act, ...]
    same: tuple[Act, ...]
    refused: tuple[RefusedRow, ...]

    @property
    def read(self) -> int:
        """How many rows somebody filled in."""
        return len(self.taken) + len(self.same) + len(self.refused)


class _Table(Struct, frozen=True, kw_only=True):
    """The rows below a header, and the number of the column that each of ours stands in."""

    columns: Mapping[SheetColumn, int]
    rows: tuple[SheetRow, ...]


class _Known(Struct, frozen=True, kw_only=True):
    """What rows are judged against."""

    request: FindingImport
    judged: Judged
    acts: tuple[Act, ...]
    rows: Mapping[tuple[str, str, str], FindingRow]


class _NotTakenError(Exception):
    """A row is not taken, for what stands in that column."""

    def __init__(self, fault: SheetFault | ActFault, column: SheetColumn, about: str = "") -> None:
        super().__init__(fault)
        self.fault, self.column, self.about = fault, column, about


def import_sheet(request: FindingImport, at: datetime) -> Imported:
    """Record what a sheet says, all its sound rows in one step; with `dry_run` nothing is kept.

    Args:
        request: The sheet, and who answers.
        at: Now (aware UTC).

    Raises:
        InputError: The file is no export of findings, nobody answers, or the state folder cannot
            be used; nothing is recorded.
    """
    if not is_said(request.actor):
        raise UsageError((refusal(RefusedAct(fault=ActFault.NO_ACTOR)),))
    table = _table(request.file)
    judged = standing(request.state, at)
    known = _Known(
        request=request,
        judged=judged,
        acts=kept_acts(request.state),
        rows={_key(row): row for row in finding_rows(judged)},
    )
    done = tuple(_outcomes(table, known))
    prepared = tuple(one for one in done if isinstance(one, Prepared))
    taken = tuple(one.act for one in prepared if not one.known)
    if not request.dry_run:
        keep(request.state, taken)
    return Imported(
        file=request.file,
        dry_run=request.dry_run,
        taken=taken,
        same=tuple(one.act for one in prepared if one.known),
        refused=tuple(one for one in done if isinstance(one, RefusedRow)),
    )


def _key(row: FindingRow) -> tuple[str, str, str]:
    return row.finding.number, cell_text(row.unit.code), cell_text(row.machine_name)


def _table(file: Path) -> _Table:
    for sheet in open_sheets(file):
        if not sheet.hidden and (table := _with_header(sheet)) is not None:
            return table
    place = Place(file=str(file))
    raise InputError.one(say("act.no_export"), say("act.mend.no_export"), place)


def _with_header(sheet: Sheet) -> _Table | None:
    """Return the rows below the header that an export has, in either language."""
    titles = {
        fold(catalogue(lang).word("sheet_column", column)): column
        for lang in LANGUAGES
        for column in COLUMNS
    }
    for at, row in enumerate(sheet.rows[:_HEADER_WITHIN]):
        named = {titles.get(fold(cell.text.strip())): n for n, cell in row.cells.items()}
        columns = {column: named[column] for column in COLUMNS if column in named}
        if len(columns) == len(COLUMNS):
            return _Table(columns=columns, rows=sheet.rows[at + 1 :])
    return None


def _outcomes(table: _Table, known: _Known) -> Iterator[Prepared | RefusedRow]:
    seen = set[str]()
    for row in table.rows:
        cells = {column: _text(row, at) for column, at in table.columns.items()}
        if not any(cells[column] for column in WHITE):
            continue
        number = cells[SheetColumn.NUMBER]
        done = _prepared(cells, known, again=number in seen)
        seen.add(number)
        yield done if isinstance(done, Prepared) else _placed(done, row.number, table)


def _placed(refused: "_NotTakenError", row: int, table: _Table) -> RefusedRow:
    cell = reference_of(row, table.columns[refused.column])
    return RefusedRow(row=row, cell=cell, fault=refused.fault, about=refused.about)


def _text(row: SheetRow, column: int) -> str:
    cell = row.cells.get(column)
    return nfc(cell.text).strip().lstrip("'") if cell else ""


def _prepared(
    cells: Mapping[SheetColumn, str], known: _Known, *, again: bool
) -> "Prepared | _NotTakenError":
    """Return the act that a row asks for, or what of it is wrong; `again`: its finding had one."""
    try:
        return _sound(cells, known, again=again)
    except _NotTakenError as refused:
        return refused


def _sound(cells: Mapping[SheetColumn, str], known: _Known, *, again: bool) -> Prepared:
    if again:
        raise _NotTakenError(SheetFault.TWICE, SheetColumn.NUMBER, cells[SheetColumn.NUMBER])
    mark, row = _row_of(cells, known)
    signed = _signed(cells, mark, known)
    target = OneFinding(row=row)
    done = prepare(known.judged, known.acts, target, _deed(cells), signed)
    if not isinstance(done, Prepared):
        raise _refused(done[0], cells)
    if not done.known and mark.state != state_digest(row.finding):
        raise _NotTakenError(SheetFault.CHANGED, SheetColumn.STATE)
    return done


def _row_of(cells: Mapping[SheetColumn, str], known: _Known) -> tuple[RowMark, FindingRow]:
    """Return the row's mark, and the finding that it is of."""
    mark = read_mark(cells[SheetColumn.MARK], cells[SheetColumn.NUMBER])
    if mark is None or len(mark.cells) != len(GREY):
        raise _NotTakenError(SheetFault.NO_MARK, SheetColumn.NUMBER, cells[SheetColumn.NUMBER])
    edited = mark.edited(tuple(nfc(cells[column]) for column in GREY))
    if edited is not None:
        raise _NotTakenError(SheetFault.EDITED, GREY[edited], cells[GREY[edited]])
    key = (cells[SheetColumn.NUMBER], cells[SheetColumn.UNIT], cells[SheetColumn.MACHINE])
    if key not in known.rows:
        raise _NotTakenError(SheetFault.NO_FINDING, SheetColumn.NUMBER, cells[SheetColumn.NUMBER])
    return mark, known.rows[key]


def _signed(cells: Mapping[SheetColumn, str], mark: RowMark, known: _Known) -> Signed:
    """Return who answers and why; without a day the export stands for it, whenever it comes."""
    day = (
        _day(cells) if cells[SheetColumn.DEED] and _kind(cells) is not SheetDeed.ASSIGNED else None
    )
    claim = Claim(at=known.judged.at, told=f"export {mark.basis}")
    if day is not None:
        claim = Claim(at=day.by(known.judged.at), told=day.told)
    reason = cells[SheetColumn.NOTE] or known.request.reason
    return Signed(actor=known.request.actor, reason=reason, claim=claim)


def _deed(cells: Mapping[SheetColumn, str]) -> Deed:
    kind, person = _kind(cells), cells[SheetColumn.PERSON]
    if kind is not SheetDeed.HANDLED and cells[SheetColumn.REMEDY]:
        raise _NotTakenError(SheetFault.STRAY_REMEDY, SheetColumn.REMEDY, cells[SheetColumn.REMEDY])
    match kind:
        case SheetDeed.TRIAGED:
            return Triage(attested=person)
        case SheetDeed.ASSIGNED:
            due = _day(cells)
            return Assign(owner=person, due=due.at.astimezone(UTC) if due else None)
        case SheetDeed.HANDLED:
            return Handle(remedy=_remedy(cells), attested=person)


def _kind(cells: Mapping[SheetColumn, str]) -> SheetDeed:
    said = cells[SheetColumn.DEED]
    if not said:
        raise _NotTakenError(SheetFault.NO_DEED, SheetColumn.DEED)
    kind = _meant("act_kind", tuple(SheetDeed), said)
    if kind is None:
        raise _NotTakenError(SheetFault.UNKNOWN_DEED, SheetColumn.DEED, said)
    return kind


def _remedy(cells: Mapping[SheetColumn, str]) -> Handling:
    said = cells[SheetColumn.REMEDY]
    if not said:
        raise _NotTakenError(SheetFault.NO_REMEDY, SheetColumn.REMEDY)
    remedy = _meant("remedy", tuple(Handling), said)
    if remedy is None:
        raise _NotTakenError(SheetFault.UNKNOWN_REMEDY, SheetColumn.REMEDY, said)
    return remedy


def _meant(family: str, known: tuple[_Word, ...], said: str) -> _Word | None:
    """Return the word of a closed set that a cell names, in either language or as JSON does."""
    told = fold(said)
    for word in known:
        spoken = (catalogue(lang).word(family, word) for lang in LANGUAGES)
        if told in (word.value, *map(fold, spoken)):
            return word
    return None


def _day(cells: Mapping[SheetColumn, str]) -> TypedMoment | None:
    said = cells[SheetColumn.DAY]
    day = read_moment(said) if said else None
    if said and day is None:
        raise _NotTakenError(SheetFault.NO_DAY, SheetColumn.DAY, said)
    return day


def _refused(refused: RefusedAct, cells: Mapping[SheetColumn, str]) -> _NotTakenError:
    """Return why a row is not taken: what its cell lacks is no option of a command."""
    if refused.fault is ActFault.NO_REASON:
        return _NotTakenError(SheetFault.NO_NOTE, SheetColumn.NOTE)
    column = _COLUMN_OF.get(refused.fault, SheetColumn.NUMBER)
    return _NotTakenError(refused.fault, column, refused.about or cells[column])


def as_json(done: Imported) -> Mapping[str, object]:
    """Return what `findings import --json` prints."""
    return {
        "file": str(done.file),
        "dry_run": done.dry_run,
        "read": done.read,
        "taken": [act.id for act in done.taken],
        "same": [act.id for act in done.same],
        "refused": [
            {"row": one.row, "cell": one.cell, "why": one.fault, "about": one.about}
            for one in done.refused
        ],
    }
