"""What a site made of its sweeps for the hub: which tries are in which part, and the receipts.

A part holds no bytes of answers: it is made again from the evidence when it is sent again.
"""

import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from msgspec import Struct

from orchestrator.evidence.codec import moment, stamp, unpack_body
from orchestrator.files.typed_json import read_json
from orchestrator.model.outcome import Outcome
from orchestrator.model.plan import Family, Script


class OutboxRow(Struct, frozen=True, kw_only=True):
    """The tries of one machine that are in a part: from `first` to `last`, none if `last` is 0."""

    machine: int
    first: int
    last: int


class OutboxPart(Struct, frozen=True, kw_only=True):
    """One part of one sweep.

    Attributes:
        id: Its number here, 0 where it is not kept yet.
        sweep: The sweep's id.
        shard: Which part of it, from 1.
        sha256: Of its text.
        head: What it says of its sweep.
        made_at: When (aware).
        rows: What is in it, in its order.
        received_at: When the hub said that it has it (aware); None while it has not.
    """

    id: int = 0
    sweep: str
    shard: int
    sha256: str
    head: str
    made_at: datetime
    rows: tuple[OutboxRow, ...]
    received_at: datetime | None = None


class KeptTry(Struct, frozen=True, kw_only=True):
    """One try of a sweep as the store has it, with its answer where there is one.

    `size` is of the answer in bytes, 0 where the machine said nothing; `body` is None where it was
    dropped since (`is_dropped`), or not asked for.
    """

    machine: int
    n: int
    outcome: Outcome
    phases: str
    exit_code: int | None
    started_at: datetime
    ended_at: datetime
    via: str
    script: str | None
    sha256: str | None
    offset: float | None
    size: int
    is_dropped: bool
    body: bytes | None


def keep(connection: sqlite3.Connection, part: OutboxPart) -> None:
    """Write a part that was made, in the caller's transaction."""
    cursor = connection.execute(
        "INSERT INTO outbox (sweep, shard, sha256, head, made_at) VALUES (?, ?, ?, ?, ?)",
        (part.sweep, part.shard, part.sha256, part.head, stamp(part.made_at)),
    )
    connection.executemany(
        "INSERT INTO outbox_row (outbox, n, machine, first, last) VALUES (?, ?, ?, ?, ?)",
        [
            (cursor.lastrowid, n, row.machine, row.first, row.last)
            for n, row in enumerate(part.rows)
        ],
    )


_PARTS = """SELECT id, sweep, shard, sha256, head, made_at, received_at FROM outbox
    WHERE id BETWEEN ? AND ? ORDER BY id"""
_LAST = 2**31


def parts(connection: sqlite3.Connection, number: int | None = None) -> Iterator[OutboxPart]:
    """Yield all parts, the first made first; only the one of a number where one is given.

    Raises:
        ValueError: A row holds what no version wrote.
    """
    between = (0, _LAST) if number is None else (number, number)
    for row in connection.execute(_PARTS, between).fetchall():
        yield OutboxPart(
            id=row[0],
            sweep=row[1],
            shard=row[2],
            sha256=row[3],
            head=row[4],
            made_at=moment(row[5]),
            rows=tuple(_rows(connection, row[0])),
            received_at=moment(row[6]) if row[6] else None,
        )


def unreceived(connection: sqlite3.Connection) -> dict[int, str]:
    """Return number and digest of the parts without a receipt, the first made first."""
    query = "SELECT id, sha256 FROM outbox WHERE received_at IS NULL ORDER BY id"
    return dict(connection.execute(query).fetchall())


def made_of(connection: sqlite3.Connection, sweep: str) -> int:
    """Return how many parts were made of a sweep."""
    (made,) = connection.execute("SELECT count(*) FROM outbox WHERE sweep = ?", (sweep,)).fetchone()
    return int(made)


def _rows(connection: sqlite3.Connection, outbox: int) -> Iterator[OutboxRow]:
    query = "SELECT machine, first, last FROM outbox_row WHERE outbox = ? ORDER BY n"
    for machine, first, last in connection.execute(query, (outbox,)):
        yield OutboxRow(machine=machine, first=first, last=last)


def receive(connection: sqlite3.Connection, sha256: str, receipt: bytes, at: datetime) -> bool:
    """Write that the hub has a part, in the caller's transaction; False where that was known."""
    done = connection.execute(
        """UPDATE outbox SET received_at = ?, receipt = ?
            WHERE sha256 = ? AND received_at IS NULL""",
        (stamp(at), receipt, sha256),
    )
    return bool(done.rowcount)


def swept_so_far(connection: sqlite3.Connection) -> tuple[int, int]:
    """Return how many tries there are, and how many sweeps ended."""
    query = """SELECT (SELECT count(*) FROM attempt),
        (SELECT count(*) FROM sweep WHERE ended_at IS NOT NULL)"""
    tries, ended = connection.execute(query).fetchone()
    return tries, ended


def in_parts(connection: sqlite3.Connection, sweep: str) -> dict[int, int]:
    """Return the machines of a sweep that are in any part, with their last try that is in one."""
    return dict(
        connection.execute(
            """SELECT r.machine, max(r.last) FROM outbox o JOIN outbox_row r ON r.outbox = o.id
                WHERE o.sweep = ? GROUP BY r.machine""",
            (sweep,),
        ).fetchall()
    )


def last_tries(connection: sqlite3.Connection, sweep: str) -> dict[int, int]:
    """Return the machines of a sweep that were asked, with the number of the last try."""
    return dict(
        connection.execute(
            "SELECT machine, max(n) FROM attempt WHERE sweep = ? AND via != 'kit' GROUP BY machine",
            (sweep,),
        ).fetchall()
    )


# An answer is of the try that ended when it came in; what kits brought to the sweep is not sent on.
_TRIES = """SELECT a.n, a.outcome, a.detail, a.error_id, a.phases, a.exit_code, a.started_at,
    a.ended_at, a.via, e.script_sha256, e.sha256, e.clock_offset, coalesce(e.size, 0),
    e.id IS NOT NULL AND e.body IS NULL, {body}
    FROM attempt a LEFT JOIN evidence e ON e.sweep = a.sweep AND e.machine = a.machine
        AND e.collected_at = a.ended_at AND e.origin = 'sweep'
    WHERE a.sweep = ? AND a.machine = ? AND a.n BETWEEN ? AND ? AND a.via != 'kit' ORDER BY a.n"""
_MOST_SCRIPT_BYTES = 4 * 1024 * 1024


def tries(
    connection: sqlite3.Connection, sweep: str, row: OutboxRow, *, bodies: bool
) -> Iterator[KeptTry]:
    """Yield the tries of a machine in a sweep.

    Args:
        connection: The store.
        sweep: The sweep's id.
        row: The machine, and from which try to which; `last` 0 means all.
        bodies: Whether their answers are read, too.

    Raises:
        ValueError: A row holds what no version wrote.
    """
    query = _TRIES.format(body="e.body" if bodies else "NULL")
    last = row.last or _LAST
    for one in connection.execute(query, (sweep, row.machine, row.first, last)).fetchall():
        yield _try(row.machine, one)


def _try(machine: int, row: tuple[Any, ...]) -> KeptTry:
    return KeptTry(
        machine=machine,
        n=row[0],
        outcome=Outcome.parse(row[1], row[2], row[3]),
        phases=row[4],
        exit_code=row[5],
        started_at=moment(row[6]),
        ended_at=moment(row[7]),
        via=row[8],
        script=row[9],
        sha256=row[10],
        offset=row[11],
        size=row[12],
        is_dropped=bool(row[13]),
        body=None if row[14] is None else unpack_body(row[14], row[12]),
    )


def scripts(connection: sqlite3.Connection, sha256s: Iterable[str]) -> Iterator[Script]:
    """Yield scripts of these digests, in their order; those that are not there are left out.

    Raises:
        ValueError: One of them is damaged.
    """
    for sha256 in sha256s:
        row = connection.execute(
            "SELECT family, checks, body FROM script WHERE sha256 = ?", (sha256,)
        ).fetchone()
        if row is not None:
            yield Script(
                family=Family(row[0]),
                checks=read_json(row[1], tuple[str, ...]),
                sha256=sha256,
                text=_unpacked(row[2]),
            )


def _unpacked(packed: bytes) -> bytes:
    inflate = zlib.decompressobj()
    text = inflate.decompress(packed, _MOST_SCRIPT_BYTES)
    if not inflate.eof:
        msg = "a script of another size"
        raise ValueError(msg)
    return text
