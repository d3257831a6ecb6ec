"""By which list kept evidence is matched, and which evidence a newer list makes wait.

The index of values says whom a list concerns; nobody's body is read for that.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator

from msgspec import Struct

from orchestrator.evidence.codec import unpack_seen

MATCHER = 1
"""Raised when the matcher finds otherwise than before: all evidence then waits to be read again."""


class Matched(Struct, frozen=True, kw_only=True):
    """The list by which all evidence up to `through` is matched, but for what waits."""

    list: str
    matcher: int
    through: int


class Waiting(Struct, frozen=True, kw_only=True):
    """One evidence row that waits to be read by a list.

    `looked` is whether it was ever read, `concerned` whether a newer list is why it waits; `own`
    the list of its own sweep, `list` the one that it is to be matched by.
    """

    evidence: int
    looked: bool
    concerned: bool
    own: str
    list: str


_BY_LIST = """SELECT e.id, CASE WHEN e.id <= coalesce(m.through, 0) THEN m.list
        ELSE w.ioc_sha256 END, e.id <= coalesce(m.through, 0) AND m.matcher < ?
    FROM look l JOIN evidence e ON e.id = l.evidence JOIN sweep w ON w.id = e.sweep
    LEFT JOIN matched m ON m.id = 1 WHERE e.body IS NOT NULL"""
_WAITING = """SELECT e.id, l.evidence IS NOT NULL, c.list IS NOT NULL, w.ioc_sha256,
    coalesce(c.list, CASE WHEN e.id <= coalesce(m.through, 0) THEN m.list ELSE w.ioc_sha256 END)
    FROM evidence e JOIN sweep w ON w.id = e.sweep JOIN taken t ON t.evidence = e.id
    LEFT JOIN look l ON l.evidence = e.id LEFT JOIN concerned c ON c.evidence = e.id
    LEFT JOIN matched m ON m.id = 1
    WHERE e.body IS NOT NULL AND t.machine IS NOT NULL
        AND (c.list IS NOT NULL OR l.reader IS NULL OR l.reader < ?)
    ORDER BY e.id"""


def matched(connection: sqlite3.Connection) -> Matched | None:
    """Return the list by which evidence is matched; None where each is by its own sweep's."""
    row = connection.execute("SELECT list, matcher, through FROM matched").fetchone()
    return None if row is None else Matched(list=row[0], matcher=row[1], through=row[2])


def is_matched_by(connection: sqlite3.Connection, sha256: str) -> bool:
    """Whether all that was read is matched by a list, or waits for it."""
    known = matched(connection)
    if known is None or (known.list, known.matcher) != (sha256, MATCHER):
        return False
    row = connection.execute(
        """SELECT EXISTS (SELECT 1 FROM evidence e JOIN look l ON l.evidence = e.id
            JOIN sweep w ON w.id = e.sweep
            WHERE e.id > ? AND w.ioc_sha256 != ? AND e.body IS NOT NULL)""",
        (known.through, sha256),
    )
    return not row.fetchone()[0]


def by_list(connection: sqlite3.Connection) -> dict[str | None, frozenset[int]]:
    """Return which evidence was last matched by which list.

    Under None stands what an older matcher did, of which nothing can be told.
    """
    found: defaultdict[str | None, set[int]] = defaultdict(set)
    for evidence, name, older in connection.execute(_BY_LIST, (MATCHER,)):
        found[None if older else name].add(evidence)
    return {name: frozenset(some) for name, some in found.items()}


def holding(
    connection: sqlite3.Connection, is_wanted: Callable[[str], bool], among: Container[int]
) -> Iterator[int]:
    """Yield the evidence that holds a wanted name or address.

    Args:
        connection: The store.
        is_wanted: Asked once of every distinct value.
        among: The evidence to look at.
    """
    values = connection.execute("SELECT id, text FROM value")
    wanted = {number for number, text in values if is_wanted(text)}
    if not wanted:
        return
    for evidence, ids in connection.execute("SELECT evidence, ids FROM seen"):
        if evidence in among and not wanted.isdisjoint(unpack_seen(ids)):
            yield evidence


def come_into_force(connection: sqlite3.Connection, sha256: str, found: Iterable[int]) -> None:
    """Write that a list is in force and whom it concerns; who waits already waits for it now."""
    connection.execute("UPDATE concerned SET list = ?", (sha256,))
    connection.executemany(
        "INSERT OR REPLACE INTO concerned (evidence, list) VALUES (?, ?)",
        ((one, sha256) for one in found),
    )
    connection.execute(
        """INSERT OR REPLACE INTO matched (id, list, matcher, through)
            SELECT 1, ?, ?, coalesce(max(id), 0) FROM evidence""",
        (sha256, MATCHER),
    )


def waiting(connection: sqlite3.Connection, reader: int) -> tuple[Waiting, ...]:
    """Return what was never read, is read by an older reader, or is concerned by a newer list."""
    rows = connection.execute(_WAITING, (reader,)).fetchall()
    return tuple(
        Waiting(evidence=one, looked=bool(looked), concerned=bool(newer), own=own, list=name)
        for one, looked, newer, own, name in rows
    )


def concerned(connection: sqlite3.Connection) -> dict[int, int]:
    """Return the evidence that waits for a newer list, each with its machine: mostly none."""
    rows = connection.execute(
        """SELECT t.evidence, t.machine FROM concerned c CROSS JOIN taken t
            ON t.evidence = c.evidence WHERE t.machine IS NOT NULL ORDER BY c.evidence"""
    )
    return dict(rows.fetchall())


def read_by_now(connection: sqlite3.Connection, evidence: int) -> None:
    """Write that evidence was read, and waits no more."""
    connection.execute("DELETE FROM concerned WHERE evidence = ?", (evidence,))
