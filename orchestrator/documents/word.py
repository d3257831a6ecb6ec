"""Word documents (.docx, .docm) to their paragraphs and tables, in their order."""

from collections.abc import Iterator
from typing import TypeAlias
from xml.etree.ElementTree import Element

from msgspec import Struct

from orchestrator.documents.package import (
    DocumentCaps,
    DocumentError,
    DocumentFault,
    DocumentKind,
    Package,
    local,
    named,
)

# What may stand around a paragraph, a row or a cell: forms, markup of programs, tracked changes.
_WRAPPERS = frozenset(("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo"))
_PARTING = ("br", "tab", "p", "cr")
_WIDEST = 64  # columns that a merged cell may stand for


class WordParagraph(Struct, frozen=True):
    """A paragraph, its runs joined."""

    text: str


class WordTable(Struct, frozen=True):
    """The rows of a table; the columns that a merged cell covers come after it, empty."""

    rows: tuple[tuple[str, ...], ...]


WordBlock: TypeAlias = WordParagraph | WordTable


def read_word(data: bytes, caps: DocumentCaps) -> Iterator[WordBlock]:
    """Yield the blocks of a document's body, those in forms as those around them.

    Args:
        data: The file.
        caps: How much of it is read.

    Raises:
        DocumentError: It is no Word document, damaged or too large.
    """
    package = Package(data, caps)
    root = package.tree(package.main(DocumentKind.WORD))
    body = next((one for one in root if local(one) == "body"), None)
    if local(root) != "document" or body is None:
        raise DocumentError(DocumentFault.NO_MAIN)
    for block in _within(body):
        if local(block) == "tbl":
            yield WordTable(tuple(_cells(row) for row in named(block, "tr")))
        elif (text := _text(block)) or local(block) == "p":
            yield WordParagraph(text)


def _cells(row: Element) -> tuple[str, ...]:
    cells: list[str] = []
    for cell in _within(row):
        if local(cell) == "tc":
            cells += (_text(cell), *("",) * (_span(cell) - 1))
    return tuple(cells)


def _span(cell: Element) -> int:
    """Return how many columns a cell covers."""
    properties = next((one for one in cell if local(one) == "tcPr"), ())
    span = next((one for one in properties if local(one) == "gridSpan"), None)
    said = () if span is None else span.attrib.items()
    text = next((value for key, value in said if key.rpartition("}")[2] == "val"), "")
    return min(int(text), _WIDEST) if text.isdecimal() and len(text) < _WIDEST else 1


def _within(element: Element) -> Iterator[Element]:
    """Yield what an element holds, whatever is wrapped around it."""
    waiting = list(reversed(element))
    while waiting:
        one = waiting.pop()
        if local(one) in _WRAPPERS:
            waiting.extend(reversed(one))
        else:
            yield one


def _text(element: Element) -> str:
    """Return the text in an element: runs join, paragraphs and breaks part."""
    texts: list[str] = []
    for one in element.iter():
        name = local(one)
        if name == "t":
            texts.append(one.text or "")
        elif name in _PARTING:
            texts.append(" ")
    return "".join(texts).strip()
