import os
import re
import stat
import sys
from pathlib import Path

import pytest

from orchestrator.errors import InputError
from orchestrator.files import read_bounded, refuse_to_replace, write_atomic


def test_reads_up_to_the_limit(tmp_path: Path):
    path = tmp_path / "f"
    path.write_bytes(b"12345")
    assert read_bounded(path, 5) == b"12345"
    with pytest.raises(InputError, match="larger than 4 bytes"):
        read_bounded(path, 4)


def test_a_missing_file_is_named(tmp_path: Path):
    with pytest.raises(InputError, match=r"f:1:1: .*No such file") as caught:
        read_bounded(tmp_path / "f", 5)
    assert caught.value.exit_code == 2


@pytest.mark.skipif(sys.platform == "win32", reason="named pipes are POSIX")
def test_a_pipe_is_refused_without_waiting(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputError, match="no regular file"):
        read_bounded(tmp_path / "pipe", 5)


def test_a_folder_is_refused(tmp_path: Path):
    with pytest.raises(InputError, match=r"regular file|directory"):
        read_bounded(tmp_path, 5)


def test_writes_whole_files_with_their_mode(tmp_path: Path):
    path = tmp_path / "out"
    write_atomic(path, b"old", mode=0o644)
    write_atomic(path, b"new")
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_failed_write_leaves_the_old_file_and_no_scratch(tmp_path: Path):
    path = tmp_path / "out"
    path.mkdir()
    with pytest.raises(OSError, match="directory"):
        write_atomic(path, b"new")
    assert list(tmp_path.iterdir()) == [path]


def test_what_a_killed_run_left_is_removed_a_day_later_and_nothing_else(tmp_path):
    names = (".a.txt.abcd1234.part", ".a.txt.efgh5678.part", ".b.txt.abcd1234.part", ".a.txt.old")
    for name in names:
        (tmp_path / name).write_bytes(b"half")
        if name != names[1]:
            os.utime(tmp_path / name, (0, 0))
    write_atomic(tmp_path / "a.txt", b"whole")
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left == sorted((*names[1:], "a.txt"))


def test_whoever_stands_in_another_folder_is_told_which_one_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=f"runs in the folder {re.escape(str(tmp_path))}"):
        read_bounded(Path("inventories/ba-dinh.yml"), 9)
    with pytest.raises(InputError, match="its rights"):
        read_bounded(tmp_path / "inventories.yml", 9)


def test_a_file_that_somebody_filled_in_is_not_replaced(tmp_path: Path):
    path = tmp_path / "form.xlsx"
    refuse_to_replace(path, b"empty form")
    path.write_bytes(b"empty form")
    refuse_to_replace(path, b"empty form")
    path.write_bytes(b"full form!")
    with pytest.raises(InputError, match="somebody may have filled it in"):
        refuse_to_replace(path, b"empty form")
    assert path.read_bytes() == b"full form!"
