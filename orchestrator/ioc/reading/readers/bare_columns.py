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
from orchestrator.ioc.reading.entries import Chosen, Entry, LinesOf, Run
from orchestrator.ioc.reading.normalise import Value, range4
from orchestrator.model.indicator import Kind

_BLOCK_CHARS = 131072
_MAX_NAME_CHARS = 253
_COMMENT = "#"
_BYTE = r"(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_V4 = rf"{_BYTE}\.{_BYTE}\.{_BYTE}\.{_BYTE}"
_NAME = r"(?:[a-z0-9_-]{1,63}\.)++[a-z][a-z0-9_-]{0,62}+"
_PORT = r"(?:[1-5][0-9]{4}|[1-9][0-9]{0,3})"  # as most are written
_NAMES = re.compile(rf"(?:{_NAME}\n)*+")
_ADDRESSES = re.compile(rf"(?:{_V4}\n)*+")
_RANGES = re.compile(rf"(?:{_V4}/(?:[12]?[0-9]|3[01])\n)*+")
# Without what may end a sentence, part columns or hide a value.
_URLS = re.compile(
    rf"(?:https?://(?:{_NAME}|{_V4})(?::{_PORT})?"
    r"(?:[/?][A-Za-z0-9_./~%&=+:@?-]*+(?<!\?))?\n)*+"
)
_SHORT_NAME = r"[a-z0-9_-]++\.(?:[a-z0-9_-]++\.)*+[a-z][a-z0-9_-]*+"  # of sound length
_PORTED = re.compile(rf"(?:(?:{_SHORT_NAME}|{_V4}):{_PORT}\n)*+")

# What a line is by its characters, in one byte: zero for a name.
_NUMERIC, _DOTLESS, _SIGNED = 1, 2, 3

# Of lines without signs only these need a look at each: what begins with the first dot that no
# letter follows becomes one character, which stands in no ASCII text. What is left of a name then
# is its dots, and every label behind the first begins with a letter, so the last one does; of an
# address there is that character.
_NUMBERED = re.compile(rb"\.(?=[0-9._\n-])[a-z0-9._-]*+")
_NUMBER = b"\xff"
_BEGINS_WITH_DOT = re.compile(rb"\n\.[a-z0-9._-]*+")
_PLAIN = f"{string.ascii_lowercase}{string.digits}_-".encode()
_LEFT = bytes(code if code in b"\n/:.\xff" else ord("!") for code in range(256))
_ENDS = bytes(255 if chr(code) == "\n" else 0 for code in range(256))
_BY_LAST = bytes({_NUMBER[0]: _NUMERIC, ord("\n"): _DOTLESS}.get(code, 0) for code in range(256))
_MAX_SOUND_CHARS = 64  # no line of so few with a dot has a label of more than 63
_SOUND = re.compile(rf"(?:.{{0,{_MAX_SOUND_CHARS}}}\n)*+")


def _codes(*meant: int) -> bytes:
    """Return what translates the marks that are meant to another byte than zero."""
    return bytes(255 if code in meant else 0 for code in range(256))


_UNMARKED, _NUMBERS, _WORDS, _WITH_SIGNS = map(_codes, (0, _NUMERIC, _DOTLESS, _SIGNED))
_LAST_IS_SIGN = bytes(0 if chr(code) == "\n" else 255 for code in range(256))

# The signs of a line are those that stand in no bare name or address: 1 for a slash, 4 for a colon,
# 2 for any other, summed up.
_SLASHED, _WRITTEN_OTHERWISE, _BOTH, _PORTED_ONES, _WITH_PATHS = (
    _codes(*sums) for sums in ((1,), (2,), (3,), (4, 6), (5, 7))
)


class _Signs(dict[bytes, int]):
    """The sum of the signs that are left of a line; many lines leave the same."""

    def __missing__(self, left: bytes) -> int:
        found = self[left] = (b"/" in left) + 2 * (b"!" in left) + 4 * (b":" in left)
        return found


class Rows(NamedTuple):
    """Lines of a text in columns: number, text as published, and in lower case and refanged."""

    lines: Iterable[int]
    published: list[str]
    values: list[str]

    def parted(self, marks: bytes) -> tuple["Rows", "Rows"]:
        """Return the lines whose mark is zero, and the others."""
        if not any(marks):
            return self, _NO_ROWS
        return self.chosen(marks.translate(_UNMARKED)), self.chosen(marks)

    def chosen(self, mask: bytes) -> "Rows":
        """Return the lines for which the mask is not zero."""
        if 0 not in mask:
            return self
        values = list(compress(self.values, mask))
        same = self.published is self.values
        published = values if same else list(compress(self.published, mask))
        return Rows(list(compress(self.lines, mask)), published, values)


_NO_ROWS = Rows((), [], [])


class _Marked(NamedTuple):
    """Lines with a mark each that is not zero."""

    rows: Rows
    marks: bytes

    def of(self, codes: bytes) -> Rows:
        """Return the lines whose marks are meant."""
        mask = self.marks.translate(codes)
        return self.rows.chosen(mask) if any(mask) else _NO_ROWS


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

    Empty lines and comments are left out.

    Args:
        number: Of the first line.
        block: Lines as published, each ended.
        refanged: Returns as many lines in lower case, their defanging undone.
    """
    marks, signs = _marks(block)
    unmarked = marks.translate(_UNMARKED)
    names = LinesOf(block, unmarked)
    yield Run(Chosen(number, unmarked), Kind.DOMAIN, names, names)
    if len(names) < len(marks):
        lines = list(compress(range(number, number + len(marks)), marks))
        texts = list(compress(block.split("\n"), marks))
        yield from _odd(
            _Marked(Rows(lines, texts, texts), marks.translate(None, b"\0")), signs, refanged
        )


def _odd(
    odd: _Marked, signs: bytes, refanged: Callable[[str], str]
) -> Iterator[Run | Entry | Rows]:
    """Recognise lines that are no bare names; `signs` are those of lines that have some."""
    yield from _unsigned(odd)
    if signs:
        signed = _without_comments(_Marked(odd.of(_WITH_SIGNS), signs))
        yield from _ranges(signed.of(_SLASHED))
        yield from _changed(*_written(signed.of(_WRITTEN_OTHERWISE), refanged))
        yield from _ranges(_written(signed.of(_BOTH), refanged)[0])
        yield from _urls(signed.of(_WITH_PATHS))
        yield from _ported(*_written(signed.of(_PORTED_ONES), refanged))


def _without_comments(signed: _Marked) -> _Marked:
    comments = bytes([text[0] == _COMMENT for text in signed.rows.published])
    if not any(comments):
        return signed
    kept = comments.translate(_UNMARKED)
    return _Marked(signed.rows.chosen(kept), bytes(compress(signed.marks, kept)))


def _marks(joined: str) -> tuple[bytes, bytes]:
    """Return what each line is, a byte each; and the signs of those that have some, likewise.

    What is too long to be surely a name counts as numeric, and is looked at as a whole.
    """
    marks, signs = _short_marks(joined.encode("ascii", "replace"))
    sound = _SOUND.match(joined)
    return (marks if sound and sound.end() == len(joined) else _with_long(marks, joined)), signs


def _with_long(marks: bytes, joined: str) -> bytes:
    """Return marks in which no line of many characters is a name."""
    changed = bytearray(marks)
    for at, line in enumerate(joined.split("\n")):
        if len(line) > _MAX_SOUND_CHARS:
            changed[at] = changed[at] or _NUMERIC
    return bytes(changed)


def _short_marks(every: bytes) -> tuple[bytes, bytes]:
    """Return the marks of lines of any length by their characters alone, and signs."""
    begun = b"\n" + _NUMBERED.sub(_NUMBER, every)
    if _BEGINS_WITH_DOT.search(begun):
        begun = _BEGINS_WITH_DOT.sub(b"\n\xff", begun)
    left = begun[1:].translate(_LEFT, _PLAIN)
    marks = _lasts(left.translate(None, b"/:!")).translate(_BY_LAST)
    signs = left.translate(None, b".\xff")
    if len(signs) == len(marks):
        return marks, b""
    signed = int.from_bytes(_lasts(signs).translate(_LAST_IS_SIGN), "little")
    unsigned = int.from_bytes(marks, "little") & ~signed
    signed &= int.from_bytes(bytes((_SIGNED,)) * len(marks), "little")
    sums = bytes(map(_Signs().__getitem__, signs.split()))
    return (unsigned | signed).to_bytes(len(marks), "little"), sums


def _lasts(lines: bytes) -> bytes:
    """Return the last character of each line, a line feed for an empty one.

    Of all characters at once: those before a line feed are kept, the others become zero.
    """
    ends = int.from_bytes(lines.translate(_ENDS), "little")
    kept = int.from_bytes(b"\n" + lines[:-1], "little") & ends
    return kept.to_bytes(len(lines), "little").translate(None, b"\0")


def _written(rows: Rows, refanged: Callable[[str], str]) -> tuple[Rows, str]:
    """Return rows with values made of what is published, all at once, and these values joined."""
    joined = refanged(_joined(rows.published))
    values = joined.split("\n")
    values.pop()
    return rows._replace(values=values), joined


def _unsigned(odd: _Marked) -> Iterator[Run | Rows]:
    """Recognise addresses, and names with a label of a number; empty lines are left out."""
    yield from _alike(odd.of(_NUMBERS), (Kind.IPV4, _ADDRESSES), (Kind.DOMAIN, _NAMES))
    words = odd.of(_WORDS)
    yield words.parted(bytes([not value for value in words.values]))[0]


def _changed(rows: Rows, joined: str) -> Iterator[Run | Rows]:
    """Recognise names and addresses that are written otherwise."""
    marks, _ = _marks(joined)
    names, others = rows.parted(marks)
    odd = _Marked(others, marks.translate(None, b"\0"))
    yield Run(_packed(names.lines), Kind.DOMAIN, names.published, names.values)
    yield from _unsigned(odd)
    yield odd.of(_WITH_SIGNS)


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


def _ported(rows: Rows, joined: str) -> Iterator[Run | Entry | Rows]:
    """A port narrows an address, and says nothing of a name."""
    rows, odd = _parted(rows, (*_misfits(_PORTED, joined), *_longer(rows.values, _MAX_SOUND_CHARS)))
    yield odd
    hosts = [value.partition(":")[0] for value in rows.values]
    numeric = bytes(["0" <= host[host.rindex(".") + 1] <= "9" for host in hosts])
    names, numbers = rows._replace(values=hosts).parted(numeric)
    yield Run(_packed(names.lines), Kind.DOMAIN, names.published, names.values)
    for line, published, value, port in zip(*numbers, compress(rows.values, numeric), strict=True):
        yield Entry(line, published, Value(Kind.IPV4, value, int(port[len(value) + 1 :])))


def _packed(lines: Iterable[int]) -> Iterable[int]:
    """Return numbers in four bytes each."""
    return array("I", lines) if isinstance(lines, list) else lines


def _sound(rows: Rows, pattern: re.Pattern[str], texts: Sequence[str]) -> tuple[Rows, Rows]:
    """Return the rows whose texts fit a pattern and are not too long, and the others."""
    return _parted(rows, (*_misfits(pattern, _joined(texts)), *_longer(texts, _MAX_NAME_CHARS)))


def _parted(rows: Rows, misfits: Sequence[int]) -> tuple[Rows, Rows]:
    """Return all rows but some, and these."""
    if not misfits:
        return rows, _NO_ROWS
    marks = bytearray(len(rows.values))
    for at in misfits:
        marks[at] = 1
    return rows.parted(bytes(marks))


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


def _longer(texts: Sequence[str], most: int) -> Iterator[int]:
    """Yield which texts have more characters."""
    if max(map(len, texts), default=0) > most:
        yield from (at for at, text in enumerate(texts) if len(text) > most)


def _joined(texts: Sequence[str]) -> str:
    return "\n".join(texts) + "\n" if texts else ""
