"""The ledger of log-ons in a store: written before a password leaves, by the thread that sends it.

It has a connection of its own, so that a log-on waits for no other write of the sweep's.
"""

import sqlite3
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Self

from orchestrator.errors import UnwrittenError
from orchestrator.evidence.codec import moment, stamp
from orchestrator.evidence.opening import opened
from orchestrator.evidence.queries import whole_rows
from orchestrator.model.logon import Forgotten, LedgerRow, Logon, LogonOutcome
from orchestrator.text.message import say

# All that a decision rests on: what was rejected, or may have been, and each newest acceptance.
_ROWS = """SELECT principal, machine, sent_at, outcome FROM principal
    WHERE outcome IS NULL OR outcome = 'rejected'
    UNION ALL SELECT principal, machine, max(sent_at), outcome FROM principal
    WHERE outcome = 'accepted' GROUP BY principal, machine"""


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
        with self._lock, whole_rows(say("store.ledger"), self._folder):
            return (*_logons(self._connection), *_forgotten(self._connection))

    def sent(self, principal: str, machine: str, at: datetime, *, proven: bool = False) -> int:
        """Write down that a password is about to leave; durable when this returns.

        One that is `proven` is unheard of until its end is known, and no rejection.

        Raises:
            UnwrittenError: It cannot be written.
        """
        return self._write(
            "INSERT INTO principal (principal, machine, sent_at, outcome) VALUES (?, ?, ?, ?)",
            (principal, machine, stamp(at), LogonOutcome.UNHEARD if proven else None),
        )

    def ended(self, row: int, end: LogonOutcome) -> None:
        """Write down what came of a log-on; UnwrittenError if it cannot be."""
        self._write("UPDATE principal SET outcome = ? WHERE id = ?", (end, row))

    def forget(self, principal: str, at: datetime, actor: str) -> None:
        """Write down a person's word that an account's rejections are forgotten."""
        self._write(
            "INSERT OR IGNORE INTO forgotten VALUES (?, ?, ?)", (principal, stamp(at), actor)
        )

    def _write(self, statement: str, values: tuple[object, ...]) -> int:
        try:
            with self._lock, self._connection:
                return int(self._connection.execute(statement, values).lastrowid or 0)
        except sqlite3.Error as error:
            raise UnwrittenError.one(
                say("store.unwritten", folder=self._folder, why=error), say("store.mend.resume")
            ) from error


def _logons(connection: sqlite3.Connection) -> Iterator[Logon]:
    for principal, machine, sent_at, outcome in connection.execute(_ROWS):
        end = LogonOutcome(outcome) if outcome else None
        yield Logon(principal=principal, machine=machine, sent_at=moment(sent_at), end=end)


def _forgotten(connection: sqlite3.Connection) -> Iterator[Forgotten]:
    for principal, at, actor in connection.execute("SELECT principal, at, actor FROM forgotten"):
        yield Forgotten(principal=principal, at=moment(at), actor=actor)
