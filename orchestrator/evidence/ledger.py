"""The ledger of log-ons in a store: written before a password leaves, by the thread that sends it.

It has a connection of its own, so that a log-on waits for no other write of the sweep's.
"""

import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Self

from msgspec.structs import replace

from orchestrator.errors import UnwrittenError
from orchestrator.evidence import clock_words
from orchestrator.evidence.codec import moment, stamp
from orchestrator.evidence.opening import FILE, opened, unread
from orchestrator.evidence.queries import whole_rows
from orchestrator.model.logon import Forgotten, LedgerRow, Logon, LogonOutcome
from orchestrator.text.message import say

# All that a decision rests on: what was rejected, or may have been, and each newest acceptance.
# Of what a wrong clock dated, nothing counts for sending a password.
_ROWS = """SELECT principal, machine, sent_at, outcome FROM principal
    WHERE outcome IS NULL OR outcome = 'rejected'
    UNION ALL SELECT principal, machine, max(sent_at), outcome FROM principal
    WHERE outcome = 'accepted' AND sent_at NOT IN (SELECT at FROM misdated)
    GROUP BY principal, machine"""
_FORGOTTEN = """SELECT principal, at, actor FROM forgotten
    WHERE at NOT IN (SELECT at FROM misdated)"""
_NUMBERED = "SELECT id, principal, machine, sent_at, outcome FROM principal"
_NEWEST = "SELECT coalesce(max(id), 0) FROM principal"
_SENT = f"""INSERT INTO principal (principal, machine, sent_at, outcome)
    SELECT ?, ?, ?, ? WHERE ? IS NULL OR ? = ({_NEWEST})"""


class Ledger:
    """The ledger of one state folder; use from any thread, leave the block to close it."""

    def __init__(self, folder: Path) -> None:
        """Open the store, which is made if it is not there; StateError if it cannot be used."""
        self._folder = folder
        self._lock = threading.Lock()
        self._connection = opened(folder, create=True, threads=True)

    def __enter__(self) -> Self:
        """Return the ledger."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    def rows(self) -> tuple[LedgerRow, ...]:
        """Return all that what may be sent rests on; StateError if a row is damaged."""
        with self._reading():
            return (*_logons(self._connection), *_forgotten(self._connection))

    def newest(self) -> int:
        """Return the number of the newest row, 0 if there is none."""
        with self._reading():
            return int(self._connection.execute(_NEWEST).fetchone()[0])

    def since(self, row: int) -> Mapping[int, Logon]:
        """Return the log-ons written after a row, as they stand now, by number."""
        with self._reading():
            rows = self._connection.execute(f"{_NUMBERED} WHERE id > ? ORDER BY id", (row,))
            return {int(number): _logon(*rest) for number, *rest in rows}

    def sent(
        self,
        principal: str,
        machine: str,
        at: datetime,
        *,
        proven: bool = False,
        newest: int | None = None,
    ) -> int | None:
        """Write down that a password is about to leave; durable when this returns.

        Args:
            principal: The account.
            machine: The machine.
            at: When; aware UTC.
            proven: It is unheard of until its end is known, and no rejection.
            newest: The newest row that the decision to send it rests on; None for any.

        Returns:
            The row; None if another command has written a newer one: nothing is written then.

        Raises:
            UnwrittenError: It cannot be written.
        """
        end = LogonOutcome.UNHEARD if proven else None
        values = (principal, machine, stamp(at), end, newest, newest)
        return self._write(_SENT, values) or None

    def ended(self, row: int, end: LogonOutcome) -> None:
        """Write down what came of a log-on; UnwrittenError if it cannot be."""
        self._write("UPDATE principal SET outcome = ? WHERE id = ?", (end, row))

    def forget(self, principal: str, at: datetime, actor: str) -> None:
        """Write down a person's word that an account's rejections are forgotten."""
        self._write(
            "INSERT OR IGNORE INTO forgotten VALUES (?, ?, ?)", (principal, stamp(at), actor)
        )

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """Read alone, and turn what is damaged into one message."""
        try:
            with self._lock, whole_rows(say("store.ledger"), self._folder):
                yield
        except sqlite3.Error as error:
            raise unread(self._folder / FILE, error) from error

    def _write(self, statement: str, values: tuple[object, ...]) -> int:
        """Return the number of the row that was inserted, 0 if none was."""
        try:
            with self._lock, self._connection:
                done = self._connection.execute(statement, values)
                return int(done.lastrowid or 0) if done.rowcount else 0
        except sqlite3.Error as error:
            raise UnwrittenError.one(
                say("store.unwritten", folder=self._folder, why=error), say("store.mend.resume")
            ) from error


def _logons(connection: sqlite3.Connection) -> Iterator[Logon]:
    told = clock_words.redating(connection)
    for row in connection.execute(_ROWS):
        logon = _logon(*row)
        yield replace(logon, sent_at=told.moment(logon.sent_at))


def _logon(principal: str, machine: str, sent_at: str, outcome: str | None) -> Logon:
    end = LogonOutcome(outcome) if outcome else None
    return Logon(principal=principal, machine=machine, sent_at=moment(sent_at), end=end)


def _forgotten(connection: sqlite3.Connection) -> Iterator[Forgotten]:
    for principal, at, actor in connection.execute(_FORGOTTEN):
        yield Forgotten(principal=principal, at=moment(at), actor=actor)
