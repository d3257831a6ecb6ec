"""Which earlier dates an overview sets beside today, and what it says of them."""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from orchestrator.evidence import open_store
from orchestrator.findings.compare import FindingChange, WhyNot
from orchestrator.model.local_time import VIETNAM
from orchestrator.model.trend import Trend
from orchestrator.sweep.reading_again import bring_up_if_free
from orchestrator.sweep.standing import judge_all
from orchestrator.sweep.trend import trend_of
from tests.sweep.kept_campaign import OFF, TUESDAY, Campaign

CLEAN, INFECTED = "pac-local-file", "win7-offload-column"
DAY = timedelta(days=1)


@pytest.fixture
def campaign(tmp_path: Path) -> Iterator[Campaign]:
    with closing(open_store(tmp_path / "state", create=True)) as store:
        yield Campaign(store, tmp_path)


def trend(campaign: Campaign, at: datetime) -> Trend:
    bring_up_if_free(campaign.store, campaign.store.folder, at)
    return trend_of(campaign.store, judge_all(campaign.store, at))


def test_each_day_that_compares_is_a_point_and_today_is_the_last(campaign: Campaign):
    campaign.sweep("s1", TUESDAY, {"a": INFECTED, "b": CLEAN})
    campaign.sweep("s2", TUESDAY + 3 * DAY, {"a": INFECTED, "b": INFECTED})
    found = trend(campaign, TUESDAY + 4 * DAY)
    assert [(one.failed, one.assessed, one.in_scope) for one in found.points] == [
        (1, 2, 2),
        (2, 2, 2),
        (2, 2, 2),
    ]
    assert found.points[0].at == datetime(2026, 11, 24, 23, 59, 59, tzinfo=VIETNAM)
    assert found.points[-1].at == TUESDAY + 4 * DAY
    assert found.left_out == 0
    assert found.since_last is not None
    assert found.since_last.why_not == ()
    assert dict(found.since_last.counts).keys() == {FindingChange.STILL}


def test_a_day_on_which_much_less_was_seen_is_left_out(campaign: Campaign):
    campaign.sweep("s1", TUESDAY, {"a": OFF, "b": OFF})
    campaign.sweep("s2", TUESDAY + 3 * DAY, {"a": CLEAN, "b": INFECTED})
    found = trend(campaign, TUESDAY + 3 * DAY + timedelta(hours=1))
    assert len(found.points) == 1
    assert found.left_out == 1
    assert found.since_last is not None
    assert found.since_last.why_not == (WhyNot.COVERAGE,)


def test_one_day_alone_has_nothing_before_it(campaign: Campaign):
    campaign.sweep("s1", TUESDAY, {"a": CLEAN})
    found = trend(campaign, TUESDAY + timedelta(hours=1))
    assert (len(found.points), found.left_out, found.since_last) == (1, 0, None)
