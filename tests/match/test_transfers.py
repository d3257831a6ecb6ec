"""A transfer of Windows' background service: set to fetch, or begun at a time."""

from datetime import datetime, timedelta

import pytest

from orchestrator.match import Asked, match
from orchestrator.model.observation import Transfer, mentioned
from orchestrator.model.result import Status, Weakness
from tests.match.made import AT, SIGHT, answered, index

LISTED = index("bad.example")


@pytest.mark.parametrize(
    ("when", "status", "weakness"),
    [
        (None, Status.CONFIGURED, None),
        (AT - timedelta(days=2), Status.ATTEMPTED, None),
        (AT - timedelta(days=400), Status.ATTEMPTED, Weakness.OLD_TRACE),
    ],
)
def test_a_job_that_waits_is_set_and_a_logged_one_was_tried(
    when: datetime | None, status: Status, weakness: Weakness | None
):
    source = "http://c2.bad.example/a"
    job = Transfer(
        sight=SIGHT, job="j", source=source, names=("c2.bad.example",), when=when, raw=source
    )
    assert mentioned(job).values == ("c2.bad.example",)
    (hit,) = match({"persistence": answered(job)}, LISTED, Asked(at=AT, clock=AT))
    assert (hit.observed, hit.status, hit.weakness) == ("c2.bad.example", status, weakness)
