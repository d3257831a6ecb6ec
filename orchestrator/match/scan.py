"""Lines of any log to the listed values in them: each word's names and addresses."""

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple

from orchestrator.match.index import Index, Match
from orchestrator.match.logs.line_reading import without_queries, without_referrer
from orchestrator.match.logs.log_forms import (
    PLAIN_LINE,
    PLAIN_LOG,
    LogForms,
    ReadLine,
    bytes_of,
    text_of,
)
from orchestrator.match.urls import host_of, urls_in
from orchestrator.model.result import Weakness
from orchestrator.text.host_texts import a_labels, address_of, unmapped

# Word characters: names, addresses with ports, and non-ASCII bytes; all else parts words.
_KEPT = b"abcdefghijklmnopqrstuvwxyz0123456789.-_:\n" + bytes(range(0x80, 0x100))
_WORDS = bytes(
    byte if byte in _KEPT else byte + 32 if 0x41 <= byte <= 0x5A else 0x20  # noqa: PLR2004 - A-Z
    for byte in range(256)
)
_OCTET = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_QUAD = re.compile(rf"({_OCTET}(?:\.{_OCTET}){{3}})(?:\.([0-9]{{1,5}}))?")
_PORT = re.compile(r"[0-9]{1,5}")
_NAME = re.compile(r"(?!.*\.[0-9]+$)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})+")
_COUNTED = re.compile(rb"(?:\([0-9]{1,2}\)[A-Za-z0-9_-]{1,63})+\(0\)")
_COUNT = re.compile(rb"\([0-9]{1,2}\)")
_MAX_WORD = 2048
_MIN_COLONS6 = 2


class Extracted(StrEnum):
    """How a value was read out of a line."""

    NAME = "name"
    ADDRESS = "address"
    ADDRESS_PORT = "address_port"
    URL = "url"


class WordReading(NamedTuple):
    """One name or address that a word holds."""

    how: Extracted
    text: str
    port: int | None = None


def words_of(block: bytes) -> bytes:
    """Return lines in lower case with one space or more between words; lines stay lines.

    Names as the Windows DNS server's log counts them, `(3)www(7)example(3)com(0)`, are joined.
    """
    if b"(0)" in block:
        block = _COUNTED.sub(_joined, block)
    return block.translate(_WORDS)


def readings(word: bytes) -> Iterator[WordReading]:
    """Yield the names and addresses of one word of `words_of`."""
    if len(word) > _MAX_WORD or (b"." not in word and word.count(b":") < _MIN_COLONS6):
        return
    text = word.decode("utf-8", "replace")
    if text.count(":") >= _MIN_COLONS6:
        address = _address6(text)
        if address is not None:
            yield address
            return
    pieces = text.split(":")
    for place, piece in enumerate(pieces):
        following = pieces[place + 1] if place + 1 < len(pieces) else ""
        reading = _piece(piece.strip(".-"), following.strip(".-"))
        if reading is not None:
            yield reading


def _joined(found: re.Match[bytes]) -> bytes:
    return b" " + _COUNT.sub(b".", found[0]).strip(b".") + b" "


def _address6(text: str) -> WordReading | None:
    plain, dot, port = text.rstrip(":-").partition(".")
    if dot and _PORT.fullmatch(port):  # as tcpdump writes an address with its port
        text = plain
    else:
        text, port = text.strip(".-"), ""
    for tried in (text, text.removesuffix(":")):
        address = address_of(tried)
        if address is not None:
            how = Extracted.ADDRESS_PORT if port else Extracted.ADDRESS
            return WordReading(how, str(unmapped(address)), int(port) if port else None)
    return None


def _piece(piece: str, following: str) -> WordReading | None:
    if "." not in piece:
        return None
    quad = _QUAD.fullmatch(piece)
    if quad:
        port = quad[2] or (following if _PORT.fullmatch(following) else "")
        how = Extracted.ADDRESS_PORT if port else Extracted.ADDRESS
        return WordReading(how, quad[1], int(port) if port else None)
    name = piece if piece.isascii() else a_labels(piece)
    return WordReading(Extracted.NAME, name) if name and _NAME.fullmatch(name) else None


_MAX_MET = 400_000  # words remembered; bounds the memory that a log can take


class Sighting(NamedTuple):
    """One listed value in one line (from 1): as read out, how, what it met, what the line tells."""

    line: int
    text: str
    observed: str
    how: Extracted
    found: Match
    told: ReadLine = PLAIN_LINE


class Scanner:
    """Scans one log after the other; what it met in one helps in the next."""

    def __init__(self, index: Index) -> None:
        """Start with nothing met."""
        self._index = index
        self._met: set[bytes] = set()
        self._listed: dict[bytes, tuple[tuple[WordReading, Match | None], ...]] = {}

    def scan(self, blocks: Iterable[bytes], forms: LogForms = PLAIN_LOG) -> Iterator[Sighting]:
        """Yield what is listed, line by line.

        Args:
            blocks: Whole lines of the log, in UTF-8 or any encoding that has ASCII in it.
            forms: The log's forms: they add time and client to lines with a listed value, and
                neither find nor hide one.
        """
        first = 1
        for block in blocks:
            words = words_of(block)
            distinct = set(words.split())
            self._look_up(distinct - self._met)
            if not self._listed.keys().isdisjoint(distinct):
                yield from self._lines(block, words, first, forms)
            forms = forms.after_block(block)
            first += block.count(b"\n")

    def _look_up(self, new: set[bytes]) -> None:
        if len(self._met) + len(new) > _MAX_MET:
            self._met.clear()
        self._met |= new
        for word in new:
            found = tuple(self._found(word))
            if found:
                self._listed[word] = found

    def _found(self, word: bytes) -> Iterator[tuple[WordReading, Match | None]]:
        """Yield what a word meets; no match where it may only be a part of a listed URL."""
        for reading in readings(word):
            if reading.how is Extracted.NAME:
                match = self._index.met_by_name(reading.text)
            else:
                match = self._index.met_by_address(reading.text, reading.port)
            if match is not None or self._index.has_url_on(reading.text):
                yield reading, match

    def _lines(self, block: bytes, words: bytes, first: int, forms: LogForms) -> Iterator[Sighting]:
        pairs = zip(block.split(b"\n"), words.split(b"\n"), strict=True)
        for number, (raw, line) in enumerate(pairs, start=first):
            if raw.startswith(b"#"):
                forms = forms.after(text_of(raw))
            own = [word for word in dict.fromkeys(line.split()) if word in self._listed]
            if own:
                yield from self._sightings(number, raw.rstrip(b"\r"), own, forms)

    def _sightings(
        self, number: int, raw: bytes, words: Iterable[bytes], forms: LogForms
    ) -> Iterator[Sighting]:
        told = forms.read(text_of(raw))
        text = raw.decode("utf-8", "replace")
        met = tuple((word, *pair) for word in words for pair in self._listed[word])
        may_be_url = any(self._index.has_url_on(reading.text) for _, reading, _ in met)
        whole = tuple(self._index.urls_in(text)) if may_be_url else ()
        blamed = {host_of(url) for url, _ in whole}
        asked = _Asked.of(text_of(raw), told)
        for word, reading, match in met:
            if match is not None and not (match.by_host and reading.text in blamed):
                found = match if asked.word(word) else _quoted(match)
                shown = told.shown(reading.text)
                yield Sighting(number, text, reading.text, reading.how, found, shown)
        for url, match in whole:
            found = match if asked.url(url) else _quoted(match)
            yield Sighting(number, text, url, Extracted.URL, found, told.shown(url))


class _Asked(NamedTuple):
    """What a line asks for, where it quotes something, too; None where it quotes nothing."""

    words: frozenset[bytes] | None
    text: str | None

    @classmethod
    def of(cls, line: str, told: ReadLine) -> "_Asked":
        """Return what is left of a line without its quotations."""
        rest = without_referrer(line, told.reading)
        bare = without_queries(rest)
        words = None if bare == line else frozenset(words_of(bytes_of(bare)).split())
        return cls(words, None if rest == line else bytes_of(rest).decode("utf-8", "replace"))

    def word(self, word: bytes) -> bool:
        """Whether a word stands outside of quotations."""
        return self.words is None or word in self.words

    def url(self, url: str) -> bool:
        """Whether a whole URL stands elsewhere than as the referrer."""
        return self.text is None or any(url in forms for forms in urls_in(self.text))


def _quoted(match: Match) -> Match:
    return match if match.weakness else match._replace(weakness=Weakness.URL_QUERY)
