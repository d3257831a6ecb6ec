"""Kits in the store: what was made for which unit, until when, and what was taken back."""

import sqlite3
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from msgspec import Struct

from orchestrator.evidence.codec import moment, stamp
from orchestrator.files.typed_json import read_json
from orchestrator.model.plan import Family

_COLUMNS = """id, unit, sweep, script_sha256, family, rule, elevated, made_at, until, witness,
    revoked_at, revoked_by, reason"""


class Revoked(Struct, frozen=True, kw_only=True):
    """When a kit was taken back, by whom and why."""

    at: datetime
    actor: str
    reason: str


class KitRow(Struct, frozen=True, kw_only=True):
    """One kit as it was made; it holds no list and no credential.

    Attributes:
        id: 32 hexadecimal digits, random.
        unit: The code of the unit whose machines it is for.
        sweep: The sweep that what it brings is part of.
        script_sha256: The digest of the script in it.
        family: For which machines.
        rule: What it asks: an index into the sweep's `rules`.
        elevated: Whether it asks for an administrator's rights.
        made_at: When (aware).
        until: How long it is to be used (aware).
        witness: Who sees it run, None for one that anybody runs.
        revoked: That it was taken back.
    """

    id: str
    unit: str
    sweep: str
    script_sha256: str
    family: Family
    rule: int = 0
    elevated: bool = False
    made_at: datetime
    until: datetime
    witness: str | None = None
    revoked: Revoked | None = None


def add(connection: sqlite3.Connection, kit: KitRow) -> None:
    """Write a kit in the caller's transaction; its script is there already."""
    connection.execute(
        f"INSERT INTO kit ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL, NULL)",  # noqa: S608  our own
        (
            kit.id,
            kit.unit,
            kit.sweep,
            kit.script_sha256,
            kit.family,
            kit.rule,
            kit.elevated,
            stamp(kit.made_at),
            stamp(kit.until),
            kit.witness,
        ),
    )


def revoke(connection: sqlite3.Connection, kit: str, revoked: Revoked) -> bool:
    """Write that a kit was taken back; False where it was already, or there is none."""
    done = connection.execute(
        """UPDATE kit SET revoked_at = ?, revoked_by = ?, reason = ?
            WHERE id = ? AND revoked_at IS NULL""",
        (stamp(revoked.at), revoked.actor, revoked.reason, kit),
    )
    return bool(done.rowcount)


def kits(connection: sqlite3.Connection) -> Iterator[KitRow]:
    """Yield all kits, the first made first.

    Raises:
        ValueError: A row holds what no version wrote.
    """
    for row in connection.execute(f"SELECT {_COLUMNS} FROM kit ORDER BY made_at, id"):  # noqa: S608  our own
        yield _kit(row)


def script_checks(connection: sqlite3.Connection, sha256: str) -> tuple[str, ...]:
    """Return which checks a kept script asks; LookupError if there is none."""
    row = connection.execute("SELECT checks FROM script WHERE sha256 = ?", (sha256,)).fetchone()
    if row is None:
        raise LookupError(sha256)
    return read_json(row[0], tuple[str, ...])


def home(connection: sqlite3.Connection) -> dict[str, tuple[datetime, int]]:
    """Return of each kit that brought anything when the last came, and of how many machines."""
    rows = connection.execute(
        """SELECT e.source, max(e.collected_at), count(DISTINCT t.machine) FROM evidence e
            JOIN taken t ON t.evidence = e.id WHERE e.origin = 'kit' GROUP BY e.source"""
    )
    return {source: (moment(last), machines) for source, last, machines in rows}


def _kit(row: tuple[Any, ...]) -> KitRow:
    return KitRow(
        id=row[0],
        unit=row[1],
        sweep=row[2],
        script_sha256=row[3],
        family=Family(row[4]),
        rule=row[5],
        elevated=bool(row[6]),
        made_at=moment(row[7]),
        until=moment(row[8]),
        witness=row[9],
        revoked=Revoked(at=moment(row[10]), actor=row[11], reason=row[12]) if row[10] else None,
    )
