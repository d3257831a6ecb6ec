"""Text of cells and names as it was meant: one spelling a letter, plain spaces, nothing unseen."""

import re

from orchestrator.text.viet import fold, nfc

_INVISIBLE = re.compile(
    "[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\x00-\x08\x0b-\x1f\x7f]"
)
_BRACKETED = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_NO_WORD = re.compile(r"[^0-9a-z#]+")


def tidy(text: str) -> str:
    """Return a cell's text in NFC on one line, spaces single, what is not seen left out."""
    return " ".join(_INVISIBLE.sub("", nfc(text)).split())


def title_key(text: str) -> str:
    """Return a column's title for comparing: no accents, no remarks in brackets, words alone."""
    return _NO_WORD.sub(" ", fold(_BRACKETED.sub(" ", tidy(text)))).strip()
