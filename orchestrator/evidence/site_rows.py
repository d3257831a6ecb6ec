"""Sites in the store: which units are theirs, whose word accepted or revoked them, what they sent.

A site speaks by the key that has the eight words of the newest word on it, and by no other.
"""

import sqlite3
from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import Any

from msgspec import Struct

from orchestrator.evidence.codec import moment, stamp, to_json
from orchestrator.files.typed_json import read_json

MOST_UNREADABLE = 20
"""Messages in a row that cannot be opened: who sends so many is asked of a person first."""


class SiteWordKind(StrEnum):
    """What a person said of a site."""

    ACCEPT = "accept"
    REVOKE = "revoke"


class SiteWord(Struct, frozen=True, kw_only=True):
    """A person's word on a site; `words` are those of the key that is accepted."""

    kind: SiteWordKind
    words: str
    at: datetime
    actor: str
    reason: str


class SiteState(StrEnum):
    """Whether a site is listened to."""

    NEW = "new"  # nobody accepted its key yet
    ACCEPTED = "accepted"
    SUSPENDED = "suspended"  # too many of its messages in a row could not be opened
    REVOKED = "revoked"


class SiteRow(Struct, frozen=True, kw_only=True):
    """One site.

    Attributes:
        name: Its name.
        units: The codes of the units whose machines are its.
        made_at: When it was added (aware).
        key: The public key by which it speaks; None until one with the accepted words was seen.
        heard_at: When a message of it was last taken (aware).
        unreadable: How many of its messages in a row could not be opened.
        word: The newest word on it.
        sweeps: How many of its sweeps are here.
        open_shards: How many shards it was given, and has not answered whole.
    """

    name: str
    units: tuple[str, ...]
    made_at: datetime
    key: str | None
    heard_at: datetime | None
    unreadable: int
    word: SiteWord | None
    sweeps: int
    open_shards: int = 0

    @property
    def state(self) -> SiteState:
        """Whether it is listened to."""
        if self.word is None:
            return SiteState.NEW
        if self.word.kind is SiteWordKind.REVOKE:
            return SiteState.REVOKED
        return SiteState.SUSPENDED if self.unreadable >= MOST_UNREADABLE else SiteState.ACCEPTED


def add(connection: sqlite3.Connection, name: str, units: tuple[str, ...], at: datetime) -> None:
    """Write a site, or the units of one that is there, in the caller's transaction."""
    connection.execute(
        """INSERT INTO site (name, units, made_at) VALUES (?, ?, ?)
            ON CONFLICT (name) DO UPDATE SET units = excluded.units""",
        (name, to_json(units), stamp(at)),
    )


def say_word(connection: sqlite3.Connection, site: str, word: SiteWord) -> None:
    """Write a person's word, in the caller's transaction; with it, nothing counts from before."""
    connection.execute(
        "INSERT INTO site_word (site, kind, words, at, actor, reason) VALUES (?, ?, ?, ?, ?, ?)",
        (site, word.kind, word.words, stamp(word.at), word.actor, word.reason),
    )
    connection.execute("UPDATE site SET key = NULL, unreadable = 0 WHERE name = ?", (site,))


def heard(connection: sqlite3.Connection, site: str, key: str, at: datetime) -> None:
    """Write that a message of a site was read, in the caller's transaction."""
    connection.execute(
        "UPDATE site SET key = ?, heard_at = ?, unreadable = 0 WHERE name = ?",
        (key, stamp(at), site),
    )


def unreadable(connection: sqlite3.Connection, site: str) -> None:
    """Write that a message of a site could not be opened, in the caller's transaction."""
    connection.execute("UPDATE site SET unreadable = unreadable + 1 WHERE name = ?", (site,))


_SITES = """SELECT s.name, s.units, s.made_at, s.key, s.heard_at, s.unreadable,
    w.kind, w.words, w.at, w.actor, w.reason,
    (SELECT count(*) FROM site_sweep x WHERE x.site = s.name),
    (SELECT count(*) FROM shard h WHERE h.site = s.name AND h.closed_at IS NULL)
    FROM site s LEFT JOIN site_word w
        ON w.id = (SELECT max(id) FROM site_word WHERE site = s.name)
    ORDER BY s.name"""


def sites(connection: sqlite3.Connection) -> Iterator[SiteRow]:
    """Yield all sites by name.

    Raises:
        ValueError: A row holds what no version wrote.
    """
    for row in connection.execute(_SITES):
        yield _site(row)


def _site(row: tuple[Any, ...]) -> SiteRow:
    return SiteRow(
        name=row[0],
        units=read_json(row[1], tuple[str, ...]),
        made_at=moment(row[2]),
        key=row[3],
        heard_at=moment(row[4]) if row[4] else None,
        unreadable=row[5],
        word=_word(row[6:11]) if row[6] else None,
        sweeps=row[11],
        open_shards=row[12],
    )


def _word(row: tuple[Any, ...]) -> SiteWord:
    return SiteWord(
        kind=SiteWordKind(row[0]), words=row[1], at=moment(row[2]), actor=row[3], reason=row[4]
    )


def sweep_site(connection: sqlite3.Connection, sweep: str) -> tuple[bool, str | None]:
    """Return whether a sweep is known here, and whose it is; None for our own."""
    row = connection.execute(
        """SELECT x.site FROM sweep w LEFT JOIN site_sweep x ON x.sweep = w.id WHERE w.id = ?""",
        (sweep,),
    ).fetchone()
    return (False, None) if row is None else (True, row[0])


def add_sweep(connection: sqlite3.Connection, sweep: str, site: str) -> None:
    """Write whose a sweep is, in the caller's transaction."""
    connection.execute("INSERT INTO site_sweep VALUES (?, ?)", (sweep, site))


def end_sweep(connection: sqlite3.Connection, sweep: str, at: datetime) -> None:
    """Write when a site's sweep ended, in the caller's transaction; of several words the last."""
    connection.execute(
        """UPDATE sweep SET state = 'finished', ended_at = ?2
            WHERE id = ?1 AND coalesce(ended_at, '') < ?2""",
        (sweep, stamp(at)),
    )
