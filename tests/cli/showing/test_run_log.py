"""The run log tells what was done, holds no secret, stays small, and stops nothing."""

import logging
import stat
import sys
from pathlib import Path

import pytest

from orchestrator.cli.main import main
from orchestrator.cli.showing import run_log
from orchestrator.cli.showing.logs import Redactor
from orchestrator.cli.showing.run_log import FILE, OLDER, RunLog
from orchestrator.errors import UsageError
from orchestrator.model.secret import Secret
from orchestrator.text.catalogue import catalogue
from tests.cli.test_going_on import begin, place, shut

__all__ = ["place", "shut"]
WORDS = catalogue("en")
CANARY = "chim-vàng-7K2Q"
OURS = logging.getLogger("orchestrator.sweep")


def logged(state: Path, *lines: str) -> None:
    hidden = Redactor()
    hidden.hide([Secret(CANARY)])
    with RunLog(state, hidden, WORDS):
        for line in lines:
            OURS.info("%s", line)


def infos(log: Path) -> list[str]:
    """Return what is always logged; another test may have made it louder."""
    return [line for line in log.read_text("utf-8").splitlines() if " INFO " in line]


def test_a_sweep_leaves_its_machines_and_how_they_ended(place: Path):
    assert begin("-i", "i") == 4
    log = place / "s" / FILE
    lines = infos(log)
    assert len(lines) == 3
    assert "2 máy" in lines[0]
    assert all("x-" in line and "refused" in line for line in lines[1:])
    if sys.platform != "win32":
        assert stat.S_IMODE(log.stat().st_mode) == 0o600
    assert main(["ping", "-i", "i", "--state", "s"]) == 4
    assert len(infos(log)) == 6
    assert not logging.getLogger("orchestrator").handlers


@pytest.mark.parametrize("loud", ["", "-v", "-vvvv"])
def test_no_secret_is_in_it_however_loud(place: Path, loud: str):
    secrets = place / "i/group_vars/all.yml"
    secrets.write_text(secrets.read_text("utf-8").replace("password: x", f"password: {CANARY}"))
    assert begin("-i", "i", *filter(None, [loud])) == 4
    assert CANARY not in (place / "s" / FILE).read_text("utf-8")


def test_a_secret_that_a_machine_says_back_is_taken_out_and_hides_in_no_line(tmp_path: Path):
    logged(tmp_path, f"no {CANARY}", "two\nlines \x1b[2J\u202e")
    lines = (tmp_path / FILE).read_text("utf-8").splitlines()
    assert [line.partition("INFO ")[2] for line in lines] == [
        "no ***",
        r"two\nlines \x1b[2J\u202e",
    ]


def test_it_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(run_log, "LIMIT_BYTES", 4096)
    logged(tmp_path, *("x" * 100 for _ in range(400)))
    found = sorted(path.name for path in tmp_path.iterdir())
    assert found == [FILE, *(f"{FILE}.{n + 1}" for n in range(OLDER))]
    assert all(path.stat().st_size <= 4096 for path in tmp_path.iterdir())


def test_a_fault_of_ours_is_in_it_without_its_secrets_and_a_mistake_is_not(tmp_path: Path):
    hidden = Redactor()
    hidden.hide([Secret(CANARY)])
    with pytest.raises(ZeroDivisionError), RunLog(tmp_path, hidden, WORDS):
        raise ZeroDivisionError(CANARY)
    told = (tmp_path / FILE).read_text("utf-8")
    assert "ZeroDivisionError: ***" in told
    assert len(told.splitlines()) == 1
    with pytest.raises(UsageError), RunLog(tmp_path, hidden, WORDS):
        raise UsageError.one("so")
    assert (tmp_path / FILE).read_text("utf-8") == told


def test_where_it_cannot_be_written_that_is_said_once_and_all_goes_on(
    place: Path, capsys: pytest.CaptureFixture[str]
):
    (place / "s").mkdir(mode=0o700)
    (place / "s" / FILE).mkdir()
    assert begin("-i", "i") == 4
    told = capsys.readouterr().err
    assert told.count(FILE) == 1
    assert "Traceback" not in told
    assert (place / "out" / "index.html").exists()


def test_no_folder_is_made_for_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    logged(tmp_path / "nowhere", "a")
    assert not (tmp_path / "nowhere").exists()
    assert capsys.readouterr().err == ""
