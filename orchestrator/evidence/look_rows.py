"""What was read out of evidence: looks, what they met, and what they were recognised by.

All of it can be made again from the bodies; `READER` tells by which way of reading a row was made.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain
from typing import Any

from orchestrator.evidence import clock_words
from orchestrator.evidence.codec import moment, stamp
from orchestrator.files.typed_json import (
    EMPTY_LIST,
    JsonPart,
    QuickRow,
    compact_json,
    read_own_json,
)
from orchestrator.model.act import EvidenceClass
from orchestrator.model.answer import Note, Unread, Window
from orchestrator.model.look import (
    Dropped,
    DroppedBy,
    Excuse,
    JoinedBy,
    Look,
    LookControl,
    Met,
    Origin,
    Said,
    Span,
    Trust,
)
from orchestrator.model.result import AnswerKind, Rule, Status, Weakness

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

    `values` are the names and addresses by which its evidence can be met; `prints` what whoever
    brings an answer without a row is recognised by, each a kind and a value.

    `whole`: `connections` was answered in it, and every other required check answered or there is
    none on that kind of machine.
    """

    look: Look
    met: tuple[Met, ...]
    whole: bool
    values: frozenset[str] = field(default=frozenset(), repr=False)
    prints: frozenset[tuple[str, str]] = frozenset()

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
    joined_by: JoinedBy | None = None


class _WindowRow(QuickRow, frozen=True):
    """`Window`, as it is read in thousands."""

    start: datetime | None = None
    end: datetime | None = None


class _SaidRow(QuickRow, frozen=True):
    """`Said`, likewise; each is made one when it is asked for."""

    kind: AnswerKind
    reason: Unread | None = None
    why: str = ""
    detail: str = ""
    source: str | None = None
    window: _WindowRow = _WindowRow()
    rows: int = 0
    notes: tuple[Note, ...] = ()

    def said(self) -> Said:
        """Return what became of a check."""
        return Said(
            kind=self.kind,
            reason=self.reason,
            why=self.why,
            detail=self.detail,
            source=self.source,
            window=Window(start=self.window.start, end=self.window.end),
            rows=self.rows,
            notes=self.notes,
        )


class _LookRow(QuickRow, frozen=True):
    """`_LookColumn`, as it is read in thousands."""

    answers: dict[str, _SaidRow]
    origin: Origin = Origin.SWEEP
    trust: Trust = Trust.ASKED
    source: str = ""
    watch_from: datetime | None = None
    cache_cap_s: int = 86_400
    box: str | None = None
    installation: str | None = None
    controls: JsonPart = EMPTY_LIST
    complete: bool = True
    joined_by: JoinedBy | None = None


class _Answers(Mapping[str, Said]):
    """The answers of a kept look: read whole, each made a `Said` when it is asked for.

    A campaign keeps many looks of a machine, and tells of most of them only whether they answered.
    """

    __slots__ = ("_made", "_rows")

    def __init__(self, rows: dict[str, _SaidRow]) -> None:
        """Keep what was read."""
        self._rows = rows
        self._made: dict[str, Said] = {}

    def __getitem__(self, check: str) -> Said:
        """Return what became of a check; KeyError if it was neither asked nor is required."""
        if check not in self._made:
            self._made[check] = self._rows[check].said()
        return self._made[check]

    def get(self, check: str, default: Any = None) -> Any:  # noqa: ANN401  as `Mapping` has it
        """Return what became of a check, without the price of an exception where it has none."""
        return self[check] if check in self._rows else default

    def __iter__(self) -> Iterator[str]:
        """Yield the checks in the order in which they were written."""
        return iter(self._rows)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._rows)

    def __contains__(self, check: object) -> bool:
        """Whether a check was asked or is required."""
        return check in self._rows


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
    for evidence, machine, unit, lo, hi, said in rows_of(
        connection, f"{_LOOKS} {_ORDER}", f"{_LOOKS} WHERE machine IS ? {_ORDER}", of
    ):
        row = read_own_json(said, _LookRow)
        since = moment(lo)
        look = Look(
            evidence=evidence,
            machine=machine,
            unit=unit,
            origin=row.origin,
            trust=row.trust,
            source=row.source,
            span=Span(since, since if lo == hi else moment(hi)),
            answers=_Answers(row.answers),
            watch_from=row.watch_from,
            cache_cap_s=row.cache_cap_s,
            box=row.box,
            installation=row.installation,
            controls=controls.of(row.controls),
            complete=row.complete,
            joined_by=row.joined_by,
        )
        yield told.look(look)


def rows_of(
    connection: sqlite3.Connection, every: str, one: str, of: Machines | None
) -> Iterator[tuple[Any, ...]]:
    """Return the rows of one query for all machines, or of one for each of some."""
    if of is None:
        return connection.execute(every)
    return chain.from_iterable(connection.execute(one, (number,)) for number in of)


class _Controls:
    """What controls were in looks: mostly the same words, which are read once."""

    def __init__(self) -> None:
        """Start with nothing read."""
        self._read: dict[bytes, tuple[LookControl, ...]] = {}

    def of(self, part: JsonPart) -> tuple[LookControl, ...]:
        """Return what a part of a row says; ValueError if no version wrote that."""
        text = bytes(part)
        if text not in self._read:
            self._read[text] = read_own_json(text, tuple[LookControl, ...])
        return self._read[text]


_METS = """SELECT m.evidence, m.value, m.class, m.status, m.said, m.lo, m.hi, m.since_list,
    m.until_list FROM met m"""
_METS_OF = f"""{_METS} JOIN look l ON l.evidence = m.evidence WHERE l.machine IS ?
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

_UNREAD_OF = f"""{_UNREAD} AND t.machine = ?1 AND (e.machine = ?1
    OR e.id IN (SELECT evidence FROM joined WHERE machine = ?1)) ORDER BY e.id"""  # noqa: S608  our own


def unread(connection: sqlite3.Connection, of: Machines | None = None) -> dict[int, int]:
    """Return the evidence whose look was never read, or by an older reader, with its machine."""
    return dict(rows_of(connection, f"{_UNREAD} ORDER BY e.id", _UNREAD_OF, of))


_KIN = """SELECT DISTINCT k.machine FROM (
        SELECT DISTINCT f.kind, f.value FROM look l JOIN fingerprint f ON f.evidence = l.evidence
        WHERE l.machine = ? AND f.kind IN ('box', 'installation')
    ) p JOIN fingerprint g ON g.kind = p.kind AND g.value = p.value
    JOIN look k ON k.evidence = g.evidence WHERE k.machine IS NOT NULL"""


def kin(connection: sqlite3.Connection, of: Iterable[int]) -> frozenset[int]:
    """Return the machines that ever showed a box or an installation that one of some showed."""
    return frozenset(row[0] for number in of for row in connection.execute(_KIN, (number,)))
