"""Hub, runners and broker that are killed at any moment: each result once, none by a wrong site.

By day two runners, 2,000 machines and 20 kills; by night `ORCHESTRATOR_HUB_KILLS=60`, with more of
both, and other moments each time. The whole record is run by hand (`python -m tests.roads_record`).
"""

import json
import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

from tests.roads.broker.nats_server import WHY_NOT
from tests.roads_record import networks

ROOT = Path(__file__).parents[2]
BY_NIGHT = "ORCHESTRATOR_HUB_KILLS"
KILLS = os.environ.get(BY_NIGHT, "20")
RUNNERS, MACHINES, CUT = ("6", "6000", "20") if BY_NIGHT in os.environ else ("2", "2000", "2")
pytestmark = [
    pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT or "there is one"),
    pytest.mark.skipif(sys.platform != "linux", reason="the broker is found by Linux's /proc"),
]


def test_nothing_on_the_way_loses_doubles_or_mixes_anything(tmp_path: Path):
    seed = str(secrets.randbelow(10**6)) if BY_NIGHT in os.environ else "5"
    options = {
        "--runners": RUNNERS,
        "--machines": MACHINES,
        "--kills": KILLS,
        "--cut": CUT,
        "--seed": seed,
        "--folder": str(tmp_path),
    }
    words = [word for option in options.items() for word in option]
    alone = ["--loopback"] if networks.why_not() else []
    done = subprocess.run(
        [sys.executable, "-m", "tests.roads_record", *words, *alone],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, (seed, done.stdout, done.stderr)
    told = json.loads(done.stdout)
    assert told["once"] == told["results"] == int(MACHINES)
    assert sum(told["killed"].values()) >= int(KILLS)
    assert told["wiped"] == 1
    assert alone or (told["cut_off"] == 1 and told["packets"]["lost"] > 0)
