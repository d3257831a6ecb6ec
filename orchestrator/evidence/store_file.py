"""One SQLite file a state folder: WAL, each step durable or not done, one writer."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from orchestrator.errors import StateError
from orchestrator.evidence import ladder, queries
from orchestrator.evidence.codec import pack_seen
from orchestrator.evidence.opening import FILE, unread
from orchestrator.evidence.steps import VERSION
from orchestrator.text.message import Message, say

_CACHE_LIMIT = 200_000  # texts kept in memory: about 30 MB


class StoreFile:
    """An open store: how anything is written to it, and read; use from one thread."""

    def __init__(self, connection: sqlite3.Connection, folder: Path) -> None:
        """Work on an open connection; call `open_store` instead."""
        self.folder = folder
        self._connection = connection
        self._values = ValueIds(connection)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    @contextmanager
    def _transaction(self, failed: type[StateError] = StateError) -> Iterator[sqlite3.Connection]:
        """One durable step: all of it or nothing, and a full disk is a message."""
        try:
            with self._connection:
                self._connection.execute("BEGIN IMMEDIATE")
                self._need_this_version()
                yield self._connection
        except sqlite3.Error as error:
            self._values.forget()
            raise failed.one(
                say("store.unwritten", folder=self.folder, why=error),
                say("store.mend.resume"),
            ) from error

    def _need_this_version(self) -> None:
        """Refuse to write into a store that a newer program brought up while it was open here."""
        found = ladder.version_of(self._connection)
        if found != VERSION:
            path = self.folder / FILE
            raise StateError.one(
                say("store.newer", path=path, version=found), say("store.mend.version")
            )

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """Turn a file that is damaged, below its rows or in them, into one message."""
        try:
            with queries.whole_rows(say("store.row"), self.folder):
                yield
        except sqlite3.Error as error:
            raise unread(self.folder / FILE, error) from error

    @contextmanager
    def _rows(self, what: Message) -> Iterator[None]:
        with self._reading(), queries.whole_rows(what, self.folder):
            yield


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
