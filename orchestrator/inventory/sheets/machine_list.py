"""From the sheets of a file to machines and refusals; every row is accounted for."""

from collections import Counter
from collections.abc import Mapping

from msgspec import Struct, field

from orchestrator.documents.grid import Sheet, SheetRow
from orchestrator.errors import InputError, Place
from orchestrator.inventory.sheets.asked_columns import AskedColumn, asked_columns
from orchestrator.inventory.sheets.columns import (
    SEARCHED_ROWS,
    Column,
    Given,
    Header,
    find_header,
    header_of,
)
from orchestrator.inventory.sheets.legacy_fonts import Legacy, detect, is_mixed
from orchestrator.inventory.sheets.rows import JudgedRow, NoMachine, RowDraft, RowReader, RowRefused
from orchestrator.text.message import say


class Options(Struct, frozen=True, kw_only=True):
    """What a person said of the file, and of its columns.

    `legacy` is the old encoding that may be converted.
    """

    legacy: Legacy | None = None
    accept_names: bool = False
    prefix: str = ""
    columns: Given = field(default_factory=dict)


class TakenSheet(Struct, frozen=True, kw_only=True):
    """One sheet with its header, its machines' rows in order, and its other rows counted."""

    name: str
    header: Header
    rows: tuple[RowDraft | RowRefused, ...]
    passed: Mapping[NoMachine, int]
    hidden_rows: int
    legacy: Legacy | None
    asked: tuple[AskedColumn, ...] = ()

    @property
    def without_address(self) -> int:
        """Machines that have no address of their own here."""
        drafts = (row for row in self.rows if isinstance(row, RowDraft))
        return sum(Column.ADDRESS.value not in row.fields for row in drafts)


class Taken(Struct, frozen=True, kw_only=True):
    """A whole file: the sheets that hold machines, and those that were left alone, and why."""

    sheets: tuple[TakenSheet, ...]
    hidden: tuple[str, ...]
    headless: tuple[str, ...]

    @property
    def rows(self) -> tuple[RowDraft | RowRefused, ...]:
        """All machines' rows, sheet by sheet."""
        return tuple(row for sheet in self.sheets for row in sheet.rows)


def read_machines(sheets: tuple[Sheet, ...], options: Options, source: str) -> Taken:
    """Return the machines of a file.

    Args:
        sheets: Its sheets; hidden ones are left alone unless there is only one.
        options: What a person said of it.
        source: Its name, for messages.

    Raises:
        InputError: No sheet has a header that names machines.
    """
    seen = sheets if len(sheets) == 1 else tuple(one for one in sheets if not one.hidden)
    headers = {
        one.name: find_header(one, options.columns) or _half_header(one, options) for one in seen
    }
    taken = tuple(
        _taken(one, header, options) for one in seen if (header := headers[one.name]) is not None
    )
    if not taken:
        what = say("sheet.headless", rows=SEARCHED_ROWS)
        raise InputError.one(what, say("mend.header"), Place(file=source))
    return Taken(
        sheets=taken,
        hidden=tuple(one.name for one in sheets if one not in seen),
        headless=tuple(one.name for one in seen if one.rows and headers[one.name] is None),
    )


def _taken(sheet: Sheet, header: Header, options: Options) -> TakenSheet:
    below = [row for row in sheet.rows if row.number > header.row and row.cells]
    texts = _texts(below, header)
    legacy = detect((*header.titles.values(), *texts))
    reader = RowReader(
        sheet=sheet.name,
        header=header,
        legacy=legacy,
        mixed=legacy is not None and is_mixed(texts),
        convert=legacy is not None and legacy is options.legacy,
        accept_names=options.accept_names,
        prefix=options.prefix,
        given=options.columns,
    )
    judged = [(row, reader.judge(row)) for row in below]
    machines = tuple(found for _, found in judged if not isinstance(found, NoMachine))
    return TakenSheet(
        name=sheet.name,
        header=header,
        rows=machines,
        passed=Counter(found for _, found in judged if isinstance(found, NoMachine)),
        hidden_rows=sum(row.hidden and _is_machine(found) for row, found in judged),
        legacy=legacy,
        asked=tuple(asked_columns(header, below)),
    )


def _half_header(sheet: Sheet, options: Options) -> Header | None:
    """Return a header that only names the machines, where addresses stand under another title."""
    for at, row in enumerate(sheet.rows[:SEARCHED_ROWS]):
        header = header_of(row, options.columns, alone=True)
        if header is not None and any(asked_columns(header, sheet.rows[at + 1 :])):
            return header
    return None


def _is_machine(found: JudgedRow) -> bool:
    return not isinstance(found, NoMachine)


def _texts(rows: list[SheetRow], header: Header) -> list[str]:
    """Return what stands in the columns that are taken over."""
    numbers = header.columns.values()
    return [row.cells[number].text for row in rows for number in numbers if number in row.cells]
