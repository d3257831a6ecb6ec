"""Plain lists, one value a line or many: the fast path, and the one that everything falls to.

Most lines of most lists are one bare name or address. Such lines are recognised a block at a
time by one regular expression, and never become objects of their own.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import compress
from typing import NamedTuple

from orchestrator.errors import ListError, Place
from orchestrator.ioc.entries import Cell, Entry, Refusals, Run
from orchestrator.ioc.gather import of_cells, of_line
from orchestrator.ioc.tokens import line_of
from orchestrator.model.indicator import Kind, Unused

MAX_LINE_CHARS = 1024 * 1024
MAX_VAIN_LINES = 50_000
_BLOCK_CHARS = 32768
_BYTE = r"(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_V4 = rf"(?:{_BYTE}\.){{3}}{_BYTE}"
_NAME = r"(?:[a-z0-9_-]{1,63}\.)++[a-z][a-z0-9_-]{0,62}+"
# Names and addresses in their normal form, and ranges, which the slow way settles.
_BARE_BLOCK = re.compile(rf"(?:(?:{_NAME}|{_V4}(?:/[0-9]{{1,2}})?|#[^\n]*+)?\n)++")
_SILENT = frozenset(("", "#"))
_MAX_NAME_CHARS = 253
_DIGITS = frozenset("0123456789")


class _Rows(NamedTuple):
    """Lines of a block in columns."""

    lines: Sequence[int]
    published: list[str]
    values: list[str]

    def chosen(self, mask: list[bool]) -> "_Rows":
        lines, values = list(compress(self.lines, mask)), list(compress(self.values, mask))
        same = self.published is self.values
        return _Rows(lines, values if same else list(compress(self.published, mask)), values)

    def run(self, kind: Kind) -> Run:
        return Run(self.lines, kind, self.published, self.values)


def read(text: str, refusals: Refusals) -> Iterator[Entry | Run]:
    """Yield the values of a plain list.

    Raises:
        ListError: It goes on and on, and holds none.
    """
    number, found = 1, False
    for block in _blocks(text):
        if number > MAX_VAIN_LINES and not found:
            raise ListError.one(
                f"the first {MAX_VAIN_LINES} lines hold no value: this is no list",
                "give the list itself",
                Place(file="", line=number),
            )
        lowered = block.lower()
        if _BARE_BLOCK.fullmatch(lowered):
            parts = _bare(block, lowered, number, refusals)
        else:
            parts = _line_by_line(block, number, refusals)
        for part in parts:
            found = True
            yield part
        number += block.count("\n")


def _blocks(text: str) -> Iterator[str]:
    """Yield whole lines, some thousand characters at a time, each line ended."""
    start = 0
    while start < len(text):
        end = text.find("\n", start + _BLOCK_CHARS)
        if end < 0:
            rest = text[start:]
            yield rest if rest.endswith("\n") else f"{rest}\n"
            return
        yield text[start : end + 1]
        start = end + 1


def _bare(block: str, lowered: str, number: int, refusals: Refusals) -> Iterator[Entry | Run]:
    values = lowered.split("\n")
    values.pop()
    published = values if block == lowered else block.split("\n")[:-1]
    rows = _Rows(range(number, number + len(values)), published, values)
    if max(map(len, values)) > _MAX_NAME_CHARS:
        yield from _line_by_line(block, number, refusals)
        return
    if "#" in lowered or "\n\n" in lowered or lowered.startswith("\n"):
        rows = rows.chosen([value[:1] not in _SILENT for value in values])
    names = [value[-1] not in _DIGITS for value in rows.values]
    if all(names):
        yield rows.run(Kind.DOMAIN)
        return
    yield rows.chosen(names).run(Kind.DOMAIN)
    rows = rows.chosen([not name for name in names])
    addresses = [value.rpartition(".")[2].isdigit() for value in rows.values]
    yield rows.chosen(addresses).run(Kind.IPV4)
    # A range, or a name that ends in a digit.
    others = rows.chosen([not address for address in addresses])
    yield from of_cells((Cell(*row) for row in zip(*others, strict=True)), refusals)


def _line_by_line(block: str, number: int, refusals: Refusals) -> Iterator[Entry]:
    for at, line in enumerate(block.split("\n")[:-1], number):
        if len(line) > MAX_LINE_CHARS:
            refusals.add(at, line, Unused.TOO_LONG)
            continue
        found = line_of(at, line)
        if found:
            yield from of_line(found, refusals)
