"""Lines that hold one bare value each, recognised many at a time.

Most lines of most lists are one name, address, range or web address in its normal form. Lines of
one kind are told from others by one look at each, and are then checked all together, so that
none of them ever becomes an object of its own. Whatever is not recognised is left to others.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import compress
from operator import not_
from typing import NamedTuple

from orchestrator.ioc.reading.bounds import check_lines
from orchestrator.ioc.reading.entries import Chosen, Entry, Run
from orchestrator.ioc.reading.normalise import Value, range4
from orchestrator.model.indicator import Kind

_BLOCK_CHARS = 131072
_MAX_NAME_CHARS = 253
_BYTE = r"(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_V4 = rf"{_BYTE}\.{_BYTE}\.{_BYTE}\.{_BYTE}"
_MAYBE_RANGE = rf"{_V4}(?:/(?:[12]?[0-9]|3[01]))?"
_NUMBER = re.compile(_MAYBE_RANGE)
_NUMBERS = re.compile(rf"(?:{_MAYBE_RANGE}\n)++")
_NAME_TEXT = r"(?:[a-z0-9_-]{1,63}\.)++[a-z][a-z0-9_-]{0,62}+"
_NAMES = re.compile(rf"(?:{_NAME_TEXT}\n)++")
_SHORT = rf"(?=.{{1,{_MAX_NAME_CHARS}}}\Z)"
_SHORT_LINE = rf"(?=.{{1,{_MAX_NAME_CHARS}}}\n)"
_NAME = re.compile(_SHORT + _NAME_TEXT)
# Without what may end a sentence, part columns or hide a value.
_URL_TEXT = (
    rf"https?://(?:{_NAME_TEXT}|{_V4})(?::[1-9][0-9]{{0,3}})?"
    r"(?:[/?][A-Za-z0-9_./~%&=+:@?-]*+(?<!\?))?"
)
_URL = re.compile(_SHORT + _URL_TEXT)
_URLS = re.compile(rf"(?:{_SHORT_LINE}{_URL_TEXT}\n)++")
_PORTED_TEXT = rf"(?:{_NAME_TEXT}|{_V4}):[1-9][0-9]{{0,3}}"
_PORTED = re.compile(_SHORT + _PORTED_TEXT)
_ALL_PORTED = re.compile(rf"(?:{_SHORT_LINE}{_PORTED_TEXT}\n)++")


class Rows(NamedTuple):
    """Lines of a text in columns: number, text as published, and in lower case and refanged."""

    lines: Iterable[int]
    published: list[str]
    values: list[str]

    def chosen(self, mask: Sequence[object]) -> "Rows":
        """Return the lines for which the mask is true."""
        if all(mask):
            return self
        values = list(compress(self.values, mask))
        same = self.published is self.values
        published = values if same else list(compress(self.published, mask))
        if isinstance(self.lines, range):
            return Rows(Chosen(self.lines.start, mask), published, values)
        return Rows(list(compress(self.lines, mask)), published, values)

    def parted(self, mask: Sequence[object]) -> tuple["Rows", "Rows"]:
        """Return the lines for which the mask is true, and the others."""
        return self.chosen(mask), self.chosen(list(map(not_, mask)))


def blocks(text: str) -> Iterator[tuple[int, str]]:
    """Yield whole lines, many thousand characters at a time, each line ended.

    Each block comes with the number of its first line.

    Raises:
        ListError: There are too many lines.
    """
    start, number = 0, 1
    while start < len(text):
        end = text.find("\n", start + _BLOCK_CHARS) + 1
        block = text[start : end or len(text)]
        yield number, block if block.endswith("\n") else f"{block}\n"
        start += len(block)
        number += block.count("\n")
        check_lines(number - 1)


def recognised(number: int, bare: str, lowered: str) -> Iterator[Run | Entry | Rows]:
    """Yield runs of values of one kind, addresses with ports; and rows that need a closer look.

    Empty lines are left out.

    Args:
        number: Of the first line.
        bare: Lines as published, each ended.
        lowered: As many lines, in lower case and refanged.
    """
    values = lowered.split("\n")
    values.pop()
    rows = Rows(range(number, number + len(values)), values, values)
    if bare == lowered and ":" not in lowered:
        yield from _bare(rows)
        return
    others = _others(number, values, bare.split("\n") if bare != lowered else values)
    yield from _bare(rows)
    coloned, rest = others.parted([":" in value for value in others.values])
    urls, ported = coloned.parted(["://" in value for value in coloned.values])
    yield from _urls(urls)
    yield from _ported(ported)
    yield from _bare(rest)


def _others(number: int, values: list[str], published: list[str]) -> Rows:
    """Take the lines that are no bare value as published, and leave empty ones in their places.

    The many that are left need no texts of their own, and no list of their numbers.
    """
    pairs = zip(published, values, strict=False)  # the last line feed ends no value
    places = [at for at, (text, value) in enumerate(pairs) if text != value or ":" in value]
    taken = Rows(
        [number + at for at in places],
        [published[at] for at in places],
        [values[at] for at in places],
    )
    for at in places:
        values[at] = ""
    return taken


def _bare(rows: Rows) -> Iterator[Run | Rows]:
    if _are_names(rows.values):
        yield Run(rows.lines, Kind.DOMAIN, rows.published, rows.values)
        return
    named, numbers = rows.parted([value[-1:] > "9" for value in rows.values])
    yield from _names(named)
    yield from _numbers(numbers.chosen(numbers.values))


def _urls(rows: Rows) -> Iterator[Run | Rows]:
    """What follows the host keeps its case, so the text as published is looked at."""
    if not _URLS.fullmatch("\n".join((*rows.published, ""))):
        rows, odd = rows.parted([_is(_URL, text) for text in rows.published])
        yield odd
    yield Run(rows.lines, Kind.URL, rows.published, rows.published)


def _ported(rows: Rows) -> Iterator[Run | Entry | Rows]:
    """A port narrows an address, and says nothing of a name."""
    rows, ranges = rows.parted(["/" not in value for value in rows.values])
    yield ranges
    if not _ALL_PORTED.fullmatch("\n".join((*rows.values, ""))):
        rows, odd = rows.parted([_is(_PORTED, value) for value in rows.values])
        yield odd
    named, numbers = rows.parted([value.partition(":")[0][-1:] > "9" for value in rows.values])
    names = [value.partition(":")[0] for value in named.values]
    yield Run(named.lines, Kind.DOMAIN, named.published, names)
    for line, published, value in zip(*numbers, strict=True):
        address, _, port = value.partition(":")
        yield Entry(line, published, Value(Kind.IPV4, address, int(port)))


def _names(rows: Rows) -> Iterator[Run | Rows]:
    if not _are_names(rows.values):
        rows, odd = rows.parted([_is(_NAME, value) for value in rows.values])
        yield odd
    yield Run(rows.lines, Kind.DOMAIN, rows.published, rows.values)


def _are_names(values: list[str]) -> bool:
    joined = "\n".join((*values, ""))
    sound = _NAMES.fullmatch(joined) is not None
    return sound and max(map(len, values)) <= _MAX_NAME_CHARS


def _numbers(rows: Rows) -> Iterator[Run | Rows]:
    joined = "\n".join((*rows.values, ""))
    if not _NUMBERS.fullmatch(joined):
        rows, odd = rows.parted([_is(_NUMBER, value) for value in rows.values])
        yield odd
    if "/" in joined:
        ranges, rows = rows.parted(["/" in value for value in rows.values])
        yield Run(ranges.lines, Kind.CIDR4, ranges.published, list(map(range4, ranges.values)))
    yield Run(rows.lines, Kind.IPV4, rows.published, rows.values)


def _is(pattern: re.Pattern[str], value: str) -> bool:
    return pattern.fullmatch(value) is not None
