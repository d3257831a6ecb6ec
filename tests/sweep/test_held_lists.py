"""`ioc update` holds what it brought against all that is kept, and says what came of it."""

import json
from contextlib import closing
from pathlib import Path

import pytest

from orchestrator.cli.main import main
from orchestrator.evidence import open_store, writer_lock
from tests.sweep import campaign_folder
from tests.sweep.kept_campaign import TUESDAY, UNIT, Campaign

INFECTED, CLEAN = "win7-offload-column", "pac-local-file"
OTHERS = "".join(f"n{number}.example\n" for number in range(6))
BAD = "203.0.113.10\nc2.evil.example\n"
PLAYBOOK = """\
- hosts: all
  iocs: [iocs]
  tasks:
    - connections:
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a folder with lists, a playbook, an inventory, and a state folder of one sweep."""
    monkeypatch.chdir(tmp_path)
    lists = tmp_path / "iocs"
    lists.mkdir()
    (lists / "sources.yml").write_text("sources: [{name: letter, file: ../letter.txt}]\n")
    (tmp_path / "letter.txt").write_text(OTHERS)
    (tmp_path / "playbook.yml").write_text(PLAYBOOK)
    campaign_folder.inventory(tmp_path, {UNIT: ("a", "b")})
    selection = {
        "playbook": str(tmp_path / "playbook.yml"),
        "inventory": [str(tmp_path / "hosts.yml")],
    }
    with closing(open_store(tmp_path / ".orchestrator", create=True)) as store:
        campaign = Campaign(store, tmp_path)
        listed = tuple(OTHERS.split())
        answers = {"a": INFECTED, "b": CLEAN}
        campaign.sweep("s1", TUESDAY, answers, listed=listed, selection=selection)
    return tmp_path


def updated(capsys: pytest.CaptureFixture[str], *more: str) -> tuple[int, dict[str, object]]:
    code = main(["ioc", "update", "iocs", "--json", *more])
    said = json.loads(capsys.readouterr().out)
    return code, said["kept"]


def test_what_is_kept_is_judged_by_it_at_once(place: Path, capsys: pytest.CaptureFixture[str]):
    assert updated(capsys) == (0, {"done": True, "looks": 0, "opened": [], "withdrawn": []})
    (place / "letter.txt").write_text(OTHERS + BAD)
    code, kept = updated(capsys)
    assert (code, kept["looks"]) == (0, 1)
    assert {one["machine"] for one in kept["opened"]} == {"a"}  # type: ignore[attr-defined]
    main(["findings", "list", "--json"])
    found = json.loads(capsys.readouterr().out)["findings"]
    assert [one["number"] for one in found] == [one["number"] for one in kept["opened"]]  # type: ignore[attr-defined]
    (place / "letter.txt").write_text(OTHERS)
    code, kept = updated(capsys)
    assert {one["state"] for one in kept["withdrawn"]} == {"ioc_withdrawn"}  # type: ignore[attr-defined]


def test_it_is_said_in_words(place: Path, capsys: pytest.CaptureFixture[str]):
    main(["ioc", "update", "iocs"])
    capsys.readouterr()
    (place / "letter.txt").write_text(OTHERS + BAD)
    assert main(["ioc", "update", "iocs"]) == 0
    said = capsys.readouterr().out
    assert "đọc lại 1 lần xem" in said
    assert "203[.]0[.]113[.]10" in said
    assert main(["ioc", "update", "iocs", "--lang", "en"]) == 0
    assert "0 looks read again, 0 new open findings" in capsys.readouterr().out


def test_a_busy_store_is_said_and_nothing_is_lost(place: Path, capsys: pytest.CaptureFixture[str]):
    main(["ioc", "update", "iocs", "--json"])
    (place / "letter.txt").write_text(OTHERS + BAD)
    capsys.readouterr()
    with writer_lock(place / ".orchestrator"):
        assert updated(capsys) == (4, {"done": False, "why": "busy", "errors": []})
    code, kept = updated(capsys)
    assert (code, kept["looks"]) == (0, 1)


def test_what_cannot_be_read_is_said_after_the_update(
    place: Path, capsys: pytest.CaptureFixture[str]
):
    (place / "playbook.yml").unlink()
    code, kept = updated(capsys)
    assert (code, kept["why"]) == (4, "unreadable")
    assert "playbook.yml" in str(kept["errors"])
    assert (place / "iocs" / "letter.list").read_text() == OTHERS
    assert main(["ioc", "update", "iocs"]) == 4
    assert "chưa được soi lại" in capsys.readouterr().out


def test_lists_that_no_sweep_used_change_nothing(place: Path, capsys: pytest.CaptureFixture[str]):
    (place / "more").mkdir()
    (place / "more" / "sources.yml").write_text("sources: [{name: m, file: ../letter.txt}]\n")
    main(["ioc", "update", "iocs"])
    capsys.readouterr()
    assert main(["ioc", "update", "more", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["kept"]["why"] == "other_lists"


@pytest.mark.usefixtures("place")
def test_to_look_only_judges_nothing(capsys: pytest.CaptureFixture[str]):
    assert updated(capsys, "--check") == (0, None)


def test_where_nothing_is_kept_nothing_is_said_of_it(
    place: Path, capsys: pytest.CaptureFixture[str]
):
    assert updated(capsys, "--state", "nowhere") == (0, None)
    assert not (place / "nowhere").exists()


def test_a_vanished_source_is_dropped(place: Path, capsys: pytest.CaptureFixture[str]):
    (place / "letter.txt").write_text(OTHERS + BAD)
    (place / "iocs" / "own.txt").write_text("own.example\n")
    main(["ioc", "update", "iocs"])
    (place / "iocs" / "letter.list").unlink()
    (place / "iocs" / "sources.yml").write_text("sources: []\n")
    signed = ("--by", "Bình", "--reason", "Công văn 12")
    capsys.readouterr()
    assert main(["ioc", "drop", "letter", *signed, "--json"]) == 0
    done = json.loads(capsys.readouterr().out)
    assert {one["state"] for one in done["withdrawn"]} == {"ioc_withdrawn"}
    assert main(["ioc", "drop", "letter", *signed]) == 2
    assert "own.txt" in capsys.readouterr().err
