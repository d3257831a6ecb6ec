"""MISP events: attributes, also those inside objects."""

import re
from collections.abc import Iterator, Mapping

from orchestrator.ioc.reading.contexts import context_of
from orchestrator.ioc.reading.entries import ListCell
from orchestrator.ioc.reading.line_tokens import refang
from orchestrator.ioc.reading.readers.json_tree import Node, lines_of_values, rows, word
from orchestrator.ioc.reading.readers.typed import by_type
from orchestrator.ioc.reading.validity_dates import last_seen
from orchestrator.model.indicator import ListedContext, Unused

# Which half of a composite value may be an indicator; a port narrows nothing here.
_HALVES: Mapping[str, tuple[int, ...]] = {
    "domain|ip": (0, 1),
    "ip-dst|port": (0,),
    "ip-src|port": (0,),
    "hostname|port": (0,),
}
_GALAXY = re.compile(
    r'misp-galaxy:(?:malpedia|tool|ransomware|rat|banker|botnet|stealer|backdoor)="([^"]+)"'
)
_USED = frozenset(("domain", "hostname", "ip-dst", "ip-src", "url", "domain|ip", *_HALVES))


def events(tree: Node) -> tuple[Node, ...]:
    """Return the events of a file: one, or those of a server's response; none if it has none.

    Attributes that a server was asked for by themselves are as good as an event.
    """
    if isinstance(tree, Mapping) and isinstance(tree.get("Event"), Mapping):
        return (tree["Event"],)
    if isinstance(tree, Mapping) and _are_attributes(tree.get("Attribute")):
        return (tree,)
    if _are_attributes(tree):
        return ({"Attribute": tree},)
    inner = tree.get("response", ()) if isinstance(tree, Mapping) else tree
    if isinstance(inner, list):
        return tuple(event for each in inner for event in events(each))
    return events(inner) if isinstance(inner, Mapping) else ()


def _are_attributes(node: Node) -> bool:
    first = node[0] if isinstance(node, list) and node else None
    return isinstance(first, Mapping) and {"type", "value", "to_ids"} <= first.keys()


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
            yield from _cells(one, places, _context(one, event), marks=marks)


def _attributes(event: Node) -> Iterator[Mapping[str, Node]]:
    if not isinstance(event, Mapping):
        return
    holders = (event, *rows(event.get("Object")))
    for holder in holders:
        for one in rows(holder.get("Attribute")):
            if one.get("deleted") is not True:
                yield one


def _cells(
    one: Mapping[str, Node],
    places: Mapping[str, int],
    context: ListedContext | None,
    *,
    marks: bool,
) -> Iterator[ListCell]:
    kind, value = word(one.get("type")), word(one.get("value"))
    line = places.get(value, 1)
    if kind not in _USED:
        unused = Unused.CITATION if kind == "link" else None
        yield ListCell(
            line, value, unused or by_type(kind.replace("filename", "file")) or Unused.OTHER_TYPE
        )
        return
    held = Unused.NOT_FOR_DETECTION if marks and one.get("to_ids") is not True else None
    until = last_seen(word(one.get("last_seen")))
    halves = value.split("|")
    for index in _HALVES.get(kind, (0,)):
        text = value if kind not in _HALVES else halves[index] if index < len(halves) else ""
        if text:
            yield ListCell(
                line, value, refang(text.strip()), until=until, held=held, context=context
            )


def _context(one: Mapping[str, Node], event: Node) -> ListedContext | None:
    """Return what an attribute and its event say; the event's marks hold for all in it."""
    whole = event if isinstance(event, Mapping) else {}
    maker = whole.get("Orgc")
    tags = [word(tag.get("name")) for holder in (whole, one) for tag in rows(holder.get("Tag"))]
    galaxy = (_GALAXY.fullmatch(tag) for tag in tags)
    return context_of(
        family=", ".join(found[1] for found in galaxy if found),
        tags=[tag for tag in tags if not _GALAXY.fullmatch(tag)],
        first_seen=word(one.get("first_seen")),
        last_seen=word(one.get("last_seen")),
        phases=(),
        description=word(one.get("comment")) or word(whole.get("info")),
        source=word(maker.get("name")) if isinstance(maker, Mapping) else "",
    )
