"""A clerk's own template: a Word document in which `{{ten_don_vi}}` stands for what is known.

A value is text, whatever it holds: no field in it is filled in again, and no markup comes of it.
"""

import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from datetime import datetime
from itertools import chain

from msgspec import Struct

from orchestrator.documents.repacked import repacked
from orchestrator.errors import InputError, Place, UsageError
from orchestrator.report.official_letter import LetterField, OfficialLetter
from orchestrator.text.message import Message, say
from orchestrator.text.suggest import did_you_mean
from orchestrator.text.visible import visible

try:
    from docx import Document
    from docx.document import Document as WordDocument
    from docx.opc.exceptions import OpcError
    from docx.opc.part import Part, XmlPart
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement
    from docx.oxml.xmlchemy import BaseOxmlElement
except ImportError as error:
    raise UsageError.one(
        say("excel.missing", package="python-docx"), say("mend.letters_extra")
    ) from error

MAX_FILE_BYTES = 8 * 1024 * 1024
_MAX_UNPACKED = 64 * 1024 * 1024
_DAMAGE = (
    *(zipfile.BadZipFile, OpcError, SyntaxError, ValueError, KeyError, AttributeError),
    *(OSError, EOFError, RuntimeError, AssertionError, NotImplementedError, TypeError),
    *(zlib.error, lzma.LZMAError, struct.error, IndexError, OverflowError),
)
_LONGEST_SAID = 60  # characters of what a template holds, in a message
_DOCUMENT = b"wordprocessingml.document.main+xml"
_MACROS = re.compile(rb"macroEnabled|vbaProject|activeX", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_FIELD = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_KNOWN = {one.value: one for one in LetterField}
_TEXT, _PARAGRAPH = qn("w:t"), qn("w:p")


class LetterTemplate(Struct, frozen=True, kw_only=True):
    """A template that was read: each of its fields is known, and what must be there is."""

    data: bytes
    fields: frozenset[LetterField]

    def filled(self, letter: OfficialLetter, *, at: datetime, shown: Callable[[str], str]) -> bytes:
        """Return the template with a letter's fields in it.

        Args:
            letter: What stands in it.
            at: The moment that it is of (aware).
            shown: What makes one line of text from elsewhere safe to look at.
        """
        document = Document(io.BytesIO(self.data))
        values = {
            name: "\n".join(map(shown, text.splitlines())) for name, text in letter.fields.items()
        }
        for paragraph in _paragraphs(document):
            _fill(paragraph, values)
        stream = io.BytesIO()
        document.save(stream)
        named = shown(letter.about), shown(letter.body)
        return repacked(stream.getvalue(), title=named[0], creator=named[1], at=at)


def read_template(data: bytes, source: str) -> LetterTemplate:
    """Return a template.

    Args:
        data: The file.
        source: Its name, for messages.

    Raises:
        InputError: It is no Word document, names a field that there is not, or lacks one.
    """
    place = Place(file=source)
    document = _read(data, place)
    texts = [_joined(one) for one in _paragraphs(document)]
    names = [found[1] for text in texts for found in _FIELD.finditer(text)]
    for name in names:
        if name not in _KNOWN:
            meant = did_you_mean(name, _KNOWN)
            known = say("template.mend.names", names=", ".join(_KNOWN))
            mend = say("mend.did_you_mean", meant=meant) if meant else known
            raise InputError.one(say("template.unknown", name=_short(name)), mend, place)
    if any("{{" in _FIELD.sub("", text) for text in texts):
        raise InputError.one(say("template.open"), say("template.mend.close"), place)
    fields = frozenset(_KNOWN[name] for name in names)
    _refuse_lacking(fields, place)
    _refuse_unfilled(document, place)
    _refuse_fetched(document, place)
    return LetterTemplate(data=data, fields=fields)


def _refuse_lacking(fields: frozenset[LetterField], place: Place) -> None:
    """Refuse a template that says not who reports, or hides what was not looked at."""
    if LetterField.UNIT not in fields:
        name = LetterField.UNIT.value
        what, mend = say("template.missing", name=name), say("template.mend.add", name=name)
        raise InputError.one(what, mend, place)
    if not fields & {LetterField.CONTENT, LetterField.NOT_ASSESSED}:
        raise InputError.one(say("template.no_figures"), say("template.mend.add_figures"), place)


def _refuse_unfilled(document: WordDocument, place: Place) -> None:
    """Refuse fields where none is filled in, as in footnotes: they would be sent as they are."""
    for part in _parts(document):
        if not part.content_type.endswith("xml"):
            continue
        held = _TAG.sub("", part.blob.decode("utf-8", "replace")).count("{{")
        own = part.element.iter(_PARAGRAPH) if isinstance(part, XmlPart) else ()
        if held > sum(_joined(one).count("{{") for one in own):
            what = say("template.unfilled", part=_short(part.partname))
            raise InputError.one(what, say("template.mend.move"), place)


def _refuse_fetched(document: WordDocument, place: Place) -> None:
    """Refuse what whoever opens a letter would fetch from elsewhere: pictures, other templates."""
    for part in _parts(document):
        for link in part.rels.values():
            if link.is_external and not link.reltype.endswith("/hyperlink"):
                what = say("template.fetched", target=_short(link.target_ref))
                raise InputError.one(what, say("template.mend.embed"), place)


def _short(text: str) -> str:
    said = visible(text)
    return said if len(said) <= _LONGEST_SAID else f"{said[:_LONGEST_SAID]}…"


def _read(data: bytes, place: Place) -> WordDocument:
    if not data.startswith(b"PK"):
        raise _damaged(say("template.kind"), place)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            rows = archive.infolist()
            if sum(row.file_size for row in rows) > _MAX_UNPACKED:
                raise _damaged(say("template.too_large"), place)
            _refuse_other_kinds(archive.read("[Content_Types].xml"), place)
        document = Document(io.BytesIO(data))
        document.save(io.BytesIO())  # what cannot be written again is found now, not half-way
        list(_paragraphs(document))
    except _DAMAGE as error:
        raise _damaged(say("template.damaged", why=error), place) from error
    return document


def _refuse_other_kinds(types: bytes, place: Place) -> None:
    """Refuse what is no plain document; macros would go out with every letter."""
    if _MACROS.search(types):
        raise _damaged(say("template.macros"), place)
    if _DOCUMENT not in types:
        raise _damaged(say("template.kind"), place)


def _damaged(what: Message, place: Place) -> InputError:
    return InputError.one(what, say("template.mend.save_again"), place)


def _parts(document: WordDocument) -> Iterator[Part]:
    package = document.part.package
    return package.iter_parts() if package else iter(())


def _paragraphs(document: WordDocument) -> Iterator[BaseOxmlElement]:
    """Yield every paragraph of the text, of heads and feet, of tables and boxes."""
    roots = (part.element for part in _parts(document) if isinstance(part, XmlPart))
    return chain.from_iterable(root.iter(_PARAGRAPH) for root in roots)


def _joined(paragraph: BaseOxmlElement) -> str:
    return "".join(node.text or "" for node in _texts(paragraph))


def _texts(paragraph: BaseOxmlElement) -> list[BaseOxmlElement]:
    """Return the texts of a paragraph itself; one in a box within it has its own."""
    return [
        node
        for node in paragraph.iter(_TEXT)
        if next(above for above in node.iterancestors(_PARAGRAPH)) is paragraph
    ]


def _fill(paragraph: BaseOxmlElement, values: Mapping[LetterField, str]) -> None:
    """Put values in the place of fields, though a field may lie in several runs."""
    nodes = _texts(paragraph)
    whole = "".join(node.text or "" for node in nodes)
    for found in reversed(list(_FIELD.finditer(whole))):
        _replace(nodes, found.start(), found.end(), values[_KNOWN[found[1]]])
    if len(whole) != sum(len(node.text or "") for node in nodes) or _FIELD.search(whole):
        for node in nodes:
            _broken(node)


def _replace(nodes: list[BaseOxmlElement], start: int, end: int, value: str) -> None:
    """Replace a stretch of the joined texts; what stands behind it was replaced before."""
    at, put = 0, value
    for node in nodes:
        text = node.text or ""
        first, last = max(start - at, 0), min(end - at, len(text))
        if first < last:
            node.text = f"{text[:first]}{put}{text[last:]}"
            put = ""
        at += len(text)


def _broken(node: BaseOxmlElement) -> None:
    """Turn the line ends of a text into Word's own."""
    first, *more = (node.text or "").split("\n")
    node.text = first
    node.set(qn("xml:space"), "preserve")
    last = node
    for line in more:
        end, text = OxmlElement("w:br"), deepcopy(node)
        text.text = line
        last.addnext(end)
        end.addnext(text)
        last = text
