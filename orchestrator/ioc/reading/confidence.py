"""How sure a list is of a value, in its words or numbers."""

_MOST = 100
_WORDS = {
    **dict.fromkeys(("high", "cao"), 75),
    **dict.fromkeys(("medium", "moderate", "trung binh"), 50),
    **dict.fromkeys(("low", "thap"), 25),
}


def confidence_of(text: str) -> int | None:
    """Return 0-100, or None where a text says nothing of it."""
    known = text.isascii() and text.isdigit() and len(text) <= len(str(_MOST))
    return min(int(text), _MOST) if known else _WORDS.get(text.lower())
