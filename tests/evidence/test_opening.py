"""What else may lie where the store is looked for: one message each, and the file left alone."""

import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import pytest

from orchestrator.errors import StateError
from orchestrator.evidence import open_store
from orchestrator.evidence.opening import FILE
from orchestrator.evidence.steps import VERSION
from tests.evidence.building import SCRIPT, begin, frozen, trip

OLD = "v1-bec3bb7"
ROOT = Path(__file__).parents[2]


def made(path: Path, *statements: str) -> bytes:
    with closing(sqlite3.connect(path)) as db, db:
        for statement in statements:
            db.execute(statement)
    return path.read_bytes()


@pytest.mark.parametrize("create", [False, True])
@pytest.mark.parametrize(
    "statements",
    [
        ["CREATE TABLE moz_places (id INTEGER PRIMARY KEY, url TEXT)"],
        ["CREATE TABLE sweep (a)", "PRAGMA user_version = 1"],
        ["CREATE TABLE a (b)", "PRAGMA user_version = 99"],
        ["PRAGMA user_version = 3"],
        ["PRAGMA user_version = -1"],
    ],
)
def test_the_database_of_another_program_is_left_alone(statements, create, tmp_path):
    then = made(tmp_path / FILE, *statements)
    with pytest.raises(StateError, match="the database of another program"):
        open_store(tmp_path, create=create)
    assert (tmp_path / FILE).read_bytes() == then
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


def test_a_newer_store_is_left_alone(tmp_path):
    folder = frozen(OLD, tmp_path / "s")
    open_store(folder, create=False).close()
    then = made(folder / FILE, f"PRAGMA user_version = {VERSION + 1}")
    with pytest.raises(StateError, match=rf"newer version \(format {VERSION + 1}\)"):
        open_store(folder, create=False)
    assert (folder / FILE).read_bytes() == then


def test_a_store_that_a_newer_program_brought_up_meanwhile_is_not_written_to(tmp_path):
    with closing(open_store(tmp_path / "s", create=True)) as store:
        made(tmp_path / "s" / FILE, f"PRAGMA user_version = {VERSION + 1}")
        with pytest.raises(StateError, match="newer version"):
            begin(store)


@pytest.mark.parametrize("name", [OLD, "new"])
@pytest.mark.parametrize("left", [10, 100, 4096, 12_288, 20_000, -1])
def test_a_store_that_is_cut_is_said_to_be(name, left, tmp_path):
    folder = frozen(OLD, tmp_path / "s")
    if name == "new":
        open_store(folder, create=False).close()
        for copy in folder.glob("orchestrator.v*"):
            copy.unlink()
    cut = (folder / FILE).read_bytes()[:left]
    (folder / FILE).write_bytes(cut)
    with pytest.raises(StateError, match=r"is damaged or cut off|another kind of file"):
        open_store(folder, create=False)
    assert (folder / FILE).read_bytes() == cut


def test_an_end_that_the_log_still_holds_is_no_damage(tmp_path):
    """A full disk may leave half a page at the end while the log is merged into the file."""
    folder = frozen(OLD, tmp_path / "s")
    with closing(sqlite3.connect(folder / FILE, isolation_level=None)) as db:
        db.execute("CREATE TABLE extra (a)")
        db.execute("INSERT INTO extra VALUES (zeroblob(20000))")
        for kind in ("", "-wal"):
            shutil.copyfile(folder / f"{FILE}{kind}", tmp_path / f"{FILE}{kind}")
    with (tmp_path / FILE).open("ab") as stream:
        stream.write(b"\xff" * 1000)
    open_store(tmp_path, create=False).close()


def test_an_old_store_that_is_damaged_inside_is_left_as_it_was(tmp_path):
    folder = frozen(OLD, tmp_path / "s")
    whole = (folder / FILE).read_bytes()
    with closing(sqlite3.connect(folder / FILE)) as db:
        root = db.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'value'").fetchone()[0]
        page = db.execute("PRAGMA page_size").fetchone()[0]
    start = (root - 1) * page
    damaged = whole[:start] + b"\xff" * page + whole[start + page :]
    (folder / FILE).write_bytes(damaged)
    with pytest.raises(
        StateError, match=r"could not be brought up from format 1.*(inside|malformed)"
    ):
        open_store(folder, create=False)
    assert (folder / FILE).read_bytes() == damaged
    assert not list(folder.glob("orchestrator.v*"))


def test_a_store_that_is_damaged_inside_is_an_error_when_it_is_read(tmp_path):
    with closing(open_store(tmp_path / "s", create=True)) as store:
        head = begin(store)
        (row, *_) = store.machines(head.id)
        store.add(head, trip("a"), row, SCRIPT, {}, None)
    whole = (tmp_path / "s" / FILE).read_bytes()
    with closing(sqlite3.connect(tmp_path / "s" / FILE)) as db:
        page = db.execute("PRAGMA page_size").fetchone()[0]
        roots = [
            row[0]
            for row in db.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'evidence_of'")
        ]
    start = (roots[0] - 1) * page
    (tmp_path / "s" / FILE).write_bytes(whole[:start] + b"\xff" * page + whole[start + page :])
    with (
        closing(open_store(tmp_path / "s", create=False)) as store,
        pytest.raises(StateError, match="is damaged or cut off"),
    ):
        store.answers("s1", row)


def test_an_empty_file_becomes_a_store(tmp_path):
    (tmp_path / FILE).touch()
    with (
        closing(open_store(tmp_path, create=False)) as store,
        pytest.raises(StateError, match="no sweep is kept"),
    ):
        store.sweep("latest")


NOBODY = 65534
UNWRITABLE = """
import os, sys
from contextlib import closing
from pathlib import Path
from orchestrator.errors import StateError
from orchestrator.evidence import open_store
if os.geteuid() == 0:
    os.setuid(int(sys.argv[2]))
try:
    with closing(open_store(Path(sys.argv[1]), create=False)) as store:
        print(len(list(store.machines(store.sweep("latest").id))))
except StateError as error:
    print(error)
"""


@pytest.fixture
def unwritable():
    """Yield a folder under one that anybody may enter; its rights are given back at the end."""
    with tempfile.TemporaryDirectory() as made_here:
        Path(made_here).chmod(0o755)
        folder = frozen(OLD, Path(made_here) / "s")
        yield folder
        folder.chmod(0o755)


def read_by_nobody(folder: Path) -> str:
    for path in folder.iterdir():
        path.chmod(0o444)
    folder.chmod(0o555)
    return subprocess.run(
        [sys.executable, "-c", UNWRITABLE, str(folder), str(NOBODY)],
        capture_output=True, text=True, check=True, cwd=ROOT,
    ).stdout  # fmt: skip


needs_rights = pytest.mark.skipif(sys.platform == "win32", reason="rights of folders are POSIX")


@needs_rights
def test_an_old_store_that_cannot_be_written_says_what_to_type(unwritable):
    then = (unwritable / FILE).read_bytes()
    said = read_by_nobody(unwritable)
    assert f"{unwritable / FILE} can be read only where it can be written" in said
    assert "orchestrator report --state COPY" in said
    assert (unwritable / FILE).read_bytes() == then


@needs_rights
def test_a_store_of_this_version_is_read_where_nothing_can_be_written(unwritable):
    open_store(unwritable, create=False).close()
    assert read_by_nobody(unwritable) == "7\n"


@needs_rights
def test_a_store_whose_log_is_not_merged_is_not_read_without_it(unwritable):
    open_store(unwritable, create=False).close()
    with closing(sqlite3.connect(unwritable / FILE)) as db:
        db.execute("UPDATE sweep SET state = 'running'")
        db.commit()
        assert unwritable.joinpath(f"{FILE}-wal").stat().st_size
        assert "its log is not merged yet" in read_by_nobody(unwritable)


def test_a_store_at_a_place_of_odd_letters_is_read(tmp_path):
    folder = tmp_path / "Đội Cấn #1? 100%"
    shutil.copytree(frozen(OLD, tmp_path / "s"), folder)
    open_store(folder, create=False).close()
    assert (folder / FILE).is_file()
