"""The nearest known word to one that is not known."""

import difflib
from collections.abc import Iterable


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that was probably meant, if one is near enough."""
    spelled = {name.casefold(): name for name in sorted(known)}
    near = difflib.get_close_matches(word.casefold(), spelled, n=1)
    return spelled[near[0]] if near else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a question that names the nearest known word, or nothing."""
    near = nearest(word, known)
    return f"did you mean `{near}`?" if near else ""
