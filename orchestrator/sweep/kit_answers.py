"""One sealed answer of a kit: opened, held against the kit that it names, read, and given its row.

Nothing of it is believed: who holds a kit can write what it wants. What is wrong with a file is
one fault of a closed set; what cannot be decided here waits for a person.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from orchestrator import evidence, match
from orchestrator.evidence.look_rows import Looked
from orchestrator.findings.canaries import Canaries
from orchestrator.findings.looks import identifiers
from orchestrator.model.answer import Reading
from orchestrator.model.look import Carrier, JoinedBy, Trust
from orchestrator.model.outcome import (
    OK,
    Barrier,
    Ended,
    Outcome,
    Phase,
    Trip,
    script_blocked,
    stalled,
)
from orchestrator.model.result import Evidence, Hit
from orchestrator.roads.answer_head import AnswerHead, KitEnding, written
from orchestrator.roads.joining import (
    Clash,
    Differs,
    Joined,
    KitWord,
    Unknown,
    folded_name,
    hardware_of,
)
from orchestrator.roads.kit_keys import OpenKey, name_of_serial
from orchestrator.roads.sealing import SealFault, StillSealed, UnsealedAnswer, opened
from orchestrator.sweep.judging import hits_in, read, table_of
from orchestrator.sweep.looking import in_force_at, looked_at
from orchestrator.sweep.row_book import RowBook

GRACE = timedelta(days=7)
"""How long after its last day what a kit brings is taken without a person's word."""
_VIA = "kit"
_CLOCK_SLACK = timedelta(seconds=300)


class AnswerFault(StrEnum):
    """Why an opened answer is not taken; what keeps one sealed is a `SealFault`."""

    NO_KIT = "no_kit"  # of a kit that was not made here
    OTHER_RUN = "other_run"  # what it says of its kit is not what that kit says


class RefusedAnswer(Struct, frozen=True, kw_only=True):
    """A file that is not taken.

    `keys` are those that would open it, if it is for others; `here` those that were at hand.
    """

    fault: SealFault | AnswerFault
    keys: tuple[str, ...] = ()
    here: tuple[str, ...] = ()


class RepeatedAnswer(Struct, frozen=True, kw_only=True):
    """An answer that came already, and whether it still waits for a word."""

    machines: frozenset[int]
    waits: bool


class TakenHome(Struct, frozen=True, kw_only=True):
    """An answer that is kept: of a row, or waiting for a word.

    Attributes:
        arrival: As it is to be written.
        head: What the kit says of the run.
        kit: The kit.
        stored: Its row, None where it waits.
        prints: What it is recognised by, as it is kept.
    """

    arrival: evidence.Arrival
    head: AnswerHead
    kit: evidence.KitRow
    stored: evidence.Stored | None
    prints: frozenset[tuple[str, str]]


BroughtAnswer = RefusedAnswer | RepeatedAnswer | TakenHome


class KitAnswers:
    """Reads answers of kits; what many of them have in common is read once."""

    def __init__(self, store: evidence.Store, keys: Collection[OpenKey]) -> None:
        """Read the kits; nothing else yet."""
        self._store = store
        self._keys = keys
        self._kits = {kit.id: kit for kit in store.kits()}
        self._sweeps: dict[str, tuple[evidence.SweepRecord, match.Index]] = {}
        self._checks: dict[str, tuple[str, ...]] = {}
        self.book = RowBook(store)

    def open(self, data: bytes, at: datetime) -> BroughtAnswer:
        """Return what a file is.

        Args:
            data: Its bytes, from anywhere.
            at: Now (aware UTC): when it came.
        """
        found = opened(data, self._keys)
        match found:
            case StillSealed(fault=fault, keys=keys):
                here = tuple(name_of_serial(key.serial) for key in self._keys) if keys else ()
                return RefusedAnswer(fault=fault, keys=keys, here=here)
            case UnsealedAnswer(head=head):
                kit = self._kits.get(head.kit)
                if kit is None:
                    return RefusedAnswer(fault=AnswerFault.NO_KIT)
                if not _is_of(head, kit):
                    return RefusedAnswer(fault=AnswerFault.OTHER_RUN)
                return self._taken(found, kit, at)

    def _taken(self, found: UnsealedAnswer, kit: evidence.KitRow, at: datetime) -> BroughtAnswer:
        head = found.head
        receipt = evidence.Receipt(
            source=kit.id,
            sha256=found.sha256,
            key=f"{kit.id} {head.nonce}",
            head=written(head).decode(),
            received_at=at,
        )
        before = self._store.arrived_before(receipt, head.nonce, head.sha256)
        if before.same:
            return RepeatedAnswer(machines=before.machines, waits=before.waits)
        run = self._run(found, kit, at)
        waits = _waits(kit, before, at) or self._joined(run)
        if isinstance(waits, Joined):
            stored = self.book.rows(kit.sweep, kit.unit).by_number[waits.machine]
            return run.joined(receipt, stored, waits.by)
        return run.waiting(receipt, waits)

    def _joined(self, run: "_Run") -> Joined | evidence.WaitReason:
        """Return which row an answer is of, or why that is not sure."""
        rows = self.book.rows(run.kit.sweep, run.kit.unit)
        chosen = rows.by_name.get(run.head.row)
        nonce = run.head.nonce
        told = identifiers(run.reading, Canaries(nonce).hit_by(run.hits), nonce)
        word = KitWord(
            unit=run.kit.unit,
            chosen=chosen.number if chosen else None,
            name=folded_name(run.head.name or run.reading.facts.name or ""),
            hardware=hardware_of(told),
        )
        match self.book.join(word, rows):
            case Joined() as joined:
                return joined
            case Clash(machines=machines):
                return evidence.WaitReason(kind=evidence.WaitKind.CLASH, machines=machines)
            case Differs(machine=machine):
                machines = frozenset((machine,))
                return evidence.WaitReason(kind=evidence.WaitKind.DIFFERS, machines=machines)
            case Unknown():
                return evidence.WaitReason(kind=evidence.WaitKind.UNKNOWN)

    def _run(self, found: UnsealedAnswer, kit: evidence.KitRow, at: datetime) -> "_Run":
        record, index = self._sweep(kit.sweep)
        answer = _answer(found, kit, self._asked(kit.script_sha256), at)
        reading = read(record, answer)
        answer = replace(
            answer, evidence=replace(answer.evidence, clock_offset_s=_clock_off(reading, kit, at))
        )
        return _Run(
            head=found.head,
            kit=kit,
            record=record,
            answer=answer,
            reading=reading,
            hits=hits_in(reading, index, at, found.head.nonce),
        )

    def _sweep(self, name: str) -> tuple[evidence.SweepRecord, match.Index]:
        if name not in self._sweeps:
            record = self._store.sweep(name)
            self._sweeps[name] = record, match.Index(table_of(self._store, record))
        return self._sweeps[name]

    def _asked(self, sha256: str) -> tuple[str, ...]:
        if sha256 not in self._checks:
            self._checks[sha256] = self._store.script_checks(sha256)
        return self._checks[sha256]


def _waits(
    kit: evidence.KitRow, before: evidence.ArrivedBefore, at: datetime
) -> evidence.WaitReason | None:
    """Return why an answer waits whosever it is; None where it does not."""
    if before.other:
        return evidence.WaitReason(kind=evidence.WaitKind.DIFFERS, machines=before.machines)
    if kit.revoked is not None:
        return evidence.WaitReason(kind=evidence.WaitKind.REVOKED)
    return evidence.WaitReason(kind=evidence.WaitKind.LATE) if at > kit.until + GRACE else None


def _is_of(head: AnswerHead, kit: evidence.KitRow) -> bool:
    told = (head.unit, head.sweep, head.script, head.family)
    return told == (kit.unit, kit.sweep, kit.script_sha256, kit.family)


def _answer(
    found: UnsealedAnswer, kit: evidence.KitRow, checks: tuple[str, ...], at: datetime
) -> evidence.StoredAnswer:
    head = found.head
    return evidence.StoredAnswer(
        evidence=Evidence(
            id=0, sha256=head.sha256, script_sha256=kit.script_sha256, size_bytes=head.size
        ),
        family=kit.family,
        checks=checks,
        remote=False,
        collected_at=at,
        road=evidence.Road(
            nonce=head.nonce,
            trust=Trust.DECLARED if kit.witness is None else Trust.WITNESSED,
            carrier=Carrier.FILE,
            source=kit.id,
            earliest=min(kit.made_at, at),
            joined_by=None,
        ),
        body=found.answer,
    )


def _clock_off(reading: Reading, kit: evidence.KitRow, at: datetime) -> float | None:
    """Return how far the PC's clock is outside of what can be, None where it is not.

    When it ran is between the kit's making and now: a clock in between says nothing of itself.
    """
    clock = reading.facts.clock
    if clock is None:
        return None
    if clock < kit.made_at - _CLOCK_SLACK:
        return (clock - kit.made_at).total_seconds()
    return (clock - at).total_seconds() if clock > at + _CLOCK_SLACK else None


class _Run(Struct, frozen=True, kw_only=True):
    """One run of a kit, read and matched by the list of its sweep."""

    head: AnswerHead
    kit: evidence.KitRow
    record: evidence.SweepRecord
    answer: evidence.StoredAnswer
    reading: Reading
    hits: tuple[Hit, ...]

    def joined(self, receipt: evidence.Receipt, stored: evidence.Stored, by: JoinedBy) -> TakenHome:
        """Return it as it is kept under a row."""
        road = self.answer.road and replace(self.answer.road, joined_by=by)
        answer = replace(self.answer, road=road)
        looked = looked_at(
            self.record,
            stored,
            answer.collected_at,
            self.reading,
            self.hits,
            in_force_at(self.record),
            road=road,
        )
        return self._kept(receipt, answer, stored, looked, None)

    def waiting(self, receipt: evidence.Receipt, waits: evidence.WaitReason) -> TakenHome:
        """Return it as it is kept without a row."""
        return self._kept(receipt, self.answer, None, None, waits)

    def _kept(
        self,
        receipt: evidence.Receipt,
        answer: evidence.StoredAnswer,
        stored: evidence.Stored | None,
        looked: Looked | None,
        waits: evidence.WaitReason | None,
    ) -> TakenHome:
        at = answer.collected_at
        trip = Trip(
            machine=stored.scoped.row.machine if stored else "",
            outcome=outcome_of(self.head, self.reading),
            started_at=at,
            ended_at=at,
            exit_code=self.head.exit,
            via=_VIA,
        )
        arrival = evidence.Arrival(
            receipt=receipt,
            answer=answer,
            sweep=self.kit.sweep,
            unit=self.kit.unit,
            machine=stored.number if stored else None,
            trip=trip,
            looked=looked,
            waits=waits,
        )
        prints = looked.prints if looked else frozenset()
        return TakenHome(
            arrival=arrival, head=self.head, kit=self.kit, stored=stored, prints=prints
        )


def outcome_of(head: AnswerHead, reading: Reading) -> Outcome:
    """Return how a kit's run ended, in the words of a try to ask a machine."""
    if not head.size:
        empty = script_blocked(Barrier.EMPTY_ANSWER)
        return stalled(Phase.READ) if head.how is KitEnding.STALLED else empty
    if not reading.facts.began:
        return script_blocked(Barrier.NOT_STARTED)
    if reading.flooded or head.how is KitEnding.FLOODED:
        return Outcome(ended=Ended.FLOODED, detail="more rows than a machine may send")
    if reading.complete:
        return OK
    if head.how is KitEnding.STALLED:
        return stalled(Phase.READ)
    return Outcome(ended=Ended.PARTIAL, detail="no end mark")
