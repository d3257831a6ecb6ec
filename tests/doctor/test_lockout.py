"""A wrong password costs two attempts, however many machines are greeted."""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from orchestrator import plan
from orchestrator.bodies import level, unit_type
from orchestrator.errors import Place
from orchestrator.model.diagnosis import Cause
from orchestrator.model.district import Authority, District, Machine, Unit
from orchestrator.model.outcome import Trip
from orchestrator.model.plan import Assignment, Family, Plan, Via, WinrmOptions
from orchestrator.model.result import Verdict
from orchestrator.sweep.ping import PingRequest, PlannedPing, ping
from tests.transport.certificates import write_pem
from tests.transport.conftest import Faults, running
from tests.transport.jobs import password, target

NAMES = tuple(f"x-{number:03}" for number in range(200))
UNIT = Unit(code="th_x", name="Trường X", type=unit_type("primary_school"))


class Quiet:
    """An observer that says nothing."""

    def __init__(self) -> None:
        self.seen = 0

    def started(self, sweep: str, total: int, stop: Callable[[], None]) -> None:
        assert (sweep, total) == ("ping", len(NAMES))
        assert callable(stop)

    def machine(self, trip: Trip, unit: str, verdict: Verdict | None) -> None:
        assert (unit, verdict) == (UNIT.code, None)
        assert trip.machine in NAMES
        self.seen += 1


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Faults]:
    write_pem(tmp_path / "server.pem", "pc-01.example")
    with running("tests.transport.winrm_faults", tmp_path) as faults:
        yield faults


def planned(port: int, ca_path: Path) -> PlannedPing:
    """Two hundred machines behind one door, with one wrong password."""
    options = WinrmOptions(auth="basic", ca_path=str(ca_path))
    assignments = tuple(
        Assignment(
            machine=name,
            unit=UNIT.code,
            target=target(port, password("sai"), via=Via.WINRM, machine=name, winrm=options),
            family=Family.WINDOWS,
            questions=(),
        )
        for name in NAMES
    )
    return PlannedPing(
        request=PingRequest(inventory=(), forks=20),
        district=District(
            authority=Authority(
                name="Quận", committee="UBND", campaign="Thử", level=level("district")
            ),
            units=(UNIT,),
            machines=tuple(Machine(name=name, unit=UNIT.code) for name in NAMES),
        ),
        selected=frozenset(NAMES),
        plan=Plan(
            playbook="",
            playbook_sha256="",
            place=Place(file=""),
            scripts={Family.WINDOWS: plan.fuse((), Family.WINDOWS)},
            assignments=assignments,
            skipped=(),
        ),
    )


def test_a_wrong_password_leaves_the_controller_twice(services: Faults, tmp_path: Path):
    quiet = Quiet()
    whom = planned(services.ports["reject"], tmp_path / "server.pem")
    found = ping(whom, tmp_path / "state", quiet)
    assert [checkup.machine.name for checkup in found] == list(NAMES)
    assert quiet.seen == len(NAMES)
    firsts = Counter(checkup.diagnosis.causes[0] for checkup in found)
    assert services.attempts("reject") == firsts[Cause.WRONG_PASSWORD] == 2
    assert sum(Cause.PAUSED in checkup.diagnosis.causes for checkup in found) == len(NAMES) - 2
