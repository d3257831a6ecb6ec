"""The bytes of a text file to text: Unicode as it says of itself, and nothing guessed unasked."""

import codecs
from collections.abc import Callable

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_NUL_SHARE = 4  # of unmarked UTF-16 that passes for UTF-8, every second byte is NUL


class UnsoundEncodingError(ValueError):
    """Bytes are no text in the encoding that they should be in.

    Attributes:
        encoding: Its name, as Python spells it.
        line: Of the first unsound byte, from 1.
        column: Likewise, in characters.
    """

    def __init__(self, encoding: str, before: str) -> None:
        """Keep where the text that could be read ends."""
        super().__init__(encoding)
        self.encoding = encoding
        self.line = before.count("\n") + 1
        self.column = len(before) - before.rfind("\n")


def decoded(data: bytes, unmarked: Callable[[bytes], str] | None = None) -> str:
    """Return the text of a file in UTF-8, with or without its mark, or in marked UTF-16.

    Args:
        data: The file.
        unmarked: What reads bytes that are neither; None where a guess would do harm.

    Raises:
        UnsoundEncodingError: They are neither, and nothing else reads them.
    """
    if data.startswith(_UTF16):
        return decoded_as(data, "utf-16")
    if unmarked is None:
        return decoded_as(data, "utf-8-sig")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return unmarked(data)
    return unmarked(data) if text.count("\0") * _NUL_SHARE > len(text) else text


def decoded_in_part(data: bytes) -> str:
    """Return the text of a file with U+FFFD where its bytes are no text; never an error."""
    return data.decode("utf-16" if data.startswith(_UTF16) else "utf-8-sig", "replace")


def decoded_as(data: bytes, encoding: str) -> str:
    """Return bytes as text in one encoding.

    Raises:
        UnsoundEncodingError: They are none.
    """
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        before = data[: error.start].decode(encoding, "ignore")
        raise UnsoundEncodingError(error.encoding, before) from error
