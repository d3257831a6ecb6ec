"""The frame around what a script prints: markers that only this sweep's nonce can make.

The grammar, line based, `N` the nonce; a CR before the line end and a BOM before the first line
are tolerated, lines before the first marker are ignored:

    @N frame 2                            the frame's number, first of all markers
    @N fact KEY VALUE...                  what the machine says of itself
    @N open CHECK PART SOURCE...          the lines that follow are the section, byte for byte
    @N open64 CHECK PART SOURCE...        likewise, as base64 of UTF-8
    @N shut CHECK PART STATUS NUMBER ROWS BYTES DETAIL...
                                          ends the section; alone it says why none was opened
    @N done 2 FACTS SECTIONS              the end mark

NUMBER counts the sections from 1 in the order in which they are printed; ROWS and BYTES are the
line ends and the bytes of the body, base64 undone. The line end just before a marker belongs to
the marker. A section that is never shut is `cut`; one that is not what its counts say, or is
opened twice, is `garbled`. Nothing stands between sections, and nothing behind the end mark. A
made row is the first and the last of each section that has one.

Frame 1, which kept sweeps hold, has no `frame` line, no counts, and its made rows first only:

    @N shut CHECK PART STATUS DETAIL...
    @N done
"""

import base64
import binascii
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from orchestrator.checks.base import Part
from orchestrator.checks.scripts import beside
from orchestrator.model.plan import Family

_PRELUDES = {
    Family.POSIX: beside(__file__, "frame.sh"),
    Family.WINDOWS: beside(__file__, "frame.ps1"),
}
_ENDINGS = {Family.POSIX: "frame_done", Family.WINDOWS: "Write-FrameDone"}
_BOM = b"\xef\xbb\xbf"
NUMBER = 2
"""The frame that today's scripts print."""
MOST_MARKERS = 2048
"""No script prints a tenth of that: facts, and two for each section."""
_FACT_WORDS = 2
_OPEN_WORDS = 3
_VERBS = {verb.encode(): verb for verb in ("frame", "fact", "open", "open64", "shut", "done")}
_COUNT = re.compile(r"\d{1,12}", re.ASCII)


def prelude(family: Family) -> str:
    """Return the text that goes before the checks' script parts."""
    return _PRELUDES[family]


def ending(family: Family) -> str:
    """Return the text that goes after them: it prints the end mark."""
    return _ENDINGS[family]


class Section(Struct, frozen=True, kw_only=True):
    """One part of one check's answer."""

    check: str
    part: Part


class ScriptOutput(Struct, frozen=True, kw_only=True):
    """A script's output, taken apart.

    Attributes:
        facts: Key and value of each fact, in the order printed.
        sections: The sections, in the order printed.
        complete: Whether the end mark was there.
        number: The frame's.
        flaw: Why none of it is what a script printed; empty if it may be.
        flooded: Whether there were more markers than are read.
    """

    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    complete: bool
    number: int = NUMBER
    flaw: str = ""
    flooded: bool = False


class _Marker(NamedTuple):
    verb: str
    rest: str
    names: list[str]  # of the check and the section, as far as it says them
    start: int  # where the body before it ends
    end: int  # where the body after it begins


class _Shut(NamedTuple):
    """What ends a section; the last three are None in frame 1."""

    status: str
    detail: str
    number: int | None = None
    rows: int | None = None
    size: int | None = None


_NEVER_SHUT = _Shut("cut", "")


def split(raw: bytes, nonce: str) -> ScriptOutput:
    """Take a script's output apart; never raises, and takes time linear in its length."""
    raw = raw.removeprefix(_BOM)
    markers = tuple(islice(_markers(raw, nonce), MOST_MARKERS + 1))
    numbered = bool(markers) and markers[0].verb == "frame"
    reader = _Frame(raw, NUMBER if numbered else 1)
    for place, marker in enumerate(markers):
        following = markers[place + 1] if place + 1 < len(markers) else None
        if marker.verb == "done":
            reader.end(marker)
            break
        reader.take(marker, markers[place - 1] if place else None, following)
    return replace(reader.output(), flooded=len(markers) > MOST_MARKERS)


class _Frame:
    """Takes marker after marker, and notes what cannot be so."""

    def __init__(self, raw: bytes, number: int) -> None:
        self._raw = raw
        self._number = number
        self._told = 0
        self._facts: list[tuple[str, str]] = []
        self._sections: list[Section] = []
        self._complete = False
        self._flaw = ""

    def take(self, marker: _Marker, before: _Marker | None, following: _Marker | None) -> None:
        """Take one marker that is not the end mark."""
        opens = marker.verb in ("open", "open64")
        if not opens and following and following.start > marker.end:
            self._wrong("bytes between sections")
        if marker.verb == "frame":
            self._frame(marker, before)
        elif marker.verb == "fact":
            self._told += 1  # one of white space alone is printed, and is none
            self._facts.extend(_fact(marker))
        elif opens:
            self._opened(marker, following)
        elif not (before and _shuts(before, marker)):
            self._shut_alone(marker)

    def end(self, marker: _Marker) -> None:
        """Take the end mark: what it counts must have come, and nothing comes behind it."""
        self._complete = True
        told = tuple(marker.rest.split())
        counted = (str(NUMBER), str(self._told), str(len(self._sections)))
        if told != (counted if self._number > 1 else ()):
            self._wrong(f"the end mark says {' '.join(told) or 'nothing'}")
        if self._raw[marker.end :].strip():
            self._wrong("bytes behind the end mark")

    def output(self) -> ScriptOutput:
        """Return what was taken; a section that came twice is garbled both times."""
        names = Counter((one.check, one.part.name) for one in self._sections)
        twice = {name for name, times in names.items() if times > 1 and self._number > 1}
        return ScriptOutput(
            facts=tuple(self._facts),
            sections=tuple(
                _garbled(one, "twice") if (one.check, one.part.name) in twice else one
                for one in self._sections
            ),
            complete=self._complete,
            number=self._number,
            flaw=self._flaw,
        )

    def _frame(self, marker: _Marker, before: _Marker | None) -> None:
        if before is not None or marker.rest.strip() != str(NUMBER):
            self._wrong(f"frame {marker.rest}")

    def _opened(self, marker: _Marker, following: _Marker | None) -> None:
        words = [*marker.rest.split(" ", 2), "", ""][:_OPEN_WORDS]
        until = len(self._raw) if following is None else max(marker.end, following.start)
        body = self._raw[marker.end : until]
        shut = self._shut(following) if following and _shuts(marker, following) else _NEVER_SHUT
        status, detail = shut.status, shut.detail
        if marker.verb == "open64":
            body, whole = _decoded(body)
            status = status if whole or status == "cut" else "garbled"
        if shut.size is not None and (shut.rows, shut.size) != (body.count(b"\n"), len(body)):
            status, detail = "garbled", f"{body.count(10)} rows, {len(body)} bytes"
        if status in ("cut", "garbled"):
            body = body[: body.rfind(b"\n") + 1]  # half a row may read as another row
        self._add(words[0], words[1], words[2], status, detail, body, shut.number)

    def _shut_alone(self, marker: _Marker) -> None:
        words = [*marker.rest.split(" ", 2), "", ""]
        shut = self._shut(marker)
        status = "garbled" if shut.rows or shut.size else shut.status
        self._add(words[0], words[1], "", status, shut.detail, b"", shut.number)

    def _shut(self, marker: _Marker) -> _Shut:
        """Read what ends a section, by the frame's number."""
        if self._number == 1:
            words = [*marker.rest.split(" ", 3), "", "", ""]
            return _Shut(words[2], words[3])
        words = [*marker.rest.split(" ", 6), "", "", "", "", "", ""]
        counts = [int(word) if _COUNT.fullmatch(word) else None for word in words[3:6]]
        if None in counts:
            self._wrong("a section without its counts")
        return _Shut(words[2], words[6], *counts)

    def _add(
        self,
        check: str,
        name: str,
        source: str,
        status: str,
        detail: str,
        body: bytes,
        number: int | None,
    ) -> None:
        part = Part(
            name=name,
            source=source,
            status=status,
            detail=detail,
            body=body,
            made=1 if self._number == 1 else 2,
        )
        self._sections.append(Section(check=check, part=part))
        if number is not None and number != len(self._sections):
            self._wrong("sections out of order")

    def _wrong(self, what: str) -> None:
        if self._number > 1 or what.startswith("the end mark"):
            self._flaw = self._flaw or what


def _garbled(section: Section, detail: str) -> Section:
    return replace(section, part=replace(section.part, status="garbled", detail=detail))


def _markers(raw: bytes, nonce: str) -> Iterator[_Marker]:
    """Yield the markers that stand at the start of a line; a line without its end is no marker."""
    mark = b"@%s " % nonce.encode()
    for start in _line_starts(raw, mark):
        line_end = raw.find(b"\n", start)
        if line_end < 0:
            return
        line = raw[start + len(mark) : line_end].removesuffix(b"\r")
        verb, _, said = line.partition(b" ")
        if verb in _VERBS:
            rest = said.decode("utf-8", "replace").rstrip()
            yield _Marker(
                verb=_VERBS[verb],
                rest=rest,
                names=rest.split(" ", 2)[:2],
                start=start - len(_line_end_before(raw, start)),
                end=line_end + 1,
            )


def _line_starts(raw: bytes, mark: bytes) -> Iterator[int]:
    """Yield where those lines start that begin with a mark."""
    if raw.startswith(mark):
        yield 0
    # Each answer of a kit has a nonce of its own: a pattern with it in it is dear to make.
    behind_line_end = b"\n" + mark
    at = raw.find(behind_line_end)
    while at >= 0:
        yield at + 1
        at = raw.find(behind_line_end, at + 1)


def _line_end_before(raw: bytes, start: int) -> bytes:
    before = raw[max(0, start - 2) : start]
    return before if before == b"\r\n" else before[-1:]


def _fact(marker: _Marker) -> Iterator[tuple[str, str]]:
    words = marker.rest.split(" ", 1)
    if len(words) == _FACT_WORDS:
        yield words[0], words[1].strip()


def _shuts(opening: _Marker, marker: _Marker) -> bool:
    opens = opening.verb in ("open", "open64")
    return opens and marker.verb == "shut" and opening.names == marker.names


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
