"""MISP events: attributes, also those inside objects."""

from collections.abc import Iterator, Mapping

from orchestrator.ioc.reading.entries import ListCell
from orchestrator.ioc.reading.line_tokens import refang
from orchestrator.ioc.reading.readers.json_tree import Node, lines_of_values, rows, word
from orchestrator.ioc.reading.readers.typed import by_type
from orchestrator.ioc.reading.validity_dates import last_seen
from orchestrator.model.indicator import Unused

# Which half of a composite value may be an indicator; a port narrows nothing here.
_HALVES: Mapping[str, tuple[int, ...]] = {
    "domain|ip": (0, 1),
    "ip-dst|port": (0,),
    "ip-src|port": (0,),
    "hostname|port": (0,),
}
_USED = frozenset(("domain", "hostname", "ip-dst", "ip-src", "url", "domain|ip", *_HALVES))


def events(tree: Node) -> tuple[Node, ...]:
    """Return the events of a file: one, or those of a server's response; none if it has none."""
    if isinstance(tree, Mapping) and isinstance(tree.get("Event"), Mapping):
        return (tree["Event"],)
    inner = tree.get("response", ()) if isinstance(tree, Mapping) else tree
    if isinstance(inner, list):
        return tuple(event for each in inner for event in events(each))
    return ()


def read(tree: Node, text: str) -> Iterator[ListCell]:
    """Yield the attributes that have not been deleted.

    An event that marks some attributes as for detection holds the others back; one that marks
    none at all (some makers never do) means them all.
    """
    places = lines_of_values(text, '"value"')
    for event in events(tree):
        attributes = tuple(_attributes(event))
        marks = any(one.get("to_ids") is True for one in attributes)
        for one in attributes:
            yield from _cells(one, places, marks=marks)


def _attributes(event: Node) -> Iterator[Mapping[str, Node]]:
    if not isinstance(event, Mapping):
        return
    holders = (event, *rows(event.get("Object")))
    for holder in holders:
        for one in rows(holder.get("Attribute")):
            if one.get("deleted") is not True:
                yield one


def _cells(
    one: Mapping[str, Node], places: Mapping[str, int], *, marks: bool
) -> Iterator[ListCell]:
    kind, value = word(one.get("type")), word(one.get("value"))
    line = places.get(value, 1)
    if kind not in _USED:
        yield ListCell(line, value, by_type(kind.replace("filename", "file")) or Unused.OTHER_TYPE)
        return
    held = Unused.NOT_FOR_DETECTION if marks and one.get("to_ids") is not True else None
    until = last_seen(word(one.get("last_seen")))
    halves = value.split("|")
    for index in _HALVES.get(kind, (0,)):
        text = value if kind not in _HALVES else halves[index] if index < len(halves) else ""
        if text:
            yield ListCell(line, value, refang(text.strip()), until=until, held=held)
