"""One SQLite file a state folder: WAL, one durable commit per finished machine, one writer."""

import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from orchestrator.errors import StateError
from orchestrator.evidence import inserts, queries, schema
from orchestrator.evidence.codec import pack_ids, stamp
from orchestrator.evidence.records import (
    Scoped,
    Stored,
    StoredAnswer,
    SweepRecord,
    SweepState,
    unsaved,
)
from orchestrator.files.lock import FileLock
from orchestrator.model.answer import Answer as CheckAnswer
from orchestrator.model.answer import Answered, NotApplicable, Unanswered
from orchestrator.model.observation import Observation, mentioned
from orchestrator.model.outcome import Trip
from orchestrator.model.plan import Script
from orchestrator.text.message import say

_CACHE_LIMIT = 200_000  # texts kept in memory: about 30 MB


@contextmanager
def writer_lock(folder: Path) -> Iterator[None]:
    """Hold a state folder for the life of a sweep; readers never wait.

    Raises:
        StateError: Another sweep holds it, or the folder cannot be written.
    """
    busy = StateError.one(
        say("store.busy", folder=folder),
        say("store.mend.wait"),
    )
    with ExitStack() as held:
        try:
            held.enter_context(FileLock(folder / "writer.lock", busy))
        except OSError as error:
            raise StateError.one(
                say("store.unwritten", folder=folder, why=error.strerror), say("store.mend.rights")
            ) from error
        yield


FILE = "orchestrator.sqlite3"


class Store:
    """The evidence of all sweeps of one state folder; use from one thread."""

    def __init__(self, connection: sqlite3.Connection, folder: Path) -> None:
        """Work on an open connection; call `open_store` instead."""
        self.folder = folder
        self._connection = connection
        self._values = _Values(connection)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """One durable step: all of it or nothing, and a full disk is a message."""
        try:
            with self._connection:
                self._connection.execute("BEGIN IMMEDIATE")
                yield self._connection
        except sqlite3.Error as error:
            self._values.forget()
            raise StateError.one(
                say("store.unwritten", folder=self.folder, why=error),
                say("store.mend.resume"),
            ) from error

    def begin(
        self,
        record: SweepRecord,
        scope: Iterable[Scoped],
        scripts: Iterable[Script],
        ioc_body: bytes,
        ioc_dated: str,
    ) -> None:
        """Write a sweep's head, its scope, its scripts and its list in one step."""
        with self._transaction() as connection:
            inserts.ioc_set(connection, record.ioc_sha256, ioc_dated, ioc_body)
            inserts.scripts(connection, scripts)
            inserts.sweep(connection, record)
            inserts.scope(connection, record, scope)

    def add_scripts(self, scripts: Iterable[Script]) -> None:
        """Keep the scripts of a resumed sweep; those already known stay as they are."""
        with self._transaction() as connection:
            inserts.scripts(connection, scripts)

    def add(
        self,
        record: SweepRecord,
        trip: Trip,
        stored: Stored,
        script: Script,
        answers: Mapping[str, CheckAnswer],
        clock_offset_s: float | None,
    ) -> StoredAnswer | None:
        """Write one finished machine: its attempt, its raw answer and its sightings.

        One commit, durable when this returns.

        Returns:
            The answer as kept; None where the machine said nothing.
        """
        answer = unsaved(trip, script)
        with self._transaction() as connection:
            inserts.attempt(connection, record.id, stored.number, trip)
            if not trip.stdout:
                return None
            meant = replace(answer.evidence, clock_offset_s=clock_offset_s)
            answer = replace(answer, evidence=meant)
            unit = stored.scoped.row.unit
            number = inserts.evidence(
                connection, record.id, unit, stored.number, answer, trip.ended_at
            )
            self._values.sight(number, answers.values())
        return replace(answer, evidence=replace(meant, id=number))

    def end(self, sweep: str, state: SweepState, ended_at: datetime) -> None:
        """Mark how a sweep ended and when."""
        with self._transaction() as connection:
            connection.execute(
                "UPDATE sweep SET state = ?, ended_at = ? WHERE id = ?",
                (state, stamp(ended_at), sweep),
            )

    def sweep(self, name: str) -> SweepRecord:
        """Return the sweep of that id, or for `latest` the last one begun, whatever the clock said.

        Raises:
            StateError: There is none, or it is damaged.
        """
        return queries.sweep(self._connection, name, self.folder)

    def ioc_body(self, sha256: str) -> bytes:
        """Return the normalised body of a list that a sweep was judged by.

        Raises:
            StateError: It is damaged.
        """
        return queries.ioc_body(self._connection, sha256, self.folder)

    def machines(self, sweep: str) -> Iterator[Stored]:
        """Yield each machine in scope and how it ended, by unit, then name.

        Raises:
            StateError: One of them is damaged.
        """
        return queries.machines(self._connection, sweep, self.folder)

    def answers(self, sweep: str, stored: Stored) -> tuple[StoredAnswer, ...]:
        """Return one machine's raw answers in a sweep, oldest first.

        Raises:
            StateError: One of them is damaged.
        """
        return queries.answers(self._connection, sweep, stored.number, self.folder)

    def last_attempt_at(self, sweep: str) -> datetime | None:
        """Return when the last recorded attempt ended, None if there was none."""
        return queries.last_attempt_at(self._connection, sweep)


def open_store(folder: Path, *, create: bool) -> Store:
    """Open the store of a state folder.

    Args:
        folder: The state folder; made with mode 0700 if `create`.
        create: Whether a folder or file that is not there yet is made.

    Raises:
        StateError: It is not there (and not to be made), not ours, damaged, or from a newer
            version.
    """
    path = folder / FILE
    if create:
        _make(folder, path)
    elif not path.is_file():
        raise StateError.one(say("store.empty", folder=folder), say("store.mend.sweep_first"))
    try:
        return Store(_connect(path), folder)
    except sqlite3.Error as error:
        raise StateError.one(
            say("store.unusable", path=path, why=error.args[0]), say("store.mend.restore")
        ) from error


def _make(folder: Path, path: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise StateError.one(
            say("store.no_folder", folder=folder, why=error.strerror), say("store.mend.other")
        ) from error


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, timeout=30)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    version = _version(connection)
    if version > schema.VERSION:
        raise sqlite3.DatabaseError(say("store.newer", version=version))
    if version < schema.VERSION:
        _climb(connection)
    return connection


def _climb(connection: sqlite3.Connection) -> None:
    """Bring a store to today's version, all at once; another process may just have done it."""
    with connection:
        connection.execute("BEGIN EXCLUSIVE")
        for statement in schema.statements(_version(connection)):
            connection.execute(statement)


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


class _Values:
    """The names and addresses that evidence holds: each text has a number; the usual are kept."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Work on that connection, inside whatever transaction is open there."""
        self._connection = connection
        self._ids: dict[str, int] = {}

    def sight(self, evidence: int, answers: Iterable[CheckAnswer]) -> None:
        """Index the values of one evidence row."""
        texts = {
            text for answer in answers for one in _seen(answer) for text in mentioned(one).values
        }
        if texts:
            ids = pack_ids(self._id(text) for text in texts)
            self._connection.execute("INSERT INTO sighting VALUES (?, ?)", (evidence, ids))

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


def _seen(answer: CheckAnswer) -> tuple[Observation, ...]:
    match answer:
        case Answered() | Unanswered():
            return answer.observations
        case NotApplicable():
            return ()
