"""Every exit code is reached as the READMEs say: 2 sends and writes nothing, 5 says what is kept.

Those of signals are reached in `test_stopping.py`.
"""

import re
import shutil
from pathlib import Path

import pytest

from orchestrator.cli import support
from orchestrator.cli.campaign import run
from orchestrator.cli.main import main
from orchestrator.errors import ExitCode
from tests.cli.test_going_on import begin, place, shut
from tests.faults.points import Faults, Kind, planted
from tests.inventory.trees import write
from tests.sweep.campaign_folder import campaign_file

__all__ = ["place", "shut"]
ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| ([0-9, ]+) \|", re.MULTILINE)


def tree(folder: Path) -> dict[str, bytes]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


@pytest.mark.parametrize("name", ["README.md", "README.vi.md"])
def test_both_readmes_have_a_row_for_each(name: str):
    text = (ROOT / name).read_text("utf-8")
    title = "\n## Exit codes\n" if name == "README.md" else "\n## Mã kết thúc\n"
    rows = ROW.findall(text.partition(title)[2].partition("\n## ")[0])
    assert {int(code) for row in rows for code in row.split(",")} == set(ExitCode)


@pytest.mark.usefixtures("place")
def test_0_done():
    assert main(["inventory", "check", "-i", "i"]) == ExitCode.DONE


@pytest.mark.usefixtures("place")
def test_1_a_fault_of_the_program_and_what_was_stored_stays(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    def fails(_: object) -> int:
        raise ZeroDivisionError

    monkeypatch.setattr(support, "run", fails)
    assert main(["support", "--state", "s"]) == ExitCode.FAULT
    assert "ZeroDivisionError" in capsys.readouterr().err


WRONG = {
    "usage": ("sweep", "plays/play.yml", "-i", "i", "--only", "auth"),
    "an inventory": ("sweep", "plays/play.yml", "-i", "nowhere"),
    "a playbook": ("sweep", "nowhere.yml", "-i", "i"),
    "a list": ("sweep", "plays/play.yml", "-i", "i", "--iocs", "nowhere.txt"),
    "a pattern": ("sweep", "plays/play.yml", "-i", "i", "-l", "nobody"),
    "a folder for reports": ("sweep", "plays/play.yml", "-i", "i", "-o", "plays"),
    "a sweep to go on with": ("sweep", "--resume", "latest"),
    "a ping": ("ping", "nobody", "-i", "i"),
    "a campaign": ("campaign", "run", "--once", "nowhere.yml"),
    "a report": ("report",),
    "a sheet": ("findings", "import", "nowhere.csv", "--by", "A"),
    "a workbook": ("inventory", "import", "nowhere.csv", "-i", "i", "--unit", "th_x"),
    "sources": ("ioc", "update", "plays/iocs"),
}


@pytest.mark.parametrize("name", WRONG)
def test_2_nothing_was_sent_and_nothing_written(place: Path, name: str):
    before = tree(place)
    words = [*WRONG[name]]
    if name not in {"sources", "a workbook"}:
        words += ["--state", "s"]
    assert main(words) == ExitCode.BAD_INPUT
    after = {path: data for path, data in tree(place).items() if not path.startswith("s/")}
    assert after == before
    if name != "a campaign":  # whose lock is held while its file is read
        assert not (place / "s").exists()


def test_3_a_difference(place: Path):
    assert main(["ioc", "diff", "own.txt", "more.txt"]) == ExitCode.FOUND
    assert place.exists()


@pytest.mark.usefixtures("place")
def test_4_not_assessed():
    assert begin("-i", "i") == ExitCode.INCOMPLETE
    assert main(["ping", "-i", "i", "--state", "s"]) == ExitCode.INCOMPLETE


def test_5_reports_that_cannot_be_written(place: Path, capsys: pytest.CaptureFixture[str]):
    with planted(Faults(Kind.FILES, 1, lasting=True, below=place / "out.part")):
        assert begin("-i", "i") == ExitCode.UNWRITTEN
    assert "orchestrator report --state s" in capsys.readouterr().err
    assert main(["report", "--state", "s", "-o", "out"]) == ExitCode.INCOMPLETE


def test_5_a_store_that_takes_no_more(place: Path, capsys: pytest.CaptureFixture[str]):
    codes = []
    for nth in range(100, 400, 15):
        shutil.rmtree(place / "s", ignore_errors=True)  # a store that is there takes fewer calls
        with planted(Faults(Kind.STORE, nth, lasting=True, below=Path("s"))):
            codes.append(begin("-i", "i"))
        said = capsys.readouterr().err
        if codes[-1] == ExitCode.UNWRITTEN:
            break
    assert set(codes) == {ExitCode.BAD_INPUT, ExitCode.UNWRITTEN}
    assert "sweep --resume" in said
    assert main(["sweep", "--resume", "latest", "--state", "s"]) == ExitCode.INCOMPLETE


def test_5_lists_that_are_new_and_cannot_be_held_against_what_is_kept(place: Path):
    write(
        place,
        {
            "feeds/sources.yml": "sources: [{name: letter, file: ../more.txt}]\n",
            "s/orchestrator.sqlite3": "no store",
        },
    )
    (place / "s").chmod(0o700)
    words = ["ioc", "update", "feeds", "--state", "s"]
    assert main(words) == ExitCode.UNWRITTEN
    assert (place / "feeds" / "letter.list").exists()


def test_5_a_list_that_cannot_be_kept(place: Path):
    write(place, {"feeds/sources.yml": "sources: [{name: letter, file: ../more.txt}]\n"})
    assert main(["ioc", "update", "feeds", "--state", "s"]) == ExitCode.DONE
    (place / "more.txt").write_text("203.0.113.9\n203.0.113.8\n", "utf-8")
    kept = place.resolve() / "feeds" / "letter.list"
    before = kept.read_bytes()
    with planted(Faults(Kind.FILES, 1, lasting=True, below=kept.with_name(".letter.list"))):
        assert main(["ioc", "update", "feeds", "--state", "s"]) == ExitCode.UNWRITTEN
    assert kept.read_bytes() == before


def test_5_a_later_one_of_some_files(place: Path, capsys: pytest.CaptureFixture[str]):
    (place / "key").write_text("khoa", "utf-8")
    vault = ("--vault-password-file", "key")
    for name in ("a.yml", "b.yml"):
        (place / name).write_text("x: 1\n", "utf-8")
    with planted(Faults(Kind.FILES, 1, lasting=True, below=place.resolve() / ".b.yml")):
        code = main(["vault", "encrypt", "a.yml", "b.yml", *vault])
    assert code == ExitCode.UNWRITTEN
    assert "a.yml" in capsys.readouterr().err.splitlines()[-1]
    assert (place / "b.yml").read_text("utf-8") == "x: 1\n"


def test_a_mistake_after_the_first_round_of_a_campaign_is_no_2(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    campaign_file(place, inventory="[i]", ask="[{playbook: plays/play.yml}]", deadline="2099-12-31")
    campaign = place / "campaign.yml"
    slept = []

    def sleeps(seconds: float) -> None:
        slept.append(seconds)
        campaign.write_text("so: sai\n", "utf-8")

    monkeypatch.setattr(run.time, "sleep", sleeps)
    code = main(["campaign", "run", "campaign.yml", "--state", "s", "-o", "out"])
    assert slept
    assert code == ExitCode.INCOMPLETE
    assert "campaign.yml:1:" in capsys.readouterr().err
