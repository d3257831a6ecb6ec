"""Lists that are JSON or XML: which form a tree is, and sing-box rule sets in their source form."""

from collections.abc import Callable, Iterator, Mapping

from orchestrator.errors import ListError
from orchestrator.ioc.reading.entries import ListCell, Refusals
from orchestrator.ioc.reading.line_tokens import each_line
from orchestrator.ioc.reading.readers import misp, stix, xml_tree
from orchestrator.ioc.reading.readers.json_tree import Node, parse_all, walk
from orchestrator.model.indicator import Unused
from orchestrator.text.message import say

_USED = ("domain", "domain_suffix", "ip_cidr")
_OTHERS = ("domain_keyword", "domain_regex")


def read_tree(text: str, refusals: Refusals, wanted: str) -> tuple[str, Iterator[ListCell]]:
    """Return the form of a text that is one tree, and its cells.

    Args:
        text: Lines ended by a line feed.
        refusals: Takes the lines that are no JSON where others are.
        wanted: A word of `formats.TREE_FORMATS`: `json` and `xml` leave open which form it is.

    Raises:
        ListError: It is no such tree, or one of a form that holds no list.
    """
    if wanted in _XML or wanted == "xml":
        form = xml_tree.format_of(text) if wanted == "xml" else wanted
        return form, _XML[form](text)
    parsed = parse_all(text)
    form = _form_of(parsed.whole) if wanted == "json" else wanted
    for line in parsed.broken:
        refusals.add(line.number, line.text, Unused.BAD_ROW)
    return form, _JSON[form](parsed.whole, text)


def _form_of(tree: Node) -> str:
    if misp.events(tree):
        return "misp"
    if stix.is_bundle(tree):
        return "stix2"
    if _is_rule_set(tree):
        return "sing-box"
    if stix.is_package(tree):
        return "stix1-json"
    raise ListError.one(
        say("list_file.no_json_list"),
        say("list_file.mend.json_forms"),
    )


def _is_rule_set(tree: Node) -> bool:
    return isinstance(tree, Mapping) and "version" in tree and isinstance(tree.get("rules"), list)


def _read_rules(tree: Node, text: str) -> Iterator[ListCell]:
    """Yield the names and ranges of the rules; an inverted rule lists what it lets through."""
    places = _places(text)
    for rule in walk(tree):
        for key in (*_USED, *_OTHERS):
            listed = rule.get(key)
            values = listed if isinstance(listed, list) else [listed]
            for value in values:
                if isinstance(value, str):
                    yield ListCell(places.get(value, 1), value, _use(rule, key, value))


def _use(rule: Mapping[str, Node], key: str, value: str) -> str | Unused:
    if rule.get("invert") is True:
        return Unused.EXCEPTION
    return value.removeprefix(".") if key in _USED else Unused.OTHER_TYPE


def _places(text: str) -> Mapping[str, int]:
    found: dict[str, int] = {}
    for number, line in enumerate(each_line(text), 1):
        for word in line.split('"')[1::2]:
            found.setdefault(word, number)
    return found


_JSON: Mapping[str, Callable[[Node, str], Iterator[ListCell]]] = {
    "misp": misp.read,
    "stix2": stix.read_bundle,
    "stix1-json": stix.read_package,
    "sing-box": _read_rules,
}
_XML: Mapping[str, Callable[[str], Iterator[ListCell]]] = {
    "stix1": xml_tree.read_stix,
    "openioc": xml_tree.read_openioc,
}
