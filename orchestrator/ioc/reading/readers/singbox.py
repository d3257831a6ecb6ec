"""sing-box rule sets in their source form."""

from collections.abc import Iterator, Mapping

from orchestrator.ioc.reading.entries import ListCell
from orchestrator.ioc.reading.line_tokens import each_line
from orchestrator.ioc.reading.readers.json_tree import Node, walk
from orchestrator.model.indicator import Unused

_USED = ("domain", "domain_suffix", "ip_cidr")
_OTHERS = ("domain_keyword", "domain_regex")


def is_rule_set(tree: Node) -> bool:
    """Whether a tree is a rule set."""
    return isinstance(tree, Mapping) and "version" in tree and isinstance(tree.get("rules"), list)


def read(tree: Node, text: str) -> Iterator[ListCell]:
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
