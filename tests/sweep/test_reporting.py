"""What a sweep ends with: the worse of what it found and of where its machines and units stand."""

import pytest
from msgspec.structs import replace

from orchestrator.model.result import UnitVerdict, Verdict
from orchestrator.sweep import Reported
from tests.findings.acts_made import judged
from tests.findings.test_exit_code import result

PASS = (Verdict.PASS, True)
OTHER = (Verdict.NOT_ASSESSED, False)
NONE = (Verdict.NOT_ASSESSED, True)
BAD = (Verdict.FAIL, True)
HELD = UnitVerdict.INSUFFICIENT


def failing(*machines):
    return result(*machines, verdict=UnitVerdict.FAIL)


@pytest.mark.parametrize(
    ("code", "swept", "kept"),
    [
        (0, result(PASS), result(PASS)),
        (3, result(PASS), failing(BAD)),
        (3, failing(BAD), result(PASS)),
        (4, result(PASS), result(NONE, verdict=HELD)),
        (4, result(NONE), result(PASS)),
        # a notice, or a machine that failed and left the inventory
        (3, result(PASS), failing(PASS)),
        (4, result(PASS), result(PASS, verdict=HELD)),
        (130, replace(result(PASS), finished=False), failing(BAD)),
        # of a unit that was asked in part, only what was asked counts
        (0, result(PASS, OTHER, verdict=HELD), failing(PASS, OTHER)),
        (0, result(PASS, OTHER, verdict=HELD), result(PASS, OTHER, verdict=HELD)),
        (3, result(PASS, (Verdict.EXCLUDED, False)), failing(PASS, (Verdict.EXCLUDED, False))),
    ],
)
def test_a_sweep_ends_with_the_worse_of_itself_and_of_where_its_units_stand(code, swept, kept):
    assert Reported(swept=swept, judged=judged(), kept=kept, written=None).exit_code == code
