"""What is kept of a campaign file says all that it said."""

from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from orchestrator import checks
from orchestrator.campaign import body_of, read_body, read_campaign
from orchestrator.campaign.campaign_values import Tightening
from orchestrator.model.local_time import VIETNAM
from orchestrator.model.rules import RULES

SAMPLE = Path(__file__).parents[2] / "playbooks" / "chien-dich-mau.yml"


def campaign():
    return read_campaign(SAMPLE, frozenset(check.id for check in checks.ALL))


@pytest.mark.parametrize(
    "tightening",
    [
        Tightening(),
        Tightening(
            required=("proxy",), good_for=timedelta(days=14), verify_after=timedelta(hours=48)
        ),
        Tightening(old_address=timedelta(days=180), old_name=timedelta(days=730)),
    ],
)
def test_the_kept_rules_are_the_file_s(tightening: Tightening):
    told = replace(campaign(), tightening=tightening)
    kept = read_body(body_of(told, str(SAMPLE)))
    assert kept.rules_over(RULES, VIETNAM) == told.rules(RULES, VIETNAM)
    assert (kept.file, kept.campaign, kept.deadline) == (str(SAMPLE), told.id, told.deadline)


def test_a_body_that_no_version_wrote_is_refused():
    with pytest.raises(ValueError, match="unknown field"):
        read_body(body_of(campaign(), "x").replace('"name"', '"nom":1,"name"'))
