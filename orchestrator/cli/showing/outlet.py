"""A stream that may lose its reader: from then on it is silent, and what is done goes on."""

import contextlib
import os
from typing import TextIO


class Outlet:
    """Writes to a terminal, a file or a pipe; once that fails, to nowhere."""

    def __init__(self, stream: TextIO) -> None:
        """Write to `stream`."""
        self._stream = stream

    @property
    def encoding(self) -> str:
        """The stream's encoding."""
        return self._stream.encoding

    def isatty(self) -> bool:
        """Whether a person may be looking."""
        return self._stream.isatty()

    def fileno(self) -> int:
        """Return the stream's descriptor; OSError where it has none."""
        return self._stream.fileno()

    def write(self, text: str) -> int:
        """Write at once, as far as anybody reads."""
        try:
            self._stream.write(text)
            self._stream.flush()
        except OSError:  # the reader of a pipe left, a terminal was closed, a disk is full
            mute(self._stream)
        return len(text)

    def flush(self) -> None:
        """Do nothing: all is written at once."""


def mute(stream: TextIO) -> None:
    """Lead a stream's descriptor to nowhere, with what it still holds; one without it is left."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
