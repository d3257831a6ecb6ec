"""Parts of sweeps that a site brought: tries with their own numbers, answers, and what waits.

A try is told by sweep, machine and number. The same again is one; another one under the same number
waits for a person's word, and the first stays.
"""

import sqlite3
from collections.abc import Callable, Iterable, Mapping

from msgspec import Struct

from orchestrator.evidence import arrivals, inserts, look_rows
from orchestrator.evidence.arrivals import Arrival, Receipt
from orchestrator.evidence.codec import stamp, to_json
from orchestrator.model.outcome import Trip, Why

Sight = Callable[[int, Iterable[str]], None]
"""Indexes the names and addresses by which an evidence row can be met."""


class RelayedTry(Struct, frozen=True, kw_only=True):
    """One try that is new here.

    Attributes:
        receipt: What it came in; its key is sweep, machine and number.
        machine: Its row, None where there is none, or what is kept under it says otherwise.
        n: Its number among the machine's tries; None counts on from those that are here.
        trip: How it went.
        arrival: The answer; None where the machine said nothing, or said the same before.
    """

    receipt: Receipt
    machine: int | None
    n: int | None
    trip: Trip
    arrival: Arrival | None


class RelayedRow(Struct, frozen=True, kw_only=True):
    """What a site says of a machine in its sweep, as the scope keeps it."""

    machine: int
    rule: int
    selected: bool
    skipped: Why | None


class RelayedPart(Struct, frozen=True, kw_only=True):
    """One part of a site's sweep, to be written as one step."""

    receipt: Receipt
    sweep: str
    rows: tuple[RelayedRow, ...]
    tries: tuple[RelayedTry, ...]


def keep(connection: sqlite3.Connection, part: RelayedPart, sight: Sight) -> None:
    """Write a part in the caller's transaction; the sweep is there already.

    Args:
        connection: The store.
        part: What is written.
        sight: Told of each evidence what it can be met by.
    """
    arrivals.receipt_row(connection, part.receipt)
    for row in part.rows:
        _scope(connection, part.sweep, row)
    for one in part.tries:
        _try(connection, part.sweep, one, sight)


def _scope(connection: sqlite3.Connection, sweep: str, row: RelayedRow) -> None:
    connection.execute(
        """UPDATE scope SET rule = ?, selected = ?, skipped = ?
            WHERE sweep = ? AND machine = ? AND excluded IS NULL""",
        (row.rule, row.selected, row.skipped, sweep, row.machine),
    )
    connection.execute("DELETE FROM mark WHERE kind = 'machine' AND name = ?", (str(row.machine),))


def _try(connection: sqlite3.Connection, sweep: str, one: RelayedTry, sight: Sight) -> None:
    receipt = arrivals.receipt_row(connection, one.receipt)
    if one.machine is not None and one.n is None:
        inserts.attempt(connection, sweep, one.machine, one.trip)
    elif one.machine is not None and one.n is not None:
        _attempt(connection, sweep, one.machine, one.n, one.trip)
    if one.arrival is None:
        return
    evidence = arrivals.evidence_row(connection, one.arrival, receipt)
    if one.arrival.looked is not None:
        look_rows.keep(connection, one.arrival.looked.numbered(evidence))
        sight(evidence, one.arrival.looked.values)
    if one.arrival.waits is not None:
        arrivals.waiting_row(connection, one.arrival, evidence)


def _attempt(
    connection: sqlite3.Connection, sweep: str, machine: int, number: int, trip: Trip
) -> None:
    """Keep a try by the site's number; counted on where a kit's came home under that number.

    The site's own tries are told apart by their receipts, before they come here.
    """
    taken = connection.execute(
        "SELECT 1 FROM attempt WHERE sweep = ? AND machine = ? AND n = ?", (sweep, machine, number)
    ).fetchone()
    if taken is not None:
        inserts.attempt(connection, sweep, machine, trip)
        return
    connection.execute(
        """INSERT INTO attempt (sweep, machine, n, trip, principal, via, outcome, detail, phases,
            host_key, exit_code, started_at, ended_at, error_id)
            VALUES (?, ?, ?, 'check', '', ?, ?, ?, ?, NULL, ?, ?, ?, ?)""",
        (
            sweep,
            machine,
            number,
            trip.via,
            str(trip.outcome),
            trip.outcome.detail,
            to_json({timing.phase: round(timing.seconds, 4) for timing in trip.phases}),
            trip.exit_code,
            stamp(trip.started_at),
            stamp(trip.ended_at),
            trip.outcome.error_id,
        ),
    )


class KnownTries(Struct, frozen=True, kw_only=True):
    """What came of a sweep already.

    Attributes:
        digests: Of each try that came, by its key.
        bodies: The digests of the answers that each machine gave; under None those that wait.
    """

    digests: Mapping[str, frozenset[str]]
    bodies: Mapping[int | None, frozenset[str]]


def known(
    connection: sqlite3.Connection, sweep: str, keys: Iterable[str], machines: Iterable[int]
) -> KnownTries:
    """Return what came already of the tries with these keys, and of these machines."""
    digests = {
        key: frozenset(
            row[0] for row in connection.execute("SELECT sha256 FROM receipt WHERE key = ?", (key,))
        )
        for key in keys
    }
    query = "SELECT sha256 FROM evidence WHERE sweep = ? AND machine IS ?"
    bodies = {
        machine: frozenset(row[0] for row in connection.execute(query, (sweep, machine)))
        for machine in (None, *machines)
    }
    return KnownTries(digests=digests, bodies=bodies)


def came_before(connection: sqlite3.Connection, sha256: str) -> bool:
    """Return whether a part of that digest was taken."""
    row = connection.execute("SELECT 1 FROM receipt WHERE sha256 = ?", (sha256,)).fetchone()
    return row is not None
