"""Lines that hold one bare value each, recognised many at a time.

Most lines of most lists are one name, address, range or web address in its normal form. Lines of
one kind are told from others by a few looks at a whole block, and are then checked all together,
so that none of them ever becomes an object of its own. Whatever is not recognised is left to
others.
"""

import re
import string
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import compress
from typing import NamedTuple

from orchestrator.ioc.reading.bounds import check_lines
from orchestrator.ioc.reading.entries import Chosen, Entry, Run
from orchestrator.ioc.reading.normalise import Value, range4
from orchestrator.model.indicator import Kind

_BLOCK_CHARS = 131072
_MAX_NAME_CHARS = 253
_BYTE = r"(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_V4 = rf"{_BYTE}\.{_BYTE}\.{_BYTE}\.{_BYTE}"
_NAME = r"(?:[a-z0-9_-]{1,63}\.)++[a-z][a-z0-9_-]{0,62}+"
_NAMES = re.compile(rf"(?:{_NAME}\n)*+")
_ADDRESSES = re.compile(rf"(?:{_V4}\n)*+")
_RANGES = re.compile(rf"(?:{_V4}/(?:[12]?[0-9]|3[01])\n)*+")
# Without what may end a sentence, part columns or hide a value.
_URLS = re.compile(
    rf"(?:https?://(?:{_NAME}|{_V4})(?::[1-9][0-9]{{0,3}})?"
    r"(?:[/?][A-Za-z0-9_./~%&=+:@?-]*+(?<!\?))?\n)*+"
)
_PORTED = re.compile(rf"(?:(?:{_NAME}|{_V4}):[1-9][0-9]{{0,3}}\n)*+")
_PORTS = re.compile(r":[0-9]+(?=\n)")

# A character that stands in no bare name or address is a sign. What signs a line has is one byte:
# 1 for a slash, 2 for any but slashes and colons, 4 for a colon, and their sum.
_PLAIN = f"{string.ascii_lowercase}{string.digits}._-".encode()
_WEIGHTS = {b"/": 1, b"!": 2, b":": 4}
_SIGNS = bytes(code if chr(code) in "\n/:" else ord("!") for code in range(256))
_MARKED = {sign: bytes(code == ord(sign) for code in range(256)) for sign in _WEIGHTS}
_INVERSE, _NOT_ZERO, _SLASHED, _WRITTEN_OTHERWISE, _BOTH, _COLONED = (
    bytes(code in codes for code in range(256))
    for codes in ((0,), range(1, 256), (1,), (2,), (3,), range(4, 8))
)

# Of lines without signs only these need a look at each: from the first dot on that no letter
# follows, all is one character. What is left of a name then is its dots, and every label behind
# the first begins with a letter, so the last one does; of an address there is that character.
_NUMBERED = re.compile(rb"\.(?![a-z])[^\n]*+")
_NUMBER = b"#"
_DOTS = bytes(code for code in range(256) if chr(code) not in ".#\n")
_BEGINS_WITH_DOT = re.compile(rb"\n\.[^\n]*+")
_ENDS = bytes(255 if chr(code) == "\n" else 0 for code in range(256))
_NAMED, _NUMERIC, _DOTLESS = (
    bytes(chr(code) == last for code in range(256)) for last in (".", "#", "\n")
)
_MAX_SOUND_CHARS = 64  # no line of so few with a dot has a label of more than 63


class Rows(NamedTuple):
    """Lines of a text in columns: number, text as published, and in lower case and refanged."""

    lines: Iterable[int]
    published: list[str]
    values: list[str]

    def chosen(self, mask: bytes) -> "Rows":
        """Return the lines for which the mask is not zero.

        Of lines in a row a mark each takes less than a number each.
        """
        if 0 not in mask:
            return self
        if isinstance(self.lines, range):
            return self._of(Chosen(self.lines.start, mask), mask)
        return self.numbered(mask)

    def numbered(self, mask: bytes) -> "Rows":
        """Return the same with a number each, from which some can be chosen again."""
        return self._of(list(compress(self.lines, mask)), mask)

    def parted(self, mask: bytes) -> tuple["Rows", "Rows"]:
        """Return the lines for which the mask is not zero, and the others."""
        return self.chosen(mask), self.chosen(mask.translate(_INVERSE))

    def refanged(self, refanged: Callable[[str], str]) -> "Rows":
        """Return the same with values made of what is published, all lines at once."""
        values = refanged(_joined(self.published)).split("\n")
        return self._replace(values=values[: len(self.published)])

    def _of(self, lines: Iterable[int], mask: bytes) -> "Rows":
        values = list(compress(self.values, mask))
        same = self.published is self.values
        return Rows(lines, values if same else list(compress(self.published, mask)), values)


_NO_ROWS = Rows((), [], [])


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


def recognised(
    number: int, block: str, refanged: Callable[[str], str]
) -> Iterator[Run | Entry | Rows]:
    """Yield runs of values of one kind, addresses with ports; and rows that need a closer look.

    Empty lines are left out.

    Args:
        number: Of the first line.
        block: Lines as published, each ended.
        refanged: Returns as many lines in lower case, their defanging undone.
    """
    values = block.split("\n")
    values.pop()
    rows = Rows(range(number, number + len(values)), values, values)
    every = block.encode("ascii", "replace")
    signs = _signs(every)
    yield from _bare(rows, every, signs)
    if any(signs):
        odd, signs = rows.numbered(signs), signs.translate(None, b"\0")
        slashed, changed, both, coloned = (
            odd.chosen(signs.translate(codes))
            for codes in (_SLASHED, _WRITTEN_OTHERWISE, _BOTH, _COLONED)
        )
        urls, ported = coloned.parted(bytes(["://" in text for text in coloned.published]))
        yield from _ranges(slashed)
        yield from _changed(changed, refanged)
        yield from _ranges(both.refanged(refanged))
        yield from _urls(urls)
        yield from _ported(ported.refanged(refanged))


def _signs(every: bytes) -> bytes:
    """Return what signs each line has: the sum of their weights."""
    signs = every.translate(_SIGNS, _PLAIN)
    lines, found = signs.count(b"\n"), 0
    for sign, weight in _WEIGHTS.items():
        if sign in signs:
            own = signs.translate(None, b"".join(_WEIGHTS).replace(sign, b""))
            marks = _lasts(own).translate(_MARKED[sign])
            found += int.from_bytes(marks, "little") * weight
    return found.to_bytes(lines, "little")


def _lasts(lines: bytes) -> bytes:
    """Return the last character of each line, a line feed for an empty one.

    Of all characters at once: those before a line feed are kept, the others become zero.
    """
    ends = int.from_bytes(lines.translate(_ENDS), "little")
    kept = int.from_bytes(b"\n" + lines[:-1], "little") & ends
    return kept.to_bytes(len(lines), "little").translate(None, b"\0")


def _changed(rows: Rows, refanged: Callable[[str], str]) -> Iterator[Run | Rows]:
    """Recognise names and addresses that are written otherwise."""
    joined = refanged(_joined(rows.published))
    values = joined.split("\n")
    every = joined.encode("ascii", "replace")
    signs = _signs(every)
    rows = Rows(rows.lines, rows.published, values[: len(rows.published)])
    yield from _bare(rows, every, signs)
    if any(signs):
        yield rows.chosen(signs)


def _bare(rows: Rows, every: bytes, signs: bytes) -> Iterator[Run | Rows]:
    """Recognise names and addresses among the lines without signs; empty lines are left out."""
    begun = b"\n" + _NUMBERED.sub(_NUMBER, every)
    if _BEGINS_WITH_DOT.search(begun):
        begun = _BEGINS_WITH_DOT.sub(b"\n#", begun)
    lasts = _lasts(begun[1:].translate(None, _DOTS))
    signed = int.from_bytes(signs.translate(_NOT_ZERO), "little")
    named, numeric, dotless = (
        rows.chosen(_without(lasts.translate(codes), signed))
        for codes in (_NAMED, _NUMERIC, _DOTLESS)
    )
    short, long = _by_length(named)
    yield Run(_packed(short.lines), Kind.DOMAIN, short.published, short.values)
    yield from _alike(long, (Kind.DOMAIN, _NAMES))
    yield from _alike(numeric, (Kind.IPV4, _ADDRESSES), (Kind.DOMAIN, _NAMES))
    if any(dotless.values):
        yield dotless.chosen(bytes(map(bool, dotless.values)))


def _without(mask: bytes, others: int) -> bytes:
    return (int.from_bytes(mask, "little") & ~others).to_bytes(len(mask), "little")


def _by_length(rows: Rows) -> tuple[Rows, Rows]:
    """Return the rows in which no label can be too long, and the others."""
    if max(map(len, rows.values), default=0) <= _MAX_SOUND_CHARS:
        return rows, _NO_ROWS
    return rows.parted(bytes([len(value) <= _MAX_SOUND_CHARS for value in rows.values]))


def _alike(rows: Rows, *forms: tuple[Kind, re.Pattern[str]]) -> Iterator[Run | Rows]:
    """Recognise rows by one form after another."""
    for kind, pattern in forms:
        fitting, rows = _sound(rows, pattern, rows.values)
        yield Run(_packed(fitting.lines), kind, fitting.published, fitting.values)
    yield rows


def _ranges(rows: Rows) -> Iterator[Run | Rows]:
    rows, odd = _sound(rows, _RANGES, rows.values)
    yield odd
    yield Run(_packed(rows.lines), Kind.CIDR4, rows.published, list(map(range4, rows.values)))


def _urls(rows: Rows) -> Iterator[Run | Rows]:
    """What follows the host keeps its case, so the text as published is looked at."""
    rows, odd = _sound(rows, _URLS, rows.published)
    yield odd
    yield Run(_packed(rows.lines), Kind.URL, rows.published, rows.published)


def _ported(rows: Rows) -> Iterator[Run | Entry | Rows]:
    """A port narrows an address, and says nothing of a name."""
    rows, odd = _sound(rows, _PORTED, rows.values)
    yield odd
    hosts = _PORTS.sub("", _joined(rows.values)).split("\n")[: len(rows.values)]
    named = bytes([host[-1] > "9" for host in hosts])
    names, numbers = rows.parted(named)
    yield Run(_packed(names.lines), Kind.DOMAIN, names.published, list(compress(hosts, named)))
    for line, published, value in zip(*numbers, strict=True):
        address, _, port = value.partition(":")
        yield Entry(line, published, Value(Kind.IPV4, address, int(port)))


def _packed(lines: Iterable[int]) -> Iterable[int]:
    """Return numbers in four bytes each."""
    return array("I", lines) if isinstance(lines, list) else lines


def _sound(rows: Rows, pattern: re.Pattern[str], texts: Sequence[str]) -> tuple[Rows, Rows]:
    """Return the rows whose texts fit a pattern and are not too long, and the others."""
    misfits = (*_misfits(pattern, _joined(texts)), *_too_long(texts))
    if not misfits:
        return rows, _NO_ROWS
    mask = bytearray(b"\1") * len(texts)
    for at in misfits:
        mask[at] = 0
    return rows.parted(bytes(mask))


def _misfits(pattern: re.Pattern[str], joined: str) -> Iterator[int]:
    """Yield which lines do not fit a pattern of any number of lines that do."""
    at = line = 0
    while True:
        found = pattern.match(joined, at)
        end = found.end() if found else at
        if end == len(joined):
            return
        line += joined.count("\n", at, end)
        yield line
        at, line = joined.index("\n", end) + 1, line + 1


def _too_long(texts: Sequence[str]) -> Iterator[int]:
    if max(map(len, texts), default=0) > _MAX_NAME_CHARS:
        yield from (at for at, text in enumerate(texts) if len(text) > _MAX_NAME_CHARS)


def _joined(texts: Sequence[str]) -> str:
    return "\n".join(texts) + "\n" if texts else ""
