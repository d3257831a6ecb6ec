"""Which machines there are, by all that was read of the inventory: the newest word on each unit."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from orchestrator.evidence import queries
from orchestrator.evidence.codec import moment, stamp
from orchestrator.evidence.records import SweepState
from orchestrator.model.outcome import Why
from orchestrator.model.result import ScopeRow

# A sweep that touches a unit keeps all machines of it, so its newest one is the newest word.
_NEWEST = """WITH touched AS (
        SELECT DISTINCT s.unit AS unit, w.rowid AS at FROM scope s JOIN sweep w ON w.id = s.sweep
        WHERE w.started_at <= :until
    ), newest AS (SELECT unit, max(at) AS at FROM touched GROUP BY unit),
    last AS (
        SELECT s.machine AS machine, max(w.rowid) AS at
        FROM scope s JOIN sweep w ON w.id = s.sweep WHERE w.started_at <= :until
        GROUP BY s.machine
    )
    SELECT s.machine, s.unit, s.ward, s.name, s.label, s.room, s.role, s.os, s.address,
        s.via, s.excluded, s.selected, n.at = l.at, u.started_at, w.started_at, s.skipped,
        w.state
    FROM last l JOIN sweep w ON w.rowid = l.at JOIN scope s ON s.sweep = w.id
        AND s.machine = l.machine JOIN newest n ON n.unit = s.unit
        JOIN sweep u ON u.rowid = n.at
    ORDER BY s.unit, s.name"""
_NEWEST_SWEEPS = """SELECT s.unit, w.id FROM scope s JOIN sweep w ON w.id = s.sweep
    WHERE w.started_at <= :until GROUP BY s.unit HAVING max(w.rowid)"""
FOR_EVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """One machine: its number, its newest row, and since when its unit is without it.

    `swept_at` is when the sweep began that has that row; `skipped` why it asked nothing of it, or
    that it was interrupted, be it before this machine or behind it.
    """

    number: int
    row: ScopeRow
    removed_at: datetime | None
    swept_at: datetime
    skipped: Why | None


def machines(connection: sqlite3.Connection, folder: Path, until: datetime) -> Iterator[Placed]:
    """Yield every machine that any sweep begun by then had in scope, by unit, then name.

    Raises:
        StateError: A row is damaged.
    """
    for row in connection.execute(_NEWEST, {"until": stamp(until)}).fetchall():
        yield Placed(
            number=row[0],
            row=queries.scope_row(row[1:12], folder),
            removed_at=None if row[12] else moment(row[13]),
            swept_at=moment(row[14]),
            skipped=_skipped(row[15], row[16]),
        )


def _skipped(word: str | None, state: str) -> Why | None:
    if word is None:
        return Why.INTERRUPTED if state == SweepState.INTERRUPTED else None
    return Why(word)


def newest_sweeps(connection: sqlite3.Connection, until: datetime) -> dict[str, str]:
    """Return for each unit's code the id of the newest sweep by then that had it in scope."""
    return dict(connection.execute(_NEWEST_SWEEPS, {"until": stamp(until)}).fetchall())
