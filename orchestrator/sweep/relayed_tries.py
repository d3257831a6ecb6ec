"""The tries of a result message on their way in: whose each is, when it was, how it is kept."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from msgspec import Struct

from orchestrator import evidence
from orchestrator.files.typed_json import compact_json
from orchestrator.model.look import BEGINNING, Carrier, Origin, Trust
from orchestrator.model.outcome import Outcome, Phase, Timing, Trip, Why
from orchestrator.model.plan import Family, Via
from orchestrator.model.result import Evidence
from orchestrator.roads.answer_head import AnswerHead, KitEnding, written
from orchestrator.roads.shard_content import CarriedMachine, CarriedTry, ShardContent

SweepRows = Mapping[evidence.Key, evidence.Stored]
"""The rows of a site's sweep as they are here, by unit and name."""

_NEAR: Final = timedelta(minutes=5)
"""By so much a site's clock may be ahead of ours, and still say when something was."""


class ArrivingTry(Struct, frozen=True, kw_only=True):
    """One try of a message on its way in."""

    site: str
    carrier: Carrier
    key: str
    sha256: str
    machine: CarriedMachine
    told: CarriedTry
    stored: evidence.Stored | None
    at: datetime


class Coming(Struct, frozen=True, kw_only=True):
    """How a message came: of which site, by what, when (aware UTC)."""

    site: str
    carrier: Carrier
    at: datetime


def arriving_tries(
    content: ShardContent,
    machine: CarriedMachine,
    rows: SweepRows,
    coming: Coming,
    *,
    ours: bool = False,
) -> Iterator[ArrivingTry]:
    """Yield the tries of a machine, each with the row of ours that it is of.

    Of a sweep of ours, a site numbers its tries in several sweeps of its own: the nonce tells them
    apart.
    """
    run = f"{content.sweep.nonce} " if ours else ""
    place = f"{run}{machine.unit}/{machine.machine}"
    for told in machine.tries:
        key = f"{content.sweep.sweep} {place} {told.n}"
        digest = hashlib.sha256(f"{key}\n{compact_json(told)}".encode()).hexdigest()
        yield ArrivingTry(
            site=coming.site,
            carrier=coming.carrier,
            key=key,
            sha256=digest,
            machine=machine,
            told=told,
            stored=rows.get((machine.unit, machine.machine)),
            at=coming.at,
        )


def wait_reason(one: ArrivingTry, *, other: bool) -> evidence.WaitReason | None:
    """Return why a try waits; None where it is of a row, and nothing else came under its number."""
    if one.stored is None:
        return evidence.WaitReason(kind=evidence.WaitKind.UNKNOWN)
    if other:
        machines = frozenset((one.stored.number,))
        return evidence.WaitReason(kind=evidence.WaitKind.DIFFERS, machines=machines)
    return None


def relayed_rows(
    machines: Iterable[CarriedMachine], rows: SweepRows, *, ours: bool = False
) -> Iterator[evidence.RelayedRow]:
    """Yield what a site says of those machines in its sweep that are rows of ours.

    Of a sweep of ours, what a machine is asked was decided here.
    """
    for machine in machines:
        stored = rows.get((machine.unit, machine.machine))
        if stored is not None and ours:
            yield evidence.RelayedRow(
                machine=stored.number,
                rule=stored.scoped.rule,
                selected=stored.scoped.row.selected,
                skipped=None if machine.skipped is None else Why(machine.skipped),
            )
        elif stored is not None:
            yield evidence.RelayedRow(
                machine=stored.number,
                rule=machine.rule,
                selected=machine.selected,
                skipped=None if machine.skipped is None else Why(machine.skipped),
            )


def ruled(stored: evidence.Stored, machine: CarriedMachine) -> evidence.Stored:
    """Return our row of a machine with the rule that its site asked it by."""
    scoped = evidence.Scoped(
        row=stored.scoped.row, skipped=stored.scoped.skipped, rule=machine.rule
    )
    return evidence.Stored(number=stored.number, scoped=scoped)


def _span(one: ArrivingTry) -> tuple[datetime, datetime]:
    """Return the earliest moment at which a try may have ended, and the one that it is told by.

    A site's clock dates its tries. One that is ahead of ours dates nothing: what came is at least
    as old as its arrival, and nothing says how much older.
    """
    ended = one.told.ended_at.astimezone(UTC)
    if ended <= one.at:
        return ended, ended
    return (one.at - _NEAR if ended <= one.at + _NEAR else BEGINNING), one.at


def trip_of(one: ArrivingTry) -> Trip:
    """Return how a try went, its times by the clock here."""
    told = one.told
    _, ended = _span(one)
    return Trip(
        machine=one.machine.machine,
        outcome=Outcome.parse(told.outcome, told.detail, told.error_id),
        started_at=min(told.started_at.astimezone(UTC), ended),
        ended_at=ended,
        exit_code=told.exit_code,
        phases=tuple(Timing(phase=Phase(p), seconds=s) for p, s in told.phases.items()),
        via=told.via,
    )


def answer_of(one: ArrivingTry, content: ShardContent) -> evidence.StoredAnswer:
    """Return what a machine said, in the form in which the store keeps it."""
    told = one.told
    script = next(s for s in content.scripts if s.script == told.script)
    earliest, at = _span(one)
    body = told.answer
    return evidence.StoredAnswer(
        evidence=Evidence(
            id=0,
            sha256=hashlib.sha256(body).hexdigest(),
            script_sha256=script.script,
            size_bytes=len(body),
            clock_offset_s=told.offset,
        ),
        family=script.family,
        checks=script.checks,
        remote=told.via != Via.LOCAL,
        collected_at=at,
        road=evidence.Road(
            nonce=content.sweep.nonce,
            trust=Trust.RELAYED,
            carrier=one.carrier,
            source=one.site,
            earliest=earliest,
            joined_by=None,
            origin=Origin.SWEEP,
        ),
        body=body,
    )


def receipt_of(one: ArrivingTry, content: ShardContent) -> evidence.Receipt:
    """Return what is kept of how a try came, in the words in which kits tell of their runs."""
    told = one.told
    answer = told.answer
    head = AnswerHead(
        kit="0" * 32,
        unit=one.machine.unit,
        sweep=content.sweep.sweep,
        script=told.script or "0" * 64,
        family=next((s.family for s in content.scripts if s.script == told.script), Family.WINDOWS),
        nonce=content.sweep.nonce,
        began=told.started_at.astimezone(UTC),
        ended=told.ended_at.astimezone(UTC),
        row=one.machine.machine,
        said="",
        name="",
        late=False,
        how=KitEnding.OK,
        exit=told.exit_code,
        sha256=hashlib.sha256(answer).hexdigest(),
        size=len(answer),
    )
    return evidence.Receipt(
        kind="try",
        carrier=one.carrier,
        source=one.site,
        sha256=one.sha256,
        key=one.key,
        head=written(head).decode(),
        received_at=one.at,
    )
