"""The queries of the store; every body that leaves it has its digest checked first."""

import hashlib
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from orchestrator.errors import StateError
from orchestrator.evidence import clock_words
from orchestrator.evidence.codec import Rules, moment, unpack_body
from orchestrator.evidence.district_column import DistrictColumn
from orchestrator.evidence.kept_lists import unpack_list
from orchestrator.evidence.look_rows import Machines, rows_of
from orchestrator.evidence.records import (
    KeptList,
    ListForm,
    Road,
    Scoped,
    Stored,
    StoredAnswer,
    SweepRecord,
    SweepState,
    SweptSpan,
)
from orchestrator.files.typed_json import read_json
from orchestrator.model.answer import canary_name
from orchestrator.model.clock_word import Redating
from orchestrator.model.district import Exclusion
from orchestrator.model.look import Carrier, JoinedBy, MachineTry, Origin, Trust
from orchestrator.model.outcome import Ended, Outcome, Why
from orchestrator.model.plan import Family
from orchestrator.model.result import Evidence, ScopeRow
from orchestrator.text.message import say

Row = tuple[Any, ...]

MISREAD = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, zlib.error)
"""What comes of reading a row that no version wrote: a text that says something else, a value of
another type or none at all, a key that is not there, a number beyond all measure."""

_SILENT = frozenset((Ended.UNREACHABLE, Ended.NO_ROUTE))

_SWEEP = """SELECT id, playbook, playbook_sha256, rules, selection, ioc_sha256, nonce, district,
    started_at, ended_at, state, campaign FROM sweep"""

# What a site swept is not ours to go on with, and judges nothing: it is the last one only if there
# is no other.
_LATEST = """ ORDER BY id IN (SELECT sweep FROM site_sweep), rowid DESC LIMIT 1"""

# Whether the network ever reached a machine: then what a kit brings cancels no try to ask it.
_REACHED = """EXISTS (SELECT 1 FROM attempt r WHERE r.machine = {machine} AND r.via != 'kit'
    AND r.outcome NOT IN ('unreachable', 'no_route') AND r.outcome NOT LIKE 'unreachable(%'
    AND r.outcome NOT LIKE 'not_attempted(%')"""

_SCOPE = f"""SELECT s.machine, s.unit, s.ward, s.name, s.label, s.room, s.role, s.os, s.address,
    s.via, s.excluded, s.selected, s.skipped, s.rule, a.outcome, a.detail, a.started_at,
    a.error_id
    FROM scope s LEFT JOIN attempt a ON a.sweep = s.sweep AND a.machine = s.machine
        AND a.n = (SELECT max(t.n) FROM attempt t WHERE t.sweep = s.sweep
            AND t.machine = s.machine
            AND (t.via != 'kit' OR NOT {_REACHED.format(machine="t.machine")}))
    WHERE s.sweep = ? ORDER BY s.unit, s.name"""  # noqa: S608  our own

_OF = "(SELECT t.machine FROM taken t WHERE t.evidence = e.id)"
_ANSWER = f"""SELECT e.id, e.sha256, e.script_sha256, e.size, e.clock_offset, e.remote, e.body,
    c.family, c.checks, e.collected_at, e.nonce, e.trust, e.source, e.earliest,
    CASE WHEN e.machine IS NULL THEN 'hand' ELSE e.joined_by END,
    e.origin != 'kit' OR NOT {_REACHED.format(machine=_OF)} AS decides, e.sweep, {_OF}, e.origin,
    (SELECT r.carrier FROM receipt r WHERE r.id = e.receipt)
    FROM evidence e JOIN script c ON c.sha256 = e.script_sha256"""  # noqa: S608  our own
_KEPT = f"{_ANSWER} WHERE e.id = ?"
# Those that decide come last, and of them the newest. Rows of a machine and rows that a person gave
# it are looked up apart: by one condition for both, each machine costs all rows of its sweep.
_ANSWERS = f"""{_ANSWER} WHERE e.id IN (
        SELECT o.id FROM evidence o WHERE o.sweep = ?1 AND o.machine = ?2
        UNION ALL SELECT o.id FROM evidence o WHERE o.sweep = ?1 AND o.machine IS NULL
            AND (SELECT t.machine FROM taken t WHERE t.evidence = o.id) = ?2)
    AND e.body IS NOT NULL ORDER BY decides, e.collected_at, e.id"""  # noqa: S608  our own


def sweep(connection: sqlite3.Connection, name: str, folder: Path) -> SweepRecord:
    """Return one sweep, the last one begun for `latest`; StateError if there is none."""
    where = _LATEST if name == "latest" else " WHERE id = ?"
    row = connection.execute(_SWEEP + where, () if name == "latest" else (name,)).fetchone()
    if row is None:
        known = [r[0] for r in connection.execute("SELECT id FROM sweep ORDER BY started_at")]
        if not known:
            raise StateError.one(say("store.empty", folder=folder), say("store.mend.sweep_first"))
        mend = say("store.mend.known", words=", ".join(known[-5:]))
        raise StateError.one(say("store.unknown", folder=folder, name=repr(name)), mend)
    with whole_rows(say("store.sweep_row", id=row[0]), folder):
        return _record(row)


def _record(row: Row) -> SweepRecord:
    district = read_json(row[7], DistrictColumn)
    canary_name(row[6])  # ValueError for what is no nonce
    return SweepRecord(
        id=row[0],
        playbook=row[1],
        playbook_sha256=row[2],
        rules=read_json(row[3], Rules),
        selection=read_json(row[4], dict[str, object]),
        ioc_sha256=row[5],
        nonce=row[6],
        authority=district.opened_authority(),
        units=district.opened_units(),
        demo=district.demo,
        started_at=moment(row[8]),
        ended_at=moment(row[9]) if row[9] else None,
        state=SweepState(row[10]),
        campaign=row[11],
    )


@contextmanager
def whole_rows(what: str, folder: Path) -> Iterator[None]:
    """Turn a column that holds what no version wrote there into an error that names its row."""
    try:
        yield
    except MISREAD as error:
        raise _row_damaged(what, folder, error) from error


def _row_damaged(what: str, folder: Path, why: Exception) -> StateError:
    problem = say("store.row_damaged", what=what, folder=folder, why=why)
    return StateError.one(problem, say("store.mend.restore_folder"))


def kept_list(connection: sqlite3.Connection, sha256: str, folder: Path) -> KeptList:
    """Return a list as it was kept."""
    row = connection.execute(
        "SELECT dated, form, body FROM ioc_set WHERE sha256 = ?", (sha256,)
    ).fetchone()
    try:
        return unpack_list(sha256, *(row or ("", ListForm.JSON, b"")))
    except ValueError as error:
        raise StateError.one(
            say("store.list_damaged", sha256=sha256[:12], folder=folder),
            say("store.mend.restore_folder"),
        ) from error


def machines(connection: sqlite3.Connection, sweep_id: str, folder: Path) -> Iterator[Stored]:
    """Yield every machine of a sweep's scope with how its last attempt ended."""
    for row in connection.execute(_SCOPE, (sweep_id,)).fetchall():
        with whole_rows(say("store.machine_row", machine=row[3], sweep=sweep_id), folder):
            stored = _stored(row)
        yield stored


def _stored(row: Row) -> Stored:
    return Stored(
        number=row[0],
        scoped=_scoped(row),
        outcome=Outcome.parse(row[14], row[15], row[17]) if row[14] else None,
        attempted_at=moment(row[16]) if row[16] else None,
    )


def answers(
    connection: sqlite3.Connection, sweep_id: str, number: int, folder: Path
) -> tuple[StoredAnswer, ...]:
    """Return one machine's answers, oldest first."""
    rows = connection.execute(_ANSWERS, (sweep_id, number))
    found: list[StoredAnswer] = []
    for row in rows:
        with whole_rows(say("store.evidence_row", id=row[0]), folder):
            found.append(_answer(row, folder))
    return tuple(found)


def kept_answer(
    connection: sqlite3.Connection, evidence: int, folder: Path
) -> tuple[str, int, StoredAnswer]:
    """Return one evidence row with its sweep and its machine's number."""
    row = connection.execute(_KEPT, (evidence,)).fetchone()
    with whole_rows(say("store.evidence_row", id=evidence), folder):
        return row[16], row[17], _answer(row, folder)


def _scoped(row: Row) -> Scoped:
    skipped = Why(row[12]) if row[12] else None
    return Scoped(row=_scope_row(row[1:12]), skipped=skipped, rule=row[13])


def scope_row(row: Row, folder: Path) -> ScopeRow:
    """Return a machine's row, its columns from `unit` to `selected` in the table's order.

    Raises:
        StateError: It holds what no version wrote.
    """
    try:
        return _scope_row(row)
    except MISREAD as error:
        raise _row_damaged(say("store.scope_row", machine=row[2]), folder, error) from error


def _scope_row(row: Row) -> ScopeRow:
    return ScopeRow(
        machine=row[2],
        unit=row[0],
        ward=row[1],
        label=row[3],
        room=row[4],
        role=row[5],
        os=row[6],
        address=row[7],
        via=row[8],
        excluded=read_json(row[9], Exclusion) if row[9] else None,
        selected=bool(row[10]),
    )


def _answer(row: Row, folder: Path) -> StoredAnswer:
    return StoredAnswer(
        evidence=Evidence(
            id=row[0],
            sha256=row[1],
            script_sha256=row[2],
            size_bytes=row[3],
            clock_offset_s=row[4],
        ),
        family=Family(row[7]),
        checks=read_json(row[8], tuple[str, ...]),
        remote=bool(row[5]),
        collected_at=moment(row[9]),
        road=_road((*row[10:15], *row[18:20])) if row[10] is not None else None,
        decides=bool(row[15]),
        body=_checked_body(row, folder),
    )


def _road(row: Row) -> Road:
    canary_name(row[0])  # ValueError for what is no nonce
    return Road(
        nonce=row[0],
        trust=Trust(row[1]),
        carrier=Carrier(row[6]),
        source=row[2],
        earliest=moment(row[3]),
        joined_by=JoinedBy(row[4]) if row[4] else None,
        origin=Origin(row[5]),
    )


def _checked_body(row: Row, folder: Path) -> bytes:
    try:
        body = unpack_body(row[6], row[3])
    except (zlib.error, ValueError):
        body = b""
    if hashlib.sha256(body).hexdigest() != row[1]:
        raise StateError.one(
            say("store.damaged", id=row[0], folder=folder),
            say("store.mend.restore_folder"),
        )
    return body


_TRIES = "SELECT machine, started_at, outcome, detail, error_id FROM attempt"


def network_attempts(connection: sqlite3.Connection) -> Iterator[tuple[int, MachineTry]]:
    """Yield the attempts that the controller made itself, as `attempts` does."""
    rows = connection.execute(f"{_TRIES} WHERE via != 'kit' ORDER BY started_at")
    yield from _tries(rows, clock_words.redating(connection))


def attempts(
    connection: sqlite3.Connection, of: Machines | None = None
) -> Iterator[tuple[int, MachineTry]]:
    """Yield attempts with their machine's number, oldest first; `of` whom, None for all.

    One that is misdated says so, and comes where it may have been.
    """
    every = f"{_TRIES} ORDER BY started_at"
    some = f"{_TRIES} WHERE machine {{of}} ORDER BY machine, started_at"
    yield from _tries(rows_of(connection, every, some, of), clock_words.redating(connection))


_LAST_TRIES = """SELECT a.machine, a.started_at, a.outcome, a.detail, a.error_id FROM machine m
    CROSS JOIN attempt a ON a.machine = m.id
        AND a.started_at = (SELECT max(b.started_at) FROM attempt b WHERE b.machine = m.id)"""


def last_attempts(
    connection: sqlite3.Connection, of: Machines | None = None
) -> Iterator[tuple[int, MachineTry]]:
    """Yield the newest attempt of each machine as it was dated; otherwise as `attempts`."""
    rows = rows_of(connection, _LAST_TRIES, f"{_LAST_TRIES} WHERE m.id {{of}}", of)
    yield from _tries(rows, Redating())


def _tries(rows: Iterable[Row], told: Redating) -> Iterator[tuple[int, MachineTry]]:
    outcome = cache(Outcome.parse)  # of some tens of thousands of tries, a few different ones
    tries = (
        (machine, told.tried(MachineTry(at=moment(started_at), outcome=outcome(*said))))
        for machine, started_at, *said in rows
    )
    yield from sorted(tries, key=lambda tried: tried[1].at) if told.words else tries


def silent(connection: sqlite3.Connection) -> frozenset[int]:
    """Return the machines that did not answer at all when they were last asked."""
    rows = connection.execute(
        """SELECT machine, outcome, max(started_at) FROM attempt WHERE via != 'kit'
            GROUP BY machine"""
    )
    return frozenset(machine for machine, outcome, _ in rows if outcome in _SILENT)


def last_asked(connection: sqlite3.Connection) -> Iterator[tuple[int, str, datetime]]:
    """Yield for each machine and playbook (its absolute path) when it last answered it.

    What is misdated is left out.
    """
    rows = connection.execute(
        """SELECT e.machine, json_extract(w.selection, '$.playbook'), max(e.collected_at)
            FROM evidence e JOIN sweep w ON w.id = e.sweep
            WHERE e.machine IS NOT NULL AND e.origin = 'sweep'
            AND e.collected_at NOT IN (SELECT at FROM misdated) GROUP BY 1, 2"""
    )
    for machine, playbook, at in rows:
        if playbook is not None:
            yield machine, playbook, moment(at)


def evidence_sweeps(connection: sqlite3.Connection) -> dict[int, tuple[str, int]]:
    """Return for each evidence of a sweep its sweep and its machine."""
    rows = connection.execute(
        """SELECT e.id, e.sweep, t.machine FROM evidence e JOIN taken t ON t.evidence = e.id
            WHERE e.sweep IS NOT NULL AND t.machine IS NOT NULL"""
    )
    return {number: (sweep_id, machine) for number, sweep_id, machine in rows}


def sweeps(connection: sqlite3.Connection) -> dict[str, SweptSpan]:
    """Return all sweeps, the first begun first."""
    rows = connection.execute(
        """SELECT w.id, w.started_at, w.ended_at, count(DISTINCT e.machine) FROM sweep w
            LEFT JOIN evidence e ON e.sweep = w.id AND e.origin = 'sweep'
            GROUP BY w.id ORDER BY w.rowid"""
    )
    return {row[0]: _swept(*row[1:]) for row in rows}


def _swept(started_at: str, ended_at: str | None, machines: int) -> SweptSpan:
    end = moment(ended_at) if ended_at else None
    return SweptSpan(started_at=moment(started_at), ended_at=end, answered=machines)


_TIMES = (
    ("sweep", "started_at"),
    ("attempt", "ended_at"),
    ("evidence", "collected_at"),
    ("receipt", "received_at"),
    ("joined", "at"),
    ("act", "recorded_at"),
    ("source_version", "read_at"),
    ("clock_word", "at"),
)
_NEWEST = " UNION ALL ".join(
    f"SELECT max({at}) AS at FROM {table} WHERE {at} NOT IN (SELECT at FROM misdated)"  # noqa: S608  our own
    for table, at in _TIMES
)


def newest_moment(connection: sqlite3.Connection) -> datetime | None:
    """Return the newest time at which anything was recorded, None where nothing was.

    What is misdated is left out.
    """
    at = connection.execute(f"SELECT max(at) FROM ({_NEWEST})").fetchone()[0]  # noqa: S608  our own
    return moment(at) if at else None


def last_attempt_at(connection: sqlite3.Connection, sweep_id: str) -> datetime | None:
    """Return the end of the newest attempt."""
    row = connection.execute("SELECT max(ended_at) FROM attempt WHERE sweep = ?", (sweep_id,))
    found = row.fetchone()[0]
    return moment(found) if found else None
