"""Which evidence holds which names and addresses: the index of values, asked."""

import sqlite3
from array import array
from collections.abc import Callable, Iterator
from datetime import datetime

from msgspec import Struct

from orchestrator.evidence import clock_words
from orchestrator.evidence.codec import moment, unpack_seen
from orchestrator.model.look import Span


class Seen(Struct, frozen=True, kw_only=True):
    """What one evidence row holds of what was asked for, on which machine, between when.

    Of one that a wrong clock dated, and a person put right, it is between when it was taken.
    """

    evidence: int
    machine: int
    first: datetime
    last: datetime
    values: frozenset[str]


_SEEN = """SELECT l.evidence, l.machine, l.lo, l.hi, s.ids FROM look l
    JOIN seen s ON s.evidence = l.evidence
    WHERE l.machine IS NOT NULL AND l.reader >= ? ORDER BY l.machine, l.lo, l.evidence"""


def looked(connection: sqlite3.Connection, reader: int) -> tuple[int, int]:
    """Return how many looks are indexed, and of how many machines."""
    row = connection.execute(
        """SELECT count(*), count(DISTINCT machine) FROM look
            WHERE machine IS NOT NULL AND reader >= ?""",
        (reader,),
    ).fetchone()
    return int(row[0]), int(row[1])


def seen(
    connection: sqlite3.Connection, reader: int, is_wanted: Callable[[str], bool]
) -> Iterator[Seen]:
    """Yield the evidence that holds wanted values, by machine, then time.

    Args:
        connection: The store.
        reader: The oldest reader whose index holds all that can be met.
        is_wanted: Asked once of every distinct value.
    """
    values = connection.execute("SELECT id, text FROM value")
    wanted = {number: text for number, text in values if is_wanted(text)}
    return _holding(connection, reader, wanted) if wanted else iter(())


def rare(connection: sqlite3.Connection, reader: int, most: int) -> Iterator[Seen]:
    """Yield the evidence with the values that at most so many machines ever said."""
    highest = connection.execute("SELECT coalesce(max(id), 0) FROM value").fetchone()[0]
    counts = array("I", bytes(4 * (highest + 1)))
    for held in _by_machine(connection, reader):
        for number in held:
            counts[number] += 1
    values = connection.execute("SELECT id, text FROM value")
    few = {number: text for number, text in values if 0 < counts[number] <= most}
    return _holding(connection, reader, few)


def _by_machine(connection: sqlite3.Connection, reader: int) -> Iterator[set[int]]:
    """Yield the ids of all values that a machine ever said."""
    of, held = 0, set[int]()
    for _, machine, _, _, ids in connection.execute(_SEEN, (reader,)):
        if machine != of:
            yield held
            of, held = machine, set()
        held.update(unpack_seen(ids))
    yield held


def _holding(connection: sqlite3.Connection, reader: int, wanted: dict[int, str]) -> Iterator[Seen]:
    numbers, told = wanted.keys(), clock_words.redating(connection)
    for evidence, machine, lo, hi, blob in connection.execute(_SEEN, (reader,)):
        ids = unpack_seen(blob)
        if not numbers.isdisjoint(ids):
            span = Span(moment(lo), moment(hi))
            taken, _ = told.taken(evidence, span) or (span, None)
            yield Seen(
                evidence=evidence,
                machine=machine,
                first=taken.lo,
                last=taken.hi,
                values=frozenset(wanted[number] for number in numbers & set(ids)),
            )
