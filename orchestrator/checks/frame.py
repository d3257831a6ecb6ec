"""The frame around what a script prints: markers that only this sweep's nonce can make.

The grammar, line based, `N` the nonce; a CR before the line end and a BOM before the first line
are tolerated, lines before the first marker are ignored:

    @N fact KEY VALUE...                  what the machine says of itself
    @N open CHECK PART SOURCE...          the lines that follow are the section, byte for byte
    @N open64 CHECK PART SOURCE...        likewise, as base64 of UTF-8
    @N shut CHECK PART STATUS DETAIL...   ends the section; alone it says why none was opened
    @N done                               the end mark

The line end just before a marker belongs to the marker. A section that is never shut is `cut`.
"""

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from orchestrator.checks.base import Part
from orchestrator.checks.scripts import beside
from orchestrator.model.plan import Family

_PRELUDES = {
    Family.POSIX: beside(__file__, "frame.sh"),
    Family.WINDOWS: beside(__file__, "frame.ps1"),
}
_ENDINGS = {Family.POSIX: "frame_done", Family.WINDOWS: "Write-FrameDone"}
_BOM = b"\xef\xbb\xbf"
_FACT_WORDS = 2
_OPEN_WORDS = 3


def prelude(family: Family) -> str:
    """Return the text that goes before the checks' script parts."""
    return _PRELUDES[family]


def ending(family: Family) -> str:
    """Return the text that goes after them: it prints the end mark."""
    return _ENDINGS[family]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One part of one check's answer."""

    check: str
    part: Part


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptOutput:
    """A script's output, taken apart.

    Attributes:
        facts: Key and value of each fact, in the order printed.
        sections: The sections, in the order printed.
        complete: Whether the end mark was there.
    """

    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...] = field(repr=False)
    complete: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Marker:
    verb: str
    rest: str
    start: int  # where the body before it ends
    end: int  # where the body after it begins


def split(raw: bytes, nonce: str) -> ScriptOutput:
    """Take a script's output apart; never raises, and takes time linear in its length."""
    raw = raw.removeprefix(_BOM)
    markers = tuple(_markers(raw, nonce))
    facts: list[tuple[str, str]] = []
    sections: list[Section] = []
    for place, marker in enumerate(markers):
        following = markers[place + 1] if place + 1 < len(markers) else None
        if marker.verb == "done":
            return ScriptOutput(facts=tuple(facts), sections=tuple(sections), complete=True)
        if marker.verb == "fact":
            facts.extend(_fact(marker))
        elif marker.verb in ("open", "open64"):
            sections.extend(_opened(raw, marker, following))
        elif not (place and _shuts(markers[place - 1], marker)):
            sections.extend(_shut_alone(marker))
    return ScriptOutput(facts=tuple(facts), sections=tuple(sections), complete=False)


def _markers(raw: bytes, nonce: str) -> Iterator[_Marker]:
    """Yield the markers that stand at the start of a line; a line without its end is no marker."""
    # A pattern that begins with the literal is found at the speed of a plain search.
    pattern = re.compile(
        rb"@%s (fact|open|open64|shut|done)(?: ([^\n]*?))?\r?(?=\n)" % nonce.encode()
    )
    for found in pattern.finditer(raw):
        before = raw[max(0, found.start() - 2) : found.start()]
        if before and not before.endswith(b"\n"):
            continue
        line_end = 2 if before == b"\r\n" else len(before[-1:])
        rest = (found[2] or b"").decode("utf-8", "replace").rstrip()
        yield _Marker(
            verb=found[1].decode(),
            rest=rest,
            start=found.start() - line_end,
            end=found.end() + 1,
        )


def _fact(marker: _Marker) -> Iterator[tuple[str, str]]:
    words = marker.rest.split(" ", 1)
    if len(words) == _FACT_WORDS:
        yield words[0], words[1].strip()


def _opened(raw: bytes, marker: _Marker, following: _Marker | None) -> Iterator[Section]:
    words = [*marker.rest.split(" ", 2), "", ""][:_OPEN_WORDS]
    body = raw[marker.end : max(marker.end, following.start if following else len(raw))]
    status, detail = _status(marker, following)
    if marker.verb == "open64":
        body, whole = _decoded(body)
        status = status if whole or status == "cut" else "garbled"
    if status in ("cut", "garbled"):
        body = body[: body.rfind(b"\n") + 1]  # half a row may read as another row
    part = Part(name=words[1], source=words[2], status=status, detail=detail, body=body)
    yield Section(check=words[0], part=part)


def _status(marker: _Marker, following: _Marker | None) -> tuple[str, str]:
    if following is None or not _shuts(marker, following):
        return "cut", ""
    words = [*following.rest.split(" ", 3), "", ""]
    return words[2], words[3]


def _shuts(opening: _Marker, marker: _Marker) -> bool:
    opens = opening.verb in ("open", "open64")
    same = opening.rest.split(" ", 2)[:2] == marker.rest.split(" ", 3)[:2]
    return opens and marker.verb == "shut" and same


def _shut_alone(marker: _Marker) -> Iterator[Section]:
    words = [*marker.rest.split(" ", 3), "", "", ""]
    part = Part(name=words[1], source="", status=words[2], detail=words[3])
    yield Section(check=words[0], part=part)


def _decoded(body: bytes) -> tuple[bytes, bool]:
    """Return the bytes behind base64, as far as they go, and whether all of it could be undone."""
    packed = b"".join(body.split())
    try:
        return base64.b64decode(packed, validate=True), True
    except binascii.Error:
        return _decoded_start(packed), False


def _decoded_start(packed: bytes) -> bytes:
    alphabet = re.match(rb"[A-Za-z0-9+/]*", packed)
    usable = alphabet[0] if alphabet else b""
    return base64.b64decode(usable[: len(usable) // 4 * 4])
