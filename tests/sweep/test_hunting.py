"""A value that was ever said is found, on whom and when; a list is tried, and changes nothing."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from orchestrator.errors import UsageError
from orchestrator.evidence import open_store, writer_lock
from orchestrator.model.result import Status
from orchestrator.sweep import hunting
from orchestrator.sweep.standing import standing
from tests.sweep.kept_campaign import OFF, TUESDAY, Campaign

CLEAN, INFECTED = "pac-local-file", "win7-offload-column"
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
BAD = "203.0.113.10"
FORMS = (BAD, "203[.]0[.]113[.]10", "203.0.113.0/24", "http://203.0.113.10/x")


@pytest.fixture(scope="module")
def campaign(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Campaign]:
    folder = tmp_path_factory.mktemp("hunted")
    with closing(open_store(folder / "state", create=True)) as store:
        made = Campaign(store, folder)
        made.sweep("s1", TUESDAY, {"a": INFECTED, "b": CLEAN}, listed=("other.example",))
        made.sweep("s2", TUESDAY + DAY, {"a": INFECTED, "b": OFF}, listed=("other.example",))
        yield made


@pytest.mark.parametrize("given", FORMS)
def test_a_value_is_found_on_whom_and_when(campaign: Campaign, given: str):
    found = hunting.hunt_value(campaign.store.folder, given)
    assert (found.looks, found.machines, found.unread) == (3, 2, 0)
    one = next(one for one in found.found if one.observed == BAD)
    assert (one.machine.machine, one.looks) == ("a", 2)
    assert (one.first, one.last) == (TUESDAY + MINUTE, TUESDAY + DAY + MINUTE)


def test_a_name_is_found_with_those_below_it(campaign: Campaign):
    found = hunting.hunt_value(campaign.store.folder, "truong.test")
    names = {one.observed for one in found.found}
    assert names == {"hoc-lieu.truong.test", "may-in.truong.test", "tap-tin.truong.test"}
    assert {one.machine.machine for one in found.found} == {"a", "b"}
    assert not hunting.hunt_value(campaign.store.folder, "x.may-in.truong.test").found


def test_what_is_no_value_is_said(campaign: Campaign):
    with pytest.raises(UsageError, match="abc"):
        hunting.hunt_value(campaign.store.folder, "abc")
    with pytest.raises(UsageError):
        hunting.hunt_rare(campaign.store.folder, "nothing")


def test_what_few_say_is_rare_and_no_canary_is(campaign: Campaign):
    found = hunting.hunt_rare(campaign.store.folder, "connections")
    assert BAD in {one.observed for one in found.found}
    assert not any("c0ff" in one.observed for one in found.found)
    assert hunting.hunt_rare(campaign.store.folder, "firewall_profiles").found == ()


def test_what_more_than_three_say_is_not_rare(tmp_path: Path):
    with closing(open_store(tmp_path / "state", create=True)) as store:
        Campaign(store, tmp_path).sweep("s1", TUESDAY, dict.fromkeys("abcd", INFECTED))
        assert hunting.hunt_rare(store.folder, "connections").found == ()
        assert len(hunting.hunt_value(store.folder, BAD).found) == 4


def test_a_list_is_tried_and_comes_not_into_force(campaign: Campaign, tmp_path: Path):
    path = tmp_path / "new.txt"
    path.write_text(f"{BAD}\nnobody.example\n", "utf-8")
    before = standing(campaign.store.folder, TUESDAY + 2 * DAY)
    found = hunting.hunt_list(campaign.store.folder, [path])
    assert {(one.machine.machine, one.indicator) for one in found.found} == {("a", BAD)}
    assert Status.CONNECTED in {one.status for one in found.found}
    assert found.as_json()["looks"] == 3
    assert standing(campaign.store.folder, TUESDAY + 2 * DAY) == before


def test_what_is_not_read_yet_is_counted(tmp_path: Path):
    with closing(open_store(tmp_path / "state", create=True)) as store:
        Campaign(store, tmp_path).sweep("s1", TUESDAY, {"a": INFECTED})
        with writer_lock(store.folder):  # a sweep is at work: nothing may be written
            found = hunting.hunt_value(store.folder, BAD)
    assert (found.found, found.looks, found.unread) == ((), 0, 1)


def test_what_a_wrong_clock_dated_is_found_when_it_was_put_right(tmp_path: Path):
    right = TUESDAY + DAY
    with closing(open_store(tmp_path / "state", create=True)) as store:
        made = Campaign(store, tmp_path)
        made.sweep("s1", TUESDAY, {"a": INFECTED}, listed=("other.example",))
        made.sweep("s2", TUESDAY + 400 * DAY, {"a": INFECTED}, listed=("other.example",))
        store.keep_clock_word(right, "Tổ CNTT", "đã đối chiếu")
        found = hunting.hunt_value(store.folder, BAD)
        listed = hunting.hunt_list(store.folder, [written(tmp_path, BAD)])
    for hunt in (found, listed):
        one = next(one for one in hunt.found if one.observed == BAD)
        assert one.looks == 2
        assert one.first == TUESDAY + MINUTE
        assert right <= one.last < right + MINUTE


def written(folder: Path, *values: str) -> Path:
    path = folder / "hunted.txt"
    path.write_text("\n".join(values), "utf-8")
    return path
