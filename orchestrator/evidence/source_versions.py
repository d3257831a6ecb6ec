"""Which versions of which sources of lists were read, and which sources a person dropped."""

import sqlite3
from collections.abc import Iterable
from datetime import datetime, timedelta

from orchestrator.evidence import clock_words
from orchestrator.evidence.codec import moment, stamp
from orchestrator.model.list_source import ListRead, SourceVersion, read_origin

_STEP = timedelta(microseconds=1)


def versions(connection: sqlite3.Connection) -> tuple[SourceVersion, ...]:
    """Return all versions of all sources, those first read first.

    One that was read by a clock that was put right has the moment that stands for its own.
    """
    told = clock_words.redating(connection).moment
    rows = connection.execute(
        "SELECT source, sha256, ioc_set, read_at, dropped_at FROM source_version ORDER BY read_at"
    )
    found = (
        SourceVersion(
            origin=read_origin(source),
            sha256=sha256,
            ioc_set=ioc_set,
            read_at=told(moment(read_at)),
            dropped_at=told(moment(dropped_at)) if dropped_at else None,
        )
        for source, sha256, ioc_set, read_at, dropped_at in rows
    )
    return tuple(sorted(found, key=lambda one: one.read_at))


def keep(
    connection: sqlite3.Connection, found: Iterable[ListRead], ioc_set: str, at: datetime
) -> None:
    """Write the sources of a set in the caller's transaction; what holds already is not written.

    Each is later than all that was read and swept before, whatever the clock says.
    """
    known = versions(connection)
    newest = {one.origin.path: one for one in known}
    free = stamp(_free(connection, known, at))
    for one in found:
        last = newest.get(one.origin.path)
        same = last is not None and (last.origin, last.sha256) == (one.origin, one.sha256)
        if not (last and same and last.ioc_set == ioc_set and last.dropped_at is None):
            connection.execute(
                "INSERT INTO source_version (source, sha256, ioc_set, read_at) VALUES (?, ?, ?, ?)",
                (str(one.origin), one.sha256, ioc_set, free),
            )


def _free(
    connection: sqlite3.Connection, known: tuple[SourceVersion, ...], at: datetime
) -> datetime:
    told = clock_words.redating(connection).moment
    swept = (told(moment(row[0])) for row in connection.execute("SELECT started_at FROM sweep"))
    before = (*(one.read_at + _STEP for one in known[-1:]), *swept)
    return max(at, *before, at)


def drop(connection: sqlite3.Connection, path: str, at: datetime, actor: str, reason: str) -> None:
    """Write that a person drops the source that lies at a path."""
    rows = connection.execute("SELECT DISTINCT source FROM source_version").fetchall()
    named = [(source,) for (source,) in rows if read_origin(source).path == path]
    connection.executemany(
        """UPDATE source_version SET dropped_at = ?, actor = ?, reason = ?
            WHERE source = ? AND dropped_at IS NULL""",
        [(stamp(at), actor, reason, *one) for one in named],
    )
