"""Small sweeps, and stores of earlier versions, for the store's tests."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

from orchestrator.bodies import level, unit_type
from orchestrator.evidence import KeptList, Scoped, Store, SweepRecord
from orchestrator.evidence.opening import FILE
from orchestrator.model.district import Authority, Exclusion, Unit
from orchestrator.model.outcome import OK, Outcome, Timing, Trip, Why
from orchestrator.model.plan import Family, Question, Script, Severity
from orchestrator.model.result import ScopeRow

STORES = Path(__file__).parent / "stores"
START = datetime(2026, 11, 24, 1, 2, 3, tzinfo=UTC)
SCRIPT = Script(family=Family.POSIX, text=b"echo\n", sha256="ab" * 32, checks=("connections",))
UNIT = Unit(code="th_hoa_sen", name="Trường Tiểu học Hoa Sen", type=unit_type("primary_school"))
RULES = (
    (
        Question(
            check="connections",
            task="Không còn kết nối",
            required=True,
            control="CD-05",
            severity=Severity.CRITICAL,
            arguments={"approved": ["192.0.2.53"]},
        ),
    ),
)


def record(name: str = "s1") -> SweepRecord:
    return SweepRecord(
        id=name,
        playbook="sweep.yml",
        playbook_sha256="cd" * 32,
        rules=RULES,
        selection={"limit": None},
        ioc_sha256="ef" * 32,
        nonce="0123456789abcdef",
        authority=Authority(
            name="Ba Đình",
            committee="UBND quận Ba Đình",
            campaign="Chiến dịch",
            level=level("district"),
        ),
        units=(UNIT,),
        demo=False,
        started_at=START,
    )


def scope(*names: str) -> tuple[Scoped, ...]:
    gone = Exclusion(reason="máy chiếu", approver="Phòng VHTT", date="2026-11-01")
    rows = [
        Scoped(row=ScopeRow(machine=name, unit=UNIT.code, address="192.0.2.1")) for name in names
    ]
    out = ScopeRow(machine="zz-out", unit=UNIT.code, excluded=gone)
    return (*rows, Scoped(row=out, skipped=Why.EXCLUDED))


def trip(name: str, stdout: bytes = b"answer", outcome: Outcome = OK) -> Trip:
    return Trip(
        machine=name,
        outcome=outcome,
        started_at=START,
        ended_at=START + timedelta(seconds=2),
        stdout=stdout,
        exit_code=0,
        phases=(Timing(phase="connect", seconds=0.5),),
        principal="audit (password)",
        via="ssh",
    )


def begin(store: Store, name: str = "s1", machines: tuple[str, ...] = ("a", "b")) -> SweepRecord:
    head = record(name)
    kept = KeptList(sha256=head.ioc_sha256, dated="2026-11-20", body=b"{}")
    store.begin(head, scope(*machines), (SCRIPT,), kept)
    return head


def frozen(name: str, folder: Path) -> Path:
    """Put a copy of a frozen store into a new state folder and return the folder."""
    folder.mkdir(mode=0o700)
    shutil.copyfile(STORES / f"{name}.sqlite3", folder / FILE)
    return folder
