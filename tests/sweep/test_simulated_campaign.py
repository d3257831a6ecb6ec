"""A campaign of weeks on a pretend district: all that is said of any machine is the truth."""

import os

import pytest

from orchestrator.findings import clearing, states
from tests.sweep.simulated.claims import WrongClaimError, compare
from tests.sweep.simulated.weeks import Size, Weeks

SMALL = Size(units=6, machines=90, weeks=3, rounds=(8.5, 14.5))
WHOLE = Size(units=60, machines=3000, weeks=8, rounds=(8.5, 14.5))
SEED = 13
BY_NIGHT = os.environ.get("ORCHESTRATOR_SIMULATED")
"""The seed of the whole campaign; unset by day."""

SAID = {
    *("pass", "fail", "not_assessed", "identity", "awaiting_look"),
    *("new", "handled", "verifying", "closed_verified", "reopened", "false_positive"),
    "ioc_withdrawn",
}


def test_every_claim_of_a_campaign_is_true(tmp_path):
    seed, size = (SEED, SMALL) if BY_NIGHT is None else (int(BY_NIGHT), WHOLE)
    weeks = Weeks(folder=tmp_path, size=size, seed=seed, after=compare)
    weeks.play()
    assert weeks.said >= SAID
    assert weeks.rejected


PLANTED = {
    "no wait after a handling": (clearing.Wanted, "after", lambda wanted, _cap: wanted.base),
    "nothing refutes a handling": (states, "refutes", lambda _met, _handled: False),
}


@pytest.mark.skipif(BY_NIGHT is not None, reason="proven by day")
@pytest.mark.parametrize("wrong", PLANTED)
def test_a_wrong_rule_is_caught(tmp_path, monkeypatch, wrong):
    monkeypatch.setattr(*PLANTED[wrong])
    with pytest.raises(WrongClaimError):
        Weeks(folder=tmp_path, size=SMALL, seed=SEED, after=compare).play()
