"""Once machines were asked, no trouble with the state folder says that nothing was sent."""

import pytest

from orchestrator.errors import ExitCode, StateError, UnwrittenError
from orchestrator.sweep.asked import machines_asked


@pytest.mark.parametrize("kind", [StateError, UnwrittenError])
def test_a_state_folder_that_fails_then_ends_with_five(kind):
    with pytest.raises(UnwrittenError, match="damaged") as raised, machines_asked():
        raise kind.one("it is damaged", "restore it")
    assert raised.value.exit_code is ExitCode.UNWRITTEN
    first, *kept = raised.value.problems
    assert first.mend == "restore it"
    assert len(kept) == (kind is StateError)
    assert all("--resume" in str(one) for one in kept)
