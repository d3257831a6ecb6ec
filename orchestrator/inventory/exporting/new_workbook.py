"""New workbooks: tables of text with a frozen header, widths and lists to choose from."""

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from orchestrator.errors import InventoryError
from orchestrator.text.message import say

try:
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation
    from openpyxl.worksheet.worksheet import Worksheet
except ImportError as error:
    raise InventoryError.one(say("excel.missing", package="openpyxl"), say("mend.extra")) from error

_TEXT_FORMAT = "@"
_SPARE_ROWS = 300  # below the last one, with drop-downs
_NARROWEST, _WIDEST = 8, 48
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_HEAD = PatternFill(fill_type="solid", start_color="FFDDE6F0", end_color="FFDDE6F0")
_GREY = PatternFill(fill_type="solid", start_color="FFEDEDED", end_color="FFEDEDED")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a column offers; `strict` refuses anything else."""

    values: tuple[str, ...]
    strict: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSheet:
    """One sheet: a header and rows of text, each as long as the header.

    Columns count from 0. `grey` ones are not to be filled in, `hidden` ones are for programs;
    `spare` rows below the last one have the drop-downs, too.
    """

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...] = field(repr=False)
    choices: Mapping[int, Choice] = field(default_factory=dict)  # by number of column
    grey: frozenset[int] = frozenset()
    hidden: frozenset[int] = frozenset()
    spare: int = _SPARE_ROWS


@dataclass(frozen=True, slots=True, kw_only=True)
class ProseSheet:
    """A sheet of paragraphs to read."""

    name: str
    lines: tuple[str, ...]


def workbook_bytes(sheets: Sequence[TableSheet | ProseSheet], lists: str = "Lists") -> bytes:
    """Return a workbook; every cell is text, whatever it looks like.

    Args:
        sheets: The sheets, in their order.
        lists: The name of the hidden sheet with what the drop-downs offer.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    offers = _Lists(book, lists)
    for sheet in sheets:
        page = book.create_sheet(sheet.name)
        match sheet:
            case TableSheet():
                _fill_table(page, sheet, offers)
            case ProseSheet(lines=lines):
                page.column_dimensions["A"].width = 100
                for number, line in enumerate(lines, 1):
                    _put(page, number, 1, line).alignment = Alignment(wrap_text=True)
    offers.close()
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _fill_table(page: Worksheet, table: TableSheet, lists: "_Lists") -> None:
    for column, title in enumerate(table.header, 1):
        cell = _put(page, 1, column, title)
        cell.font, cell.fill = Font(bold=True), _HEAD
        longest = max((len(row[column - 1]) for row in table.rows), default=0)
        width = min(max(longest, len(title), _NARROWEST) + 2, _WIDEST)
        page.column_dimensions[get_column_letter(column)].width = width
        page.column_dimensions[get_column_letter(column)].hidden = column - 1 in table.hidden
    for number, row in enumerate(table.rows, 2):
        for column, text in enumerate(row, 1):
            cell = _put(page, number, column, text)
            if column - 1 in table.grey:
                cell.fill = _GREY
    page.freeze_panes = "A2"
    last = len(table.rows) + 1 + table.spare
    for at, choice in table.choices.items():
        letter = get_column_letter(at + 1)
        lists.offer(page, f"{letter}2:{letter}{last}", choice)
    for number in range(len(table.rows) + 2, last + 1 if table.choices else 0):
        for column in range(1, len(table.header) + 1):
            page.cell(number, column).number_format = _TEXT_FORMAT


def _put(page: Worksheet, row: int, column: int, text: str) -> Cell:
    """Write a text as text: never a formula, a number or a date, now or when it is edited."""
    cell = page.cell(row, column)
    if not isinstance(cell, Cell):  # a merged cell; none is made here
        raise TypeError(cell)
    if text:
        cell.value = _UNWRITABLE.sub("", text)
        cell.data_type = "s"
        cell.quotePrefix = text.startswith(("=", "+", "-", "@"))
    cell.number_format = _TEXT_FORMAT
    return cell


class _Lists:
    """The hidden sheet with what the drop-downs offer; a rule's own list is too short."""

    def __init__(self, book: Workbook, name: str) -> None:
        self._page = book.create_sheet(name)
        self._name = name
        self._page.sheet_state = "hidden"
        self._book = book
        self._columns = 0

    def offer(self, page: Worksheet, cells: str, choice: Choice) -> None:
        """Put a drop-down on cells."""
        self._columns += 1
        for number, value in enumerate(choice.values, 1):
            _put(self._page, number, self._columns, value)
        letter = get_column_letter(self._columns)
        rule = DataValidation(
            type="list",
            formula1=f"'{self._name}'!${letter}$1:${letter}${max(len(choice.values), 1)}",
            allow_blank=True,
            showErrorMessage=choice.strict,
        )
        rule.add(cells)
        page.add_data_validation(rule)

    def close(self) -> None:
        """Put the sheet last, or away if nothing is offered."""
        if self._columns:
            self._book.move_sheet(self._page, offset=len(self._book.worksheets))
        else:
            self._book.remove(self._page)
