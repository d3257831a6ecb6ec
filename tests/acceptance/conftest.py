import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}


@dataclass(frozen=True)
class Demo:
    folder: Path
    code: int
    stdout: str
    stderr: str

    @property
    def state(self) -> Path:
        return self.folder / "state"

    @property
    def reports(self) -> Path:
        return self.folder / "reports"

    def json(self) -> dict:
        return json.loads((self.reports / "report.json").read_text(encoding="utf-8"))


def orchestrator(*words: object, cwd: Path = ROOT) -> "subprocess.CompletedProcess[str]":
    """Run the program as a person would, in a process of its own."""
    command = [sys.executable, "-m", "orchestrator", *map(str, words)]
    return subprocess.run(
        command, cwd=cwd, env=ENVIRONMENT, capture_output=True, text=True, check=False
    )


def pytest_collection_modifyitems(items):
    """Let one process have all tests of the demo: it is played once."""
    for item in items:
        if "demo" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("demo"))


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """One run of the demo, from a folder that is not the repository's."""
    folder = tmp_path_factory.mktemp("demo")
    done = subprocess.run(
        [sys.executable, "-m", "orchestrator", "demo", "-o", "reports", "--state", "state"],
        cwd=folder,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
    )
    return Demo(folder=folder, code=done.returncode, stdout=done.stdout, stderr=done.stderr)
