"""One process at a time holds a lock, and whoever is killed lets go of it."""

import subprocess
import sys
from pathlib import Path

import pytest

from orchestrator.errors import InputError
from orchestrator.files.lock import FileLock

BUSY = InputError.one("busy")
HOLDER = """
import sys
from pathlib import Path
from orchestrator.errors import InputError
from orchestrator.files.lock import FileLock
with FileLock(Path(sys.argv[1]), InputError.one("busy")):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_whoever_comes_second_is_refused_and_a_killed_owner_lets_go(tmp_path: Path):
    path = tmp_path / "lock"
    command = [sys.executable, "-c", HOLDER, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline().strip() == b"held"
        with pytest.raises(InputError, match="busy"), FileLock(path, BUSY):
            pass
        owner.kill()
        owner.wait()
    with FileLock(path, BUSY):
        pass


def test_a_lock_that_cannot_be_made_is_not_called_busy(tmp_path: Path):
    with pytest.raises(FileNotFoundError), FileLock(tmp_path / "none" / "lock", BUSY):
        pass
