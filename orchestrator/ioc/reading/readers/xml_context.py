"""What STIX 1 packages and OpenIOC definitions, both XML, say of their values."""

import re
from collections.abc import Iterable, Iterator, Mapping
from xml.etree.ElementTree import Element

from msgspec import Struct
from msgspec.structs import replace

from orchestrator.ioc.reading.confidence import confidence_of
from orchestrator.ioc.reading.contexts import context_of, parted, strictest, tlp_of
from orchestrator.ioc.reading.entries import ListCell
from orchestrator.ioc.reading.validity_dates import since_of, until_of
from orchestrator.model.indicator import ListedContext, Tlp

_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_TAG = re.compile(r"MISP Tag: ?(.+)")
_FAMILY_LINKS = ("family", "malware", "malwarefamily", "threatgroup", "campaign")
_MARK_LINKS = ("tlp", "classification")


def name_of(element: Element) -> str:
    """Return an element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


class PackageSays(Struct, frozen=True, kw_only=True):
    """What a STIX 1 package says of all that is in it, and parts of it of what is in them.

    `since` and `until` are as written; the dates of `ListedContext` likewise.
    """

    families: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    phases: tuple[str, ...] = ()
    tlp: Tlp | None = None
    description: str = ""
    source: str = ""
    confidence: int | None = None
    since: str = ""
    until: str = ""
    last_seen: str = ""

    def context(self) -> ListedContext | None:
        """Return it as what is said of one value."""
        return context_of(
            family=", ".join(self.families),
            tags=self.tags,
            first_seen=self.since,
            last_seen=self.last_seen,
            phases=self.phases,
            tlp=self.tlp,
            description=self.description,
            source=self.source,
        )


def said_of(cell: ListCell, said: PackageSays) -> ListCell:
    """Return a cell with what is said of its value."""
    return cell._replace(
        confidence=said.confidence,
        until=until_of(said.until),
        since=since_of(said.since),
        context=said.context(),
    )


class PackageReader:
    """Reads what the parts of one STIX 1 package say; malware is named once, and referred to."""

    def __init__(self, root: Element) -> None:
        """Look for the malware that is named."""
        named = (one for one in root.iter() if name_of(one) == "TTP" and one.get("id"))
        self._malware = {one.get("id", ""): tuple(_malware(one)) for one in named}

    def within(self, outer: PackageSays, part: Element) -> PackageSays:
        """Return what is said inside a part, if it says anything of what is in it."""
        kind = name_of(part)
        if kind in ("STIX_Package", "Package"):
            headers = [child for child in part if name_of(child) == "STIX_Header"]
            return self._told(outer, headers[0]) if headers else outer
        if kind == "Incident":
            return self._told(outer, part)
        return self._indicated(outer, part) if kind == "Indicator" else outer

    def _told(self, outer: PackageSays, part: Element) -> PackageSays:
        source = _text(part, "Information_Source", "Identity", "Name")
        entries = _all(part, "History", "History_Item", "Journal_Entry")
        tags = (tag_of(_said(one)) for one in entries)
        return replace(
            outer,
            families=once(outer.families, self._named(part, "Leveraged_TTPs", "Leveraged_TTP")),
            tags=once(outer.tags, tags),
            tlp=strictest((*_marks(part), *((outer.tlp,) if outer.tlp else ()))),
            description=_text(part, "Title") or _text(part, "Description") or outer.description,
            source=source or outer.source,
        )

    def _indicated(self, outer: PackageSays, part: Element) -> PackageSays:
        told = self._told(outer, part)
        seen = sorted(one.get("timestamp", "") for one in _all(part, "Sightings", "Sighting"))
        phases = _all(part, "Kill_Chain_Phases", "Kill_Chain_Phase")
        confidence = confidence_of(_text(part, "Confidence", "Value"))
        return replace(
            told,
            families=once(told.families, self._named(part, "Indicated_TTP")),
            tags=once(told.tags, map(_said, _all(part, "Type"))),
            phases=once(told.phases, (one.get("name", "") for one in phases)),
            description=description_of(_text(part, "Title"), _text(part, "Description"), outer),
            source=_text(part, "Producer", "Identity", "Name") or told.source,
            confidence=told.confidence if confidence is None else confidence,
            since=_text(part, "Valid_Time_Position", "Start_Time") or told.since,
            until=_text(part, "Valid_Time_Position", "End_Time") or told.until,
            last_seen=seen[-1] if seen else told.last_seen,
        )

    def _named(self, part: Element, *path: str) -> Iterator[str]:
        for one in _all(part, *path, "TTP"):
            yield from _malware(one)
            yield from self._malware.get(one.get("idref", ""), ())


def definition_context(definition: Element) -> ListedContext | None:
    """Return what an OpenIOC definition says of all its values."""
    said: Mapping[str, Element] = {name_of(one): one for one in definition}
    if "metadata" in said:  # as OpenIOC 1.1 has it
        said = {name_of(one): one for one in said["metadata"]}
    links = [(one.get("rel", "").lower(), _said(one)) for one in said.get("links", ())]
    marks = (tlp_of(text) for rel, text in links if rel in _MARK_LINKS)
    texts = {name: _said(one) for name, one in said.items()}
    return context_of(
        family=", ".join(text for rel, text in links if rel in _FAMILY_LINKS),
        tags=(
            *(text for rel, text in links if rel in ("threatcategory", "category")),
            *parted(texts.get("keywords", "")),
        ),
        tlp=strictest(mark for mark in marks if mark),
        description=texts.get("short_description") or texts.get("description", ""),
        source=texts.get("authored_by", ""),
    )


def description_of(title: str, description: str, outer: PackageSays) -> str:
    """Return what describes an indicator best; MISP's titles only name the value once more."""
    return (description if description != title else "") or outer.description or title


def tag_of(entry: str) -> str:
    """Return the tag that an entry of a journal tells, as MISP writes it; empty for others."""
    found = _TAG.fullmatch(entry)
    return found[1] if found else ""


def _malware(ttp: Element) -> Iterator[str]:
    for one in _all(ttp, "Behavior", "Malware", "Malware_Instance", "Name"):
        yield _said(one)


def _marks(part: Element) -> Iterator[Tlp]:
    """Yield the TLP marks that a part itself carries."""
    for handling in _all(part, "Handling"):
        for one in handling.iter():
            is_mark = one.get(_TYPE, "").rpartition(":")[2] == "TLPMarkingStructureType"
            if is_mark and (mark := tlp_of(one.get("color", ""))):
                yield mark


def _all(part: Element, *path: str) -> list[Element]:
    """Return the elements on a path of names below a part."""
    found = [part]
    for name in path:
        found = [child for one in found for child in one if name_of(child) == name]
    return found


def _text(part: Element, *path: str) -> str:
    return next(filter(None, map(_said, _all(part, *path))), "")


def _said(element: Element) -> str:
    return (element.text or "").strip()


def once(first: tuple[str, ...], then: Iterable[str]) -> tuple[str, ...]:
    """Return texts and those that are new, without empty ones."""
    return tuple(dict.fromkeys((*first, *filter(None, then))))
