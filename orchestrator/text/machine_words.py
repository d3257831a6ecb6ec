"""Machine words in a person's language.

Scripts, transports and readers say what they met in English. Evidence and JSON keep these words as
they came; where a person reads them, the text whose English they are is found again.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache

from msgspec import Struct

from orchestrator.text.catalogue import Catalogue
from orchestrator.text.message import Message, say
from orchestrator.text.template import DIGITS, Piece, pieces
from orchestrator.text.topics import texts

DETAILS = "details"

_SENTENCES = ("why", "what")  # fields that hold more than one word


def recognised(said: str, topics: Sequence[str] = (DETAILS,)) -> str:
    """Return machine words as a message, or as they are if no text of the topics says the same."""
    return next((one for topic in topics for one in _readings(said, topic)), said)


class Told(Struct, frozen=True, kw_only=True):
    """What a person reads, and the machine's words beside it in small print; either may be empty.

    Words that no text knows stand as the machine's alone; words that say the same in the reader's
    language stand once.
    """

    words: str
    machine: str


def in_words(said: str, words: Catalogue) -> Told:
    """Return machine words for a page."""
    message = _known(said) if said else said
    if not isinstance(message, Message):
        return Told(words="", machine=said)
    text = words.text(message)
    return Told(words=text, machine="" if text == said else said)


@lru_cache(1 << 10)
def _known(said: str) -> str:
    """Return what `recognised` does: what went wrong, went wrong on many machines."""
    return recognised(said)


def _readings(said: str, topic: str) -> Iterator[Message]:
    for key, shape in _shapes(topic):
        if found := shape.fullmatch(said):
            message = say(key, **_fields(key, found.groupdict(), topic))
            if message == said:
                yield message


def _fields(key: str, found: Mapping[str, str], topic: str) -> Mapping[str, object]:
    counted = {piece.name for piece in pieces(texts("en", topic)[key]) if _counts(piece)}
    return {
        name: int(text.replace(",", "")) if name in counted else _inside(name, text, topic)
        for name, text in found.items()
    }


def _inside(name: str, text: str, topic: str) -> str:
    return recognised(text, (topic,)) if name in _SENTENCES else text


@cache
def _shapes(topic: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return what each text may look like once it is filled in; the most telling one first."""
    found = [
        (key, re.compile("".join(map(_shape, pieces(text))), re.DOTALL))
        for key, text in texts("en", topic).items()
        if any(piece.text.strip() for piece in pieces(text))
    ]
    return tuple(sorted(found, key=lambda one: -len(one[1].pattern)))


def _shape(piece: Piece) -> str:
    text = re.escape(piece.text)
    if piece.name is None:
        return text
    if not _counts(piece):
        return f"{text}(?P<{piece.name}>{'.+' if piece.name in _SENTENCES else '[^ ]+'})"
    number = rf"{text}(?P<{piece.name}>[0-9][0-9,]*)"
    nouns = "|".join(map(re.escape, piece.spec.split("|"))) if "|" in piece.spec else ""
    return f"{number} (?:{nouns})" if nouns else number


def _counts(piece: Piece) -> bool:
    return piece.name == "n" or piece.spec == DIGITS or "|" in piece.spec
