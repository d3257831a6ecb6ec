"""One writer a state folder, on every system: the lock is SQLite's own and dies with its owner."""

import sqlite3
from pathlib import Path
from types import TracebackType
from typing import Self

from orchestrator.errors import StateError


class WriterLock:
    """Held for the life of a sweep; a second writer is refused, readers never wait."""

    def __init__(self, folder: Path) -> None:
        """Take the lock of that state folder.

        Raises:
            StateError: Another sweep holds it.
        """
        self._connection = sqlite3.connect(
            folder / "writer.lock", timeout=0, isolation_level=None, check_same_thread=False
        )
        try:
            self._connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            self._connection.close()
            raise StateError.one(
                f"another sweep is writing to {folder}",
                "wait until it ends, or give this one a state folder of its own (--state DIR)",
            ) from error

    def __enter__(self) -> Self:
        """Return the held lock."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let go."""
        self._connection.close()
