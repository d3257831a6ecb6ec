"""What a STIX 1 package in JSON says of its values; its XML is read by `xml_context`."""

from collections.abc import Iterable, Iterator, Mapping

from msgspec.structs import replace

from orchestrator.ioc.reading.confidence import confidence_of
from orchestrator.ioc.reading.contexts import strictest, tlp_of
from orchestrator.ioc.reading.readers.json_tree import Node, rows
from orchestrator.ioc.reading.readers.xml_context import PackageSays, description_of, once, tag_of
from orchestrator.model.indicator import Tlp


def says_within(outer: PackageSays, part: Mapping[str, Node]) -> PackageSays:
    """Return what is said inside a part, if it says anything of what is in it."""
    header = part.get("stix_header")
    if isinstance(header, Mapping):
        return _told(outer, header)
    if "observable" in part or "indicator_types" in part:
        return _indicated(outer, part)
    return _told(outer, part) if "handling" in part or "history" in part else outer


def _told(outer: PackageSays, part: Mapping[str, Node]) -> PackageSays:
    entries = rows(_at(part, "history", "history_items"))
    tags = (tag_of(_text(one.get("journal_entry"))) for one in entries)
    return replace(
        outer,
        tags=once(outer.tags, tags),
        tlp=strictest((*_marks(part), *((outer.tlp,) if outer.tlp else ()))),
        description=_text(part.get("title")) or _text(part.get("description")) or outer.description,
        source=_text(_at(part, "information_source", "identity", "name")) or outer.source,
    )


def _indicated(outer: PackageSays, part: Mapping[str, Node]) -> PackageSays:
    told = _told(outer, part)
    phases = rows(_at(part, "kill_chain_phases", "kill_chain_phases"))
    times = rows(part.get("valid_time_positions"))
    title = _text(part.get("title"))
    confidence = confidence_of(_text(_at(part, "confidence", "value")))
    return replace(
        told,
        tags=once(told.tags, map(_text, _listed(part.get("indicator_types")))),
        phases=once(told.phases, (_text(phase.get("name")) for phase in phases)),
        description=description_of(title, _text(part.get("description")), outer),
        source=_text(_at(part, "producer", "identity", "name")) or told.source,
        confidence=told.confidence if confidence is None else confidence,
        since=_first(_text(one.get("start_time")) for one in times) or told.since,
        until=_first(_text(one.get("end_time")) for one in times) or told.until,
    )


def _marks(part: Mapping[str, Node]) -> Iterator[Tlp]:
    """Yield the TLP marks that a part itself carries."""
    handlings = part.get("handling")
    marked = handlings.get("markings") if isinstance(handlings, Mapping) else handlings
    for handling in rows(marked):
        for one in rows(handling.get("marking_structures")):
            is_mark = _text(one.get("xsi:type")).rpartition(":")[2] == "TLPMarkingStructureType"
            if is_mark and (mark := tlp_of(_text(one.get("color")))):
                yield mark


def _at(node: Node, *path: str) -> Node:
    for key in path:
        node = node.get(key) if isinstance(node, Mapping) else None
    return node


def _text(node: Node) -> str:
    """Return a text, which may stand in an object of its own."""
    held = node.get("value") if isinstance(node, Mapping) else node
    return held.strip() if isinstance(held, str) else ""


def _listed(node: Node) -> Iterable[Node]:
    return node if isinstance(node, list) else ()


def _first(texts: Iterable[str]) -> str:
    return next(filter(None, texts), "")
