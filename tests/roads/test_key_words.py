"""Eight words: one way to write them, many to type them, and no two that sound alike."""

import hashlib
import re
import unicodedata

import pytest

from orchestrator.roads.key_words import COUNT, WORDS, typed_words, words_of
from orchestrator.text.viet import fold

_ALIKE = (
    (r"^ngh", "ng"),
    (r"^gh", "g"),
    (r"^(gi(?=[aeou])|d|r)", "z"),
    (r"^x", "s"),
    (r"^tr", "ch"),
    (r"^[ln](?![gh])", "l"),
    (r"^(c(?!h)|k(?!h)|qu)", "k"),
    (r"^kh", "h"),
    (r"(ng|nh|m)$", "n"),
    (r"(ch|c|p)$", "t"),
    (r"y", "i"),
    (r"uo", "ua"),
    (r"ie", "ia"),
)
"""What one region says as another says something else, or what a bad line makes the same."""


def heard(word: str) -> str:
    sound = fold(word)
    for pattern, said in _ALIKE:
        sound = re.sub(pattern, said, sound)
    return sound


def test_a_word_is_one_byte() -> None:
    assert len(WORDS) == 256
    assert len({fold(word) for word in WORDS}) == 256
    assert all(word == unicodedata.normalize("NFC", word) for word in WORDS)


def test_no_two_sound_alike() -> None:
    sounds: dict[str, list[str]] = {}
    for word in WORDS:
        sounds.setdefault(heard(word), []).append(word)
    assert [words for words in sounds.values() if len(words) > 1] == []


def test_eight_words_are_the_first_bytes_of_the_digest() -> None:
    data = b"a public key"
    numbers = [WORDS.index(word) for word in words_of(data).split()]
    assert bytes(numbers) == hashlib.sha256(data).digest()[:COUNT]


@pytest.mark.parametrize("change", [str, fold, str.upper, lambda t: t.replace(" ", ",  ")])
def test_words_may_be_typed_as_one_types(change: "type[str]") -> None:
    words = words_of(b"another")
    assert typed_words(change(words)) == words


@pytest.mark.parametrize(
    "typed", ["", "hoa sen", " ".join(["sen"] * 7), " ".join(["sen"] * 9), "xyz " + "sen " * 7]
)
def test_what_is_not_eight_words_is_none(typed: str) -> None:
    assert typed_words(typed) is None
