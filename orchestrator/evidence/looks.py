"""What was read out of evidence: looks, what they met, and what they were recognised by.

All of it can be made again from the bodies; `READER` tells by which way of reading a row was made.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from orchestrator.evidence.codec import moment, stamp
from orchestrator.files.typed_json import compact_json, read_own_json
from orchestrator.model.act import EvidenceClass
from orchestrator.model.look import (
    Dropped,
    DroppedBy,
    Excuse,
    Look,
    LookControl,
    Met,
    Origin,
    Said,
    Span,
    Trust,
)
from orchestrator.model.result import Rule, Status, Weakness

READER = 3
"""Raised when a body says another look than before; rows of an older number are read again."""

_LOOK = """INSERT OR REPLACE INTO look (evidence, reader, machine, unit, lo, hi, whole, said)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)"""
_MET = """INSERT OR REPLACE INTO met
    (evidence, n, value, class, status, said, lo, hi, since_list, until_list)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """One look with what it met, before the evidence has its number (0) or after.

    `values` are the names and addresses by which its evidence can be met.

    `whole`: `connections` was answered in it, and every other required check answered or there is
    none on that kind of machine.
    """

    look: Look
    met: tuple[Met, ...]
    whole: bool
    values: frozenset[str] = field(default=frozenset(), repr=False)

    def numbered(self, evidence: int) -> "Looked":
        """Return the same with the number that its evidence row has."""
        met = tuple(replace(one, evidence=evidence) for one in self.met)
        return replace(self, look=replace(self.look, evidence=evidence), met=met)


@dataclass(frozen=True, slots=True, kw_only=True)
class _LookColumn:
    """The `said` of a look: all that has no column of its own."""

    origin: Origin = Origin.SWEEP
    trust: Trust = Trust.ASKED
    source: str = ""
    answers: Mapping[str, Said]
    watch_from: datetime | None = None
    cache_cap_s: int = 86_400
    box: str | None = None
    installation: str | None = None
    controls: tuple[LookControl, ...] = ()
    complete: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class _MetColumn:
    """The `said` of what was met."""

    check: str
    observed: str
    rule: Rule = Rule.EXACT
    weakness: Weakness | None = None
    excuse: Excuse | None = None
    process: str | None = None
    raw: str = ""
    since: datetime
    sources: tuple[str, ...] = ()
    edited: bool = False
    dropped_at: datetime | None = None
    dropped_by: DroppedBy | None = None


def keep(connection: sqlite3.Connection, looked: Looked) -> None:
    """Write a look in the caller's transaction, in the place of an older reading of the same."""
    look = looked.look
    said = _LookColumn(
        origin=look.origin,
        trust=look.trust,
        source=look.source,
        answers=look.answers,
        watch_from=look.watch_from,
        cache_cap_s=look.cache_cap_s,
        box=look.box,
        installation=look.installation,
        controls=look.controls,
        complete=look.complete,
    )
    lo, hi = stamp(look.span.lo), stamp(look.span.hi)
    row = (look.evidence, READER, look.machine, look.unit, lo, hi, looked.whole)
    connection.execute(_LOOK, (*row, compact_json(said)))
    connection.execute("DELETE FROM fingerprint WHERE evidence = ?", (look.evidence,))
    known = (("box", look.box), ("installation", look.installation))
    connection.executemany(
        "INSERT INTO fingerprint VALUES (?, ?, ?)",
        [(look.evidence, kind, value) for kind, value in known if value is not None],
    )
    keep_met(connection, look.evidence, looked.met)


def keep_met(connection: sqlite3.Connection, evidence: int, found: Iterable[Met]) -> None:
    """Write what a look met, in the place of what was written before."""
    connection.execute("DELETE FROM met WHERE evidence = ?", (evidence,))
    connection.executemany(_MET, [_met_row(n, met) for n, met in enumerate(found)])


def _met_row(n: int, met: Met) -> tuple[object, ...]:
    said = _MetColumn(
        check=met.check,
        observed=met.observed,
        rule=met.rule,
        weakness=met.weakness,
        excuse=met.excuse,
        process=met.process,
        raw=met.raw,
        since=met.since,
        sources=met.sources,
        edited=met.edited,
        dropped_at=met.dropped.at if met.dropped else None,
        dropped_by=met.dropped.by if met.dropped else None,
    )
    until = met.dropped.list if met.dropped else None
    span = (stamp(met.span.lo), stamp(met.span.hi))
    key = (met.evidence, n, met.value, met.klass, met.status)
    return (*key, compact_json(said), *span, met.since_list, until)


def looks(connection: sqlite3.Connection) -> Iterator[Look]:
    """Yield every look, by machine, then time.

    Raises:
        ValueError: A row holds what no version wrote.
    """
    rows = connection.execute(
        "SELECT evidence, machine, unit, lo, hi, said FROM look ORDER BY machine, lo, evidence"
    )
    for evidence, machine, unit, lo, hi, said in rows:
        column = read_own_json(said, _LookColumn)
        yield Look(
            evidence=evidence,
            machine=machine,
            unit=unit,
            origin=column.origin,
            trust=column.trust,
            source=column.source,
            span=Span(moment(lo), moment(hi)),
            answers=column.answers,
            watch_from=column.watch_from,
            cache_cap_s=column.cache_cap_s,
            box=column.box,
            installation=column.installation,
            controls=column.controls,
            complete=column.complete,
        )


def met(connection: sqlite3.Connection) -> Iterator[Met]:
    """Yield all that looks met, by evidence.

    Raises:
        ValueError: A row holds what no version wrote.
    """
    rows = connection.execute(
        """SELECT evidence, value, class, status, said, lo, hi, since_list, until_list
            FROM met ORDER BY evidence, n"""
    )
    for evidence, value, klass, status, said, lo, hi, since_list, until_list in rows:
        column = read_own_json(said, _MetColumn)
        yield Met(
            evidence=evidence,
            value=value,
            klass=EvidenceClass(klass),
            status=Status(status),
            check=column.check,
            observed=column.observed,
            rule=column.rule,
            weakness=column.weakness,
            excuse=column.excuse,
            span=Span(moment(lo), moment(hi)),
            process=column.process,
            raw=column.raw,
            since_list=since_list,
            since=column.since,
            sources=column.sources,
            edited=column.edited,
            dropped=_dropped(until_list, column),
        )


def _dropped(until_list: str | None, column: _MetColumn) -> Dropped | None:
    if until_list is None or column.dropped_at is None or column.dropped_by is None:
        return None
    return Dropped(list=until_list, at=column.dropped_at, by=column.dropped_by)


def unread(connection: sqlite3.Connection) -> dict[int, int]:
    """Return the evidence whose look was never read, or by an older reader, with its machine."""
    rows = connection.execute(
        """SELECT e.id, e.machine FROM evidence e LEFT JOIN look l ON l.evidence = e.id
            WHERE e.body IS NOT NULL AND e.machine IS NOT NULL
            AND (l.reader IS NULL OR l.reader < ?) ORDER BY e.id""",
        (READER,),
    )
    return dict(rows.fetchall())
