"""Many clocks that are off by the same time accuse the controller's."""

import pytest

from orchestrator.bodies import unit_type
from orchestrator.doctor import diagnose, weigh
from orchestrator.model.diagnosis import Cause, Checkup, Symptoms
from orchestrator.model.district import Machine, Unit
from orchestrator.model.outcome import OK
from orchestrator.model.plan import Family, Via
from tests.transport.jobs import target

UNIT = Unit(code="th_x", name="Trường X", type=unit_type("primary_school"))


def checkup(offset_s: float | None) -> Checkup:
    symptoms = Symptoms(
        target=target(5986, via=Via.WINRM),
        family=Family.WINDOWS,
        outcome=OK,
        complete=True,
        clock_offset_s=offset_s,
    )
    machine = Machine(name="x", unit=UNIT.code)
    return Checkup(unit=UNIT, machine=machine, diagnosis=diagnose(symptoms), symptoms=symptoms)


@pytest.mark.parametrize(
    ("offsets", "first"),
    [
        ([-4000.0, -4000.0, -3990.0, 1.0], Cause.CONTROLLER_CLOCK),
        ([-4000.0, -4000.0], Cause.MACHINE_CLOCK),
        ([-4000.0, 1.0, 0.0, 2.0], Cause.MACHINE_CLOCK),
        ([-4000.0, 4000.0, 1.0, None], Cause.MACHINE_CLOCK),
    ],
)
def test_whose_clock_comes_first(offsets: list[float | None], first: Cause):
    found = tuple(checkup(offset) for offset in offsets)
    weighed = weigh(found)
    assert weighed[0].diagnosis.causes[0] is first
    for before, after in zip(found, weighed, strict=True):
        assert set(before.diagnosis.causes) == set(after.diagnosis.causes)
        assert before.symptoms == after.symptoms
