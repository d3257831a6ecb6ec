"""Vietnamese text: one spelling per word, search without accents, dictionary order."""

import re
import unicodedata
from functools import lru_cache

_BASE_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = "\u0300\u0309\u0303\u0301\u0323"  # huyền, hỏi, ngã, sắc, nặng: their dictionary order
_D_BAR = str.maketrans("đĐ", "dD")

_DIGITS = re.compile("[0-9]+")
_LETTERS_KEPT = 1 << 10  # more than any language here writes with
_KEYS_KEPT = 1 << 13  # the names of a district are sorted for every page

SortKey = tuple[tuple[int, ...], tuple[int, ...], str, str]


def nfc(text: str) -> str:
    """Return the text with each accent joined to its letter (NFC); nothing else changes."""
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """Return the text for comparing and searching: no accents, `đ` as `d`, lower case."""
    letters = unicodedata.normalize("NFD", text.translate(_D_BAR))
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).casefold()


@lru_cache(_KEYS_KEPT)
def sort_key(text: str) -> SortKey:
    """Return a key that sorts as a Vietnamese dictionary does, and numbers by what they count.

    Letters go a ă â b c d đ e ê ... o ô ơ ... u ư; tones (none, huyền, hỏi, ngã, sắc, nặng)
    decide only between words of the same letters, then case. Anything that is no letter goes
    before the letters, in the order of Unicode; digits that stand together are one number: PC-2,
    PC-10. Texts with equal keys are equal.
    """
    letters: list[int] = []
    tones: list[int] = []
    at = 0
    normal = unicodedata.normalize("NFC", text)
    for digits in _DIGITS.finditer(normal):
        _add_letters(normal[at : digits.start()], letters, tones)
        number = _number(digits[0])
        letters += number
        tones += (0,) * len(number)
        at = digits.end()
    _add_letters(normal[at:], letters, tones)
    return tuple(letters), tuple(tones), text.swapcase(), text


def _add_letters(text: str, letters: list[int], tones: list[int]) -> None:
    for letter in text:
        rank, tone = _ranks(letter)
        letters.append(rank)
        tones.append(tone)


def _number(digits: str) -> tuple[int, ...]:
    """Return a number's place among numbers of any length: what has more digits is greater."""
    counted = digits.lstrip("0")
    return ord("0"), len(counted), *map(ord, counted)


@lru_cache(_LETTERS_KEPT)
def _ranks(letter: str) -> tuple[int, int]:
    base, tone = _split_tone(letter)
    return _rank(base), tone


def _split_tone(letter: str) -> tuple[str, int]:
    """Return the lower-case letter without its tone, and the tone's rank (0: none)."""
    parts = unicodedata.normalize("NFD", letter.lower())
    tone = max((_TONES.find(part) + 1 for part in parts), default=0)
    base = "".join(part for part in parts if part not in _TONES)
    return unicodedata.normalize("NFC", base), tone


def _rank(base: str) -> int:
    place = _BASE_LETTERS.find(base)
    if place >= 0 and base:
        return 0x110000 + place
    return ord(base[0]) if base else 0
