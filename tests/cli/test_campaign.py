"""`campaign` at the door: what it prints, and what it ends with."""

import json
from contextlib import closing
from pathlib import Path

import pytest

from orchestrator.cli.main import main
from orchestrator.evidence import open_store
from tests.sweep.campaign_folder import UNIT, campaign_file, inventory
from tests.sweep.kept_campaign import TUESDAY, Campaign

INFECTED = "win7-offload-column"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    inventory(tmp_path, {UNIT: ("a", "b")})
    campaign_file(tmp_path)
    with closing(open_store(tmp_path / "s", create=True)) as store:
        Campaign(store, tmp_path).sweep("s1", TUESDAY, {"a": INFECTED})
    return tmp_path


@pytest.mark.parametrize(
    ("lang", "line"),
    [("vi", "Độ phủ: đã đánh giá 1 trên 2 máy"), ("en", "Coverage: 1 of 2 machines assessed")],
)
def test_status_is_shown_in_both_languages(folder, lang, line, capsys):
    file, state = str(folder / "campaign.yml"), str(folder / "s")
    at = ["--at", "2026-11-25T08:00"]
    assert main(["campaign", "status", file, "--state", state, "--lang", lang, *at]) == 3
    shown = capsys.readouterr().out
    assert line in shown
    assert "Chiến dịch 11" in shown
    assert "15/12/2026" in shown


def test_status_as_json_has_its_schema(folder, capsys):
    file, state = str(folder / "campaign.yml"), str(folder / "s")
    assert main(["campaign", "status", file, "--state", state, "--json"]) == 3
    told = json.loads(capsys.readouterr().out)
    assert told["schema"] == 1
    assert told["campaign"] == "chien-dich-11"
    assert told["verdicts"] == {"pass": 0, "fail": 1, "not_assessed": 1, "excluded": 0}
    assert told["today"]["undeclared"] == told["today"]["unannounced"] == [UNIT]


def test_a_mistake_in_the_file_is_told_with_its_place(folder, capsys):
    file = campaign_file(folder, rules="{good_for: 60d}")
    assert main(["campaign", "status", str(file), "--state", str(folder / "s")]) == 2
    assert f"{file}:7:" in capsys.readouterr().err


def test_the_schedule_is_printed_and_nothing_is_installed(folder, capsys):
    file, state = str(folder / "campaign.yml"), str(folder / "s")
    before = sorted(path for path in folder.rglob("*"))
    assert main(["campaign", "schedule", file, "--state", state]) == 0
    shown = capsys.readouterr().out
    assert "orchestrator-chien-dich-11.timer" in shown
    assert "OnCalendar=*:0/30" in shown
    assert "Register-ScheduledTask -TaskName 'orchestrator-chien-dich-11'" in shown
    assert f'"{file}" "--once" "--state" "{state}"' in shown
    assert sorted(path for path in folder.rglob("*")) == before


def test_the_schedule_keeps_how_a_round_asks_and_logs_on(folder, capsys):
    file, state = str(folder / "campaign.yml"), str(folder / "s")
    how = ("--via-sites", "-f", "9", "--rate", "0.5", "--timeout", "60", "--vault-id", "q@pw.txt")
    assert main(["campaign", "schedule", file, "--state", state, *how]) == 0
    shown = capsys.readouterr().out
    said = '"--forks" "9" "--rate" "0.5" "--vault-id" "q@pw.txt" "--via-sites"'
    assert f'"--lang" "vi" {said}' in shown


@pytest.mark.parametrize("typed", ["-k", "-J", "--ask-key-pass", "--vault-id=q@prompt"])
def test_no_schedule_waits_for_somebody_to_type(typed, folder, capsys):
    file, state = str(folder / "campaign.yml"), str(folder / "s")
    assert main(["campaign", "schedule", file, "--state", state, typed]) == 2
    told = capsys.readouterr()
    assert "--vault-password-file" in told.err
    assert not told.out


def test_closing_needs_somebody_who_answers_for_it(folder, capsys, monkeypatch):
    monkeypatch.delenv("ORCHESTRATOR_ACTOR", raising=False)
    file, state = str(folder / "campaign.yml"), str(folder / "s")
    assert main(["campaign", "close", file, "--state", state]) == 2
    assert "--by" in capsys.readouterr().err
    assert main(["campaign", "close", file, "--state", state, "--by", "Lan"]) == 0
    assert "2 máy" in capsys.readouterr().out
    assert main(["campaign", "close", file, "--state", state, "--by", "Lan"]) == 2
    assert "đã đóng" in capsys.readouterr().err
