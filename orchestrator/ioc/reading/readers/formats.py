"""Every format by its name, and the one function that reads any text."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from orchestrator.errors import ListError
from orchestrator.ioc.reading.bounds import MAX_PAGE_CHARS, MAX_TABLE_CHARS, check_lines, check_size
from orchestrator.ioc.reading.entries import Entry, ListCell, Refusals, Run, of_cells
from orchestrator.ioc.reading.line_tokens import ListLine
from orchestrator.ioc.reading.readers import (
    csv_table,
    hosts,
    json_tree,
    misp,
    plain,
    prose,
    rpz,
    rules,
    singbox,
    stix,
    xml_tree,
)
from orchestrator.ioc.reading.readers.html import read as read_html
from orchestrator.ioc.reading.readers.sniff import sniff

CellReader = Callable[[str], Iterable[ListCell | ListLine]]
ColumnReader = Callable[[str, Refusals], Iterator[Entry | Run]]
TreeReader = Callable[[json_tree.Node, str], Iterator[ListCell]]

_CELLS: Mapping[str, CellReader] = {
    **{name: rules.reader(name) for name in rules.FORMS},
    "ipsum": rules.ipsum,
    "maltrail": rules.maltrail,
    "rpz": rpz.rpz,
    "csv": csv_table.read,
    "text": prose.read,
    "html": read_html,
}
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
TEXT_FORMATS = (*_COLUMNS, *_CELLS, *_TREES, *_XML)
FORMATS = (*TEXT_FORMATS, "xlsx", "docx", "pdf")
_MOST = {"html": (MAX_PAGE_CHARS, "a page"), "text": (MAX_PAGE_CHARS, "a text")}
_LOGIC = {"suricata": "Suricata rules", "sigma": "a Sigma rule"}


def read_text(
    text: str, refusals: Refusals, wanted: str | None = None
) -> tuple[str, tuple[Entry | Run, ...]]:
    """Return the format of a text, and its values.

    Args:
        text: Lines ended by a line feed.
        refusals: Takes what is no value.
        wanted: A word of `TEXT_FORMATS` to read it as, None to look what it is.

    Raises:
        ListError: It is not in the format, or in none that holds values.
    """
    name = wanted or sniff(text)
    if name in _LOGIC:
        raise ListError.one(
            f"this is {_LOGIC[name]}: logic that finds behaviour, not a list of values",
            "give the addresses and names that its report lists",
        )
    if name in ("json", *_TREES):
        parsed = json_tree.parse(text)
        name = _tree_format(parsed) if name == "json" else name
        return name, tuple(of_cells(_TREES[name](parsed, text), refusals))
    if name in ("xml", *_XML):
        name = xml_tree.format_of(text) if name == "xml" else name
        return name, tuple(of_cells(_XML[name](text), refusals))
    if name in _COLUMNS:
        return name, tuple(_COLUMNS[name](text, refusals))
    most, what = _MOST.get(name, (MAX_TABLE_CHARS, f"a list in the form {name}"))
    check_size(text, most, what)
    check_lines(text.count("\n"))
    return name, tuple(of_cells(_CELLS[name](text), refusals))


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
        "this JSON is no MISP event, STIX bundle or sing-box rule set",
        "export the list in one of these forms, or as CSV or text",
    )
