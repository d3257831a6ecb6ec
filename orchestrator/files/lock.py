"""One process at a time: the lock is the system's own, and dies with its owner."""

import sys
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from orchestrator.errors import InputError
from orchestrator.text.message import say

if sys.platform == "win32":
    import msvcrt

    def _take(stream: IO[bytes]) -> None:
        msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(stream: IO[bytes]) -> None:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)


class FileLock:
    """A context manager that holds a lock file; whoever comes second is refused, not kept waiting.

    Args:
        path: The lock file; it is made, and stays.
        busy: What to say if another process holds it.
    """

    def __init__(self, path: Path, busy: str) -> None:
        """Take nothing yet."""
        self._path = path
        self._busy = busy
        self._stream: IO[bytes] | None = None

    def __enter__(self) -> Self:
        """Take the lock.

        Raises:
            InputError: Another process holds it.
            OSError: The file cannot be made.
        """
        stream = self._path.open("ab")
        try:
            _take(stream)
        except OSError as error:
            stream.close()
            raise InputError.one(self._busy, say("mend.wait")) from error
        self._stream = stream
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let go."""
        if self._stream:
            self._stream.close()
