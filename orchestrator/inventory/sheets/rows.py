"""One row at a time: a machine, a refusal, or no machine at all."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

import msgspec
from msgspec import Struct

from orchestrator.documents.grid import CellKind, Cells, SheetCell, SheetRow
from orchestrator.inventory.reading.folded_text import tidy
from orchestrator.inventory.sheets.cell_values import FIELDS, checked, name_of
from orchestrator.inventory.sheets.columns import Column, Given, Header, header_of
from orchestrator.inventory.sheets.legacy_fonts import Legacy, converted, is_suspect
from orchestrator.inventory.sheets.refusals import RowRefusal
from orchestrator.inventory.sheets.row_problems import RowProblem, RowProblemError
from orchestrator.text.viet import fold

_TOTAL = re.compile(r"(tổng|cộng)(\s+(cộng|số|cong|so)\b.*)?[:.]?", re.IGNORECASE)
_FOLDED_TOTAL = re.compile(r"(tong (cong|so)\b.*|tong|total|grand total)[:.]?")
_UNFOLDED = frozenset((Column.UNIT, Column.WARD))


class NoMachine(StrEnum):
    """What a row is that holds no machine."""

    TOTAL = "total"
    HEADER = "header"
    TITLE = "title"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True, kw_only=True)
class RowOrigin:
    """Where a row stands, and what it holds, by column: kept as it was for `refused.xlsx`."""

    sheet: str
    row: int
    cells: Cells = field(repr=False)


class RowDraft(Struct, frozen=True, kw_only=True):
    """A machine as its row has it; `fields` are variables that the row sets."""

    origin: RowOrigin
    name: str
    fields: Mapping[str, str]
    unit: str | None
    ward: str | None


class RowRefused(Struct, frozen=True, kw_only=True):
    """A machine's row that is not taken, with every reason; `name` as far as there is one."""

    origin: RowOrigin
    name: str
    doubts: tuple[RowProblem, ...]


JudgedRow: TypeAlias = RowDraft | RowRefused | NoMachine


class RowReader(Struct, frozen=True, kw_only=True):
    """Judges the rows below one header.

    Attributes:
        sheet: The sheet's name.
        header: What each column holds.
        legacy: The old encoding that the sheet is in, if it is in one.
        mixed: Whether other cells of it are Unicode.
        convert: Whether texts in that encoding are taken as what they most likely say.
        accept_names: Whether the nearest host's name is taken for a text that is none.
        prefix: Put before every name that does not begin with it.
        given: What a person said of columns.
    """

    sheet: str
    header: Header
    legacy: Legacy | None
    mixed: bool
    convert: bool
    accept_names: bool
    prefix: str
    given: Given = msgspec.field(default_factory=dict)

    def judge(self, row: SheetRow) -> JudgedRow:
        """Return what a row is."""
        if (passed := self._no_machine(row)) is not None:
            return passed
        origin = RowOrigin(sheet=self.sheet, row=row.number, cells=row.cells)
        doubts: list[RowProblem] = []
        cells = {
            column: cell
            for column, number in self.header.columns.items()
            if (cell := row.cells.get(number)) and (cell := self._sound(column, cell, doubts))
        }
        name, fields = self._name(row, cells, doubts), self._fields(cells, doubts)
        if doubts:
            shown = row.cells.get(self.header.columns[Column.NAME])
            return RowRefused(origin=origin, name=_shown(shown), doubts=tuple(doubts))
        return RowDraft(
            origin=origin,
            name=name[0],
            fields={"label": name[1], **fields} if name[1] else fields,
            unit=_shown(cells.get(Column.UNIT)) or None,
            ward=_shown(cells.get(Column.WARD)) or None,
        )

    def _no_machine(self, row: SheetRow) -> NoMachine | None:
        names = self.header.columns
        mapped = {number: row.cells[number] for number in names.values() if number in row.cells}
        others = [
            cell
            for number, cell in row.cells.items()
            if number not in mapped and self.header.ignored.get(number) is not Column.NUMBER
        ]
        if not any(tidy(cell.text) for cell in (*mapped.values(), *others)):
            return NoMachine.EMPTY
        if _is_total(row, names.get(Column.ADDRESS, 0)):
            return NoMachine.TOTAL
        if (again := header_of(row, self.given)) and again.columns == names:
            return NoMachine.HEADER
        name = names[Column.NAME]
        alone = name not in row.cells and len(row.cells) == 1
        merged = name in row.wide and len({cell.text for cell in row.cells.values()}) == 1
        return NoMachine.TITLE if alone or (merged and name in row.wide) else None

    def _sound(self, column: Column, cell: SheetCell, doubts: list[RowProblem]) -> SheetCell | None:
        """Return a cell as Unicode, or note why it cannot be used; None also for an empty one."""
        try:
            text = checked(column, cell, self.header.titles[self.header.columns[column]])
            if self.legacy is not None and is_suspect(cell.text, mixed=self.mixed):
                return SheetCell(self._unicode(cell.text, self.legacy))
        except RowProblemError as error:
            doubts.append(error.doubt)
            return None
        return cell if text else None

    def _unicode(self, text: str, legacy: Legacy) -> str:
        offer = tidy(converted(text, legacy))
        if not self.convert:
            said = {"text": text.strip(), "offer": offer, "encoding": legacy.value}
            raise RowProblemError(RowRefusal.LEGACY, **said)
        return offer

    def _name(
        self, row: SheetRow, cells: Mapping[Column, SheetCell], doubts: list[RowProblem]
    ) -> tuple[str, str | None]:
        cell = cells.get(Column.NAME)
        if cell is None:
            if self.header.columns[Column.NAME] not in row.cells:
                doubts.append(RowProblem(RowRefusal.NAME_MISSING))
            return "", None
        try:
            name, label = name_of(cell, accept=self.accept_names)
        except RowProblemError as error:
            doubts.append(error.doubt)
            return "", None
        begins = name.casefold().startswith(self.prefix.casefold())
        return name if begins else f"{self.prefix}{name}", label

    def _fields(
        self, cells: Mapping[Column, SheetCell], doubts: list[RowProblem]
    ) -> dict[str, str]:
        fields: dict[str, str] = {}
        for column, read in FIELDS.items():
            if (cell := cells.get(column)) is None:
                continue
            try:
                value = read(cell)
            except RowProblemError as error:
                doubts.append(error.doubt)
                continue
            if value is not None:
                fields[column.value] = value
        return fields


def _is_total(row: SheetRow, address: int) -> bool:
    """Tell whether a row sums up: its first text says so, and it has no address."""
    texts = (cell for _, cell in sorted(row.cells.items()) if cell.kind is not CellKind.NUMBER)
    first = tidy(next(texts, SheetCell("")).text)
    sums = _TOTAL.fullmatch(first) or _FOLDED_TOTAL.fullmatch(fold(first))
    return bool(sums) and "." not in row.cells.get(address, SheetCell("")).text


def _shown(cell: SheetCell | None) -> str:
    return "" if cell is None else tidy(cell.text)
