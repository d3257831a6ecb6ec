"""What a folder holds is read whole, or there is one message."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from orchestrator.errors import InputError
from orchestrator.files.folders import entries, visible_files
from tests.inventory.trees import write

FILES = ("b.txt", "a.txt", "below/c.txt", ".git/config", "below/.hidden")


def test_visible_files_are_those_of_all_folders_but_hidden_ones(tmp_path: Path):
    write(tmp_path, dict.fromkeys(FILES, ""))
    (tmp_path / "round").symlink_to(tmp_path)
    (tmp_path / "gone").symlink_to(tmp_path / "nothing")
    (tmp_path / "linked.txt").symlink_to(tmp_path / "a.txt")
    found = [str(path.relative_to(tmp_path)) for path in visible_files(tmp_path)]
    assert found == ["a.txt", "b.txt", "below/c.txt", "linked.txt"]


@pytest.mark.parametrize("reads", [entries, visible_files])
def test_a_folder_that_is_not_there_is_one_message(
    reads: Callable[[Path], list[Path]], tmp_path: Path
):
    with pytest.raises(InputError, match="cannot read the folder"):
        reads(tmp_path / "nothing")


@pytest.mark.skipif(sys.platform == "win32", reason="rights of folders are POSIX")
@pytest.mark.skipif(sys.platform != "win32" and os.geteuid() == 0, reason="root may read all")
def test_a_folder_that_may_not_be_read_is_not_passed_over(tmp_path: Path):
    write(tmp_path, dict.fromkeys(FILES, ""))
    (tmp_path / "below").chmod(0)
    with pytest.raises(InputError, match="below"):
        visible_files(tmp_path)
    (tmp_path / "below").chmod(0o700)
