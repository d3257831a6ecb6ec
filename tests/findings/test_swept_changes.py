"""What one sweep brought of findings."""

import pytest

from orchestrator.findings.compare import swept_changes
from tests.findings.campaign_made import (
    SCOPE,
    at,
    cached,
    contact,
    false_positive,
    handled,
    joined,
    looked,
)
from tests.findings.test_compare import OTHER, unit

SEEN = looked(0, contact())
CASES = {
    "new": joined(looked(0), looked(5, contact())),
    "reopened": joined(SEEN, handled(1), looked(5, contact())),
    "verified": joined(looked(0, contact(), also=("proxy",)), handled(3), looked(5)),
}
NOTHING_NEW = {
    "still there": joined(SEEN, looked(5, contact())),
    "not seen, and nobody handled it": joined(SEEN, looked(5)),
    "verified by an earlier look": joined(SEEN, handled(1), looked(3), looked(5)),
    "came back by an earlier look": joined(SEEN, handled(1), looked(3, contact()), looked(5)),
    "a person said that it is none": joined(looked(5, cached()), false_positive(5.5)),
    "nothing": looked(5),
}


@pytest.mark.parametrize("change", CASES)
def test_a_look_of_the_sweep_changes_a_finding(change: str):
    (found,) = swept_changes([unit(6, (CASES[change], SCOPE))], at(4.9))
    assert found.change == change
    assert found.machine.scope.number == SCOPE.number
    assert found.finding in found.machine.findings


@pytest.mark.parametrize("why", NOTHING_NEW)
def test_what_it_left_as_it_was_is_not_told(why: str):
    assert swept_changes([unit(6, (NOTHING_NEW[why], SCOPE))], at(4.9)) == ()


def test_a_row_of_a_cache_that_may_be_older_than_the_sweep_is_new_with_it():
    (found,) = swept_changes([unit(6, (looked(5, cached()), SCOPE))], at(4.99))
    assert found.change == "new"


def test_changes_come_by_their_kind_then_by_machine():
    new = joined(looked(0, machine=8), looked(5, contact(), machine=8))
    machines = ((CASES["verified"], SCOPE), (new, OTHER))
    found = swept_changes([unit(6, *machines)], at(4.9))
    assert [one.change for one in found] == ["new", "verified"]
