"""Shards in a hub's store: which machines of a sweep a site is to ask, and what it said of them.

A machine of a shard is skipped as `at site` until its site said something of it.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from orchestrator.evidence.codec import moment, stamp
from orchestrator.evidence.records import Key
from orchestrator.model.outcome import Why


class KeptPlaybook(Struct, frozen=True, kw_only=True):
    """A playbook's file: its digest, its name without folders, and its bytes."""

    sha256: str
    name: str
    body: bytes


class NewShard(Struct, frozen=True, kw_only=True):
    """A part of a sweep for one site, not written yet; `number` counts from 1 in its sweep."""

    number: int
    site: str
    machines: tuple[Key, ...]


class GivenOut(Struct, frozen=True, kw_only=True):
    """What a new sweep gives to sites.

    Attributes:
        shards: The parts; none where the sweep gives nothing.
        seconds: How long a site may take for each, from when it begins.
        playbook: What is asked.
    """

    shards: tuple[NewShard, ...]
    seconds: int
    playbook: KeptPlaybook


class OpenShard(Struct, frozen=True, kw_only=True):
    """A shard of some machine of which its site has said nothing yet.

    Attributes:
        sweep: The sweep's id.
        number: Of the shard.
        seconds: How long the site may take, from when it begins.
        made_at: When the sweep began (aware).
        playbook: The digest of what is asked.
        list: The digest of the list that the sweep is judged by.
        machines: All its machines, by unit, then name.
        said: The newest word of the site; None where there is none.
    """

    sweep: str
    number: int
    seconds: int
    made_at: datetime
    playbook: str
    list: str
    machines: tuple[Key, ...]
    said: str | None


def keep(connection: sqlite3.Connection, sweep: str, given: GivenOut, at: datetime) -> None:
    """Write what a sweep gives to sites, in the caller's transaction; its scope is there."""
    keep_playbook(connection, given.playbook, at)
    for shard in given.shards:
        connection.execute(
            "INSERT INTO shard (sweep, shard, site, seconds, made_at) VALUES (?, ?, ?, ?, ?)",
            (sweep, shard.number, shard.site, given.seconds, stamp(at)),
        )
        connection.executemany(
            """INSERT INTO shard_row (sweep, shard, machine)
                SELECT ?, ?, id FROM machine WHERE unit = ? AND name = ?""",
            [(sweep, shard.number, unit, name) for unit, name in shard.machines],
        )


def give_again(
    connection: sqlite3.Connection,
    sweep: str,
    given: GivenOut,
    rules: Mapping[Key, int],
    at: datetime,
) -> None:
    """Give machines of a kept sweep to sites anew, in the caller's transaction.

    What they answered before stays, and counts until they answer again.

    Args:
        connection: The store.
        sweep: The sweep's id.
        given: The shards, numbered from 1; they come after those that there are.
        rules: By which of the sweep's question lists those are asked that it gave to nobody.
        at: Now (aware).
    """
    query = "SELECT coalesce(max(shard), 0) FROM shard WHERE sweep = ?"
    (last,) = connection.execute(query, (sweep,)).fetchone()
    later = tuple(replace(one, number=last + one.number) for one in given.shards)
    keep(connection, sweep, replace(given, shards=later), at)
    for (unit, name), rule in rules.items():
        row = connection.execute(
            """UPDATE scope SET skipped = ?,
                    rule = CASE WHEN skipped = ? THEN ? ELSE rule END
                WHERE sweep = ? AND excluded IS NULL
                AND machine = (SELECT id FROM machine WHERE unit = ? AND name = ?)
                RETURNING machine""",
            (Why.AT_SITE, Why.BEHIND_SITE, rule, sweep, unit, name),
        ).fetchone()
        if row is not None:
            unmark(connection, row[0])


def keep_playbook(connection: sqlite3.Connection, one: KeptPlaybook, at: datetime) -> None:
    """Keep a playbook, once, in the caller's transaction."""
    connection.execute(
        "INSERT OR IGNORE INTO playbook (sha256, name, body, kept_at) VALUES (?, ?, ?, ?)",
        (one.sha256, one.name, one.body, stamp(at)),
    )


def playbook(connection: sqlite3.Connection, sha256: str) -> KeptPlaybook | None:
    """Return a kept playbook, None where there is none of that digest."""
    row = connection.execute(
        "SELECT sha256, name, body FROM playbook WHERE sha256 = ?", (sha256,)
    ).fetchone()
    return None if row is None else KeptPlaybook(sha256=row[0], name=row[1], body=row[2])


_OPEN = """SELECT s.sweep, s.shard, s.seconds, s.made_at, w.playbook_sha256, w.ioc_sha256, s.said
    FROM shard s JOIN sweep w ON w.id = s.sweep
    WHERE s.site = ? AND s.closed_at IS NULL AND s.made_at >= ?
    ORDER BY s.made_at, s.sweep, s.shard LIMIT ?"""


def open_shards(
    connection: sqlite3.Connection, site: str, since: datetime, most: int
) -> Iterator[OpenShard]:
    """Yield the shards of a site that are open, the oldest first.

    Args:
        connection: The store.
        site: Its name.
        since: Older ones are left out (aware).
        most: So many at most.

    Raises:
        ValueError: A row holds what no version wrote.
    """
    for row in connection.execute(_OPEN, (site, stamp(since), most)).fetchall():
        yield _open(connection, row)


def _open(connection: sqlite3.Connection, row: tuple[Any, ...]) -> OpenShard:
    sweep, number, seconds, made_at, playbook_sha256, list_sha256, said = row
    return OpenShard(
        sweep=sweep,
        number=number,
        seconds=seconds,
        made_at=moment(made_at),
        playbook=playbook_sha256,
        list=list_sha256,
        machines=tuple(_machines(connection, sweep, number)),
        said=said,
    )


def _machines(connection: sqlite3.Connection, sweep: str, number: int) -> Iterator[Key]:
    query = """SELECT m.unit, m.name FROM shard_row r JOIN machine m ON m.id = r.machine
        WHERE r.sweep = ? AND r.shard = ? ORDER BY m.unit, m.name"""
    yield from connection.execute(query, (sweep, number))


def given_to(connection: sqlite3.Connection, sweep: str, site: str) -> frozenset[Key]:
    """Return the machines of a sweep that a site was given; none where it was given nothing."""
    query = """SELECT m.unit, m.name FROM shard s
        JOIN shard_row r ON r.sweep = s.sweep AND r.shard = s.shard
        JOIN machine m ON m.id = r.machine WHERE s.sweep = ? AND s.site = ?"""
    return frozenset(connection.execute(query, (sweep, site)).fetchall())


def at_sites(connection: sqlite3.Connection, sweep: str) -> frozenset[Key]:
    """Return the machines of a sweep of which their sites have said nothing yet."""
    query = """SELECT m.unit, m.name FROM scope s JOIN machine m ON m.id = s.machine
        WHERE s.sweep = ? AND s.skipped = ?"""
    return frozenset(connection.execute(query, (sweep, Why.AT_SITE)).fetchall())


class ShardWord(Struct, frozen=True, kw_only=True):
    """What a site says of a shard that it was given.

    Attributes:
        site: Its name.
        sweep: The sweep's id.
        shard: The shard's number.
        said: Its word.
        left: The machines of which no answer will come, each with the reason.
        at: Now (aware).
    """

    site: str
    sweep: str
    shard: int
    said: str
    left: tuple[tuple[Key, Why], ...]
    at: datetime


def hear(connection: sqlite3.Connection, word: ShardWord) -> bool:
    """Write what a site said of a shard, in the caller's transaction; False if it has none such.

    Who has answered, or is of another shard, stays as it is.
    """
    done = connection.execute(
        "UPDATE shard SET said = ?, said_at = ? WHERE sweep = ? AND shard = ? AND site = ?",
        (word.said, stamp(word.at), word.sweep, word.shard, word.site),
    )
    if not done.rowcount:
        return False
    for (unit, name), why in word.left:
        _leave_out(connection, word, (unit, name), why)
    close(connection, word.sweep, word.site, word.at)
    return True


def _leave_out(connection: sqlite3.Connection, word: ShardWord, key: Key, why: Why) -> None:
    row = connection.execute(
        """UPDATE scope SET skipped = ? WHERE sweep = ? AND skipped = ? AND machine IN (
            SELECT r.machine FROM shard_row r JOIN machine m ON m.id = r.machine
            WHERE r.sweep = ?2 AND r.shard = ? AND m.unit = ? AND m.name = ?
        ) RETURNING machine""",
        (why, word.sweep, Why.AT_SITE, word.shard, *key),
    ).fetchone()
    if row is not None:
        unmark(connection, row[0])


def unmark(connection: sqlite3.Connection, machine: int) -> None:
    """Let where a machine stands be told anew, in the caller's transaction."""
    connection.execute("DELETE FROM mark WHERE kind = 'machine' AND name = ?", (str(machine),))


def close(connection: sqlite3.Connection, sweep: str, site: str, at: datetime) -> None:
    """Close the shards of a site in a sweep of which nothing is waited for any more."""
    connection.execute(
        """UPDATE shard SET closed_at = ? WHERE sweep = ? AND site = ? AND closed_at IS NULL
            AND NOT EXISTS (
                SELECT 1 FROM shard_row r
                JOIN scope c ON c.sweep = r.sweep AND c.machine = r.machine
                WHERE r.sweep = shard.sweep AND r.shard = shard.shard AND c.skipped = ?)""",
        (stamp(at), sweep, site, Why.AT_SITE),
    )
