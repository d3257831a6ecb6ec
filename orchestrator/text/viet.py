"""Vietnamese text: one spelling per word, search without accents, dictionary order."""

import unicodedata

_BASE_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = "\u0300\u0309\u0303\u0301\u0323"  # huyền, hỏi, ngã, sắc, nặng: their dictionary order
_D_BAR = str.maketrans("đĐ", "dD")

SortKey = tuple[tuple[int, ...], tuple[int, ...], str]


def nfc(text: str) -> str:
    """Return the text with each accent joined to its letter (NFC); nothing else changes."""
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """Return the text for comparing and searching: no accents, `đ` as `d`, lower case."""
    letters = unicodedata.normalize("NFD", text.translate(_D_BAR))
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).casefold()


def sort_key(text: str) -> SortKey:
    """Return a key that sorts as a Vietnamese dictionary does.

    Letters go a ă â b c d đ e ê ... o ô ơ ... u ư; tones (none, huyền, hỏi, ngã, sắc, nặng)
    decide only between words of the same letters, then case. Anything that is no letter goes
    before the letters, in the order of Unicode.
    """
    letters: list[int] = []
    tones: list[int] = []
    for letter in unicodedata.normalize("NFC", text):
        base, tone = _split_tone(letter)
        letters.append(_rank(base))
        tones.append(tone)
    return tuple(letters), tuple(tones), text.swapcase()


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
