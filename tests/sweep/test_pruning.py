"""What goes after a time is what nothing rests on: no verdict changes by it."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from orchestrator.errors import UsageError
from orchestrator.evidence import open_store
from orchestrator.model.act import Triaged
from orchestrator.sweep.clock import now
from orchestrator.sweep.pruning import PruneRequest, days, forget_actor, prune
from orchestrator.sweep.standing import standing
from tests.sweep.kept_campaign import OFF, UNIT, Campaign

CLEAN, INFECTED = "pac-local-file", "win7-offload-column"
DAY = timedelta(days=1)
OLD = PruneRequest(older_than=90 * DAY)


@pytest.fixture
def campaign(tmp_path: Path) -> Iterator[Campaign]:
    """A folder with four looks at a clean machine, one at an infected one, all long ago."""
    with closing(open_store(tmp_path / "state", create=True)) as store:
        played = Campaign(store, tmp_path)
        begin = now() - 200 * DAY
        for n in range(4):
            seen = {"a": CLEAN, "b": INFECTED if n == 0 else OFF}
            played.sweep(f"s{n}", begin + n * DAY, seen)
        yield played


def bodies(campaign: Campaign) -> int:
    rows = campaign.store._connection.execute("SELECT count(*) FROM evidence WHERE body NOT NULL")
    return int(rows.fetchone()[0])


def test_a_dry_run_says_what_would_go_and_drops_nothing(campaign: Campaign):
    found = prune(campaign.store.folder, OLD, really=False)
    assert (len(found.evidence), found.machines) == (2, 1)
    assert found.held == {"met": 1, "newest": 2}
    assert bodies(campaign) == 5


def test_what_goes_changes_no_verdict(campaign: Campaign):
    at = now()
    before = standing(campaign.store.folder, at)
    prune(campaign.store.folder, OLD, really=True)
    assert bodies(campaign) == 3
    assert standing(campaign.store.folder, at).basis == before.basis
    assert prune(campaign.store.folder, OLD, really=False).evidence == ()


def test_what_a_wrong_clock_dated_is_as_old_as_it_is_and_takes_no_newest_look_s_place(
    tmp_path: Path,
):
    """The clock stood 400 days ahead for two looks, between the first and the last ones."""
    begin = now() - 200 * DAY
    with closing(open_store(tmp_path / "state", create=True)) as store:
        played = Campaign(store, tmp_path)
        for n, ahead in enumerate((0, 400, 401)):
            played.sweep(f"s{n}", begin + (n + ahead) * DAY, {"a": CLEAN})
        store.keep_clock_word(begin + 3 * DAY, "Tổ CNTT", "đã đối chiếu")
        played.sweep("s3", begin + 4 * DAY, {"a": CLEAN})
        found = prune(store.folder, OLD, really=False)
        assert (found.evidence, found.held) == ((2, 3), {"newest": 2})
        prune(store.folder, OLD, really=True)
        assert store.pruned_before(begin + 2 * DAY) == frozenset()
        assert store.pruned_before(begin + 4 * DAY) == {2, 3}


def test_values_that_nothing_names_any_more_are_wiped(campaign: Campaign):
    standing(campaign.store.folder, now())
    db = campaign.store._connection
    number = db.execute("INSERT INTO value (text) VALUES ('only-there.example')").lastrowid
    db.execute("UPDATE seen SET ids = ? WHERE evidence = 1", (number.to_bytes(4, "little"),))
    prune(campaign.store.folder, OLD, really=True)
    left = {text for (text,) in db.execute("SELECT text FROM value")}
    assert "only-there.example" not in left
    kept = (campaign.store.folder / "orchestrator.sqlite3").read_bytes()
    assert b"only-there.example" not in kept


def test_one_unit_may_be_pruned_alone(campaign: Campaign):
    other = PruneRequest(older_than=90 * DAY, unit="another")
    with pytest.raises(UsageError, match="another"):
        prune(campaign.store.folder, other, really=True)
    mine = PruneRequest(older_than=90 * DAY, unit=UNIT)
    assert len(prune(campaign.store.folder, mine, really=True).evidence) == 2


def test_what_may_still_have_to_meet_a_list_is_refused(campaign: Campaign):
    with pytest.raises(UsageError, match="60 days at least"):
        prune(campaign.store.folder, PruneRequest(older_than=59 * DAY), really=False)


def test_a_name_gives_way_to_a_role(campaign: Campaign):
    act = Triaged(
        id="cd" * 32, machine=1, unit=UNIT, claimed=now(), recorded=now(),
        actor="Tổ CNTT", reason="xem",
    )  # fmt: skip
    campaign.store.keep_acts((act,))
    assert forget_actor(campaign.store.folder, "Tổ CNTT", "cán bộ CNTT") == 1
    assert [one.actor for one in campaign.store.acts()] == ["cán bộ CNTT"]


@pytest.mark.parametrize("text", ["", "d", "-3", "3.5", "٣", "1000000", "90days"])
def test_what_is_no_number_of_days_is_said(text: str):
    with pytest.raises(UsageError, match="no number of days"):
        days(text)


def test_days_are_read():
    assert (days("90d"), days("90")) == (90 * DAY, 90 * DAY)
