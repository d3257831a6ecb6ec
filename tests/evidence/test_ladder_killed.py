"""A climb that ends anywhere leaves the old store or the new one, whole, and the next one succeeds.

The climb runs in a forked process that counts what it does: every statement on every connection,
and every file that it opens, renames or removes. At the n-th of these it is killed, for every n
until one gets through.
"""

import itertools
import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from orchestrator.errors import StateError
from orchestrator.evidence import ladder, open_store
from orchestrator.evidence.opening import FILE
from orchestrator.evidence.steps import VERSION
from tests.evidence.building import STORES, frozen

OLD = "v1-bec3bb7"
FILES = ("open", "os.rename", "os.remove", "sqlite3.connect")


class Countdown:
    """Kills its own process at the n-th thing that happens."""

    def __init__(self, left: int) -> None:
        self.left = left

    def happened(self, *_: object) -> None:
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), 9)


def climb_killed_at(folder: Path, n: int) -> bool:
    """Climb in a process that dies at the n-th thing it does; whether it got through instead."""
    child = os.fork()
    if child == 0:
        counting = Countdown(n)
        connect = sqlite3.connect

        def traced(*args, **named):
            connection = connect(*args, **named)
            connection.set_trace_callback(counting.happened)
            return connection

        def audited(event: str, args: tuple[object, ...]) -> None:
            if event in FILES and str(folder) in str(args[0]):
                counting.happened()

        sqlite3.connect = traced
        sys.addaudithook(audited)
        open_store(folder, create=False).close()
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return [*db.iterdump(), str(ladder.version_of(db))]


def main(scratch: Path) -> None:
    """Kill one climb after the other; write how each left its store."""
    old = dump(STORES / f"{OLD}.sqlite3")
    open_store(frozen(OLD, scratch / "whole"), create=False).close()
    new = dump(scratch / "whole" / FILE)
    left = []
    through = False
    while not through:
        folder = frozen(OLD, scratch / f"killed{len(left) + 1}")
        through = climb_killed_at(folder, len(left) + 1)
        found = dump(folder / FILE)
        assert found in (old, new), f"neither old nor new after {len(left) + 1}"
        left.append("new" if found == new else "old")
        copies = list(folder.glob("orchestrator.v*.sqlite3"))
        assert all(dump(copy) == old for copy in copies)
        assert len(copies) == 1 or found == old, "it climbed without a copy"
        open_store(folder, create=False).close()
        assert dump(folder / FILE) == new
        assert len(list(folder.glob("orchestrator.v*"))) == 1
    sys.stdout.write(json.dumps(left))


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is POSIX")
def test_a_climb_killed_at_any_statement_leaves_a_whole_store(tmp_path):
    killed = subprocess.run(
        [sys.executable, "-m", "tests.evidence.test_ladder_killed", str(tmp_path)],
        capture_output=True, text=True, cwd=Path(__file__).parents[2], check=False,
    )  # fmt: skip
    assert killed.returncode == 0, killed.stderr
    left = json.loads(killed.stdout)
    assert len(left) > 80  # the steps alone are more statements than that
    assert left == sorted(left, reverse=True)  # old up to one point, new from there on
    assert {"old", "new"} == set(left)


def faulty(folder: Path, n: int) -> sqlite3.Connection:
    """Return a connection on which the n-th thing that SQLite is asked leave for is denied."""
    connection = sqlite3.connect(folder / FILE, isolation_level=None)
    connection.execute("PRAGMA foreign_keys = ON")
    left = n

    def leave(*_: object) -> int:
        nonlocal left
        left -= 1
        return sqlite3.SQLITE_OK if left else sqlite3.SQLITE_DENY

    connection.set_authorizer(leave)
    return connection


def test_a_climb_that_fails_anywhere_says_so_and_leaves_the_old_store(tmp_path):
    folder = frozen(OLD, tmp_path / "s")
    old = dump(folder / FILE)
    for n in itertools.count(3):  # the first two are the look at its version
        with closing(faulty(folder, n)) as connection:
            try:
                ladder.climb(connection, folder / FILE)
            except StateError:
                pass
            else:
                break
        if n % 10 == 0:
            assert dump(folder / FILE) == old
    assert n > 200
    assert dump(folder / FILE)[-1] == str(VERSION)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
