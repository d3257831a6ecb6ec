"""What was found of each machine, beside a school's own table; no other cell is touched."""

import io
import zipfile
from collections.abc import Mapping

from msgspec import Struct

from orchestrator.documents.grid import Sheet, SheetRow
from orchestrator.documents.package import Package
from orchestrator.documents.workbook import read_workbook, sheet_parts
from orchestrator.errors import InputError, Place
from orchestrator.inventory.exporting.sheet_xml import NewCell, with_cells
from orchestrator.inventory.reading.folded_text import title_key
from orchestrator.inventory.sheets.columns import Header
from orchestrator.inventory.sheets.file_faults import CAPS, worded
from orchestrator.inventory.sheets.machine_list import Options, TakenSheet, read_machines
from orchestrator.inventory.sheets.open_sheets import is_workbook, refuse_other_kinds
from orchestrator.text.message import say


class StatusColumns(Struct, frozen=True, kw_only=True):
    """The columns to be written.

    Attributes:
        titles: Their titles.
        by_machine: What they say of a machine, by its name in lower case.
        unknown: What they say of a machine that the sweep did not know.
        verdicts: All that the first of them may say.
    """

    titles: tuple[str, ...]
    by_machine: Mapping[str, tuple[str, ...]]
    unknown: tuple[str, ...]
    verdicts: tuple[str, ...] = ()

    def of(self, machine: str) -> tuple[str, ...]:
        """Return what they say of a machine."""
        return self.by_machine.get(machine.casefold(), self.unknown)


_SIGNATURES = "_xmlsignatures/"


class StatusWorkbook(Struct, frozen=True, kw_only=True):
    """The new workbook, and the machines of it that are known and unknown."""

    data: bytes
    known: tuple[str, ...]
    unknown: tuple[str, ...]


def with_status(
    data: bytes, source: str, columns: StatusColumns, options: Options
) -> StatusWorkbook:
    """Return a workbook with columns put at the right of each table of machines.

    Columns of these titles that are there already are written over; no other cell is.

    Args:
        data: The workbook (.xlsx, .xlsm).
        source: Its name, for messages.
        columns: What to write.
        options: How its rows were imported (a prefix of names, say).

    Raises:
        InputError: It is no sound workbook, has no table of machines, or is signed.
    """
    refuse_other_kinds(data, source)
    if not is_workbook(data):
        raise InputError.one(say("sheet.no_workbook"), say("mend.as_xlsx"), Place(file=source))
    with worded(source):
        return _with_status(data, source, columns, options)


def _with_status(
    data: bytes, source: str, columns: StatusColumns, options: Options
) -> StatusWorkbook:
    sheets = tuple(read_workbook(data, CAPS))
    package = Package(data, CAPS)
    if any(name.startswith(_SIGNATURES) for name in package.archive.namelist()):
        raise InputError.one(say("sheet.signed"), say("mend.unsigned"), Place(file=source))
    taken = read_machines(sheets, options, source)
    parts = {sheet.name: sheet.part for sheet in sheet_parts(package)}
    by_name = {sheet.name: sheet for sheet in sheets}
    changed, names = dict[str, bytes](), list[str]()
    for sheet in taken.sheets:
        cells = _cells(sheet, by_name[sheet.name], columns)
        part = parts[sheet.name]
        changed[part] = with_cells(package.part(part), cells, source)
        names.extend(row.name for row in sheet.rows if row.name)
    return StatusWorkbook(
        data=_repacked(package, changed),
        known=tuple(name for name in names if name.casefold() in columns.by_machine),
        unknown=tuple(name for name in names if name.casefold() not in columns.by_machine),
    )


def _cells(taken: TakenSheet, sheet: Sheet, columns: StatusColumns) -> list[NewCell]:
    header = taken.header
    places = _places(header, sheet, columns.titles)
    beside = max(header.titles)
    texts = {row.origin.row: columns.of(row.name) for row in taken.rows if row.name}
    texts[header.row] = columns.titles
    return [
        NewCell(row=row, column=column, text=text, like=beside)
        for row, said in sorted(texts.items())
        for column, text in zip(places, said, strict=True)
    ]


def _places(header: Header, sheet: Sheet, titles: tuple[str, ...]) -> range:
    """Return the columns: those that bear all the titles in order, else right of all that is there.

    One title alone (`Lý do`, say) may be the school's own.
    """
    keys = [title_key(title) for title in titles]
    found = {number: title_key(title) for number, title in header.titles.items()}
    free = max(_rightmost(row) for row in sheet.rows) + 1
    for first in found:
        places = range(first, first + len(titles))
        if [found.get(number) for number in places] == keys:
            return places
    return range(free, free + len(titles))


def _rightmost(row: SheetRow) -> int:
    return max((*row.cells, *row.wide), default=0)


def _repacked(package: Package, changed: Mapping[str, bytes]) -> bytes:
    """Return the archive with parts changed; order, names and dates of all parts stay."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for info in package.archive.infolist():
            data = changed.get(info.filename)
            archive.writestr(info, package.part(info.filename) if data is None else data)
    return stream.getvalue()
