"""What was read out of evidence: looks, what they met, and what they were recognised by.

All of it can be made again from the bodies; `READER` tells by which way of reading a row was made.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import chain
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from orchestrator.evidence import clock_words
from orchestrator.evidence.codec import moment, stamp
from orchestrator.evidence.detail_column import DetailColumn, detail_column
from orchestrator.files.typed_json import (
    EMPTY_LIST,
    JsonPart,
    QuickRow,
    compact_json,
    read_own_json,
)
from orchestrator.model.act import EvidenceClass
from orchestrator.model.look import (
    Carrier,
    Dropped,
    DroppedBy,
    Excuse,
    JoinedBy,
    Look,
    LookControl,
    LookDetail,
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


class Looked(Struct, frozen=True, kw_only=True):
    """One look with what it met, before the evidence has its number (0) or after.

    `values` are the names and addresses by which its evidence can be met; `detail` is what pages
    show of it, None where nobody read that; `prints` what whoever brings an answer without a row is
    recognised by, each a kind and a value.

    `whole`: `connections` was answered in it, and every other required check answered or there is
    none on that kind of machine.
    """

    look: Look
    met: tuple[Met, ...]
    whole: bool
    values: frozenset[str] = frozenset()
    detail: LookDetail | None = None
    prints: frozenset[tuple[str, str]] = frozenset()

    def numbered(self, evidence: int) -> "Looked":
        """Return the same with the number that its evidence row has."""
        met = tuple(replace(one, evidence=evidence) for one in self.met)
        return replace(self, look=replace(self.look, evidence=evidence), met=met)


class _LookColumn(Struct, frozen=True, kw_only=True):
    """The `said` of a look: all that has no column of its own."""

    origin: Origin = Origin.SWEEP
    trust: Trust = Trust.ASKED
    carrier: Carrier | None = None
    source: str = ""
    answers: Mapping[str, Said]
    watch_from: datetime | None = None
    cache_cap_s: int = 86_400
    box: str | None = None
    installation: str | None = None
    controls: tuple[LookControl, ...] = ()
    complete: bool = True
    detail: DetailColumn | None = None
    joined_by: JoinedBy | None = None


class _LookRow(QuickRow, frozen=True):
    """`_LookColumn`, as it is read in thousands."""

    answers: dict[str, Said]
    origin: Origin = Origin.SWEEP
    trust: Trust = Trust.ASKED
    carrier: Carrier | None = None
    source: str = ""
    watch_from: datetime | None = None
    cache_cap_s: int = 86_400
    box: str | None = None
    installation: str | None = None
    controls: JsonPart = EMPTY_LIST
    complete: bool = True
    joined_by: JoinedBy | None = None


class _MetColumn(Struct, frozen=True, kw_only=True):
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
        carrier=None if look.carrier is _untold_carrier(look.trust) else look.carrier,
        source=look.source,
        answers=look.answers,
        watch_from=look.watch_from,
        cache_cap_s=look.cache_cap_s,
        box=look.box,
        installation=look.installation,
        controls=look.controls,
        complete=look.complete,
        detail=detail_column(looked.detail),
        joined_by=look.joined_by,
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
    connection.executemany(
        "INSERT OR IGNORE INTO fingerprint VALUES (?, ?, ?)",
        [(look.evidence, kind, value) for kind, value in sorted(looked.prints)],
    )
    keep_met(connection, look.evidence, looked.met)


def _untold_carrier(trust: Trust) -> Carrier:
    """Return how a look came whose row does not say it: files were all that others sent."""
    return Carrier.NETWORK if trust is Trust.ASKED else Carrier.FILE


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


Machines = Iterable[int | None]
"""Numbers of machines whose rows are wanted; None for rows of no machine."""

# As bytes: what is not ASCII would else be decoded, and encoded again to be read.
_LOOKS = "SELECT evidence, machine, unit, lo, hi, CAST(said AS BLOB) FROM look"
_ORDER = "ORDER BY machine, lo, evidence"


def looks(connection: sqlite3.Connection, of: Machines | None = None) -> Iterator[Look]:
    """Yield looks, by machine, then time; one that is misdated says so, and comes where it was.

    Args:
        connection: The store.
        of: Whose, machine by machine; None for all.

    Raises:
        ValueError: A row holds what no version wrote.
    """
    controls, told = _Controls(), clock_words.redating(connection)
    redated = told.look if told.words else None
    for evidence, machine, unit, lo, hi, said in rows_of(
        connection, f"{_LOOKS} {_ORDER}", f"{_LOOKS} WHERE machine {{of}} {_ORDER}", of
    ):
        row = read_own_json(said, _LookRow)
        since = moment(lo)
        look = Look(
            evidence=evidence,
            machine=machine,
            unit=unit,
            origin=row.origin,
            trust=row.trust,
            carrier=row.carrier or _untold_carrier(row.trust),
            source=row.source,
            span=Span(since, since if lo == hi else moment(hi)),
            answers=row.answers,
            watch_from=row.watch_from,
            cache_cap_s=row.cache_cap_s,
            box=row.box,
            installation=row.installation,
            controls=controls.of(row.controls),
            complete=row.complete,
            joined_by=row.joined_by,
        )
        yield look if redated is None else redated(look)


def rows_of(
    connection: sqlite3.Connection, every: str, some: str, of: Machines | None
) -> Iterator[tuple[Any, ...]]:
    """Return the rows of all machines, or of some; those of no machine come first.

    Args:
        connection: The store.
        every: The query for all.
        some: The query for some: after each column of machines it has `{of}`.
        of: Which.
    """
    if of is None:
        return connection.execute(every)
    wanted = tuple(of)
    rows = connection.execute(some.format(of=_AMONG), (_listed(wanted),))
    if None not in wanted:
        return rows
    return chain(connection.execute(some.format(of="IS NULL")), rows)


_AMONG = "IN (SELECT value FROM json_each(?1))"


def _listed(numbers: Machines) -> str:
    """Return numbers as the statement takes them, however many."""
    return json.dumps([number for number in numbers if number is not None])


class _Controls:
    """What controls were in looks: mostly the same words, which are read once."""

    def __init__(self) -> None:
        """Start with nothing read."""
        self._read: dict[bytes, tuple[LookControl, ...]] = {}
        self._last: tuple[JsonPart, tuple[LookControl, ...]] = (EMPTY_LIST, ())

    def of(self, part: JsonPart) -> tuple[LookControl, ...]:
        """Return what a part of a row says; ValueError if no version wrote that."""
        if part != self._last[0]:  # mostly it is: to compare costs a tenth of a look-up
            text = bytes(part)
            if text not in self._read:
                self._read[text] = read_own_json(text, tuple[LookControl, ...])
            self._last = part, self._read[text]
        return self._last[1]


_METS = """SELECT m.evidence, m.value, m.class, m.status, m.said, m.lo, m.hi, m.since_list,
    m.until_list FROM met m"""
_METS_OF = f"""{_METS} JOIN look l ON l.evidence = m.evidence WHERE l.machine {{of}}
    ORDER BY m.evidence, m.n"""


def met(connection: sqlite3.Connection, of: Machines | None = None) -> Iterator[Met]:
    """Yield what looks met as it was dated, by evidence; `of` as for `looks`.

    Raises:
        ValueError: A row holds what no version wrote.
    """
    for evidence, value, klass, status, said, lo, hi, since_list, until_list in rows_of(
        connection, f"{_METS} ORDER BY m.evidence, m.n", _METS_OF, of
    ):
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


_UNREAD = f"""SELECT e.id, t.machine FROM evidence e JOIN taken t ON t.evidence = e.id
    LEFT JOIN look l ON l.evidence = e.id
    WHERE e.body IS NOT NULL AND t.machine IS NOT NULL
    AND (l.reader IS NULL OR l.reader < {READER})"""  # noqa: S608  our own number

_UNREAD_OF = f"""{_UNREAD} AND t.machine {{of}} AND (e.machine {{of}}
    OR e.id IN (SELECT evidence FROM joined WHERE machine {{of}})) ORDER BY e.id"""  # noqa: S608  our own


def unread(connection: sqlite3.Connection, of: Machines | None = None) -> dict[int, int]:
    """Return the evidence whose look was never read, or by an older reader, with its machine."""
    return dict(rows_of(connection, f"{_UNREAD} ORDER BY e.id", _UNREAD_OF, of))


# CROSS JOIN keeps the order of the tables: begun with the prints, it reads those of all machines.
_KIN = """SELECT DISTINCT k.machine FROM (
        SELECT DISTINCT f.kind, f.value FROM look l
        CROSS JOIN fingerprint f ON f.evidence = l.evidence
        WHERE l.machine IN (SELECT value FROM json_each(?))
            AND f.kind IN ('box', 'installation')
    ) p CROSS JOIN fingerprint g ON g.kind = p.kind AND g.value = p.value
    CROSS JOIN look k ON k.evidence = g.evidence WHERE k.machine IS NOT NULL"""


def kin(connection: sqlite3.Connection, of: Iterable[int]) -> frozenset[int]:
    """Return the machines that ever showed a box or an installation that one of some showed."""
    return frozenset(row[0] for row in connection.execute(_KIN, (_listed(of),)))
