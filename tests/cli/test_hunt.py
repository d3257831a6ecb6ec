"""`hunt` says what it found, in how much, and by its exit code whether that was all."""

import json
from contextlib import closing
from pathlib import Path

import pytest

from orchestrator.cli.main import main
from orchestrator.errors import ExitCode
from orchestrator.evidence import open_store, writer_lock
from tests.sweep.kept_campaign import TUESDAY, Campaign

INFECTED = "win7-offload-column"
BAD = "203.0.113.10"


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hunted")
    with closing(open_store(folder / "state", create=True)) as store:
        Campaign(store, folder).sweep("s1", TUESDAY, {"a": INFECTED}, listed=("other.example",))
    return folder / "state"


@pytest.mark.parametrize(
    ("lang", "said"), [("vi", "Tìm thấy: 1 giá trị"), ("en", "Found: 1 value")]
)
def test_a_row_for_each_value_on_each_machine(
    state: Path, capsys: pytest.CaptureFixture[str], lang: str, said: str
):
    code = main(["hunt", BAD, "--state", str(state), "--lang", lang])
    shown = capsys.readouterr().out
    assert code == ExitCode.FOUND
    assert BAD in shown
    assert said in shown


def test_a_list_by_its_words_and_as_json(
    state: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    path = tmp_path / "new.txt"
    path.write_text(f"{BAD}:1\n", "utf-8")
    assert main(["hunt", "--iocs", str(path), "--state", str(state)]) == ExitCode.FOUND
    assert "yếu" in capsys.readouterr().out
    assert main(["hunt", "--iocs", str(path), "--state", str(state), "--json"]) == ExitCode.FOUND
    rows = json.loads(capsys.readouterr().out)["found"]
    assert {(row["machine"], row["observed"], row["weakness"]) for row in rows} == {
        ("a", BAD, "other_port")
    }


def test_nothing_found_in_all_or_in_what_could_be_looked_into(
    state: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    assert main(["hunt", "nobody.example", "--state", str(state)]) == ExitCode.DONE
    with closing(open_store(tmp_path / "state", create=True)) as store:
        Campaign(store, tmp_path).sweep("s1", TUESDAY, {"a": INFECTED})
    with writer_lock(tmp_path / "state"):
        code = main(["hunt", BAD, "--state", str(tmp_path / "state"), "--lang", "en"])
    assert code == ExitCode.INCOMPLETE
    assert "Not looked into: 1 look " in capsys.readouterr().out


def test_what_few_say_of_a_check(state: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["hunt", "--rare", "connections", "--state", str(state)]) == ExitCode.FOUND
    assert BAD in capsys.readouterr().out


@pytest.mark.parametrize("more", [["abc"], ["--rare", "nothing"], [], [BAD, "--rare", "identity"]])
def test_what_cannot_be_used_is_one_message(
    state: Path, capsys: pytest.CaptureFixture[str], more: list[str]
):
    try:
        code = main(["hunt", *more, "--state", str(state)])
    except SystemExit as left:
        code = int(str(left.code))
    assert code == ExitCode.BAD_INPUT
    assert "Traceback" not in capsys.readouterr().err
