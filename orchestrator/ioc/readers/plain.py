"""Plain lists, one value a line or many: the fast path, and the one that everything falls to.

Most lines of most lists are one bare name or address. Such lines are recognised a block at a
time by one regular expression, and never become objects of their own.
"""

import re
from collections.abc import Iterator

from orchestrator.ioc.entries import Cell, Entry, Refusals, Run
from orchestrator.ioc.gather import of_cells, of_line
from orchestrator.ioc.tokens import line_of
from orchestrator.model.indicator import Kind, Unused

MAX_LINE_CHARS = 1024 * 1024
_BLOCK_CHARS = 8192
_BYTE = r"(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_V4 = rf"(?:{_BYTE}\.){{3}}{_BYTE}"
_NAME = r"(?:[a-z0-9_-]{1,63}\.)++[a-z][a-z0-9_-]{0,62}+"
# Names and addresses in their normal form, and ranges, which the slow way settles.
_BARE_BLOCK = re.compile(rf"(?:(?:{_NAME}|{_V4}(?:/[0-9]{{1,2}})?)\n)++")
_LONG_LINE = re.compile(r"[^\n]{254}")
_DIGITS = frozenset("0123456789")
_DIGIT_AT_END = re.compile(r"[0-9]\n")


def read(text: str, refusals: Refusals) -> Iterator[Entry | Run]:
    """Yield the values of a plain list."""
    number = 1
    for block in _blocks(text):
        lowered = block.lower()
        if _BARE_BLOCK.fullmatch(lowered) and not _LONG_LINE.search(lowered):
            yield from _bare(block, lowered, number, refusals)
        else:
            yield from _line_by_line(block, number, refusals)
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
    published = values if block == lowered else block.split("\n")[: len(values)]
    if not _DIGIT_AT_END.search(lowered):
        yield Run(range(number, number + len(values)), Kind.DOMAIN, published, values)
        return
    yield from _mixed(published, values, number, refusals)


def _mixed(
    published: list[str], values: list[str], number: int, refusals: Refusals
) -> Iterator[Entry | Run]:
    names, addresses, others = [], [], []
    for index, value in enumerate(values):
        if value[-1] not in _DIGITS:
            names.append(index)
        elif "/" not in value and value.rpartition(".")[2].isdigit():
            addresses.append(index)
        else:
            others.append(index)  # a range, or a name that ends in a digit
    for kind, chosen in ((Kind.DOMAIN, names), (Kind.IPV4, addresses)):
        yield Run(
            [number + index for index in chosen],
            kind,
            [published[index] for index in chosen],
            [values[index] for index in chosen],
        )
    yield from of_cells(
        (Cell(number + index, published[index], values[index]) for index in others), refusals
    )


def _line_by_line(block: str, number: int, refusals: Refusals) -> Iterator[Entry]:
    for at, line in enumerate(block.split("\n")[:-1], number):
        if len(line) > MAX_LINE_CHARS:
            refusals.add(at, line, Unused.TOO_LONG)
            continue
        found = line_of(at, line)
        if found:
            yield from of_line(found, refusals)
