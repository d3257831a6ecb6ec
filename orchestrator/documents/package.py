"""The zip archive that a workbook or a Word document is: its parts, within bounds, by relation."""

import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from enum import StrEnum
from posixpath import dirname, join, normpath, split
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring, iterparse
from msgspec import Struct

_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError),
    *(RuntimeError, ValueError, KeyError, OverflowError),
)
_UNSOUND = (ParseError, ValueError, LookupError)  # expat lacks some encodings


class DocumentKind(StrEnum):
    """What an archive is."""

    WORKBOOK = "xlsx"
    WORD = "docx"


# Some programs put a number behind the name, and binary workbooks (.xlsb) end otherwise.
_BEGINNINGS = {DocumentKind.WORKBOOK: "xl/workbook", DocumentKind.WORD: "word/document"}


RELATIONS = "_rels/.rels"
_MAIN = re.compile(r"<[^<>]*/officeDocument[\"'][^<>]*>")
_TARGET = re.compile(r"\bTarget\s*=\s*[\"']([^\"'<>]+)[\"']")
_ROOT = re.compile(r"<(?![?!])(?:[\w.-]+:)?([A-Za-z]+)")
_BY_ROOT = {"workbook": DocumentKind.WORKBOOK, "document": DocumentKind.WORD}
_HEAD_BYTES = 64 * 1024


class DocumentFault(StrEnum):
    """Why a document is not read."""

    DAMAGED = "damaged"
    NO_MAIN = "no_main"  # it is an archive of something else
    ENTITIES = "entities"  # which may grow without end, or fetch
    PARTS = "parts"  # too many of them; from here on `limit` says what is too much
    PART_BYTES = "part_bytes"
    TOTAL_BYTES = "total_bytes"
    TAGS = "tags"
    ROWS = "rows"


class DocumentError(ValueError):
    """A document is not read; its reader's caller words it.

    Attributes:
        fault: Why.
        why: What a library said of it, or the sheet that is too long.
        limit: How many, or how many bytes, there may be.
    """

    def __init__(self, fault: DocumentFault, why: object = "", limit: int = 0) -> None:
        """Keep what is wrong."""
        super().__init__(fault, why, limit)
        self.fault = fault
        self.why = str(why)
        self.limit = limit


class DocumentCaps(Struct, frozen=True, kw_only=True):
    """How much of a document is read.

    Attributes:
        parts: In its archive.
        part_bytes: Of one part, unpacked.
        total_bytes: Of all parts that are read, unpacked.
        tags: Of one part, each end counted.
        rows: Of one sheet that hold something.
    """

    parts: int
    part_bytes: int
    total_bytes: int
    tags: int
    rows: int


class Relation(Struct, frozen=True, kw_only=True):
    """What a part says of another: by which id, of which kind (its last word), where it stands."""

    id: str
    kind: str
    part: str


class Package:
    """An open archive; what its parts take together is counted."""

    def __init__(self, data: bytes, caps: DocumentCaps) -> None:
        """Open it.

        Raises:
            DocumentError: It is no archive, is damaged, or has too many parts.
        """
        self._caps = caps
        self._left = caps.total_bytes
        try:
            self.archive = zipfile.ZipFile(io.BytesIO(data))
        except _DAMAGE as error:
            raise DocumentError(DocumentFault.DAMAGED, error) from error
        if len(self.archive.infolist()) > caps.parts:
            raise DocumentError(DocumentFault.PARTS, limit=caps.parts)
        # Names of parts differ in more than case; some programs write the same one in both.
        self._names = {name.lower(): name for name in reversed(self.archive.namelist())}

    def has(self, name: str) -> bool:
        """Tell whether the archive holds a part."""
        return name.lower() in self._names

    def main(self, kind: DocumentKind) -> str:
        """Return the name of the part that holds the document itself.

        Raises:
            DocumentError: There is none, or where it stands cannot be read.
        """
        related = [one.part for one in self.relations("") if one.kind == "officeDocument"]
        usual = f"{_BEGINNINGS[kind]}.xml"  # small writers leave the relations out
        found = next((part for part in (*related, usual) if self.has(part)), None)
        if found is None:
            raise DocumentError(DocumentFault.NO_MAIN)
        return found

    def relations(self, part: str) -> tuple[Relation, ...]:
        """Return what a part refers to in the archive; the name of the whole is empty.

        Raises:
            DocumentError: What says so is damaged or too large.
        """
        folder, name = split(part)
        listed = join(folder, "_rels", f"{name}.rels")
        if not self.has(listed):
            return ()
        return tuple(
            Relation(
                id=one.get("Id", ""),
                kind=one.get("Type", "").rpartition("/")[2],
                part=normpath(join("/", dirname(part), one.get("Target", ""))).lstrip("/"),
            )
            for one in named(self.tree(listed), "Relationship")
            if one.get("TargetMode") != "External"
        )

    def check_together(self, names: Iterable[str]) -> None:
        """Refuse parts that take too much together before the first of them is read.

        Raises:
            DocumentError: They do, by the sizes that the archive gives; no part has more.
        """
        sizes = (self.archive.getinfo(self._names[name.lower()]).file_size for name in names)
        if sum(sizes) > self._left:
            raise DocumentError(DocumentFault.TOTAL_BYTES, limit=self._caps.total_bytes)

    def part(self, name: str) -> bytes:
        """Return a part's bytes.

        Raises:
            DocumentError: It is missing, damaged, or swells beyond reason.
        """
        most = min(self._caps.part_bytes, self._left)
        try:
            with self.archive.open(self._names.get(name.lower(), name)) as stream:
                data = stream.read(most + 1)
        except _DAMAGE as error:
            raise DocumentError(DocumentFault.DAMAGED, error) from error
        if len(data) > self._caps.part_bytes:
            raise DocumentError(DocumentFault.PART_BYTES, name, self._caps.part_bytes)
        if len(data) > self._left:
            raise DocumentError(DocumentFault.TOTAL_BYTES, limit=self._caps.total_bytes)
        self._left -= len(data)
        return data

    def tree(self, name: str) -> Element:
        """Return a part's XML, without entities.

        Raises:
            DocumentError: It is missing, too large, or no sound XML.
        """
        data = self._xml(name)
        try:
            return fromstring(data)
        except DefusedXmlException as error:
            raise DocumentError(DocumentFault.ENTITIES, error) from error
        except _UNSOUND as error:
            raise DocumentError(DocumentFault.DAMAGED, error) from error

    def elements(self, name: str, wanted: frozenset[str]) -> Iterator[Element]:
        """Yield a part's elements of some local names, each forgotten before the next.

        Raises:
            DocumentError: The part is missing, too large, or no sound XML.
        """
        data = self._xml(name)
        parents: list[Element] = []
        tags, inside = dict[str, bool](), 0
        try:
            for event, element in iterparse(io.BytesIO(data), events=("start", "end")):
                tag = element.tag
                is_wanted = tags[tag] if tag in tags else tags.setdefault(tag, _is(tag, wanted))
                if event == "start":
                    parents.append(element)
                    inside += is_wanted
                    continue
                parents.pop()
                inside -= is_wanted
                if is_wanted:
                    yield element
                if not inside and parents:
                    parents[-1].clear()
        except DefusedXmlException as error:
            raise DocumentError(DocumentFault.ENTITIES, error) from error
        except _UNSOUND as error:
            raise DocumentError(DocumentFault.DAMAGED, error) from error

    def _xml(self, name: str) -> bytes:
        data = self.part(name)
        if data.count(b"<") > self._caps.tags:
            raise DocumentError(DocumentFault.TAGS, name, self._caps.tags)
        return data


def document_kind(data: bytes) -> DocumentKind | None:
    """Return what an archive is, None if it is neither or damaged.

    The names of its parts say so, or what its own relations call the document.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            known = _kind_by_names(names)
            return known or (_kind_by_relation(archive) if RELATIONS in names else None)
    except _DAMAGE:
        return None


def _kind_by_names(names: list[str]) -> DocumentKind | None:
    return next(
        (
            kind
            for kind, beginning in _BEGINNINGS.items()
            if any(name.lower().startswith(beginning) for name in names)
        ),
        None,
    )


def _kind_by_relation(archive: zipfile.ZipFile) -> DocumentKind | None:
    """Look at the first element of the part that is the document."""
    with archive.open(RELATIONS) as stream:
        found = _MAIN.search(stream.read(_HEAD_BYTES).decode("utf-8", "replace"))
    target = _TARGET.search(found[0]) if found else None
    part = target[1].lstrip("/") if target else ""
    if part not in archive.NameToInfo:
        return None
    with archive.open(part) as stream:
        root = _ROOT.search(stream.read(_HEAD_BYTES).decode("utf-8", "replace"))
    return _BY_ROOT.get(root[1]) if root else None


def named(root: Element, name: str) -> list[Element]:
    """Return all elements of a local name: strict and transitional files differ in namespaces."""
    return [one for one in root.iter() if local(one) == name]


def local(element: Element) -> str:
    """Return an element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def _is(tag: str, wanted: frozenset[str]) -> bool:
    return tag.rpartition("}")[2] in wanted
