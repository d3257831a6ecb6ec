"""Which known word a misspelt one was meant to be."""

from collections.abc import Iterable
from difflib import get_close_matches

from orchestrator.text.viet import fold


def did_you_mean(word: str, known: Iterable[str], *, likeness: float = 0.7) -> str | None:
    """Return the known word that looks most like a given one, case and accents apart.

    Args:
        word: What was written.
        known: The words that would have been right; of equal ones the first counts.
        likeness: From 0 (anything) to 1 (the same letters).

    Returns:
        One of the known words, or None where none is like enough.
    """
    by_folded: dict[str, str] = {}
    for candidate in known:
        by_folded.setdefault(fold(candidate), candidate)
    found = get_close_matches(fold(word), by_folded, n=1, cutoff=likeness)
    return by_folded[found[0]] if found else None
