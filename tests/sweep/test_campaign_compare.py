"""Two dates, both by today's list and rules."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from orchestrator.cli.showing.campaign_screen import compare_screen
from orchestrator.errors import UsageError
from orchestrator.evidence import open_store
from orchestrator.sweep.campaign_compare import compare_dates, compared_as_json
from orchestrator.text.catalogue import catalogue
from tests.sweep.kept_campaign import OFF, TUESDAY, Campaign

CLEAN, INFECTED = "pac-local-file", "win7-offload-column"
DAY = timedelta(days=1)


@pytest.fixture
def campaign(tmp_path: Path) -> Iterator[Campaign]:
    with closing(open_store(tmp_path / "state", create=True)) as store:
        yield Campaign(store, tmp_path)


@pytest.mark.parametrize(
    ("first", "then", "change"), [(INFECTED, CLEAN, "not_seen"), (CLEAN, INFECTED, "new")]
)
def test_what_became_of_a_finding(campaign: Campaign, first: str, then: str, change: str):
    campaign.sweep("s1", TUESDAY, {"a": first})
    campaign.sweep("s2", TUESDAY + 3 * DAY, {"a": then})
    found = compare_dates(campaign.store.folder, TUESDAY + DAY, TUESDAY + 4 * DAY)
    said = compared_as_json(found)
    assert (said["comparable"], said["common"], said["gone"], said["added"]) == (True, 1, 0, 0)
    (row,) = said["changes"]  # type: ignore[misc]  # a list of mappings
    assert (row["machine"], row["change"]) == ("a", change)


def test_dates_of_which_one_knows_hardly_anything_are_not_compared(campaign: Campaign):
    campaign.sweep("s1", TUESDAY, {"a": OFF, "b": OFF})
    campaign.sweep("s2", TUESDAY + 3 * DAY, {"a": CLEAN, "b": CLEAN})
    found = compare_dates(campaign.store.folder, TUESDAY + DAY, TUESDAY + 4 * DAY)
    assert compared_as_json(found)["why"] == ["coverage"]
    assert "Không so được" in compare_screen(found, catalogue("vi"))


def test_a_later_date_must_be_later(campaign: Campaign):
    with pytest.raises(UsageError, match="not later"):
        compare_dates(campaign.store.folder, TUESDAY, TUESDAY)


@pytest.mark.parametrize(("lang", "word"), [("vi", "Không thấy lại"), ("en", "Not seen again")])
def test_a_person_reads_it_defanged(campaign: Campaign, lang: str, word: str):
    campaign.sweep("s1", TUESDAY, {"a": INFECTED})
    campaign.sweep("s2", TUESDAY + 3 * DAY, {"a": CLEAN})
    found = compare_dates(campaign.store.folder, TUESDAY + DAY, TUESDAY + 4 * DAY)
    shown = compare_screen(found, catalogue(lang))
    assert word in shown
    assert "203[.]0[.]113[.]10" in shown
