"""Lines of any log to the listed values in them.

A log repeats its words. So blocks of lines are cut into words at once, each word that was not
met yet is looked up once, and only a block that holds a listed word is gone through by line.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from orchestrator.match.compact import Compact
from orchestrator.match.extract import Extracted, Reading, readings, words_of
from orchestrator.match.tables import Match
from orchestrator.match.urls import host_of

_MAX_MET = 400_000  # words remembered; bounds the memory that a log can take


class Sighting(NamedTuple):
    """One listed value in one line (from 1): as read out, how, and what it met."""

    line: int
    text: str
    observed: str
    how: Extracted
    found: Match


class Scanner:
    """Scans one log after the other; what it met in one helps in the next."""

    def __init__(self, index: Compact) -> None:
        """Start with nothing met."""
        self._index = index
        self._met: set[bytes] = set()
        self._listed: dict[bytes, tuple[tuple[Reading, Match | None], ...]] = {}

    def scan(self, blocks: Iterable[bytes]) -> Iterator[Sighting]:
        """Yield what is listed, line by line.

        Args:
            blocks: Whole lines of the log, in UTF-8 or any encoding that has ASCII in it.
        """
        first = 1
        for block in blocks:
            words = words_of(block)
            distinct = set(words.split())
            self._look_up(distinct - self._met)
            if not self._listed.keys().isdisjoint(distinct):
                yield from self._lines(block, words, first)
            first += block.count(b"\n")

    def _look_up(self, new: set[bytes]) -> None:
        if len(self._met) + len(new) > _MAX_MET:
            self._met.clear()
        self._met |= new
        for word in new:
            found = tuple(self._found(word))
            if found:
                self._listed[word] = found

    def _found(self, word: bytes) -> Iterator[tuple[Reading, Match | None]]:
        """Yield what a word meets; no match where it may only be a part of a listed URL."""
        for reading in readings(word):
            if reading.how is Extracted.NAME:
                match = self._index.name(reading.text)
            else:
                match = self._index.address(reading.text, reading.port)
            if match is not None or self._index.has_url_on(reading.text):
                match = match or self._index.url_host(reading.text)
                yield reading, match and self._index.excused(match, reading.text)

    def _lines(self, block: bytes, words: bytes, first: int) -> Iterator[Sighting]:
        pairs = zip(block.split(b"\n"), words.split(b"\n"), strict=True)
        for number, (raw, line) in enumerate(pairs, start=first):
            own = [word for word in dict.fromkeys(line.split()) if word in self._listed]
            if own:
                yield from self._sightings(number, raw.decode("utf-8", "replace"), own)

    def _sightings(self, number: int, raw: str, words: Iterable[bytes]) -> Iterator[Sighting]:
        text = raw.rstrip("\r")
        met = tuple(pair for word in words for pair in self._listed[word])
        may_be_url = any(self._index.has_url_on(reading.text) for reading, _ in met)
        whole = tuple(self._index.urls_in(text)) if may_be_url else ()
        blamed = {host_of(url) for url, _ in whole}
        for reading, match in met:
            if match is not None and not (match.by_host and reading.text in blamed):
                yield Sighting(number, text, reading.text, reading.how, match)
        for url, match in whole:
            yield Sighting(number, text, url, Extracted.URL, match)
