"""Every format by its name, and the one function that reads any text."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from orchestrator.errors import ListError
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
from orchestrator.ioc.reading.readers import (
    blocking_rules,
    csv_table,
    hosts,
    json_tree,
    misp,
    plain,
    prose,
    routeros,
    singbox,
    stix,
    xml_tree,
)
from orchestrator.ioc.reading.readers.html import read as read_html
from orchestrator.ioc.reading.readers.sniff import sniff
from orchestrator.ioc.reading.tables.by_hand import ColumnByHand
from orchestrator.model.indicator import Unused
from orchestrator.text.message import say

CellReader = Callable[[str], Iterable[ListCell | ListLine]]
TableTextReader = Callable[
    [str, Sequence[ColumnByHand]], Iterable[ListCell | ListLine | TableColumns]
]
ColumnReader = Callable[[str, Refusals], Iterator[Entry | Run]]
TreeReader = Callable[[json_tree.Node, str], Iterator[ListCell]]

_CELLS: Mapping[str, CellReader] = {
    **{name: blocking_rules.reader(name) for name in blocking_rules.FORMS},
    "ipsum": blocking_rules.ipsum,
    "maltrail": blocking_rules.maltrail,
    "rpz": blocking_rules.rpz,
    "routeros": routeros.read,
    "text": prose.read,
}
_TABLES: Mapping[str, TableTextReader] = {"csv": csv_table.read, "html": read_html}
_COLUMNS: Mapping[str, ColumnReader] = {
    **dict.fromkeys(("plain", "wildcard", "netset"), plain.read),
    "hosts": hosts.read,
}
_TREES: Mapping[str, TreeReader] = {
    "misp": misp.read,
    "stix2": stix.read_bundle,
    "stix1-json": stix.read_package,
    "sing-box": singbox.read,
}
_XML: Mapping[str, Callable[[str], Iterator[ListCell]]] = {
    "stix1": xml_tree.read_stix,
    "openioc": xml_tree.read_openioc,
}
TEXT_FORMATS = (*_COLUMNS, *_CELLS, *_TABLES, *_TREES, *_XML)
FORMATS = (*TEXT_FORMATS, "xlsx", "docx", "pdf")
_MOST = {
    "html": (MAX_PAGE_CHARS, "list_file.of_page"),
    "text": (MAX_PAGE_CHARS, "list_file.of_text"),
}
_LOGIC = {"suricata": "list_file.suricata", "sigma": "list_file.sigma"}


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
    name = wanted or sniff(text)
    if wanted is None and name not in _TABLES and csv_table.has_column(text, given):
        name = "csv"
    if name in _LOGIC:
        raise ListError.one(
            say("list_file.logic", what=say(_LOGIC[name])),
            say("list_file.mend.report"),
        )
    if name in ("json", *_TREES):
        parsed = json_tree.parse_all(text)
        name = _tree_format(parsed.whole) if name == "json" else name
        for line in parsed.broken:
            refusals.add(line.number, line.text, Unused.BAD_ROW)
        return name, tuple(of_cells(_TREES[name](parsed.whole, text), refusals))
    if name in ("xml", *_XML):
        name = xml_tree.format_of(text) if name == "xml" else name
        return name, tuple(of_cells(_XML[name](text), refusals))
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


def _tree_format(parsed: json_tree.Node) -> str:
    if misp.events(parsed):
        return "misp"
    if stix.is_bundle(parsed):
        return "stix2"
    if singbox.is_rule_set(parsed):
        return "sing-box"
    if stix.is_package(parsed):
        return "stix1-json"
    raise ListError.one(
        say("list_file.no_json_list"),
        say("list_file.mend.json_forms"),
    )
