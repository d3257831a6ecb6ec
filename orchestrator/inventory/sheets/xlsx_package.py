"""The zip archive that an .xlsx is: its parts within bounds, and where its sheets stand."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from posixpath import join, normpath
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring, iterparse

from orchestrator.errors import InputError, Place
from orchestrator.text.message import say

MAX_FILE_BYTES = 32 * 1024 * 1024
MAX_PART_BYTES = 64 * 1024 * 1024  # of one part, unpacked; 5,000 machines take 3 MiB
MAX_PARTS = 4096

_WORKBOOK = "xl/workbook.xml"
_RELS = "xl/_rels/workbook.xml.rels"
_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError),
    *(ValueError, KeyError, OverflowError),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPart:
    """Where a sheet stands in the archive."""

    name: str
    part: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class Package:
    """An open archive; `source` is the file's name, for messages."""

    source: str
    archive: zipfile.ZipFile

    @classmethod
    def open(cls, data: bytes, source: str) -> "Package":
        """Return the archive of a workbook.

        Raises:
            InputError: It is no workbook, is damaged, or has too many parts.
        """
        try:
            package = cls(source, zipfile.ZipFile(io.BytesIO(data)))
        except _DAMAGE as error:
            raise damaged(source, error) from error
        if len(package.archive.infolist()) > MAX_PARTS:
            raise InputError.one(say("sheet.parts"), say("mend.save_again"), Place(file=source))
        if not package.has(_WORKBOOK):
            raise InputError.one(say("sheet.no_workbook"), say("mend.as_xlsx"), Place(file=source))
        return package

    def has(self, name: str) -> bool:
        """Tell whether the archive holds a part."""
        return name in self.archive.NameToInfo

    def part(self, name: str) -> bytes:
        """Return a part's bytes.

        Raises:
            InputError: It is missing, damaged, or swells beyond reason.
        """
        try:
            with self.archive.open(name) as stream:
                data = stream.read(MAX_PART_BYTES + 1)
        except _DAMAGE as error:
            raise damaged(self.source, error) from error
        if len(data) > MAX_PART_BYTES:
            what = say("sheet.part_size", mib=MAX_PART_BYTES // 2**20)
            raise InputError.one(what, say("mend.only_machines"), Place(file=self.source))
        return data

    def tree(self, name: str) -> Element:
        """Return a part's XML, without entities.

        Raises:
            InputError: It is missing, too large, or no sound XML.
        """
        try:
            return fromstring(self.part(name))
        except (ParseError, DefusedXmlException) as error:
            raise damaged(self.source, error) from error

    def elements(self, name: str, wanted: tuple[str, ...]) -> Iterator[Element]:
        """Yield a part's elements of some local names, each forgotten before the next.

        Raises:
            InputError: The part is missing, too large, or no sound XML.
        """
        parents: list[Element] = []
        try:
            for event, element in iterparse(io.BytesIO(self.part(name)), events=("start", "end")):
                if event == "start":
                    parents.append(element)
                    continue
                parents.pop()
                if local(element) in wanted and parents:
                    yield element
                    parents[-1].clear()
        except (ParseError, DefusedXmlException) as error:
            raise damaged(self.source, error) from error

    def sheets(self) -> tuple[SheetPart, ...]:
        """Return the sheets in the order of their tabs; charts are none.

        Raises:
            InputError: The workbook is damaged.
        """
        targets = self._targets()
        found = []
        for sheet in named(self.tree(_WORKBOOK), "sheet"):
            part = targets.get(_relation(sheet), "")
            if self.has(part) and "/worksheets/" in part:
                hidden = sheet.get("state", "visible") != "visible"
                found.append(SheetPart(name=sheet.get("name", ""), part=part, hidden=hidden))
        return tuple(found)

    def _targets(self) -> Mapping[str, str]:
        if not self.has(_RELS):
            return {}
        return {
            relation.get("Id", ""): normpath(join("/xl", relation.get("Target", ""))).lstrip("/")
            for relation in named(self.tree(_RELS), "Relationship")
        }


def named(root: Element, name: str) -> list[Element]:
    """Return all elements of a local name: strict and transitional files differ in namespaces."""
    return [one for one in root.iter() if local(one) == name]


def local(element: Element) -> str:
    """Return an element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def damaged(source: str, error: Exception) -> InputError:
    """Return the error for a workbook that cannot be read through."""
    what = say("sheet.damaged", why=error)
    return InputError.one(what, say("mend.save_again"), Place(file=source))


def _relation(sheet: Element) -> str:
    return next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")
