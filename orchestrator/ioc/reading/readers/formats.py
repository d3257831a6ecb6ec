"""Every format by its name, and the one function that reads any text.

Readers of trees, of pages and of prose are imported when a list is one: most are lines or tables.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from orchestrator.files.uncollected import uncollected
from orchestrator.ioc.reading.bounds import MAX_PAGE_CHARS, MAX_TABLE_CHARS, check_lines, check_size
from orchestrator.ioc.reading.entries import (
    Entry,
    ListCell,
    Refusals,
    Run,
    TableColumns,
    of_cells,
)
from orchestrator.ioc.reading.line_tokens import ListLine
from orchestrator.ioc.reading.readers import blocking_rules, csv_table, hosts, plain, routeros
from orchestrator.ioc.reading.readers.no_list import refuse_no_list
from orchestrator.ioc.reading.readers.sniff import sniff
from orchestrator.ioc.reading.reference_sections import without_references
from orchestrator.ioc.reading.tables.by_hand import ColumnByHand
from orchestrator.model.indicator import Unused
from orchestrator.text.message import say

CellReader = Callable[[str], Iterable[ListCell | ListLine]]
TableTextReader = Callable[
    [str, Sequence[ColumnByHand]], Iterable[ListCell | ListLine | TableColumns]
]
ColumnReader = Callable[[str, Refusals], Iterator[Entry | Run]]


def _prose(
    text: str, given: Sequence[ColumnByHand]
) -> Iterable[ListCell | ListLine | TableColumns]:
    from orchestrator.ioc.reading.readers import markdown  # noqa: PLC0415

    return markdown.read(text, given)


def _page(text: str, given: Sequence[ColumnByHand]) -> Iterable[ListCell | ListLine | TableColumns]:
    from orchestrator.ioc.reading.readers import html  # noqa: PLC0415

    return html.read(text, given)


_CELLS: Mapping[str, CellReader] = {
    **{name: blocking_rules.reader(name) for name in blocking_rules.FORMS},
    "ipsum": blocking_rules.ipsum,
    "maltrail": blocking_rules.maltrail,
    "rpz": blocking_rules.rpz,
    "routeros": routeros.read,
}
_TABLES: Mapping[str, TableTextReader] = {"csv": csv_table.read, "html": _page, "text": _prose}
_COLUMNS: Mapping[str, ColumnReader] = {
    **dict.fromkeys(("plain", "wildcard", "netset"), plain.read),
    "hosts": hosts.read,
}
_IN_COLUMNS = ("csv", "html")
_TREES = ("misp", "stix2", "stix1-json", "sing-box", "stix1", "openioc")
TREE_FORMATS = ("json", "xml", *_TREES)
TEXT_FORMATS = (*_COLUMNS, *_CELLS, *_TABLES, *_TREES)
DOCUMENT_FORMATS = ("xlsx", "docx", "pdf")
FORMATS = (*TEXT_FORMATS, *DOCUMENT_FORMATS)
_MOST = {
    "html": (MAX_PAGE_CHARS, "list_file.of_page"),
    "text": (MAX_PAGE_CHARS, "list_file.of_text"),
}


def read_text(
    text: str,
    refusals: Refusals,
    wanted: str | None = None,
    given: Sequence[ColumnByHand] = (),
) -> tuple[str, tuple[Entry | Run, ...]]:
    """Return the format of a text, and its values.

    Args:
        text: Lines ended by a line feed.
        refusals: Takes what is no value, and the columns of tables.
        wanted: A word of `TEXT_FORMATS` to read it as, None to look what it is.
        given: What a person decided of columns; those that it has not are no matter.

    Raises:
        ListError: It is not in the format, or in none that holds values.
    """
    text, references = without_references(text)
    for one in references:
        refusals.add(one.line, one.text, Unused.CITATION)
    name = wanted or sniff(text)
    if wanted is None and name not in _IN_COLUMNS and csv_table.has_column(text, given):
        name = "csv"
    refuse_no_list(name)
    if name in TREE_FORMATS:
        from orchestrator.ioc.reading.readers.trees import read_tree  # noqa: PLC0415

        name, of_tree = read_tree(text, refusals, name)
        return name, tuple(of_cells(of_tree, refusals))
    if name in _COLUMNS:
        with uncollected():
            return name, tuple(_COLUMNS[name](text, refusals))
    if name in _MOST:
        most, what = _MOST[name]
        check_size(text, most, say(what))
    else:
        check_size(text, MAX_TABLE_CHARS, say("list_file.of_form", name=name))
    check_lines(text.count("\n"))
    cells = _TABLES[name](text, given) if name in _TABLES else _CELLS[name](text)
    return name, tuple(of_cells(cells, refusals))
