"""Hub, runners and broker that are killed at any moment: each result once, none by a wrong site.

By day a few kills; by night `ORCHESTRATOR_HUB_KILLS=60`, with more machines, and other moments
each time.
"""

import json
import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

from tests.roads.broker.nats_server import WHY_NOT

ROOT = Path(__file__).parents[2]
BY_NIGHT = "ORCHESTRATOR_HUB_KILLS"
KILLS = os.environ.get(BY_NIGHT, "6")
MACHINES = "1000" if BY_NIGHT in os.environ else "30"
pytestmark = [
    pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT or "there is one"),
    pytest.mark.skipif(sys.platform != "linux", reason="the broker is found by Linux's /proc"),
]


def test_no_kill_loses_doubles_or_mixes_anything(tmp_path: Path):
    seed = str(secrets.randbelow(10**6)) if BY_NIGHT in os.environ else "5"
    done = subprocess.run(
        [sys.executable, "-m", "tests.sweep.hub_killing", "2", MACHINES, KILLS, seed, tmp_path],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    expected = (2 * int(MACHINES), int(KILLS), [])
    assert (told["results"], told["killed"], told["wrong"]) == expected, (seed, told)
