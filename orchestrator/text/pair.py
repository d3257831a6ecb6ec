"""A text in both languages."""

from typing import NamedTuple


class Pair(NamedTuple):
    """One text in both languages."""

    vi: str
    en: str
