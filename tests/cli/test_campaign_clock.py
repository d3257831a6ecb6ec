"""A clock that stood ahead and was put right: shown, said by a person, and then work goes on."""

import json
from contextlib import closing
from datetime import timedelta

import pytest

from orchestrator import sweep
from orchestrator.cli.main import main
from orchestrator.evidence import open_store, writer_lock
from orchestrator.model.outcome import Why
from orchestrator.sweep.standing import standing
from tests.sweep.kept_campaign import TUESDAY, Campaign

DAY = timedelta(days=1)
FAR = TUESDAY + 400 * DAY
NOW = TUESDAY + 2 * DAY
SIGNED = ("--by", "Hà", "--reason", "đã đối chiếu với giờ Internet")


@pytest.fixture
def state(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sweep, "now", lambda: NOW)
    with closing(open_store(tmp_path / "s", create=True)) as store:
        campaign = Campaign(store, tmp_path)
        campaign.sweep("s1", TUESDAY, {"a": "pac-local-file", "b": "win7-offload-column"})
        campaign.sweep("s2", FAR, {"a": "pac-local-file", "b": Why.NOT_SELECTED})
    return tmp_path / "s"


def verdicts(state) -> dict[str, tuple[str, str | None]]:
    found = standing(state, sweep.now())
    machines = (one for unit in found.units for one in unit.machines)
    return {one.scope.row.machine: (str(one.verdict), one.reason) for one in machines}


def words(state) -> int:
    with closing(open_store(state, create=False)) as store:
        return len(store.clock_words())


@pytest.mark.parametrize("more", [(), ("--right", "--dry-run", *SIGNED)], ids=["plain", "dry run"])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_what_is_dated_later_is_shown_and_nothing_is_recorded(state, capsys, lang, more):
    assert main(["--lang", lang, "campaign", "clock", *more, "--state", str(state)]) == 0
    said = capsys.readouterr()
    assert "th_hoa_sen/a: " in said.out
    assert "campaign clock --right" in said.out
    assert said.err == ""
    assert words(state) == 0


def test_it_is_said_once_and_then_work_goes_on(state, monkeypatch, capsys):
    before = verdicts(state)
    assert main(["campaign", "clock", "--right", *SIGNED, "--json", "--state", str(state)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["done"], [one["place"] for one in told["looks"]]) == (True, ["th_hoa_sen/a"])
    assert before["a"] == ("pass", None)
    assert verdicts(state) == {"a": ("not_assessed", "misdated"), "b": before["b"]}
    monkeypatch.setattr(sweep, "now", lambda: NOW + DAY)
    assert main(["findings", "list", "--state", str(state)]) == 3
    assert capsys.readouterr().err == ""
    with closing(open_store(state, create=False)) as store:
        Campaign(store, state.parent).sweep(
            "s3", NOW + DAY / 2, {"a": "pac-local-file", "b": Why.NOT_SELECTED}
        )
    assert verdicts(state)["a"] == ("pass", None)
    assert main(["campaign", "clock", "--state", str(state)]) == 0
    assert "Hà" in capsys.readouterr().out


def test_a_finding_of_that_time_is_handled_and_recorded_again(state, monkeypatch, capsys):
    with closing(open_store(state, create=False)) as store:
        Campaign(store, state.parent).sweep(
            "s3", FAR, {"b": "win7-offload-column", "a": Why.NOT_SELECTED}
        )
    number = _finding(state, capsys)
    handle = ["findings", "set", number, "--handled", "scan_removed", "--state", str(state)]
    assert main([*handle, "--by", "Hà", "--reason", "đã quét"]) == 2
    assert "campaign clock" in capsys.readouterr().err
    assert main(["campaign", "clock", "--right", *SIGNED, "--state", str(state)]) == 0
    monkeypatch.setattr(sweep, "now", lambda: NOW + DAY)
    assert main([*handle, "--by", "Hà", "--reason", "đã quét"]) == 0
    with closing(open_store(state, create=False)) as store:
        Campaign(store, state.parent).sweep(
            "s4", NOW + 4 * DAY, {"b": "pac-local-file", "a": Why.NOT_SELECTED}
        )
    monkeypatch.setattr(sweep, "now", lambda: NOW + 5 * DAY)
    capsys.readouterr()
    assert main(["findings", "list", "--state", str(state), "--json"]) == 3
    (found,) = json.loads(capsys.readouterr().out)["findings"]
    assert found["state"] in {"verifying", "handled"}


def _finding(state, capsys) -> str:
    main(["findings", "list", "--state", str(state), "--json"])
    (found,) = json.loads(capsys.readouterr().out)["findings"]
    return found["number"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--right",), "ai"),
        (("--right", "--by", "Hà"), "lý do"),
        (("--right", "--by", "...", "--reason", "x"), "ai"),
        (("--by", "Hà"), "--right"),
        (("--reason", "x"), "--right"),
    ],
)
def test_who_says_it_and_why_is_needed(state, capsys, options, said):
    assert main(["campaign", "clock", *options, "--state", str(state)]) == 2
    err = capsys.readouterr().err
    assert said in err
    assert "Traceback" not in err
    assert words(state) == 0


def test_where_nothing_is_dated_later_nothing_is_recorded(state, monkeypatch, capsys):
    monkeypatch.setattr(sweep, "now", lambda: FAR + DAY)
    assert main(["campaign", "clock", "--state", str(state)]) == 0
    assert main(["campaign", "clock", "--right", *SIGNED, "--state", str(state)]) == 2
    assert "chưa ghi gì" in capsys.readouterr().err
    assert words(state) == 0


def test_it_is_not_said_twice(state):
    right = ["campaign", "clock", "--right", *SIGNED, "--state", str(state)]
    assert [main(right), main(right)] == [0, 2]
    assert words(state) == 1


def test_it_waits_for_a_sweep_that_runs(state, capsys):
    with writer_lock(state):
        assert main(["campaign", "clock", "--right", *SIGNED, "--state", str(state)]) == 2
    assert "Traceback" not in capsys.readouterr().err
    assert words(state) == 0


def test_a_folder_that_is_not_there(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["campaign", "clock"]) == 2
    assert "Traceback" not in capsys.readouterr().err
