"""Tasks in a site's store: the shards that it took from its hub, and what it may be asked.

For which task a sweep was done here, the sweep's own `selection` says: it began with that.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct

from orchestrator.evidence import shard_rows
from orchestrator.evidence.codec import moment, stamp, to_json
from orchestrator.evidence.records import Key
from orchestrator.evidence.shard_rows import KeptPlaybook
from orchestrator.files.typed_json import read_json
from orchestrator.model.outcome import Why

LeftOut = tuple[tuple[Key, Why], ...]
"""The machines of which no answer will come, each with the reason."""


class TaskRow(Struct, frozen=True, kw_only=True):
    """A shard that was taken.

    Attributes:
        sweep: The id of the hub's sweep.
        shard: The shard's number in it.
        playbook: The digest of what is asked.
        list: The digest of the list.
        seconds: How long it may take, from when it begins.
        machines: Units and names.
        issued_at: When the hub said it, by the hub's clock (aware).
        taken_at: When it was taken (aware).
        left_out: The machines of which no answer will come.
        done_at: When all of it was asked (aware), None while it is open.
    """

    sweep: str
    shard: int
    playbook: str
    list: str
    seconds: int
    machines: tuple[Key, ...]
    issued_at: datetime
    taken_at: datetime
    left_out: LeftOut = ()
    done_at: datetime | None = None


def take(connection: sqlite3.Connection, task: TaskRow) -> None:
    """Write a task, once, in the caller's transaction."""
    connection.execute(
        """INSERT OR IGNORE INTO task
            (sweep, shard, playbook, list, seconds, machines, issued_at, taken_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            task.sweep,
            task.shard,
            task.playbook,
            task.list,
            task.seconds,
            to_json(task.machines),
            stamp(task.issued_at),
            stamp(task.taken_at),
        ),
    )


_TASKS = """SELECT sweep, shard, playbook, list, seconds, machines, issued_at, taken_at, left_out,
    done_at FROM task ORDER BY id"""


def tasks(connection: sqlite3.Connection) -> Iterator[TaskRow]:
    """Yield all tasks, the first taken first.

    Raises:
        ValueError: A row holds what no version wrote.
    """
    for row in connection.execute(_TASKS).fetchall():
        yield _task(row)


def _task(row: tuple[Any, ...]) -> TaskRow:
    return TaskRow(
        sweep=row[0],
        shard=row[1],
        playbook=row[2],
        list=row[3],
        seconds=row[4],
        machines=read_json(row[5], tuple[Key, ...]),
        issued_at=moment(row[6]),
        taken_at=moment(row[7]),
        left_out=read_json(row[8], LeftOut),
        done_at=moment(row[9]) if row[9] else None,
    )


def finish(connection: sqlite3.Connection, task: TaskRow, left: LeftOut, at: datetime) -> None:
    """Write that all of a task was asked, in the caller's transaction."""
    connection.execute(
        """UPDATE task SET done_at = ?, left_out = ?
            WHERE sweep = ? AND shard = ? AND done_at IS NULL""",
        (stamp(at), to_json(left), task.sweep, task.shard),
    )


def sweeps_for(connection: sqlite3.Connection, task: TaskRow) -> tuple[str, ...]:
    """Return the ids of the sweeps here that were done for a task, the first begun first."""
    query = """SELECT id FROM sweep WHERE json_extract(selection, '$.task.sweep') = ?
        AND json_extract(selection, '$.task.shard') = ? ORDER BY rowid"""
    return tuple(row[0] for row in connection.execute(query, (task.sweep, task.shard)))


def allow(connection: sqlite3.Connection, one: KeptPlaybook, at: datetime, actor: str) -> None:
    """Write that a person allows a playbook to be asked here, in the caller's transaction."""
    shard_rows.keep_playbook(connection, one, at)
    connection.execute(
        "UPDATE playbook SET allowed_at = ?, allowed_by = ? WHERE sha256 = ?",
        (stamp(at), actor, one.sha256),
    )


def allowed(connection: sqlite3.Connection) -> Mapping[str, str]:
    """Return the digests of all playbooks that are allowed, with their names."""
    query = "SELECT sha256, name FROM playbook WHERE allowed_at IS NOT NULL ORDER BY name, sha256"
    return dict(connection.execute(query).fetchall())


def has_list(connection: sqlite3.Connection, sha256: str) -> bool:
    """Return whether a list of that digest is kept."""
    row = connection.execute("SELECT 1 FROM ioc_set WHERE sha256 = ?", (sha256,)).fetchone()
    return row is not None
