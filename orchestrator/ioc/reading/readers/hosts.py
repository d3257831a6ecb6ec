"""Hosts files: their first column is where names are sent, the others are the names."""

import re
from collections.abc import Iterable, Iterator

from orchestrator.ioc.reading.entries import Entry, ListCell, Refusals, Run, of_cells
from orchestrator.ioc.reading.readers.bare_columns import Rows, blocks, recognised
from orchestrator.model.indicator import Unused

_REDIRECTS = ("0.0.0.0", "127.0.0.1", "::1", "::")  # noqa: S104 - nothing is bound
_FILTERED = re.compile(r"\|\|([^\s^|/$]+)\^")  # a filter's line behind the redirect
_COLUMN = re.compile(r"(?:0\.0\.0\.0|127\.0\.0\.1|::1?)[ \t]")


def read(text: str, refusals: Refusals) -> Iterator[Entry | Run]:
    """Yield the names of a hosts file."""
    for number, block in blocks(text):
        names = _one_a_line(block)
        if names is None:
            lines = enumerate(block.split("\n"), number)
            yield from of_cells(_cells(lines), refusals)
        else:
            yield from _columns(block, names, number, refusals)


def _one_a_line(block: str) -> str | None:
    """Return the lines without their first column, None unless all begin with the same one."""
    column = _COLUMN.match(block)
    if not column:
        return None
    first = column[0]
    names = f"\n{block}".replace(f"\n{first}", "\n")
    whole = len(block) + 1 - len(names) == block.count("\n") * len(first)
    redirects = any(f"\n{target}\n" in names for target in _REDIRECTS)
    return names[1:] if whole and not redirects else None


def _columns(block: str, names: str, number: int, refusals: Refusals) -> Iterator[Entry | Run]:
    odd = list[int]()
    for part in recognised(number, names, str.lower):
        if isinstance(part, Rows):
            odd.extend(part.lines)
        elif isinstance(part, Entry) or part.values:
            yield part
    lines = block.split("\n") if odd else []
    yield from of_cells(_cells((at, lines[at - number]) for at in sorted(odd)), refusals)


def _cells(lines: Iterable[tuple[int, str]]) -> Iterator[ListCell]:
    for number, line in lines:
        words = line.partition("#")[0].split()
        if not words:
            continue
        if words[0] not in _REDIRECTS:
            yield ListCell(number, line.strip(), Unused.NO_RULE)
            continue
        for word in words[1:]:
            name = _FILTERED.fullmatch(word)
            text = Unused.REDIRECT if word in _REDIRECTS else name[1] if name else word
            yield ListCell(number, word, text)
