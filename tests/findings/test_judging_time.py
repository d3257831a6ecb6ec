"""By which time what is known is judged."""

from datetime import UTC, datetime, timedelta

import pytest

from orchestrator.findings.judging_time import JudgingTime

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
RIGHTED = NOW - timedelta(days=1)
WRONG = NOW + timedelta(days=40)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("known", "judged"), [(RIGHTED - SECOND, WRONG), (RIGHTED, WRONG), (RIGHTED + SECOND, NOW)]
)
def test_what_was_known_when_the_clock_was_put_right_stays_as_old_as_it_made_it(known, judged):
    assert JudgingTime(NOW, frozenset({(RIGHTED, WRONG)})).of(known) == judged
