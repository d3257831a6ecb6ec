"""Looks that say what a page shows of their machine: of their bodies little is read for it."""

import sqlite3

from msgspec import Struct

from orchestrator.evidence.detail_column import DetailRow, read_detail
from orchestrator.evidence.look_rows import READER
from orchestrator.files.typed_json import QuickRow, read_own_json
from orchestrator.model.look import LookDetail
from orchestrator.model.result import Evidence

# All of a machine's answers of a sweep that are there, each with whether it is to be read whole.
_ANSWERS = """SELECT e.id, e.sha256, e.script_sha256, e.size, e.clock_offset,
        CAST(l.said AS BLOB), l.reader,
        e.nonce IS NOT NULL OR EXISTS (SELECT 1 FROM concerned WHERE concerned.evidence = e.id),
        (SELECT group_concat(DISTINCT json_extract(m.said, '$.check'))
            FROM met m WHERE m.evidence = e.id)
    FROM evidence e LEFT JOIN look l ON l.evidence = e.id
    WHERE e.sweep = ? AND e.machine = ? AND e.body IS NOT NULL LIMIT 2"""


class DetailOfLook(QuickRow, frozen=True):
    """The column of a look, as far as pages alone show it."""

    detail: DetailRow | None = None


class ShownLook(Struct, frozen=True, kw_only=True):
    """The only answer of a machine in a sweep: where it lies, and what it shows.

    Attributes:
        evidence: Where.
        detail: What pages alone show of it.
        met_in: The checks in which it met something; what that is, its body says.
    """

    evidence: Evidence
    detail: LookDetail
    met_in: frozenset[str]


def shown_look(connection: sqlite3.Connection, sweep: str, machine: int) -> ShownLook | None:
    """Return the only answer of a machine in a sweep, read before.

    None where its body is to be read as a whole: there are several answers, it was brought by
    somebody, it waits to be matched, an older reader read it, or what pages show is not kept.
    """
    rows = connection.execute(_ANSWERS, (sweep, machine)).fetchall()
    if len(rows) != 1:
        return None
    *evidence, said, reader, waits, met_in = rows[0]
    if waits or reader != READER:
        return None
    row = read_own_json(said, DetailOfLook)
    if row.detail is None:
        return None
    return ShownLook(
        evidence=Evidence(
            id=evidence[0],
            sha256=evidence[1],
            script_sha256=evidence[2],
            size_bytes=evidence[3],
            clock_offset_s=evidence[4],
        ),
        detail=read_detail(row.detail),
        met_in=frozenset(met_in.split(",") if met_in else ()),
    )
