"""The table of what happens in a campaign holds, row by row."""

import pytest

from orchestrator.model.campaign import MachineStanding
from orchestrator.model.result import Verdict
from tests.findings.campaign_made import Case
from tests.findings.scenarios import SCENARIOS


def said(found: MachineStanding) -> str:
    return found.reason or found.verdict


def states(found: MachineStanding) -> str:
    return " ".join(one.state for one in found.findings)


@pytest.mark.parametrize("case", SCENARIOS, ids=lambda case: case.id)
def test_a_row_of_the_table(case: Case):
    found = case.stand()
    assert (said(found), states(found)) == (case.verdict, case.state)
    assert (found.reason is not None) == (found.verdict is Verdict.NOT_ASSESSED)
    assert case.says(found)


def test_every_row_of_the_table_has_a_case():
    told = {case.row for case in SCENARIOS}
    rows = {str(number) for number in range(1, 36)} - {"34"}  # of a unit: see test_unit_standing
    assert rows <= told
    assert len(SCENARIOS) >= 53
