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
from orchestrator.ioc.reading.entries import Chosen, Run
from orchestrator.ioc.reading.normalise import range4
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
_NAME = re.compile(_SHORT + _NAME_TEXT)
# Without what may end a sentence, part columns or hide a value.
_URL = re.compile(
    rf"{_SHORT}https?://(?:{_NAME_TEXT}|{_V4})(?::[1-9][0-9]{{0,3}})?"
    r"(?:[/?][A-Za-z0-9_./~%&=+:@?-]*+(?<!\?))?"
)


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


def recognised(number: int, bare: str, lowered: str) -> Iterator[Run | Rows]:
    """Yield runs of values of one kind; and, as rows, the lines that need a closer look.

    Empty lines are left out.

    Args:
        number: Of the first line.
        bare: Lines as published, each ended.
        lowered: As many lines, in lower case and refanged.
    """
    rows = _rows(number, bare, lowered)
    if ":" in lowered and "://" in lowered:
        urls, rows = rows.parted(["://" in value for value in rows.values])
        yield from _urls(urls)
    if _are_names(rows.values):
        yield Run(rows.lines, Kind.DOMAIN, rows.published, rows.values)
        return
    named, numbers = rows.parted([value[-1:] > "9" for value in rows.values])
    yield from _names(named)
    yield from _numbers(numbers.chosen(numbers.values))


def _rows(number: int, bare: str, lowered: str) -> Rows:
    values = lowered.split("\n")
    values.pop()
    if bare == lowered:
        return Rows(range(number, number + len(values)), values, values)
    pairs = zip(bare.split("\n"), values, strict=False)  # the last line feed ends no value
    published = [value if text == value else text for text, value in pairs]
    return Rows(range(number, number + len(values)), published, values)


def _urls(rows: Rows) -> Iterator[Run | Rows]:
    """What follows the host keeps its case, so the text as published is looked at."""
    sound, odd = rows.parted([_is(_URL, text) for text in rows.published])
    yield Run(sound.lines, Kind.URL, sound.published, sound.published)
    yield odd


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
