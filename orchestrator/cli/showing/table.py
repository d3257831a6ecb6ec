"""Plain tables for a terminal: aligned by the width that a terminal gives each character."""

import textwrap
import unicodedata
from collections.abc import Sequence

_NARROWEST = 16  # columns of a text; one in fewer would be harder to read than a line too long


def width(text: str) -> int:
    """Return the columns that a text takes: wide East Asian two, combining marks none."""
    return sum(_columns(character) for character in unicodedata.normalize("NFC", text))


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def table(
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    right: frozenset[int],
    room: int | None = None,
) -> str:
    """Return the table's lines.

    Args:
        head: The columns' titles.
        rows: The cells, as many a row as titles.
        right: Numbers of the columns that are aligned right (figures).
        room: How wide the terminal is; where a line is too long for it, titles take several lines,
            and then the texts of the last column do.
    """
    widths = _widths((head, *rows))
    heads: list[Sequence[str]] = [head]
    if room is not None and sum(widths) + 2 * (len(widths) - 1) > room:
        heads = _in_lines(head, _widths(rows) if rows else [0] * len(head))
        rows = _last_in_lines(rows, _widths((*heads, *rows)), room)
        widths = _widths((*heads, *rows))
    lines = [_line(row, widths, right) for row in (*heads, ["─" * w for w in widths], *rows)]
    return "\n".join(line.rstrip() for line in lines)


def fitted(
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    right: frozenset[int],
    room: int | None,
    spare: Sequence[int],
) -> str:
    """Return the table's lines, without the first of the `spare` columns where it has no room.

    As many go as it takes, in the order given; where it never fits, all of them are gone.
    """
    shown = table(head, rows, right, room)
    for gone in (spare[: n + 1] for n in range(len(spare))):
        if fits(shown, room):
            break
        kept = [at for at in range(len(head)) if at not in gone]
        shown = table(
            [head[at] for at in kept],
            [[row[at] for at in kept] for row in rows],
            frozenset(new for new, at in enumerate(kept) if at in right),
            room,
        )
    return shown


def fits(shown: str, room: int | None) -> bool:
    """Whether no line of a table is wider than the terminal."""
    return room is None or all(width(line) <= room for line in shown.split("\n"))


def _widths(rows: Sequence[Sequence[str]]) -> list[int]:
    return [max(map(width, column)) for column in zip(*rows, strict=True)]


def _last_in_lines(
    rows: Sequence[Sequence[str]], widths: Sequence[int], room: int
) -> Sequence[Sequence[str]]:
    """Return the rows with the last column's texts in several lines, where that makes them fit."""
    left = room - sum(widths[:-1]) - 2 * (len(widths) - 1)
    if left >= widths[-1] or left < _NARROWEST:
        return rows
    return [
        line
        for *cells, last in rows
        for at, piece in enumerate(textwrap.wrap(last, left, break_on_hyphens=False) or [""])
        for line in ([*(cells if at == 0 else [""] * len(cells)), piece],)
    ]


def _in_lines(head: Sequence[str], sizes: Sequence[int]) -> list[Sequence[str]]:
    """Return titles in several lines, each about as wide as its column; the last line is full."""
    wrapped = [_wrapped(title, size) for title, size in zip(head, sizes, strict=True)]
    most = max(map(len, wrapped))
    padded = [[""] * (most - len(lines)) + lines for lines in wrapped]
    return list(zip(*padded, strict=True))


def _wrapped(title: str, size: int) -> list[str]:
    words = title.split()
    size = max(size, *(width(word) for word in words), len(title) // 3)
    return textwrap.wrap(title, size) or [""]


def _line(cells: Sequence[str], widths: Sequence[int], right: frozenset[int]) -> str:
    return "  ".join(_pad(cell, widths[i], to_the_right=i in right) for i, cell in enumerate(cells))


def _pad(cell: str, size: int, *, to_the_right: bool) -> str:
    fill = " " * (size - width(cell))
    return fill + cell if to_the_right else cell + fill
