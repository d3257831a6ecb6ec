"""Plain tables for a terminal: aligned by the width that a terminal gives each character."""

import unicodedata
from collections.abc import Sequence


def width(text: str) -> int:
    """Return the columns that a text takes: wide East Asian two, combining marks none."""
    return sum(_columns(character) for character in unicodedata.normalize("NFC", text))


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def table(head: Sequence[str], rows: Sequence[Sequence[str]], right: frozenset[int]) -> str:
    """Return the table's lines.

    Args:
        head: The columns' titles.
        rows: The cells, as many a row as titles.
        right: Numbers of the columns that are aligned right (figures).
    """
    widths = [max(map(width, column)) for column in zip(head, *rows, strict=True)]
    lines = [_line(row, widths, right) for row in (head, ["─" * w for w in widths], *rows)]
    return "\n".join(line.rstrip() for line in lines)


def _line(cells: Sequence[str], widths: Sequence[int], right: frozenset[int]) -> str:
    return "  ".join(_pad(cell, widths[i], to_the_right=i in right) for i, cell in enumerate(cells))


def _pad(cell: str, size: int, *, to_the_right: bool) -> str:
    fill = " " * (size - width(cell))
    return fill + cell if to_the_right else cell + fill
