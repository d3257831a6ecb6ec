"""A site's bundle at the hub: taken once, for its own machines alone, and judged like any other."""

import pytest

from orchestrator.errors import ExitCode
from orchestrator.model.look import Trust
from orchestrator.model.result import Reason, Verdict
from tests.sweep.sites_home import (
    SITE,
    brought,
    enrolled,
    exported,
    hub,
    machines,
    swept,
    ward,
)


@pytest.fixture
def district(tmp_path):
    """A hub, and a site that is accepted and has swept."""
    here, there = hub(tmp_path / "hub" / "state"), swept(ward(tmp_path / "ward" / "state"))
    enrolled(here, there)
    return here, there


def test_a_bundle_is_judged_like_what_the_hub_asked_itself(district):
    here, there = district
    done, told = brought(here, exported(there))
    assert done.exit_code == ExitCode.DONE
    assert told[0] | {"file": ""} == {
        "event": "bundle_file",
        "file": "",
        "sites": [SITE],
        "parts": 1,
        "taken": 6,
        "before": 0,
        "waiting": 0,
        "out_of_scope": 0,
        "faults": {},
        "unread": False,
    }
    found = machines(here)
    assert (found["hs-0001"].verdict, found["hs-0001"].trust) == (Verdict.PASS, Trust.RELAYED)
    assert (found["hs-0002"].verdict, found["hs-0002"].trust) == (Verdict.FAIL, Trust.RELAYED)
    assert found["hs-0003"].reason is Reason.UNREACHABLE
    assert found["hs-0004"].verdict is Verdict.PASS
    assert found["hs-0006"].verdict is Verdict.NOT_ASSESSED
    assert found["sv-0001"].verdict is Verdict.NOT_ASSESSED


def test_the_site_and_the_hub_say_the_same_of_a_machine(district):
    here, there = district
    brought(here, exported(there))
    ours, theirs = machines(here), machines(there)
    for name in ("hs-0001", "hs-0002", "hs-0003", "hs-0004", "hs-0005", "hs-0006"):
        assert (ours[name].verdict, ours[name].reason) == (
            theirs[name].verdict,
            theirs[name].reason,
        )
        assert ours[name].as_of == theirs[name].as_of
        assert [one.key for one in ours[name].findings] == [
            one.key for one in theirs[name].findings
        ]
