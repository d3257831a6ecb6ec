"""STIX 2 patterns and STIX 1 as JSON."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet

from orchestrator.ioc.reading.entries import ListCell
from orchestrator.ioc.reading.line_tokens import refang
from orchestrator.ioc.reading.pattern_terms import MAX_PATTERN_CHARS, terms
from orchestrator.ioc.reading.readers.json_package_context import says_within
from orchestrator.ioc.reading.readers.json_tree import Node, lines_of_values, walk, word
from orchestrator.ioc.reading.readers.stix_context import BundleContext
from orchestrator.ioc.reading.readers.xml_context import PackageSays, said_of
from orchestrator.ioc.reading.validity_dates import since_of, until_of
from orchestrator.model.indicator import Unused

_MAX_CONFIDENCE = 100
_OBSERVABLES = ("domain-name", "ipv4-addr", "ipv6-addr", "url")


def is_bundle(tree: Node) -> bool:
    """Whether a tree is a STIX 2 bundle, one object of such, or a list of them."""
    if isinstance(tree, list):
        return any(is_bundle(one) for one in tree if isinstance(one, Mapping))
    return isinstance(tree, Mapping) and tree.get("type") in ("bundle", "indicator")


def is_package(tree: Node) -> bool:
    """Whether a tree is a STIX 1 package."""
    if not isinstance(tree, Mapping):
        return False
    marks = ("stix_header", "related_packages", "observables")
    typed = "indicators" in tree and any("xsi:type" in one for one in walk(tree))
    return typed or any(mark in tree for mark in marks)


def read_bundle(tree: Node, text: str) -> Iterator[ListCell]:
    """Yield what the patterns of a STIX 2 bundle compare with; revoked ones hold nothing.

    What was observed and no pattern names is a reference.
    """
    named = set[str]()
    for cell in _indicated(tree, text):
        named.add(cell.published)
        yield cell
    yield from _observed(tree, text, named)


def _observed(tree: Node, text: str, named: AbstractSet[str]) -> Iterator[ListCell]:
    seen = [word(one.get("value")) for one in walk(tree) if one.get("type") in _OBSERVABLES]
    others = [value for value in dict.fromkeys(seen) if value and value not in named]
    places = lines_of_values(text, '"value"') if others else {}
    for value in others:
        yield ListCell(places.get(value, 1), value, Unused.CITATION)


def _indicated(tree: Node, text: str) -> Iterator[ListCell]:
    places, said = lines_of_values(text, '"pattern"'), BundleContext(tree)
    for one in walk(tree):
        pattern = word(one.get("pattern"))
        if one.get("type") != "indicator" or not pattern or one.get("revoked") is True:
            continue
        line = places.get(str(one.get("pattern")), 1)
        if len(pattern) > MAX_PATTERN_CHARS:
            yield ListCell(line, pattern, Unused.TOO_LONG)
            continue
        language = word(one.get("pattern_type")) or "stix"
        if language != "stix":
            yield ListCell(line, pattern, Unused.OTHER_TYPE)
            continue
        context, held = said.of(one), Unused.EXCEPTION if _is_benign(one) else None
        for published, value in terms(pattern):
            until, since = until_of(word(one.get("valid_until"))), word(one.get("valid_from"))
            yield ListCell(
                line,
                published,
                value,
                _confidence(one),
                until,
                held,
                since=since_of(since),
                context=context,
            )


def _is_benign(one: Mapping[str, Node]) -> bool:
    """Whether an indicator tells what is good, as STIX 2.1 and 2.0 say it."""
    for field in ("indicator_types", "labels"):
        said = one.get(field)
        if isinstance(said, list) and said and all(word(each) == "benign" for each in said):
            return True
    return False


def _confidence(one: Mapping[str, Node]) -> int | None:
    found = one.get("confidence")
    if not isinstance(found, int) or isinstance(found, bool):
        return None
    return found if 0 <= found <= _MAX_CONFIDENCE else None


# Which field of a CybOX object holds what may be an indicator.
_FIELDS = {
    "AddressObjectType": "address_value",
    "URIObjectType": "value",
    "DomainNameObjectType": "value",
    "HostnameObjectType": "hostname_value",
    "FileObjectType": "hashes",
}
CITED = "External analysis"  # as MISP exports links


def read_package(tree: Node, text: str) -> Iterator[ListCell]:
    """Yield the observables of a STIX 1 package in JSON; what reports cite is a reference."""
    places = lines_of_values(text, '"value"')
    for one, cited, said in _with_what_is_said(tree):
        kind = word(one.get("xsi:type")).rpartition(":")[2]
        for value in _values(one.get(_FIELDS[kind])) if kind in _FIELDS else ():
            line = places.get(value, 1)
            if kind == "FileObjectType":
                yield ListCell(line, value, Unused.HASH)
                continue
            for part in map(str.strip, value.split("##comma##")):
                cell = ListCell(line, part, Unused.CITATION if cited else refang(part))
                yield cell if cited else said_of(cell, said)


def _with_what_is_said(tree: Node) -> Iterator[tuple[Mapping[str, Node], bool, PackageSays]]:
    """Yield every object, whether it is in what a report only refers to, and what is said of it."""
    waiting: list[tuple[Node, bool, PackageSays]] = [(tree, False, PackageSays())]
    while waiting:
        node, cited, said = waiting.pop()
        if isinstance(node, Mapping):
            said = says_within(said, node)
            yield node, cited, said
            cited = cited or node.get("relationship") == CITED
            waiting.extend((inner, cited, said) for inner in reversed(tuple(node.values())))
        elif isinstance(node, list):
            waiting.extend((inner, cited, said) for inner in reversed(node))


def _values(field: Node) -> Iterator[str]:
    """Yield the texts of a field: a text, `{"value": ...}`, or a list of hashes."""
    for one in field if isinstance(field, list) else [field]:
        held = one.get("simple_hash_value", one) if isinstance(one, Mapping) else one
        inner = held.get("value") if isinstance(held, Mapping) else held
        texts = inner if isinstance(inner, list) else [inner]
        yield from (text for text in texts if isinstance(text, str))
