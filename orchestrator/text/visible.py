"""What a machine said, made safe to look at: nothing hides, moves the cursor or turns the line."""

import re

# Printable by category, and yet without a picture of their own: fillers, joiners, selectors.
_BLANK = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)


def visible(text: str) -> str:
    r"""Return `text` on one line with every character that has no picture written out.

    Control, format (bidi), surrogate, private, unassigned and separating characters other than
    the space become `\x1b`, `\u202e` or `\U000e0001`; a printable text is returned as it is. A
    backslash stays one, so the result is for reading and cannot be turned back.
    """
    if text.isprintable() and not _BLANK.search(text):
        return text
    return "".join(char if _seen(char) else ascii(char)[1:-1] for char in text)


def _seen(char: str) -> bool:
    return char.isprintable() and not _BLANK.match(char)
