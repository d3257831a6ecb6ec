"""Reports in Markdown: their tables as tables, where remarks are references; the rest as text."""

from collections.abc import Iterator, Sequence

from orchestrator.documents.grid import TableRow
from orchestrator.ioc.reading.entries import ListCell, TableColumns
from orchestrator.ioc.reading.line_tokens import ListLine, each_line
from orchestrator.ioc.reading.readers.csv_table import is_rule, piped_cells
from orchestrator.ioc.reading.readers.html import read_tables
from orchestrator.ioc.reading.readers.prose import is_defanged
from orchestrator.ioc.reading.readers.prose import read as read_prose
from orchestrator.ioc.reading.tables.by_hand import ColumnByHand

_MIN_BARS = 2


def read(
    text: str, given: Sequence[ColumnByHand] = ()
) -> Iterator[ListCell | ListLine | TableColumns]:
    """Yield the cells of the tables that list something, then the text around them.

    Args:
        text: The report.
        given: What a person decided of the columns of its tables.

    Raises:
        ListError: A person has to say what a column holds.
    """
    rows, others = list[tuple[int, TableRow]](), list[str]()
    block, tables = list[str](), 0
    for number, line in enumerate((*each_line(text), ""), 1):
        if line.count("|") >= _MIN_BARS and line.lstrip()[:1] == "|":
            block.append(line)
            continue
        if len(block) > 1 and is_rule(piped_cells(block[1])):
            tables += 1
            rows.extend((tables, row) for row in _rows(block, number - len(block)))
            block = [""] * len(block)
        others.extend((*block, line))
        block = []
    yield from read_tables(rows, given)
    yield from read_prose("\n".join(others), defanged=is_defanged(text))


def _rows(block: Sequence[str], first: int) -> Iterator[TableRow]:
    for number, line in enumerate(block, first):
        cells = piped_cells(line)
        if any(cells) and not is_rule(cells):
            yield TableRow(number, cells)
