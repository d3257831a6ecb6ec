"""What units and bodies are called, for comparing: in full, in short, as a code."""

from collections.abc import Mapping
from functools import cache

from orchestrator.bodies import levels
from orchestrator.inventory.reading.folded_text import title_key

_SHORT: Mapping[str, str] = {
    "truong": "",
    "th": "tieu hoc",
    "thcs": "trung hoc co so",
    "mn": "mam non",
    "ubnd": "uy ban nhan dan",
    "pb": "phong",
}


def unit_key(text: str) -> str:
    """Return a unit's name or code for comparing: `Trường TH Hoa Sen`, `th_hoa_sen` are one."""
    words = (_SHORT.get(word, word) for word in title_key(text).split())
    return " ".join(filter(None, words))


def ward_key(text: str) -> str:
    """Return a body's name for comparing: `P. Kim Mã`, `Phường Kim Mã`, `kim_ma` are one."""
    key = title_key(text)
    for word in _level_words():
        if key.startswith(f"{word} "):
            return key.removeprefix(f"{word} ")
    return key


@cache
def _level_words() -> tuple[str, ...]:
    """Return the folded words of the levels and their initials, the longest first."""
    words = {title_key(level.word.vi) for level in levels().values()}
    initials = {"".join(part[0] for part in word.split()) for word in words}
    return tuple(sorted(words | initials, key=len, reverse=True))
