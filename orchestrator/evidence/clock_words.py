"""The words of persons that the clock is right, in the store, and the moments that they say wrong.

Every time of a row that was ahead of the clock when a word was said is kept beside it: so what is
written later is never taken for it, whatever day it is of.
"""

import sqlite3
from collections import defaultdict
from datetime import datetime

from orchestrator.evidence.codec import moment, stamp
from orchestrator.model.clock_word import ClockWord, Redating

# Each time that a row has from the controller's clock; of what was met, what lists said when.
_TIMES = (
    ("sweep", "started_at"),
    ("sweep", "ended_at"),
    ("attempt", "started_at"),
    ("attempt", "ended_at"),
    ("evidence", "collected_at"),
    ("act", "recorded_at"),
    ("source_version", "read_at"),
    ("source_version", "dropped_at"),
    ("met", "json_extract(said, '$.since')"),
    ("met", "json_extract(said, '$.excuse.since')"),
    ("met", "json_extract(said, '$.dropped_at')"),
    ("scope_read", "at"),
    ("kit", "made_at"),
    ("receipt", "received_at"),
    ("joined", "at"),
    ("site", "made_at"),
    ("site", "heard_at"),
    ("site_word", "at"),
    ("outbox", "made_at"),
    ("outbox", "received_at"),
    ("principal", "sent_at"),
    ("forgotten", "at"),
    ("clock_word", "at"),
)
_LATER = " UNION ".join(f"SELECT {at} FROM {table} WHERE {at} > :at" for table, at in _TIMES)  # noqa: S608  our own


def ahead(connection: sqlite3.Connection, at: datetime) -> frozenset[datetime]:
    """Return all moments later than one that stand in the store, and that no word put right."""
    told = (word.wrong for word in words(connection) if word.at <= at)
    later = (moment(row[0]) for row in connection.execute(_LATER, {"at": stamp(at)}))
    return frozenset(one for one in later if one > at).difference(*told)


def add(connection: sqlite3.Connection, at: datetime, actor: str, reason: str) -> None:
    """Write in the caller's transaction that the clock is right."""
    wrong = ahead(connection, at)
    done = connection.execute(
        """INSERT INTO clock_word (at, actor, reason, evidence)
            SELECT ?, ?, ?, coalesce(max(id), 0) FROM evidence""",
        (stamp(at), actor, reason),
    )
    connection.executemany(
        "INSERT INTO misdated VALUES (?, ?)", [(done.lastrowid, stamp(one)) for one in wrong]
    )


def words(connection: sqlite3.Connection) -> tuple[ClockWord, ...]:
    """Return all words, the first said first.

    Raises:
        ValueError: A row holds what no version wrote.
    """
    rows = connection.execute(
        "SELECT id, at, actor, reason, evidence FROM clock_word ORDER BY id"
    ).fetchall()
    wrong: defaultdict[int, set[datetime]] = defaultdict(set)
    if rows:
        for word, at in connection.execute("SELECT word, at FROM misdated"):
            wrong[word].add(moment(at))
    return tuple(
        ClockWord(
            at=moment(at),
            actor=actor,
            reason=reason,
            evidence=evidence,
            wrong=frozenset(wrong[number]),
        )
        for number, at, actor, reason, evidence in rows
    )


def redating(connection: sqlite3.Connection) -> Redating:
    """Return what all words say of the times of rows; errors as `words`."""
    return Redating.of(words(connection))
