"""STIX 1 and OpenIOC, both XML."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import defusedxml.ElementTree as DefusedTree
from defusedxml import DefusedXmlException

from orchestrator.errors import ListError, Place
from orchestrator.ioc.reading.bounds import MAX_TREE_CHARS, check_size
from orchestrator.ioc.reading.entries import ListCell
from orchestrator.ioc.reading.line_tokens import refang
from orchestrator.ioc.reading.readers.typed import by_type
from orchestrator.ioc.reading.readers.xml_context import (
    PackageReader,
    PackageSays,
    definition_context,
    name_of,
    said_of,
)
from orchestrator.model.indicator import ListedContext, Unused
from orchestrator.text.message import say

MAX_DEPTH, MAX_TAGS = 200, 800_000
CITED = "External analysis"  # as MISP exports links
_TAG = re.compile(r"</?[A-Za-z_](?:[^<>\"']|\"[^\"<]*+\"|'[^'<]*+')*+>")
# CybOX types (their last word) and the elements that hold their values.
_STIX = {
    "AddressObjectType": ("Address_Value",),
    "URIObjectType": ("Value",),
    "DomainNameObjectType": ("Value",),
    "HostnameObjectType": ("Hostname_Value",),
    "FileObjectType": ("Simple_Hash_Value", "File_Name"),
    "EmailMessageObjectType": ("Address_Value",),
}
_OPENIOC_USED = re.compile(
    r"DnsEntryItem/(?:RecordName|Host|RecordData/\w+)|Network/(?:URI|DNS|HostName|IP\w*)"
    r"|PortItem/(?:remoteIP|remoteAddress)|UrlHistoryItem/(?:URL|HostName)|RouteEntryItem/\w+"
    r"|FileDownloadHistoryItem/SourceURL|Email/ReceivedFromIP|FormHistoryItem/HostName"
)
_DEFINITIONS = ("ioc", "OpenIOC")
_NEGATED = ("containsnot", "isnot")


def parse(text: str) -> Element:
    """Return the root of an XML text.

    Raises:
        ListError: It is no sound XML, too large, too deep, or defines entities.
    """
    check_size(text, MAX_TREE_CHARS, say("list_file.of_xml"))
    _refuse_deep(text)
    try:
        root: Element = DefusedTree.fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text))
    except DefusedTree.ParseError as error:
        line, column = error.position
        place = Place(file="", line=line, column=column + 1)
        what = say("list_file.xml", why=error)
        raise ListError.one(what, say("list_file.mend.export"), place) from error
    except DefusedXmlException as error:
        raise ListError.one(say("list_file.entities"), say("list_file.mend.no_dtd")) from error
    return root


def format_of(text: str) -> str:
    """Return `stix1` or `openioc`.

    Raises:
        ListError: It is neither.
    """
    root = name_of(parse(text))
    if root in ("STIX_Package", "Observables"):
        return "stix1"
    if root in (*_DEFINITIONS, "iocs"):
        return "openioc"
    raise ListError.one(say("list_file.no_xml_list"), say("list_file.mend.xml_forms"))


def read_stix(text: str) -> Iterator[ListCell]:
    """Yield the observables of a STIX 1 package."""
    places, root = _places(text), parse(text)
    package = PackageReader(root)
    waiting: list[tuple[Element, str, bool, PackageSays]] = [(root, "", False, PackageSays())]
    while waiting:
        one, kind, cited, outer = waiting.pop()
        kind, said = _type(one) or kind, package.within(outer, one)
        cited = cited or any((part.text or "") == CITED for part in one)
        if name_of(one) in _STIX.get(kind, ()):
            for cell in _stix_cells(kind, name_of(one), (one.text or "").strip(), places):
                yield cell._replace(text=Unused.CITATION) if cited else said_of(cell, said)
        waiting.extend((part, kind, cited, said) for part in reversed(one))


def _stix_cells(kind: str, name: str, text: str, places: dict[str, int]) -> Iterator[ListCell]:
    unused = {"Simple_Hash_Value": Unused.HASH, "File_Name": Unused.FILE_NAME}.get(name)
    if kind == "EmailMessageObjectType":
        unused = Unused.EMAIL
    for part in filter(None, (part.strip() for part in text.split("##comma##"))):
        yield ListCell(places.get(text, 1), part, unused or refang(part))


def read_openioc(text: str) -> Iterator[ListCell]:
    """Yield the contents whose context is a name or an address of the network."""
    places = _places(text)
    waiting: list[tuple[Element, ListedContext | None]] = [(parse(text), None)]
    while waiting:
        one, context = waiting.pop()
        if name_of(one) in _DEFINITIONS:
            context = definition_context(one) or context
        if name_of(one) == "IndicatorItem":
            yield from _openioc_cells(one, context, places)
        waiting.extend((part, context) for part in reversed(one))


def _openioc_cells(
    item: Element, said: ListedContext | None, places: dict[str, int]
) -> Iterator[ListCell]:
    parts = {name_of(part): part for part in item}
    content, context = parts.get("Content"), parts.get("Context")
    if content is None or context is None:
        return
    value = (content.text or "").strip()
    search = context.get("search", "")
    negated = item.get("condition") in _NEGATED or item.get("negate") == "true"
    used = _OPENIOC_USED.fullmatch(search) and not negated
    text = refang(value) if used else _other(search)
    yield ListCell(places.get(value, 1), value, text, context=said)


def _other(search: str) -> Unused:
    return by_type(search.lower().replace("filename", "file")) or Unused.OTHER_TYPE


def _type(element: Element) -> str:
    kind = element.get("{http://www.w3.org/2001/XMLSchema-instance}type", "")
    return kind.rpartition(":")[2]


def _places(text: str) -> dict[str, int]:
    """Return the first line on which each text stands between two tags."""
    found: dict[str, int] = {}
    line, at = 1, 0
    for match in re.finditer(r">([^<>]+)<", text):
        line += text.count("\n", at, match.start())
        at = match.start()
        found.setdefault(match[1].strip(), line)
    return found


def _refuse_deep(text: str) -> None:
    """Elements nested or numbered by the million are refused before a tree is built of them."""
    depth = 0
    for number, match in enumerate(_TAG.finditer(text)):
        tag = match[0]
        depth += -1 if tag[1] == "/" else 0 if tag[-2] == "/" else 1
        if depth > MAX_DEPTH:
            raise ListError.one(say("list_file.xml_deep"), say("list_file.mend.export"))
        if number > MAX_TAGS:
            raise ListError.one(say("list_file.xml_tags", n=MAX_TAGS), say("mend.split"))
