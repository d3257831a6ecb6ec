"""What pages show of machines comes of what was kept beside their looks, and of little more."""

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from orchestrator.errors import StateError
from orchestrator.evidence import open_store
from orchestrator.model.outcome import Ended, Outcome, Why
from orchestrator.model.result import SweepResult
from orchestrator.sweep.campaign_result import kept_campaign
from orchestrator.sweep.clock import now
from orchestrator.sweep.pruning import PruneRequest, prune
from orchestrator.sweep.standing import standing
from tests.record_cases import KEPT
from tests.sweep.kept_campaign import OFF, TUESDAY, Campaign

CLEAN, INFECTED = "pac-local-file", "win7-offload-column"
DAY = timedelta(days=1)
TRUTH = json.loads((KEPT / "truth.json").read_text("utf-8"))
LISTED = (*TRUTH["iocs"], "truong.test", "203.0.113.0/24", "http://c2.evil.example/x")
EVERY = {path.stem: path.stem for path in sorted(KEPT.glob("*.stdout"))}
AFTER = TUESDAY + 3 * DAY


@pytest.fixture
def campaign(tmp_path: Path) -> Iterator[Campaign]:
    with closing(open_store(tmp_path / "state", create=True)) as store:
        yield Campaign(store, tmp_path)


def result(campaign: Campaign, at: datetime = AFTER) -> SweepResult:
    return kept_campaign(campaign.store.folder, at).result


def changed(campaign: Campaign, statement: str) -> None:
    with campaign.store._connection as db:
        db.execute(statement)


FORGET = "UPDATE look SET said = json_remove(said, '$.detail')"
WIPE = "UPDATE evidence SET body = zeroblob(9) WHERE id NOT IN (SELECT evidence FROM met)"


def kept(campaign: Campaign) -> int:
    rows = "SELECT count(*) FROM look WHERE json_extract(said, '$.detail') IS NOT NULL"
    return int(campaign.store._connection.execute(rows).fetchone()[0])


@pytest.mark.parametrize(
    ("first", "later"),
    [(LISTED, ()), (LISTED[:2], LISTED), (LISTED, LISTED[3:]), (LISTED[::2], LISTED[1::2])],
)
def test_a_machine_is_shown_as_its_body_shows_it(
    campaign: Campaign, first: tuple[str, ...], later: tuple[str, ...]
):
    campaign.sweep("s1", TUESDAY, {**EVERY, "off": OFF, "left": Why.NOT_SELECTED}, listed=first)
    if later:
        campaign.sweep("s2", TUESDAY + DAY, {"off": CLEAN}, listed=later)
    by_looks = result(campaign)
    assert kept(campaign) >= len(EVERY)
    changed(campaign, FORGET)
    assert result(campaign) == by_looks


def test_what_an_older_look_met_is_shown_with_what_the_newest_says(campaign: Campaign):
    campaign.sweep("s1", TUESDAY, dict.fromkeys(EVERY, INFECTED), listed=LISTED)
    campaign.sweep("s2", TUESDAY + DAY, EVERY, listed=LISTED)
    by_looks = result(campaign)
    changed(campaign, FORGET)
    assert result(campaign) == by_looks


def test_no_body_is_read_of_a_machine_that_met_nothing(campaign: Campaign):
    campaign.sweep("s1", TUESDAY, {"a": CLEAN, "b": INFECTED})
    before = result(campaign)
    with campaign.store._connection as db:
        db.execute("DROP TRIGGER evidence_unchanged")
        db.execute(WIPE)
    assert result(campaign) == before


@pytest.mark.parametrize(
    "again",
    [
        CLEAN,
        OFF,
        Outcome(ended=Ended.PARTIAL),
        Outcome(ended=Ended.SCRIPT_BLOCKED),
    ],
)
def test_a_machine_that_was_asked_twice_is_shown_by_all_that_it_said(
    campaign: Campaign, again: str | Outcome
):
    campaign.sweep("s1", TUESDAY, {"a": INFECTED, "b": CLEAN})
    campaign.again("s1", TUESDAY + DAY, {"a": again, "b": again})
    by_looks = result(campaign)
    changed(campaign, FORGET)
    assert result(campaign) == by_looks


def test_an_answer_that_went_is_not_shown_beside_one_that_stayed(campaign: Campaign):
    campaign.sweep("s1", TUESDAY, {"a": INFECTED})
    campaign.again("s1", TUESDAY + DAY, {"a": CLEAN})
    result(campaign)
    changed(campaign, "UPDATE evidence SET body = NULL, pruned_at = '2026' WHERE id = 2")
    by_looks = result(campaign)
    changed(campaign, FORGET)
    assert result(campaign) == by_looks


@pytest.mark.parametrize(
    "detail",
    [
        '{"facts":{},"traits":{"antivirus":[["Unheard",{}]]}}',
        '{"facts":{},"traits":{"antivirus":[["Antivirus",{}]]}}',
        '{"facts":{"clock":"soon"},"traits":{}}',
        "5",
    ],
)
def test_what_no_version_wrote_is_one_message(campaign: Campaign, detail: str):
    campaign.sweep("s1", TUESDAY, {"a": CLEAN})
    result(campaign)
    with campaign.store._connection as db:
        db.execute("UPDATE look SET said = json_set(said, '$.detail', json(?))", (detail,))
    with pytest.raises(StateError):
        result(campaign)


def test_an_answer_that_went_takes_what_was_shown_of_it_along(campaign: Campaign):
    begin = now() - 200 * DAY
    for n in range(4):
        campaign.sweep(f"s{n}", begin + n * DAY, {"a": CLEAN})
    standing(campaign.store.folder, now())
    assert kept(campaign) == 4
    prune(campaign.store.folder, PruneRequest(older_than=90 * DAY), really=True)
    assert kept(campaign) == 2


def test_a_machine_of_another_reader_is_read_again(campaign: Campaign):
    campaign.sweep("s1", TUESDAY, {"a": CLEAN})
    before = result(campaign)
    changed(campaign, FORGET)
    changed(campaign, "UPDATE look SET reader = 1")
    assert result(campaign) == before
    assert kept(campaign) == 1


def test_what_pages_show_is_no_part_of_a_look(campaign: Campaign):
    campaign.sweep("s1", TUESDAY, {"a": CLEAN})
    result(campaign)
    looks = tuple(campaign.store.looks())
    changed(campaign, FORGET)
    assert tuple(campaign.store.looks()) == looks
