"""Every reason for not being assessed names somebody who can mend it."""

from orchestrator.model.result import Reason
from orchestrator.model.unassessed import MENDER_OF, PASSING


def test_each_reason_has_a_mender_and_what_passes_by_itself_is_a_reason():
    assert set(MENDER_OF) == set(Reason)
    assert set(Reason) > PASSING
