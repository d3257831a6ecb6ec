"""A disk that fills up: one error at the start or a clean stop, and it can be gone on with.

The disk is a small one in memory, in a mount namespace of its own.
"""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.test_going_on import PLAY, UNIT
from tests.inventory.trees import HEAD, write

ROOT = Path(__file__).parents[2]
MACHINES = 60
ASKS = f'"{sys.executable}" -m orchestrator sweep --state s --no-report --lang en --json'
SCRIPT = f"""\
mount -t tmpfs -o size=$1,mode=0700 none s || exit 77
{ASKS} plays/play.yml -i i > first.txt 2> first.err; echo $? > first.code
mount -o remount,size=64m s
{ASKS} --resume latest > then.txt 2> then.err; echo $? > then.code
"""


@dataclass(frozen=True)
class Told:
    code: int
    said: str
    outcomes: dict[str, str]


def told(folder: Path, name: str) -> Told:
    events = [json.loads(line) for line in (folder / f"{name}.txt").read_text().splitlines()]
    return Told(
        code=int((folder / f"{name}.code").read_text()),
        said=(folder / f"{name}.err").read_text("utf-8"),
        outcomes={one["machine"]: one["outcome"] for one in events if one["event"] == "machine"},
    )


def swept(folder: Path, size: str) -> tuple[Told, Told]:
    """Sweep onto a disk of that size, then go on with more room."""
    rows = "".join(
        f"    x-{n:02}: {{ansible_host: 127.0.0.{n + 1}, ansible_port: 1, ansible_user: a}}\n"
        for n in range(MACHINES)
    )
    write(
        folder,
        {
            "i/group_vars/all.yml": HEAD + "ansible_password: x\n",
            "i/a.yml": UNIT + rows,
            "plays/play.yml": PLAY,
            "plays/iocs/a.txt": "bad.example\n",
        },
    )
    (folder / "s").mkdir(mode=0o700)
    unshare = shutil.which("unshare")
    if unshare is None:
        pytest.skip("no unshare here")
    space = [unshare, "--mount", *(() if os.geteuid() == 0 else ("--user", "--map-root-user"))]
    done = subprocess.run(
        [*space, "sh", "-c", SCRIPT, "sh", size],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        pytest.skip(f"no mount namespace here: {done.stderr.strip()}")
    return told(folder, "first"), told(folder, "then")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="mount namespaces are Linux's")
def test_a_disk_without_room_is_one_error_and_nobody_is_asked(tmp_path: Path):
    first, then = swept(tmp_path, "40k")
    assert (first.code, first.outcomes) == (2, {})
    assert "full" in first.said
    assert "Free some space" in first.said
    assert "Traceback" not in first.said
    assert then.code == 2  # nothing was begun


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="mount namespaces are Linux's")
def test_a_disk_that_fills_up_stops_the_sweep_and_blames_no_machine(tmp_path: Path):
    first, then = swept(tmp_path, "540k")
    assert first.code == 5, first
    assert 0 < len(first.outcomes) < MACHINES
    assert set(first.outcomes.values()) == {"refused"}
    assert "go on with sweep --resume" in first.said
    assert "Traceback" not in first.said
    assert then.code == 4, then
    assert set(first.outcomes) | set(then.outcomes) == {f"x-{n:02}" for n in range(MACHINES)}
    assert not set(first.outcomes) & set(then.outcomes)
