"""Things that happen to a state folder of a few machines, one after the other, as the store has it.

Boxes, installations, names and units are few, so that machines get in each other's way.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from hypothesis import strategies as st
from msgspec.structs import replace

from orchestrator.evidence import (
    Arrival,
    JoinWord,
    Looked,
    Receipt,
    Road,
    Scoped,
    Store,
    ToldEvidence,
    WaitKind,
    WaitReason,
    unsaved,
)
from orchestrator.model.act import (
    Act,
    Assigned,
    Attributed,
    EvidenceClass,
    FalsePositive,
    Handled,
    Handling,
    Moved,
    SameMachine,
    Undone,
)
from orchestrator.model.answer import Unread
from orchestrator.model.district import Exclusion
from orchestrator.model.ioc_table import IocTable
from orchestrator.model.look import (
    Carrier,
    Dropped,
    DroppedBy,
    JoinedBy,
    Look,
    Met,
    Origin,
    Said,
    Span,
    Trust,
)
from orchestrator.model.outcome import Ended, Outcome, Why
from orchestrator.model.result import AnswerKind, ScopeRow, Status
from orchestrator.model.rules import RULES
from orchestrator.sweep.campaign_files import used_campaign
from orchestrator.sweep.judging import to_keep
from orchestrator.vault import Vault
from tests.bench.rematch import table
from tests.evidence.building import SCRIPT, START, UNIT, record, trip
from tests.sweep.campaign_folder import campaign_file, inventory

PLACES = (("th_hoa_sen", "a"), ("th_hoa_sen", "b"), ("th_sen_vang", "c"), ("th_sen_vang", "d"))
UNITS = tuple(replace(UNIT, code=code, name=code) for code in ("th_hoa_sen", "th_sen_vang"))
GONE = Exclusion(reason="hỏng", approver="Phòng VHTT", date="2026-11-01")
OFF = Outcome(ended=Ended.UNREACHABLE)
VALUES = ("bad.example", "worse.example")


@dataclass
class Story:
    """What happened so far; `draw` decides what happens next, `folder` is where lists lie."""

    store: Store
    draw: Callable[[st.SearchStrategy], object]
    folder: Path
    listed: IocTable = field(default_factory=lambda: table(VALUES))
    now: datetime = START
    sweeps: int = 0
    acts: list[Act] = field(default_factory=list)
    looks: dict[int, Looked] = field(default_factory=dict)
    numbers: dict[tuple[str, str], int] = field(default_factory=dict)
    waiting: list[int] = field(default_factory=list)
    kits: int = 0

    def one_of(self, *some: object) -> object:
        """Draw one of some."""
        return self.draw(st.sampled_from(some))

    def later(self) -> None:
        """Let time go on, mostly."""
        hours = self.one_of(1, 5, 30, 24 * 8, 24 * 31, -2)
        self.now += timedelta(hours=hours)

    def swept(self) -> None:
        """Sweep a unit or both: some machines are out of scope, off, excluded, or not asked."""
        self.sweeps += 1
        units = self.one_of(UNITS, UNITS[:1], UNITS[1:])
        codes = [unit.code for unit in units]
        places = [place for place in PLACES if place[0] in codes]
        there = [place for place in places if self.one_of(*(True,) * 5, False)] or places
        head = replace(
            record(f"s{self.sweeps}"),
            ioc_sha256=self.listed.sha256,
            units=UNITS,
            started_at=self.now,
        )
        self.store.begin(head, tuple(map(self._scoped, there)), (SCRIPT,), to_keep(self.listed))
        for stored in self.store.machines(head.id):
            self.numbers[stored.key] = stored.number
            if stored.scoped.skipped is None:
                self._asked(head, stored)

    def _scoped(self, place: tuple[str, str]) -> Scoped:
        unit, name = place
        room = self.one_of("101", "101", "101", "102")
        row = ScopeRow(machine=name, unit=unit, room=room)
        why = self.one_of(*(None,) * 8, Why.EXCLUDED, Why.NO_CREDENTIAL, Why.NOT_SELECTED)
        return Scoped(row=replace(row, excluded=GONE) if why is Why.EXCLUDED else row, skipped=why)

    def _asked(self, head, stored) -> None:
        came = replace(
            trip(stored.key[1], f"{head.id} {stored.key}".encode()),
            started_at=self.now,
            ended_at=self.now,
        )
        match self.one_of("look", "look", "look", "off", "unread"):
            case "off":
                gone = replace(came, outcome=OFF, stdout=b"")
                self.store.add(head, gone, stored, SCRIPT, (), None)
            case "unread":
                self.store.add(head, came, stored, SCRIPT, (), None)
            case _:
                looked = self._looked(stored.number, stored.key[0])
                kept = self.store.add(head, came, stored, SCRIPT, (), None, looked)
                self.looks[kept.evidence.id] = looked.numbered(kept.evidence.id)

    def brought(self) -> None:
        """Have a kit bring an answer home: of a machine, or waiting for a word."""
        if not self.numbers:
            return
        place = self.one_of(*sorted(self.numbers))
        number, sweep = self.numbers[place], f"s{self.sweeps}"
        stored = {one.number: one for one in self.store.machines(sweep)}
        waits = None
        if number not in stored or self.one_of(True, False):
            some = frozenset({number, self.one_of(*self.numbers.values())})
            waits = WaitReason(kind=self.one_of(*WaitKind), machines=some)
        arrival = self._arrival(sweep, place, None if waits else number, waits)
        self.store.receive((arrival,))
        if waits:
            self.waiting.append(self.store.waiting_answers()[-1].evidence)

    def _arrival(
        self, sweep: str, place: tuple[str, str], number: int | None, waits: WaitReason | None
    ) -> Arrival:
        body, nonce = f"{self.now} {place}".encode(), f"{len(self.waiting):08x}{self.kits:08x}"
        self.kits += 1
        road = Road(
            nonce=nonce,
            trust=self.one_of(Trust.DECLARED, Trust.WITNESSED),
            carrier=self.one_of(Carrier.NETWORK, Carrier.FILE),
            source="kit",
            earliest=self.now,
            joined_by=None if waits else self.one_of(JoinedBy.HARDWARE, JoinedBy.CHOICE),
        )
        answer = unsaved(replace(trip(place[1], body), ended_at=self.now), SCRIPT)
        return Arrival(
            receipt=Receipt(source="kit", sha256=nonce, key=nonce, head="", received_at=self.now),
            answer=replace(answer, road=road),
            sweep=sweep,
            unit=place[0],
            machine=number,
            trip=replace(trip(place[1], body), started_at=self.now, via="kit"),
            looked=None if number is None else self._of_kit(number, place[0], road.joined_by),
            waits=waits,
        )

    def _of_kit(self, number: int, unit: str, by: JoinedBy) -> Looked:
        looked = self._looked(number, unit)
        look = replace(looked.look, origin=Origin.KIT, trust=Trust.DECLARED, joined_by=by)
        return replace(looked, look=look)

    def decided(self) -> None:
        """Have a person say whose what waits is, or that it is nobody's; perhaps it is read."""
        if not self.waiting:
            return
        evidence, place = self.one_of(*self.waiting), self.one_of(*sorted(self.numbers))
        number = self.one_of(self.numbers[place], self.numbers[place], None)
        word = JoinWord(machine=number, at=self.now, actor="Tổ CNTT", reason="đã hỏi")
        self.store.join(evidence, word)
        self.looks.pop(evidence, None)
        if number is not None and self.one_of(True, True, False):
            looked = self._of_kit(number, self._unit_of(evidence), JoinedBy.HAND)
            self.looks[evidence] = looked.numbered(evidence)
            self.store.keep_looks((self.looks[evidence],))

    def _unit_of(self, evidence: int) -> str:
        (one,) = (one for one in self.store.waiting_answers() if one.evidence == evidence)
        return one.unit

    def _looked(self, number: int, unit: str) -> Looked:
        said = {check: Said(kind=AnswerKind.ANSWERED, rows=1) for check in RULES.required}
        if self.one_of(False, False, True):
            said["dns_cache"] = Said(kind=AnswerKind.UNANSWERED, reason=Unread.DENIED)
        look = Look(
            evidence=0,
            machine=number,
            unit=unit,
            span=Span(self.now, self.now),
            answers=said,
            trust=self.one_of(Trust.ASKED, Trust.ASKED, Trust.DECLARED),
            watch_from=self.now - timedelta(hours=9),
            box=self.one_of(f"own {number}", f"own {number}", "A", "A", None),
            installation=self.one_of(f"own {number}", "I", None),
        )
        met = tuple(self._met(value) for value in self.one_of((), (), VALUES[:1], VALUES))
        return Looked(look=look, met=met, whole=True)

    def _met(self, value: str, klass: EvidenceClass = EvidenceClass.CONTACT) -> Met:
        return Met(
            evidence=0,
            value=value,
            klass=klass,
            status=Status.CONNECTED,
            check="connections",
            observed=value,
            span=Span(self.now, self.now),
            since_list=self.listed.sha256,
            since=self.now,
        )

    def noticed(self) -> None:
        """Hear of a unit from elsewhere."""
        unit = self.one_of(*UNITS).code
        told = ToldEvidence(
            origin=Origin.NOTICE,
            unit=unit,
            source="SOC",
            collected_at=self.now,
            earliest=self.now,
            body=f"{self.now} {unit}".encode(),
        )
        look = Look(
            evidence=0,
            machine=None,
            unit=unit,
            origin=Origin.NOTICE,
            span=Span(self.now, self.now),
        )
        met = (self._met(VALUES[0], EvidenceClass.REPORTED),)
        self.store.keep_told(told, Looked(look=look, met=met, whole=False))

    def acted(self) -> None:
        """Have a person record something."""
        if not self.numbers:
            return
        place = self.one_of(*sorted(self.numbers))
        number, unit = self.numbers[place], place[0]
        head = {
            "id": f"{len(self.acts):064x}",
            "machine": number,
            "unit": unit,
            "claimed": self.now,
            "recorded": self.now,
            "actor": "Tổ CNTT",
            "reason": "đã xem",
        }
        act = self._act(head)
        if act is not None:
            self.acts.append(act)
            self.store.keep_acts((act,))

    def _act(self, head: dict) -> Act | None:
        """Return what a person records of a machine; None where there is nothing of the kind."""
        number = head["machine"]
        finding = {"value": self.one_of(*VALUES), "klass": EvidenceClass.CONTACT}
        reported = {"value": VALUES[0], "klass": EvidenceClass.REPORTED}
        until = self.now + timedelta(days=9)
        excused = {"until": until, "covers": tuple(Status), "approver": "b"}
        others = [one for one in self.numbers.values() if one != number]
        own = [one for one in self.acts if one.machine == number]
        kinds = {
            "handled": lambda: Handled(**head, **finding, remedy=Handling.SCAN_REMOVED),
            "false": lambda: FalsePositive(**head, **finding, **excused),
            "assigned": lambda: Assigned(**head, **finding, owner="Tổ CNTT", due=until),
            "same": lambda: SameMachine(**head, box="A", approver="b"),
            "moved": lambda: (
                Moved(**head, source=self.one_of(*others), approver="b") if others else None
            ),
            "undone": lambda: (
                Undone(**head, ref=self.one_of(*own).id, approver="b") if own else None
            ),
            "attributed": lambda: Attributed(**head, **reported),
            "of unit": lambda: Handled(
                **{**head, "machine": None}, **reported, remedy=Handling.OTHER
            ),
        }
        return kinds[self.one_of("handled", *kinds)]()

    def relisted(self) -> None:
        """Let a newer list count: some looks wait for it, of others it drops what they met."""
        self.listed = table([*VALUES, f"new{self.sweeps}-{len(self.acts)}.example"])
        known = sorted(self.looks)
        concerned = [one for one in known if self.one_of(True, False, False)]
        by = DroppedBy.AUTHORITY
        gone = Dropped(list=self.listed.sha256, at=self.now, by=by)
        carried = {
            one: tuple(replace(met, dropped=gone) for met in self.looks[one].met)
            for one in known
            if one not in concerned and self.one_of(True, False)
        }
        self.store.come_into_force(to_keep(self.listed), concerned, carried)

    def read_again(self) -> None:
        """Read again what waits, and perhaps otherwise."""
        for one in sorted(self.store.concerned()):
            if self.one_of(True, False):
                found = self.looks[one]
                box = self.one_of(found.look.box, "A")
                met = self.one_of(found.met, ())
                again = replace(found, look=replace(found.look, box=box), met=met)
                self.looks[one] = again
                self.store.keep_looks((again,))

    def pruned(self) -> None:
        """Drop the answers of some evidence."""
        some = self.store.evidence_sweeps()
        if some:
            self.store.prune((self.one_of(*sorted(some)),), self.now)

    def renamed(self) -> None:
        """Put a role in the place of a name."""
        self.store.forget_actor("Tổ CNTT", f"cán bộ {len(self.acts)}")

    def ruled(self) -> None:
        """Use a campaign file: its inventory is the scope, and its rules are tighter."""
        left = [place for place in PLACES if self.one_of(True, True, False)]
        units = {unit.code: tuple(n for u, n in left if u == unit.code) for unit in UNITS}
        inventory(self.folder, {unit: names for unit, names in units.items() if names})
        if left:
            rules = self.one_of("{good_for: 14d}", "{good_for: 30d}", "{required: proxy}")
            path = campaign_file(self.folder, rules=rules)
            used_campaign(self.store.folder, path, self.now, Vault())

    def righted(self) -> None:
        """Have the clock run ahead for a while; then a person says that it is right, mostly."""
        then, self.now = self.now, self.now + timedelta(days=self.one_of(1, 20, 400))
        self.one_of(self.swept, self.swept, self.acted, self.noticed, self.relisted)()
        self.now = then
        if self.one_of(True, True, False):
            self.store.keep_clock_word(self.now, "Tổ CNTT", "đã đối chiếu")


HAPPENINGS = (
    *(Story.swept,) * 3,
    *(Story.acted,) * 3,
    Story.noticed,
    *(Story.brought,) * 2,
    Story.decided,
    Story.relisted,
    Story.read_again,
    Story.pruned,
    Story.renamed,
    Story.ruled,
    *(Story.righted,) * 2,
)
"""What may happen."""
