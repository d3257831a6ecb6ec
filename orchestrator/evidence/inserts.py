"""The inserts of the store, one function a table; each runs inside the caller's transaction."""

import sqlite3
from collections.abc import Iterable
from datetime import datetime

from orchestrator.evidence.codec import pack_body, stamp, to_json
from orchestrator.evidence.district_column import DistrictColumn
from orchestrator.evidence.kept_lists import pack_list
from orchestrator.evidence.records import KeptList, Scoped, StoredAnswer, SweepRecord, ToldEvidence
from orchestrator.model.outcome import Trip
from orchestrator.model.plan import Script


def ioc_set(connection: sqlite3.Connection, iocs: KeptList) -> None:
    """Keep a list; the same list is kept once."""
    connection.execute(
        "INSERT OR IGNORE INTO ioc_set (sha256, dated, body, form) VALUES (?, ?, ?, ?)",
        (iocs.sha256, iocs.dated, pack_list(iocs), iocs.form),
    )


def scripts(connection: sqlite3.Connection, found: Iterable[Script]) -> None:
    """Keep the scripts, each once; what we say of one ourselves counts over what a site said."""
    connection.executemany(
        """INSERT INTO script VALUES (?, ?, ?, ?) ON CONFLICT (sha256) DO UPDATE
            SET family = excluded.family, checks = excluded.checks
            WHERE (family, checks) IS NOT (excluded.family, excluded.checks)""",
        [(s.sha256, s.family, to_json(s.checks), pack_body(s.text)) for s in found],
    )


def sweep(connection: sqlite3.Connection, record: SweepRecord) -> None:
    """Keep a sweep's head."""
    connection.execute(
        "INSERT INTO sweep VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, ?)",
        (
            record.id,
            record.playbook,
            record.playbook_sha256,
            to_json(record.rules),
            to_json(record.selection),
            record.ioc_sha256,
            record.nonce,
            to_json(DistrictColumn.of(record.authority, record.units, demo=record.demo)),
            record.campaign,
            stamp(record.started_at),
            record.state,
        ),
    )


def scope(connection: sqlite3.Connection, record: SweepRecord, rows: Iterable[Scoped]) -> None:
    """Keep the denominator: every machine of every touched unit, as the inventory has it now."""
    types = {unit.code: unit.type.code for unit in record.units}
    for scoped in rows:
        row = scoped.row
        connection.execute(
            "INSERT INTO scope VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                record.id,
                machine(connection, row.unit, row.machine),
                row.unit,
                row.ward,
                types[row.unit],
                row.machine,
                row.label,
                row.room,
                row.role,
                row.os,
                row.address,
                row.via,
                to_json(row.excluded) if row.excluded else None,
                row.selected,
                scoped.skipped,
                scoped.rule,
            ),
        )


def machine(connection: sqlite3.Connection, unit: str, name: str) -> int:
    """Return the number of a machine, giving it one if it is new."""
    found = connection.execute(
        "SELECT id FROM machine WHERE unit = ? AND name = ?", (unit, name)
    ).fetchone()
    if found:
        return int(found[0])
    cursor = connection.execute("INSERT INTO machine (unit, name) VALUES (?, ?)", (unit, name))
    return int(cursor.lastrowid or 0)


def attempt(connection: sqlite3.Connection, sweep_id: str, number: int, trip: Trip) -> None:
    """Keep one attempt, counted on from the machine's earlier ones in this sweep."""
    connection.execute(
        """INSERT INTO attempt SELECT ?, ?, 1 + coalesce(max(n), 0), 'check', ?, ?, ?, ?, ?, ?, ?,
            ?, ?, ? FROM attempt WHERE sweep = ? AND machine = ?""",
        (
            sweep_id,
            number,
            trip.principal,
            trip.via,
            str(trip.outcome),
            trip.outcome.detail,
            to_json({timing.phase: round(timing.seconds, 4) for timing in trip.phases}),
            trip.host_key,
            trip.exit_code,
            stamp(trip.started_at),
            stamp(trip.ended_at),
            trip.outcome.error_id,
            sweep_id,
            number,
        ),
    )


def evidence(
    connection: sqlite3.Connection,
    sweep_id: str,
    unit: str,
    number: int,
    answer: StoredAnswer,
    at: datetime,
) -> int:
    """Keep one raw answer and return its number."""
    meant = answer.evidence
    cursor = connection.execute(
        """INSERT INTO evidence (origin, sweep, machine, unit, script_sha256, clock_offset,
            collected_at, remote, sha256, size, body)
            VALUES ('sweep', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            sweep_id,
            number,
            unit,
            meant.script_sha256,
            meant.clock_offset_s,
            stamp(at),
            answer.remote,
            meant.sha256,
            meant.size_bytes,
            pack_body(answer.body),
        ),
    )
    return int(cursor.lastrowid or 0)


def told(connection: sqlite3.Connection, one: ToldEvidence) -> int:
    """Keep what somebody told of a unit, once, and return its number."""
    found = connection.execute(
        "SELECT id FROM evidence WHERE origin = ? AND sha256 = ? AND unit = ?",
        (one.origin, one.sha256, one.unit),
    ).fetchone()
    if found:
        return int(found[0])
    cursor = connection.execute(
        """INSERT INTO evidence (origin, unit, collected_at, earliest, source, remote, sha256, size,
            body, trust) VALUES (?, ?, ?, ?, ?, 0, ?, ?, ?, 'relayed')""",
        (
            one.origin,
            one.unit,
            stamp(one.collected_at),
            stamp(one.earliest),
            one.source,
            one.sha256,
            len(one.body),
            pack_body(one.body),
        ),
    )
    return int(cursor.lastrowid or 0)
