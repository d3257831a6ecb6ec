"""How a text is filled in.

`{name}` writes a field: a whole number with the language's thousands mark, a name in both languages
in this one, anything else as it is. `{level:A}` writes a word with a capital, as a heading begins.
`{n:machine|machines}` writes a number with its word, singular or plural. `{port:d}` writes the
digits alone: ports, lines of a file and whatever else is no count. `{{` and `}}` are braces.
"""

import string
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from orchestrator.model.bilingual import Bilingual

DIGITS, CAPITAL = "d", "A"


class Piece(NamedTuple):
    """A stretch of a template: text, then a field; `name` is None where no field follows."""

    text: str
    name: str | None
    spec: str


@cache
def pieces(text: str) -> tuple[Piece, ...]:
    """Return a template in pieces.

    Raises:
        ValueError: Its braces do not close.
    """
    parsed = string.Formatter().parse(text)
    return tuple(Piece(literal, name, spec or "") for literal, name, spec, _ in parsed)


def filled(text: str, fields: Mapping[str, object], lang: str) -> str:
    """Return a template with its fields filled in; KeyError if one is missing."""
    return "".join(
        piece.text if piece.name is None else piece.text + _said(fields[piece.name], piece, lang)
        for piece in pieces(text)
    )


def number(value: int, lang: str) -> str:
    """Return a whole number with the language's thousands mark: `3.448` in `vi`."""
    grouped = f"{value:,}"
    return grouped.replace(",", ".") if lang == "vi" else grouped


def _said(value: object, piece: Piece, lang: str) -> str:
    if isinstance(value, Bilingual):
        value = value.said(lang)
    if piece.spec == CAPITAL:
        text = str(value)
        return text[:1].upper() + text[1:]
    if not isinstance(value, int) or piece.spec == DIGITS:
        return str(value)
    written = number(value, lang)
    if not piece.spec:
        return written
    one, _, many = piece.spec.partition("|")
    return f"{written} {one if value == 1 else many}"
