"""Sweeps that are killed at any moment: nothing lost, nothing doubled, and the same reports.

By day a few kills; by night `ORCHESTRATOR_KILLS=500`, at other moments each time.
"""

import json
import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BY_NIGHT = "ORCHESTRATOR_KILLS"
KILLS = os.environ.get(BY_NIGHT, "6")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="forks are POSIX")


def test_no_kill_loses_doubles_or_spoils_anything(tmp_path: Path):
    seed = str(secrets.randbelow(10**6)) if BY_NIGHT in os.environ else "5"
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.killing", KILLS, seed, str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["killed"], told["wrong"]) == (int(KILLS), []), (seed, told)
    assert "Traceback" not in done.stderr
