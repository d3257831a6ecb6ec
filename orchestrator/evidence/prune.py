"""What may go after a time: raw answers that nothing rests on, and the look-ups of people in them.

What stays of each: digest, size, times, the look that was read out of it, attempts and acts.
"""

import sqlite3
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from orchestrator.evidence.codec import stamp, unpack_seen
from orchestrator.evidence.look_rows import READER

_WHOLE_KEPT = 2  # newest whole looks of a machine whose answers always stay

# The rows come with all that may hold them back; what a finding was cleared by is handed in.
_OLD = """SELECT e.id, e.machine, length(e.body),
        EXISTS (SELECT 1 FROM met WHERE met.evidence = e.id),
        EXISTS (SELECT 1 FROM concerned WHERE concerned.evidence = e.id),
        l.reader,
        (SELECT count(*) FROM look n WHERE n.machine = e.machine AND n.whole
            AND (n.lo, n.evidence) > (l.lo, l.evidence)),
        l.whole
    FROM evidence e LEFT JOIN look l ON l.evidence = e.id
    WHERE e.body IS NOT NULL AND e.collected_at < ? AND (? IS NULL OR e.unit = ?) ORDER BY e.id"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prunable:
    """What would go, and what is held back.

    Attributes:
        evidence: Rows whose raw answer would go.
        size_bytes: How much that is, packed.
        machines: On how many machines.
        held: Rows that are as old and stay, by why: `met`, `cleared`, `newest`, `unread`.
    """

    evidence: tuple[int, ...]
    size_bytes: int
    machines: int
    held: Mapping[str, int]


def prunable(
    connection: sqlite3.Connection, before: datetime, unit: str | None, clearing: frozenset[int]
) -> Prunable:
    """Return what may go.

    Args:
        connection: The store.
        before: Only what came earlier.
        unit: The code of the one unit to look at, None for all.
        clearing: Evidence that shows that a finding is gone.
    """
    rows = connection.execute(_OLD, (stamp(before), unit, unit)).fetchall()
    whys = tuple(_held(row, clearing) for row in rows)
    going = tuple(row for row, why in zip(rows, whys, strict=True) if why is None)
    return Prunable(
        evidence=tuple(row[0] for row in going),
        size_bytes=sum(row[2] for row in going),
        machines=len({row[1] for row in going}),
        held=Counter(why for why in whys if why is not None),
    )


def _held(row: tuple[Any, ...], clearing: frozenset[int]) -> str | None:
    """Return why a row of `_OLD` stays, None where nothing rests on it."""
    number, _, _, met, concerned, reader, newer, whole = row
    if met:
        return "met"
    if number in clearing:
        return "cleared"
    if concerned or reader is None or reader < READER:
        return "unread"
    return "newest" if whole and newer < _WHOLE_KEPT else None


def prune(connection: sqlite3.Connection, evidence: Iterable[int], at: datetime) -> None:
    """Drop raw answers in the caller's transaction, and the values that nothing names any more."""
    rows = [(stamp(at), number) for number in evidence]
    connection.executemany("UPDATE evidence SET body = NULL, pruned_at = ? WHERE id = ?", rows)
    connection.executemany("DELETE FROM seen WHERE evidence = ?", [(n,) for _, n in rows])
    used = _used(connection)
    known = connection.execute("SELECT id FROM value").fetchall()
    gone = [(number,) for (number,) in known if number >= len(used) or not used[number]]
    connection.executemany("DELETE FROM value WHERE id = ?", gone)


def _used(connection: sqlite3.Connection) -> bytearray:
    """Return a flag for each value's number: whether any evidence names it."""
    highest = connection.execute("SELECT coalesce(max(id), 0) FROM value").fetchone()[0]
    used = bytearray(highest + 1)
    for (blob,) in connection.execute("SELECT ids FROM seen"):
        ids: array[int] = unpack_seen(blob)
        for number in ids:
            used[number] = 1
    return used


def forget_actor(connection: sqlite3.Connection, name: str, role: str) -> int:
    """Put a role in the place of a person's name in all that was recorded; returns in how much."""
    done = 0
    for table in ("act", "joined", "clock_word"):
        change = f"UPDATE {table} SET actor = ? WHERE actor = ?"  # noqa: S608  our own
        done += connection.execute(change, (role, name)).rowcount
    for column in ("revoked_by", "witness"):
        connection.execute(f"UPDATE kit SET {column} = ? WHERE {column} = ?", (role, name))  # noqa: S608  our own
    return done


def pruned_before(connection: sqlite3.Connection, moment: datetime) -> frozenset[int]:
    """Return the evidence of before a moment whose raw answer is gone: it met no later list."""
    rows = connection.execute(
        "SELECT id FROM evidence WHERE pruned_at IS NOT NULL AND collected_at <= ?",
        (stamp(moment),),
    )
    return frozenset(row[0] for row in rows)
