"""How a store becomes one of this version: a new one from nothing, an old one step by step.

An old one is copied first; then all steps are one transaction, so that whatever ends it leaves the
old store or the new one, each of them whole.
"""

import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from orchestrator.errors import StateError
from orchestrator.evidence import backups, schema
from orchestrator.evidence.locking import writer_lock
from orchestrator.evidence.steps import STEPS, VERSION
from orchestrator.text.message import say

_ROOM = 2  # times the file: the copy, and what the steps write, in the log and in the file


def version_of(connection: sqlite3.Connection) -> int:
    """Return the version of a store; 0 where nothing was laid out yet."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def lay_out(connection: sqlite3.Connection, version: int = VERSION) -> None:
    """Make the tables of a new store; where another process just did, nothing is left to do."""
    with connection:
        connection.execute("BEGIN EXCLUSIVE")
        _rise(connection, version)


def climb(connection: sqlite3.Connection, path: Path) -> None:
    """Bring a store of an earlier version up to this one, with a copy of it kept beside it.

    Args:
        connection: Open on it, in no transaction.
        path: The store's file.

    Raises:
        StateError: Another process writes to it, it is damaged, or the disk is too full: it is as
            it was.
    """
    busy = say("store.old_busy", folder=path.parent, version=version_of(connection))
    with writer_lock(path.parent, busy):
        old = version_of(connection)
        if old == VERSION:  # another process brought it up while this one came to it
            return
        _need_room(path)
        try:
            backups.keep(connection, path, old)
            _step_up(connection)
        except (sqlite3.Error, ValueError, OSError) as error:
            raise StateError.one(
                say("store.not_raised", path=path, version=old, why=_why(error)),
                say(
                    "store.mend.restore_folder"
                    if isinstance(error, ValueError)
                    else "store.mend.raise"
                ),
            ) from error
        backups.drop_older(path)


def _why(error: Exception) -> object:
    """Return what an error says, as a message where it is one of ours."""
    return error.strerror if isinstance(error, OSError) else error.args[0]


def _need_room(path: Path) -> None:
    """Refuse a disk on which the climb would end half-way."""
    need = int(_size(path) * _ROOM)
    free = shutil.disk_usage(path.parent).free
    if free < need:
        raise StateError.one(
            say("store.no_room", folder=path.parent, free=_megabytes(free), need=_megabytes(need)),
            say("store.mend.room"),
        )


def _size(path: Path) -> int:
    log = path.with_name(f"{path.name}-wal")
    return path.stat().st_size + (log.stat().st_size if log.exists() else 0)


def _megabytes(size: int) -> int:
    return -(-size // 1_000_000)


def _step_up(connection: sqlite3.Connection) -> None:
    with connection:
        connection.execute("BEGIN EXCLUSIVE")
        _rise(connection, VERSION)
        _verify(connection)
    with suppress(sqlite3.Error):  # it is raised already; what the log keeps, SQLite brings home
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _rise(connection: sqlite3.Connection, version: int) -> None:
    """Take every step up to a version: the one way in which any store gets its tables."""
    old = version_of(connection)
    if old == 0:
        for statement in schema.STATEMENTS:
            connection.execute(statement)
    for step in STEPS:
        if max(old, schema.VERSION) < step.version <= version:
            step.run(connection)
            connection.execute(f"PRAGMA user_version = {step.version}")


def _verify(connection: sqlite3.Connection) -> None:
    broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    if broken:
        raise ValueError(say("store.why.points_nowhere", table=broken[0], other=broken[2]))
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as new:
        lay_out(new)
        missing = _objects(new) - _objects(connection)
    if missing:
        raise ValueError(say("store.why.missing", words=", ".join(sorted(missing))))


def is_laid_out(connection: sqlite3.Connection) -> bool:
    """Whether a store's tables are made as this version makes them, to the letter."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as new:
        lay_out(new)
        return _statements(new) <= _statements(connection)


def table_names() -> tuple[str, ...]:
    """Return the names of the tables of this version, sorted."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as new:
        lay_out(new)
        rows = new.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
        return tuple(row[0] for row in rows if not row[0].startswith("sqlite_"))


def _statements(connection: sqlite3.Connection) -> frozenset[str]:
    rows = connection.execute("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL")
    return frozenset(str(row[0]) for row in rows)


def _objects(connection: sqlite3.Connection) -> frozenset[str]:
    rows = connection.execute("SELECT type || ' ' || name FROM sqlite_schema WHERE sql IS NOT NULL")
    return frozenset(row[0] for row in rows)
