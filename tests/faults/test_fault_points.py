"""A sweep of twenty machines whose N-th call fails: no wrong verdict, and it can be gone on with.

By day some points of each kind; by night (`ORCHESTRATOR_FAULT_POINTS=all`) every one.
"""

import os

import pytest

from tests.faults.district import Told
from tests.faults.enumerating import Point, examine, truth
from tests.faults.points import Kind

EVERY = os.environ.get("ORCHESTRATOR_FAULT_POINTS") == "all"
SLICES = 16
SOME = (
    Point(Kind.STORE, 9, lasting=False),  # the store is being laid out
    Point(Kind.STORE, 240, lasting=True),  # machines are being asked
    Point(Kind.STORE, 800, lasting=False),  # where they stand is being told
    Point(Kind.FILES, 5, lasting=False),  # the inventory is being read
    Point(Kind.FILES, 14, lasting=True),  # the lists are
    Point(Kind.FILES, 42, lasting=False),  # the reports are being written
    Point(Kind.WAY, 7, lasting=True),
    Point(Kind.CLOCK, 12, lasting=False),
)
pytestmark = pytest.mark.xdist_group("fault points")


@pytest.fixture(scope="module")
def true() -> Told:
    return truth()


def test_the_district_has_machines_of_every_verdict(true: Told):
    assert {verdict for verdict, _ in true.values()} == {"pass", "fail", "not_assessed"}
    assert len(true) == 20


@pytest.mark.skipif(EVERY, reason="every point is looked at")
@pytest.mark.parametrize("point", SOME, ids=str)
def test_a_fault_makes_no_wrong_verdict(point: Point, true: Told):
    examined = examine(point, true)
    assert examined.reached
    assert not examined.complaints
