"""A folder of reports has one owner, and nothing of an earlier sweep stays in it."""

import errno
import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from orchestrator.errors import ExitCode, UnwrittenError, UsageError
from orchestrator.files.folder_swap import Swap
from orchestrator.model.result import Subject
from orchestrator.report import ReportsFolder, write_reports
from tests.report import samples


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "reports"


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / ".orchestrator"


def mark(folder: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads((folder / ".orchestrator.json").read_text("utf-8"))
    return found


def test_the_mark_names_the_state_the_sweep_and_every_file(folder: Path, state: Path):
    result = samples.district()
    written = write_reports(result, folder, state=state)
    said = mark(folder)
    assert (said["schema"], said["owner"], said["lang"]) == (1, "../.orchestrator", "vi")
    assert (said["sweep"], said["list"]) == (result.sweep, result.list.sha256)
    assert set(said["files"]) == {path.name for path in written.paths}


def test_no_annex_of_an_earlier_sweep_stays_beside_controls_alone(folder: Path, state: Path):
    write_reports(samples.district(), folder, state=state)
    assert list(folder.glob("*.annex.html"))
    controls = replace(samples.district(), subject=Subject.CONTROLS)
    write_reports(controls, folder, state=state)
    assert not list(folder.glob("*.annex.html"))
    assert not (folder / "findings.csv").exists()


def test_reports_of_another_state_folder_are_left_alone(folder: Path, state: Path, tmp_path: Path):
    write_reports(samples.district(), folder, state=state)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(UsageError, match=r"another state folder \(\.\./\.orchestrator\)"):
        write_reports(samples.district(), folder, state=tmp_path / "other")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_both_can_be_moved_together(folder: Path, state: Path, tmp_path: Path):
    write_reports(samples.district(), folder, state=state)
    moved = tmp_path / "elsewhere"
    moved.mkdir()
    folder.rename(moved / folder.name)
    write_reports(samples.district(), moved / folder.name, state=moved / state.name)


def test_a_folder_with_anything_else_in_it_is_refused(folder: Path, state: Path):
    folder.mkdir()
    (folder / "luận văn.docx").write_bytes(b"years of work")
    with pytest.raises(UsageError, match="no reports of this program"):
        write_reports(samples.district(), folder, state=state)
    assert [path.name for path in folder.iterdir()] == ["luận văn.docx"]


@pytest.mark.parametrize(
    "document", [b"{", b"[]", b'{"schema": 1}', b'{"schema": 1, "sweep": "s", "units": {}}']
)
def test_a_report_json_of_something_else_makes_no_folder_ours(
    folder: Path, state: Path, document: bytes
):
    folder.mkdir()
    (folder / "report.json").write_bytes(document)
    with pytest.raises(UsageError, match="no reports of this program"):
        write_reports(samples.district(), folder, state=state)


def test_the_folder_of_an_earlier_version_is_taken_over(folder: Path, state: Path):
    write_reports(samples.district(), folder, state=state)
    for newer in (folder / ".orchestrator.json", *folder.glob("ward-*.html")):
        newer.unlink()  # earlier versions wrote neither
    (folder / "mine.txt").write_bytes(b"mine")
    written = write_reports(samples.district(samples.small()), folder, state=state)
    assert written.carried == ("mine.txt",)
    names = {path.name for path in folder.iterdir()}
    assert names == {".orchestrator.json", "mine.txt", *(path.name for path in written.paths)}


@pytest.mark.parametrize("said", [b"", b"{", b'{"schema": 1}', b'{"owner": "\xff"}'])
def test_a_damaged_mark_is_nobodys(folder: Path, state: Path, said: bytes):
    folder.mkdir()
    (folder / ".orchestrator.json").write_bytes(said)
    with pytest.raises(UsageError, match=r"\.orchestrator\.json cannot be read"):
        ReportsFolder(folder=folder, state=state).claim()


def test_the_folder_one_stands_in_cannot_be_swapped(
    folder: Path, state: Path, monkeypatch: pytest.MonkeyPatch
):
    folder.mkdir()
    monkeypatch.chdir(folder)
    with pytest.raises(UsageError, match="cannot be swapped"):
        ReportsFolder(folder=Path(), state=state).claim()


def test_reports_around_their_own_state_are_refused(folder: Path):
    with pytest.raises(UsageError, match="cannot be swapped"):
        ReportsFolder(folder=folder, state=folder / ".orchestrator").claim()


def test_a_stranger_where_a_set_would_be_made_is_named(folder: Path, state: Path):
    stranger = folder.with_name("reports.new")
    stranger.mkdir()
    (stranger / "theirs.txt").write_bytes(b"theirs")
    with pytest.raises(UsageError, match=r"reports\.new is in the way"):
        ReportsFolder(folder=folder, state=state).claim()


@pytest.mark.parametrize(
    ("beside", "name"),
    [
        ("~$findings.xlsx", "findings.xlsx"),  # Excel
        ("~$nnex.docx", "annex.docx"),  # Word
        (".~lock.machines.csv#", "machines.csv"),  # LibreOffice
    ],
)
def test_what_is_open_in_an_office_program_is_named_and_both_sets_are_whole(
    beside: str, name: str, folder: Path, state: Path, monkeypatch: pytest.MonkeyPatch
):
    write_reports(samples.district(), folder, state=state)
    before = (folder / "index.html").read_bytes()
    (folder / name).write_bytes(b"kept")
    (folder / beside).write_bytes(b"")

    def held(self: Swap, _: object) -> tuple[str, ...]:
        if self.new.exists():
            raise PermissionError(errno.EACCES, "Access is denied")  # as Windows has it
        return ()

    monkeypatch.setattr(Swap, "take", held)
    with pytest.raises(UnwrittenError) as error:
        write_reports(samples.district(samples.small()), folder, state=state)
    (problem,) = error.value.problems
    assert error.value.exit_code is ExitCode.UNWRITTEN
    assert f"another program has {name} open" in str(problem.what)
    assert "close" in str(problem.mend)
    assert (folder / "index.html").read_bytes() == before
    assert (folder.with_name(f"{folder.name}.new") / "index.html").exists()


def test_a_set_that_a_crash_left_is_put_in_place_at_the_next_start(folder: Path, state: Path):
    write_reports(samples.district(), folder, state=state)
    folder.rename(folder.with_name("reports.new"))
    ReportsFolder(folder=folder, state=state).claim()
    assert (folder / "index.html").is_file()
