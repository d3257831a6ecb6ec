"""Answers that others brought: what each came in, whose it is or why it waits, and a person's word.

Nothing is overwritten: what waits is evidence of no machine until a word joins it to one, and a
newer word joins it to another.
"""

import sqlite3
from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import Any

from msgspec import Struct

from orchestrator.evidence import inserts, look_rows
from orchestrator.evidence.codec import moment, pack_body, stamp
from orchestrator.evidence.look_rows import Looked
from orchestrator.evidence.records import StoredAnswer
from orchestrator.model.look import Carrier
from orchestrator.model.outcome import Trip


class WaitKind(StrEnum):
    """Why an answer waits for a person's word."""

    UNKNOWN = "unknown"  # nothing of it fits a row
    CLASH = "clash"  # it speaks for several rows
    DIFFERS = "differs"  # the row was another machine, or the same run says something else
    LATE = "late"
    REVOKED = "revoked"


class Receipt(Struct, frozen=True, kw_only=True):
    """What an answer came in.

    Attributes:
        kind: What brought it.
        carrier: How it came here.
        source: The kit, or the site.
        sha256: The digest of what was sealed: head and answer.
        key: Kit and run: another answer of the same run is told by it.
        head: What the kit said of the run, as text.
        received_at: When (aware).
    """

    kind: str = "kit"
    carrier: Carrier = Carrier.FILE
    source: str
    sha256: str
    key: str
    head: str
    received_at: datetime


class WaitReason(Struct, frozen=True, kw_only=True):
    """Why an answer waits, and the machines that may be meant."""

    kind: WaitKind
    machines: frozenset[int] = frozenset()


class Arrival(Struct, frozen=True, kw_only=True):
    """One answer that came home.

    Attributes:
        receipt: What it came in.
        answer: It, yet without number; its `road` says how it came.
        sweep: The sweep that it is part of.
        unit: The unit's code.
        machine: Its row, None where it waits.
        trip: How the kit's run ended, as a try to ask the machine.
        looked: The look that it is, None where it is of no row.
        waits: Why it is of no row, None where it is of one.
    """

    receipt: Receipt
    answer: StoredAnswer
    sweep: str
    unit: str
    machine: int | None
    trip: Trip
    looked: Looked | None
    waits: WaitReason | None


class WaitingAnswer(Struct, frozen=True, kw_only=True):
    """One answer that waits, or waited, for a word; `decided` is the newest one.

    `decided.machine` is None where it was dropped.
    """

    number: int
    kind: WaitKind
    evidence: int
    unit: str
    sweep: str
    kit: str
    head: str
    at: datetime
    machines: tuple[int, ...]
    decided: "JoinWord | None" = None


class JoinWord(Struct, frozen=True, kw_only=True):
    """A person's word whose an answer is: of a machine, or of none (dropped)."""

    machine: int | None
    at: datetime
    actor: str
    reason: str


def keep(connection: sqlite3.Connection, one: Arrival) -> tuple[int, int | None]:
    """Write an answer in the caller's transaction.

    Returns:
        The evidence's number, and the one under which it waits, if it does.
    """
    receipt = receipt_row(connection, one.receipt)
    evidence = evidence_row(connection, one, receipt)
    if one.machine is not None:
        inserts.attempt(connection, one.sweep, one.machine, one.trip)
    if one.looked is not None:
        look_rows.keep(connection, one.looked.numbered(evidence))
    return evidence, None if one.waits is None else waiting_row(connection, one, evidence)


def receipt_row(connection: sqlite3.Connection, one: Receipt) -> int:
    """Write what an answer came in, in the caller's transaction; return its number."""
    cursor = connection.execute(
        """INSERT INTO receipt (kind, carrier, source, sha256, key, head, received_at)
            VALUES (?, ?, ?, ?, ?, ?, ?)""",
        (
            one.kind,
            one.carrier,
            one.source,
            one.sha256,
            one.key,
            one.head,
            stamp(one.received_at),
        ),
    )
    return int(cursor.lastrowid or 0)


def evidence_row(connection: sqlite3.Connection, one: Arrival, receipt: int) -> int:
    """Write an answer, in the caller's transaction; return its number."""
    meant, road = one.answer.evidence, one.answer.road
    if road is None:
        msg = "an answer that nobody brought"
        raise ValueError(msg)
    cursor = connection.execute(
        """INSERT INTO evidence (origin, sweep, machine, unit, script_sha256, clock_offset,
            collected_at, remote, sha256, size, body, nonce, earliest, source, trust, receipt,
            not_after, joined_by)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            road.origin,
            one.sweep,
            one.machine,
            one.unit,
            meant.script_sha256,
            meant.clock_offset_s,
            stamp(one.answer.collected_at),
            one.answer.remote,
            meant.sha256,
            meant.size_bytes,
            pack_body(one.answer.body),
            road.nonce,
            stamp(road.earliest),
            road.source,
            road.trust,
            receipt,
            stamp(one.answer.collected_at),
            road.joined_by,
        ),
    )
    return int(cursor.lastrowid or 0)


def waiting_row(connection: sqlite3.Connection, one: Arrival, evidence: int) -> int:
    """Write why an answer waits, in the caller's transaction; return under which number."""
    if one.waits is None:
        msg = "an answer that does not wait"
        raise ValueError(msg)
    cursor = connection.execute(
        "INSERT INTO waiting (kind, evidence, at) VALUES (?, ?, ?)",
        (one.waits.kind, evidence, stamp(one.receipt.received_at)),
    )
    number = int(cursor.lastrowid or 0)
    connection.executemany(
        "INSERT INTO waiting_row (waiting, machine) VALUES (?, ?)",
        [(number, machine) for machine in sorted(one.waits.machines)],
    )
    return number


class ArrivedBefore(Struct, frozen=True, kw_only=True):
    """What of a run came already: this very answer, or another one of the same run.

    `machines` are those that it is of; `waits`: it is of none yet, and nobody has decided.
    """

    same: bool
    other: bool
    machines: frozenset[int]
    waits: bool


def before(
    connection: sqlite3.Connection, receipt: Receipt, nonce: str, sha256: str
) -> ArrivedBefore:
    """Return what of a run came already.

    Args:
        connection: The store.
        receipt: What an answer came in.
        nonce: Of its run.
        sha256: The digest of the answer alone.
    """
    rows = connection.execute(
        """SELECT r.sha256 = ?1 OR (e.nonce = ?3 AND e.sha256 = ?4), t.machine,
                e.machine IS NULL AND e.id NOT IN (SELECT evidence FROM joined) FROM receipt r
            JOIN evidence e ON e.receipt = r.id JOIN taken t ON t.evidence = e.id
            WHERE r.id IN (SELECT id FROM receipt WHERE key = ?2
                UNION SELECT receipt FROM evidence WHERE nonce = ?3 AND sha256 = ?4)""",
        (receipt.sha256, receipt.key, nonce, sha256),
    ).fetchall()
    return ArrivedBefore(
        same=any(same for same, _, _ in rows),
        other=bool(rows),
        machines=frozenset(machine for _, machine, _ in rows if machine is not None),
        waits=any(waits for _, _, waits in rows),
    )


def join(connection: sqlite3.Connection, evidence: int, word: JoinWord) -> None:
    """Write a person's word whose an answer is, in the caller's transaction.

    What was read of it goes: it waits to be read again, as that machine's.
    """
    connection.execute(
        "INSERT INTO joined (evidence, machine, at, actor, reason) VALUES (?, ?, ?, ?, ?)",
        (evidence, word.machine, stamp(word.at), word.actor, word.reason),
    )
    for table in ("met", "fingerprint", "concerned", "look", "seen"):
        connection.execute(f"DELETE FROM {table} WHERE evidence = ?", (evidence,))  # noqa: S608  our own


_WAITING = """SELECT w.id, w.kind, w.evidence, e.unit, e.sweep, e.source, r.head, w.at,
    (SELECT group_concat(machine) FROM (
        SELECT machine FROM waiting_row WHERE waiting = w.id ORDER BY machine)),
    j.id, j.machine, j.at, j.actor, j.reason
    FROM waiting w JOIN evidence e ON e.id = w.evidence JOIN receipt r ON r.id = e.receipt
    LEFT JOIN joined j ON j.id = (SELECT max(id) FROM joined WHERE evidence = w.evidence)"""


def waiting(connection: sqlite3.Connection) -> Iterator[WaitingAnswer]:
    """Yield all answers that wait, or waited, by their numbers.

    Raises:
        ValueError: A row holds what no version wrote.
    """
    for row in connection.execute(f"{_WAITING} ORDER BY w.id"):
        yield _waiting_answer(row)


def _waiting_answer(row: tuple[Any, ...]) -> WaitingAnswer:
    number, kind, evidence, unit, sweep, kit, head, at, machines, word, *said = row
    machine, when, actor, reason = said
    return WaitingAnswer(
        number=number,
        kind=WaitKind(kind),
        evidence=evidence,
        unit=unit,
        sweep=sweep,
        kit=kit,
        head=head,
        at=moment(at),
        machines=tuple(map(int, machines.split(","))) if machines else (),
        decided=None
        if word is None
        else JoinWord(machine=machine, at=moment(when), actor=actor, reason=reason),
    )


_UNDECIDED = """SELECT r.machine FROM waiting w JOIN waiting_row r ON r.waiting = w.id
    WHERE NOT EXISTS (SELECT 1 FROM joined j WHERE j.evidence = w.evidence)"""


def in_doubt(connection: sqlite3.Connection) -> frozenset[int]:
    """Return the machines that an answer may be of which still waits."""
    return frozenset(row[0] for row in connection.execute(_UNDECIDED))


def machine_numbers(connection: sqlite3.Connection) -> dict[int, tuple[str, str]]:
    """Return unit and name of every machine, by its number."""
    rows = connection.execute("SELECT id, unit, name FROM machine")
    return {number: (unit, name) for number, unit, name in rows}


_PRINTS = """SELECT f.kind, f.value, l.machine,
        max(coalesce(e.joined_by, '') NOT IN ('choice', 'hand') AND e.machine IS NOT NULL)
    FROM fingerprint f JOIN look l ON l.evidence = f.evidence JOIN evidence e ON e.id = f.evidence
    WHERE l.machine IS NOT NULL AND f.kind != 'installation' GROUP BY 1, 2, 3"""


def prints(connection: sqlite3.Connection) -> Iterator[tuple[str, str, int, bool]]:
    """Yield what machines are recognised by: kind, value, whose, and whether that is no choice."""
    for kind, value, machine, sure in connection.execute(_PRINTS):
        yield kind, value, machine, bool(sure)
