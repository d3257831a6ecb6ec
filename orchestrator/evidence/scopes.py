"""Which machines there are, by all that was read of the inventory: the newest word on each unit."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from msgspec import Struct

from orchestrator.evidence import clock_words, queries
from orchestrator.evidence.codec import moment, stamp
from orchestrator.evidence.records import SweepState
from orchestrator.model.outcome import Why
from orchestrator.model.result import ScopeRow

# A sweep that touches a unit keeps all machines of it, so its newest one is the newest word. Sweeps
# are tried from the newest on: mostly the first has the machine, however many there were.
_LAST = """SELECT m.id AS machine, m.unit AS unit, (
        SELECT w.rowid FROM sweep w CROSS JOIN scope s ON s.sweep = w.id AND s.machine = m.id
        WHERE w.started_at <= :until ORDER BY w.rowid DESC LIMIT 1
    ) AS at FROM machine m"""
_NEWEST = f"""WITH last AS MATERIALIZED ({_LAST}),
    newest AS (SELECT unit, max(at) AS at FROM last GROUP BY unit)
    SELECT s.machine, s.unit, s.ward, s.name, s.label, s.room, s.role, s.os, s.address,
        s.via, s.excluded, s.selected, n.at = l.at, u.started_at, w.started_at, s.skipped,
        w.state
    FROM last l CROSS JOIN sweep w ON w.rowid = l.at CROSS JOIN scope s ON s.sweep = w.id
        AND s.machine = l.machine JOIN newest n ON n.unit = s.unit
        JOIN sweep u ON u.rowid = n.at
    ORDER BY s.unit, s.name"""  # noqa: S608  our own
_NEWEST_SWEEPS = f"""WITH last AS ({_LAST})
    SELECT n.unit, w.id FROM (SELECT unit, max(at) AS at FROM last GROUP BY unit) n
    JOIN sweep w ON w.rowid = n.at"""  # noqa: S608  our own
FOR_EVER = datetime.max.replace(tzinfo=UTC)


class Placed(Struct, frozen=True, kw_only=True):
    """One machine: its number, its newest row, and since when its unit is without it.

    `swept_at` is when the sweep began that has that row, `swept_dated` as `dated` of a
    `MachineTry`; `skipped` why it asked nothing of it, or that it was interrupted, be it before
    this machine or behind it.
    """

    number: int
    row: ScopeRow
    removed_at: datetime | None
    swept_at: datetime
    swept_dated: datetime | None = None
    skipped: Why | None


def machines(connection: sqlite3.Connection, folder: Path, until: datetime) -> Iterator[Placed]:
    """Yield every machine that any sweep begun by then had in scope, by unit, then name.

    Raises:
        StateError: A row is damaged.
    """
    begun = cache(moment)  # a few sweeps, and thousands of machines
    told = clock_words.redating(connection)
    for row in connection.execute(_NEWEST, {"until": stamp(until)}).fetchall():
        yield Placed(
            number=row[0],
            row=queries.scope_row(row[1:12], folder),
            removed_at=None if row[12] else told.moment(begun(row[13])),
            swept_at=told.moment(begun(row[14])),
            swept_dated=told.wrongly(begun(row[14])),
            skipped=_skipped(row[15], row[16]),
        )


def _skipped(word: str | None, state: str) -> Why | None:
    if word is None:
        return Why.INTERRUPTED if state == SweepState.INTERRUPTED else None
    return Why(word)


def newest_sweeps(connection: sqlite3.Connection, until: datetime) -> dict[str, str]:
    """Return for each unit's code the id of the newest sweep by then that had it in scope."""
    return dict(connection.execute(_NEWEST_SWEEPS, {"until": stamp(until)}).fetchall())
