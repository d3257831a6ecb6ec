"""The names and addresses that evidence holds, each by its number."""

import sqlite3
from collections.abc import Iterable

from orchestrator.evidence.codec import pack_seen

_CACHE_LIMIT = 200_000  # texts kept in memory: about 30 MB


class ValueIds:
    """The names and addresses that evidence holds: each text has a number; the usual are kept."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Work on that connection, inside whatever transaction is open there."""
        self._connection = connection
        self._ids: dict[str, int] = {}

    def sight(self, evidence: int, values: Iterable[str]) -> None:
        """Index the values of one evidence row, in the place of an older reading of the same."""
        texts = frozenset(values)
        if texts:
            ids = pack_seen(self._id(text) for text in texts)
            self._connection.execute("INSERT OR REPLACE INTO seen VALUES (?, ?)", (evidence, ids))

    def forget(self) -> None:
        """Drop what was remembered: after a rollback those numbers may not exist."""
        self._ids.clear()

    def _id(self, text: str) -> int:
        known = self._ids.get(text)
        if known is not None:
            return known
        row = self._connection.execute("SELECT id FROM value WHERE text = ?", (text,)).fetchone()
        number = int(row[0]) if row else self._insert(text)
        if len(self._ids) < _CACHE_LIMIT:
            self._ids[text] = number
        return number

    def _insert(self, text: str) -> int:
        cursor = self._connection.execute("INSERT INTO value (text) VALUES (?)", (text,))
        return int(cursor.lastrowid or 0)
