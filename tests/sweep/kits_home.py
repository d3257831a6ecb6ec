"""A unit whose PCs were asked by kits: what they said, sealed as kits seal it, and its store.

The PCs are those of the pretend district's recordings, each with its own nonce, name and hardware.
"""

import base64
import hashlib
import re
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from msgspec.structs import replace

from orchestrator import evidence, ioc, match, plan
from orchestrator.bodies import level, unit_type
from orchestrator.checks import ALL
from orchestrator.lab.recording import RECORDINGS, Scribe, replay
from orchestrator.model.district import Authority, Unit
from orchestrator.model.ioc_table import as_table
from orchestrator.model.outcome import OK, Ended, Outcome, Trip
from orchestrator.model.plan import Family, Question, Script
from orchestrator.model.result import ScopeRow
from orchestrator.plan.questions import Asking
from orchestrator.plan.templating import MachineVariables, Templar
from orchestrator.roads.answer_head import AnswerHead, KitEnding, with_answer
from orchestrator.roads.kit_keys import KeyKind, keep_key
from orchestrator.roads.sealing import seal
from orchestrator.sweep.judging import hits_in, read, to_keep
from orchestrator.sweep.looking import in_force_at, looked_at
from tests.roads.made_keys import identity, key_file, kit_key

START = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
MADE = START + timedelta(hours=2)
HOME = MADE + timedelta(days=2)
UNIT = Unit(code="th_hoa_sen", name="Trường Tiểu học Hoa Sen", type=unit_type("primary_school"))
OTHER = Unit(code="th_sen_vang", name="Trường Tiểu học Sen Vàng", type=unit_type("primary_school"))
KIT, WITNESSED, OTHER_KIT = "a1" * 16, "b2" * 16, "c3" * 16
CLEAN, INFECTED = "lab-win10-clean", "lab-win10-infected"
PLAYBOOK = RECORDINGS.parent / "data" / "ioc-sweep.yml"
OFF = Outcome(ended=Ended.UNREACHABLE)
_CARD = re.compile(rb"(?m)^(adapter\t)(?:[0-9A-F]{2}:){5}[0-9A-F]{2}")
_NAME = re.compile(rb"(?m)^(name\t)(?!canary-)([^\t\n]*)")


@cache
def questions() -> tuple[Question, ...]:
    by_id = {check.id: check for check in ALL}
    plays = plan.read_playbook(PLAYBOOK, ALL).plays
    scope = MachineVariables(Templar(), ())
    tasks = (task for play in plays for task in play.tasks)
    return tuple(q for task in tasks for q in Asking(task, by_id[task.check]).of(scope))


@cache
def script() -> Script:
    asked = {question.check for question in questions()}
    return plan.fuse([check for check in ALL if check.id in asked], Family.WINDOWS)


@dataclass(frozen=True)
class Pc:
    """One PC: what was recorded of it, what it calls itself, its hardware's number."""

    number: int
    recording: str = CLEAN

    @property
    def name(self) -> str:
        return f"MAY-VT-{self.number:04d}"

    def says(self, nonce: str, at: datetime) -> bytes:
        facts = {
            "name": self.name,
            "machine_id": f"7d0f6c1e-52ab-4c9b-8f7e-{self.number:012x}",
            "hardware": f"4C4C4544-0034-5710-8001-{self.number:012X}",
        }
        raw = (RECORDINGS / f"{self.recording}.txt").read_bytes()
        return self._named(replay(raw, Scribe(nonce=nonce, now=at, facts=facts)))

    def _named(self, raw: bytes) -> bytes:
        """Give it a card and a name of its own; a section says how long it is, so both keep it."""
        card = f"B8:CA:3A:7E:{self.number >> 8:02X}:{self.number & 255:02X}".encode()
        lines = raw.split(b"\n")
        for at, line in enumerate(lines):
            if b" open64 identity " in line:
                text = _CARD.sub(rb"\1" + card, base64.b64decode(lines[at + 1]))
                text = _NAME.sub(self._named_alike, text)
                lines[at + 1] = base64.b64encode(text)
        return b"\n".join(lines)

    def _named_alike(self, found: re.Match[bytes]) -> bytes:
        long = len(found[2])
        return found[1] + self.name.encode().ljust(long, b"-")[:long]


def record(name: str = "s1", nonce: str = "0123456789abcdef") -> evidence.SweepRecord:
    return evidence.SweepRecord(
        id=name,
        playbook="ioc-sweep.yml",
        playbook_sha256="cd" * 32,
        rules=(questions(),),
        selection={},
        ioc_sha256=listed().sha256,
        nonce=nonce,
        authority=Authority(
            name="Ba Đình",
            committee="UBND quận Ba Đình",
            campaign="Chiến dịch",
            level=level("district"),
        ),
        units=(UNIT, OTHER),
        demo=True,
        started_at=START,
    )


@cache
def listed():
    data = RECORDINGS.parent / "data"
    found = ioc.load(
        sorted((data / "iocs").glob("*.txt")),
        sinkholes=[data / "sinkholes.txt"],
        today=START.date(),
    )
    return as_table(found)


def row(number: int, unit: Unit = UNIT) -> evidence.Scoped:
    prefix = "hs" if unit is UNIT else "sv"
    name, label = f"{prefix}-{number:04d}", f"Máy {number}"
    return evidence.Scoped(row=ScopeRow(machine=name, unit=unit.code, label=label))


def state(folder: Path, rows: int = 6, others: int = 2) -> Path:
    """Make a state folder with one sweep that reached nobody, and three kits."""
    keep_key(folder, key_file(KeyKind.DISTRICT))
    with closing(evidence.open_store(folder, create=True)) as store:
        scope = (*map(row, range(1, rows + 1)), *(row(n, OTHER) for n in range(1, others + 1)))
        store.begin(record(), scope, (script(),), to_keep(listed()))
        store.add_kits((kit(), kit(WITNESSED), kit(OTHER_KIT)), (script(),))
    return folder


def kit(name: str = KIT) -> evidence.KitRow:
    return evidence.KitRow(
        id=name,
        unit=OTHER.code if name == OTHER_KIT else UNIT.code,
        sweep="s1",
        script_sha256=script().sha256,
        family=Family.WINDOWS,
        made_at=MADE,
        until=MADE + timedelta(days=14),
        witness="P. Giáo vụ" if name == WITNESSED else None,
    )


def sealed(
    pc: Pc,
    nonce: str,
    *,
    chosen: str = "",
    of: str = KIT,
    at: datetime = MADE + timedelta(hours=3),
    body: bytes | None = None,
    **more: object,
) -> bytes:
    """Return one result as a kit writes it."""
    answer = pc.says(nonce, at) if body is None else body
    made = kit(of)
    head = AnswerHead(
        kit=of,
        unit=made.unit,
        sweep="s1",
        script=script().sha256,
        family=Family.WINDOWS,
        nonce=nonce,
        began=at,
        ended=at,
        row=chosen,
        said="",
        name=pc.name,
        late=False,
        how=KitEnding.OK,
        exit=0,
        sha256=hashlib.sha256(answer).hexdigest(),
        size=len(answer),
    )
    return seal(with_answer(replace(head, **more), answer), (kit_key(),))


def nonce_of(number: int) -> str:
    return hashlib.sha256(str(number).encode()).hexdigest()[:16]


@cache
def index() -> match.Index:
    return match.Index(listed())


def asked(store: evidence.Store, name: str, pc: Pc | None, at: datetime) -> None:
    """Let the network ask a row: `pc` answers, or nobody."""
    head = store.sweep("s1")
    stored = next(one for one in store.machines("s1") if one.scoped.row.machine == name)
    stdout = b"" if pc is None else pc.says(head.nonce, at)
    trip = Trip(
        machine=name,
        outcome=OFF if pc is None else OK,
        started_at=at,
        ended_at=at,
        stdout=stdout,
        exit_code=0,
        via="winrm",
    )
    if pc is None:
        store.add(head, trip, stored, script(), (), None)
        return
    reading = read(head, evidence.unsaved(trip, script()))
    hits = hits_in(reading, index(), at, head.nonce)
    looked = looked_at(head, stored, at, reading, hits, in_force_at(head))
    store.add(head, trip, stored, script(), looked.values, 0.0, looked)


def identities():
    return (identity(),)
