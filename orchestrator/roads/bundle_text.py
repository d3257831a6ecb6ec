"""Messages as text that passes mail, chat and sticks: base64 between marks, many in one file.

Whatever stands around the marks is passed over: mail programs add lines of their own.
"""

import base64
import binascii
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import BinaryIO, Final

from orchestrator.roads.messages import MOST_MESSAGE_BYTES
from orchestrator.text.catalogue import catalogue

BEGIN_MESSAGE: Final = b"-----BEGIN ORCHESTRATOR MESSAGE-----"
END_MESSAGE: Final = b"-----END ORCHESTRATOR MESSAGE-----"
MOST_BUNDLE_BYTES: Final = 1024 * 1024 * 1024
"""Of one file; it is read message by message, and never held whole."""

_LINE: Final = 76
_MOST_LINE: Final = 1024
_BEGINS_WITHIN: Final = 64 * 1024
_MOST_TEXT: Final = (MOST_MESSAGE_BYTES + 2) // 3 * 4


class TextFault(StrEnum):
    """What is wrong with a file, or with one message in it, before anybody looks into it."""

    NOT_OURS = "not_ours"  # no mark of a message where one would begin
    CUT = "cut"  # a message begins, and does not end
    DAMAGED = "damaged"  # what stands between the marks is no base64
    TOO_LARGE = "too_large"


def bundle_text(explanation: str, messages: Iterable[bytes]) -> Iterator[bytes]:
    """Yield a file's bytes, message by message.

    Args:
        explanation: The id of its first line: whoever opens it learns what to do with it.
        messages: As `signed_message` returns them.
    """
    yield f"{catalogue('vi')(explanation)}\n".encode()
    for message in messages:
        text = base64.b64encode(message)
        lines = (text[at : at + _LINE] for at in range(0, len(text), _LINE))
        yield b"\n".join((BEGIN_MESSAGE, *lines, END_MESSAGE, b""))


def messages_in(stream: BinaryIO) -> Iterator[bytes | TextFault]:
    """Yield each message of a file, or what is wrong where one should be.

    After a message that is damaged the next one is read. A file without a mark near its beginning
    is not ours, and not read on.

    Args:
        stream: From anywhere; OSError of it passes.
    """
    reader = _Reader(stream)
    if not reader.to_begin(_BEGINS_WITHIN):
        yield TextFault.NOT_OURS
        return
    more = True
    while more:
        yield reader.message()
        more = not reader.ended and reader.to_begin(MOST_BUNDLE_BYTES)
    if reader.read > MOST_BUNDLE_BYTES:
        yield TextFault.TOO_LARGE


class _Reader:
    """Reads lines of a bounded length; `ended` where nothing is left to read."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.read = 0
        self.ended = False

    def _line(self) -> bytes:
        line = self._stream.readline(_MOST_LINE)
        self.read += len(line)
        self.ended = not line or self.read > MOST_BUNDLE_BYTES
        return line.strip()

    def to_begin(self, within: int) -> bool:
        """Go to behind the next mark that begins a message; False if there is none so near."""
        most = self.read + within
        while not self.ended and self.read <= most:
            if self._line() == BEGIN_MESSAGE:
                return True
        return False

    def message(self) -> bytes | TextFault:
        """Read on to the end of a message; to the next one's beginning where it is cut."""
        lines: list[bytes] = []
        size = 0
        while not self.ended:
            line = self._line()
            if line == END_MESSAGE:
                return _decoded(lines) if size <= _MOST_TEXT else TextFault.TOO_LARGE
            size += len(line)
            if size <= _MOST_TEXT:
                lines.append(line)
        return TextFault.CUT


def _decoded(lines: Iterable[bytes]) -> bytes | TextFault:
    try:
        return base64.b64decode(b"".join(lines), validate=True)
    except binascii.Error:
        return TextFault.DAMAGED
