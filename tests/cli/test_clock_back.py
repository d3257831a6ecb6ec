"""A controller whose clock went back says so, with the mend, and turns nothing green."""

import json
from contextlib import closing
from datetime import timedelta

import pytest

from orchestrator import sweep
from orchestrator.cli.main import main
from orchestrator.evidence import open_store
from tests.sweep.campaign_folder import UNIT, campaign_file, inventory
from tests.sweep.kept_campaign import TUESDAY, Campaign

DAY = timedelta(days=1)


@pytest.fixture
def state(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with closing(open_store(tmp_path / "s", create=True)) as store:
        Campaign(store, tmp_path).sweep("s1", TUESDAY, {"a": "win7-offload-column"})
    return str(tmp_path / "s")


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize(
    "command", [["findings", "list"], ["campaign", "status"], ["report"], ["campaign", "report"]]
)
def test_it_is_said_and_nothing_turns_green(state, monkeypatch, capsys, command, lang):
    monkeypatch.setattr(sweep, "now", lambda: TUESDAY - 30 * DAY)
    assert main(["--lang", lang, *command, "--state", state]) == 3
    err = capsys.readouterr().err
    assert len(err.splitlines()) == 1
    assert {"vi": "Hãy chỉnh lại giờ", "en": "Set the clock right"}[lang] in err


def test_a_clock_that_is_right_is_not_spoken_of(state, monkeypatch, capsys):
    monkeypatch.setattr(sweep, "now", lambda: TUESDAY + DAY)
    assert main(["findings", "list", "--json", "--state", state]) == 3
    said = capsys.readouterr()
    assert (said.err, len(json.loads(said.out)["findings"])) == ("", 1)


@pytest.mark.parametrize(
    "command",
    [
        ["notice", "add", "--unit", UNIT, "--address", "203.0.113.5", "--at", "2026-10-20 08:00",
         "--indicator", "c2.example", "--by", "Hà", "--reason", "Công văn 9"],
        ["campaign", "close", "campaign.yml", "--by", "Hà"],
    ],
)  # fmt: skip
def test_nothing_is_recorded_by_such_a_clock(state, tmp_path, monkeypatch, capsys, command):
    inventory(tmp_path, {UNIT: ("a",)})
    campaign_file(tmp_path)
    monkeypatch.setattr(sweep, "now", lambda: TUESDAY - 30 * DAY)
    assert main([*command, "--state", state]) == 2
    err = capsys.readouterr().err
    assert "đồng hồ của máy điều khiển chậm hơn" in err
    assert "chưa ghi gì" in err
    with closing(open_store(tmp_path / "s", create=False)) as store:
        assert not store.campaigns()
        assert not [look for look in store.looks() if look.machine is None]


def test_a_folder_that_is_not_there_has_no_time(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["campaign", "status"]) == 2
    assert "orchestrator campaign run" in capsys.readouterr().err
