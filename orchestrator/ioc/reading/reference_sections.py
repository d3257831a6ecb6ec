"""Sections of a list whose heading says that links to read more stand below it.

`References:` and the like over bare links; what is below it counts, and is no indicator.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from orchestrator.ioc.reading.line_tokens import refang, texts_of
from orchestrator.ioc.reading.normalise import Value, normalise
from orchestrator.model.indicator import Kind

_TAIL_CHARS = 64 * 1024  # of a long list its end alone is looked at: there such sections stand
_HEADING = re.compile(
    r"(?:\n|\A(?=[^\n]*:[^\w\n]{0,4}\n))[^\w\n]{0,6}(?:\d{1,2}[.)] ?)?"
    r"(?:(?:external )?references?|reference links?|sources|further reading"
    r"|(?:t\S{1,5}i li\S{1,5}u |ngu\S{1,5}n )?tham kh\S{1,5}o|ngu\S{1,5}n)"
    r"[ \t]*:?[^\w\n]{0,4}(?=\n)",
    re.IGNORECASE,
)
_SIGNS = ("reference", "sources", "further", "tham kh", "nguo", "ngu\u1ed3")  # to search is quick
_ANOTHER = re.compile(
    r"\n[^\w\n]{0,6}[^\n:/.@]{2,80}:[^\w\n]{0,4}(?=\n)|\n(?:#+ |=+ |\[)[^\n./]+(?=\n)"
)
_NO_LINES = ("{", "[", "<")  # how trees and pages begin


class Reference(NamedTuple):
    """What a section names; `line` counts from 1."""

    line: int
    text: str


def without_references(text: str) -> tuple[str, tuple[Reference, ...]]:
    """Return a text in which headings and lines of references are empty, and what they name.

    Addresses, and what is written so that nobody follows it, are indicators there, too. A word in
    the first line may be the title of a column, and quotes may hold lines of one cell: both are
    left to others.
    """
    start = text.rfind("\n", 0, len(text) - _TAIL_CHARS) if len(text) > 2 * _TAIL_CHARS else -1
    tail = text[start + 1 :]
    said = tail.lower()
    if not any(sign in said for sign in _SIGNS):
        return text, ()
    if '"' in tail or text[:64].lstrip().startswith(_NO_LINES):
        return text, ()
    rest, found = _parted(f"{tail}\n", text.count("\n", 0, start + 1) + 1)
    return (f"{text[: start + 1]}{rest[:-1]}", found) if found else (text, ())


def _parted(tail: str, first: int) -> tuple[str, tuple[Reference, ...]]:
    at, kept, found = 0, list[str](), list[Reference]()
    while heading := _HEADING.search(tail, at):
        another = _ANOTHER.search(tail, heading.end())
        end = another.start() if another else len(tail) - 1
        below = tail[heading.end() + 1 : end].split("\n")
        named = [tuple(_named(line)) for line in below]
        number = first + tail.count("\n", 0, heading.end()) + 1
        found.extend(Reference(number + row, one) for row, each in enumerate(named) for one in each)
        title = heading[0][: heading[0][0] == "\n"] if any(named) else heading[0]
        lines = ("" if each else line for line, each in zip(below, named, strict=True))
        kept.append("\n".join((tail[at : heading.start()] + title, *lines)))
        at = end
    return "".join((*kept, tail[at:])), tuple(found)


def _named(line: str) -> Iterator[str]:
    """Yield the names and links of a line; none if one is an address, or is written otherwise."""
    values = [(one.published, normalise(one.text)) for one in texts_of(line) if one.like_value]
    links = [
        published
        for published, value in values
        if isinstance(value, Value)
        and value.kind in (Kind.DOMAIN, Kind.URL)
        and refang(published) == published
    ]
    yield from links if len(links) == len(values) else ()
