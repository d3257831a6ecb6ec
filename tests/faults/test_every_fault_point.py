"""Every fault point, alone and with all after it: what a night is for."""

import itertools

import pytest

from tests.faults.district import Told
from tests.faults.enumerating import Point, examine, truth
from tests.faults.points import Kind
from tests.faults.test_fault_points import EVERY, SLICES

pytestmark = pytest.mark.skipif(not EVERY, reason="by night: ORCHESTRATOR_FAULT_POINTS=all")


@pytest.fixture(scope="module")
def true() -> Told:
    return truth()


@pytest.mark.parametrize("part", range(SLICES))
@pytest.mark.parametrize("lasting", [False, True], ids=["once", "lasting"])
@pytest.mark.parametrize("kind", Kind)
def test_no_fault_makes_a_wrong_verdict(kind: Kind, lasting: bool, part: int, true: Told):  # noqa: FBT001
    found: list[str] = []
    for nth in itertools.count(part + 1, SLICES):
        examined = examine(Point(kind, nth, lasting), true)
        found += examined.complaints
        if not examined.reached:
            break
    assert not found
