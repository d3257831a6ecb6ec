"""What may go after a time: raw answers that nothing rests on, and the look-ups of people in them.

What stays of each: digest, size, times, attempts, acts, and the look that was read out of it but
for what pages alone showed of that.
"""

import sqlite3
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct

from orchestrator.evidence import clock_words
from orchestrator.evidence.codec import moment, stamp, unpack_seen
from orchestrator.evidence.look_rows import READER
from orchestrator.model.clock_word import Redating
from orchestrator.model.look import Span

_WHOLE_KEPT = 2  # newest whole looks of a machine whose answers always stay

# The rows come with all that may hold them back; what a finding was cleared by is handed in, and
# which looks are the newest is told by the words on the clock. What is dated wrongly may be old.
_OLD = """SELECT e.id, e.machine, length(e.body),
        EXISTS (SELECT 1 FROM met WHERE met.evidence = e.id),
        EXISTS (SELECT 1 FROM concerned WHERE concerned.evidence = e.id),
        l.reader, e.collected_at
    FROM evidence e LEFT JOIN look l ON l.evidence = e.id
    WHERE e.body IS NOT NULL AND (?2 IS NULL OR e.unit = ?2)
        AND (e.collected_at < ?1 OR e.collected_at IN (SELECT at FROM misdated)) ORDER BY e.id"""
_WHOLE = "SELECT machine, evidence, lo, hi FROM look WHERE whole"

_FORGET_DETAIL = "UPDATE look SET said = json_remove(said, '$.detail') WHERE evidence = ?"


class Prunable(Struct, frozen=True, kw_only=True):
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
    told = clock_words.redating(connection)
    dated = connection.execute(_OLD, (stamp(before), unit)).fetchall()
    rows = tuple(row for row in dated if told.moment(moment(row[-1])) < before)
    newest = _newest(connection, told)
    whys = tuple(_held(row, clearing, newest) for row in rows)
    going = tuple(row for row, why in zip(rows, whys, strict=True) if why is None)
    return Prunable(
        evidence=tuple(row[0] for row in going),
        size_bytes=sum(row[2] for row in going),
        machines=len({row[1] for row in going}),
        held=Counter(why for why in whys if why is not None),
    )


def _newest(connection: sqlite3.Connection, told: Redating) -> frozenset[int]:
    """Return the newest whole looks of each machine; one that is misdated takes no one's place.

    Of what was told without a machine's name all are.
    """
    whole: defaultdict[int | None, list[tuple[datetime, int]]] = defaultdict(list)
    for machine, evidence, lo, hi in connection.execute(_WHOLE):
        span = Span(moment(lo), moment(hi))
        if told.taken(evidence, span) is None:
            whole[machine].append((span.lo, evidence))
    kept = (some if of is None else sorted(some)[-_WHOLE_KEPT:] for of, some in whole.items())
    return frozenset(evidence for some in kept for _, evidence in some)


def _held(row: tuple[Any, ...], clearing: frozenset[int], newest: frozenset[int]) -> str | None:
    """Return why a row of `_OLD` stays, None where nothing rests on it."""
    number, _, _, met, concerned, reader, _ = row
    if met:
        return "met"
    if number in clearing:
        return "cleared"
    if concerned or reader is None or reader < READER:
        return "unread"
    return "newest" if number in newest else None


def prune(connection: sqlite3.Connection, evidence: Iterable[int], at: datetime) -> None:
    """Drop raw answers in the caller's transaction, and the values that nothing names any more."""
    rows = [(stamp(at), number) for number in evidence]
    connection.executemany("UPDATE evidence SET body = NULL, pruned_at = ? WHERE id = ?", rows)
    numbers = [(number,) for _, number in rows]
    connection.executemany("DELETE FROM seen WHERE evidence = ?", numbers)
    connection.executemany(_FORGET_DETAIL, numbers)
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


def pruned_before(connection: sqlite3.Connection, at: datetime) -> frozenset[int]:
    """Return the evidence of before a moment whose raw answer is gone: it met no later list."""
    told = clock_words.redating(connection)
    rows = connection.execute("SELECT id, collected_at FROM evidence WHERE pruned_at IS NOT NULL")
    return frozenset(number for number, dated in rows if told.moment(moment(dated)) <= at)
