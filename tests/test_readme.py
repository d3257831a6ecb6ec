"""The README shows what a person sees."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_help_in_the_readme_is_the_program_s():
    shown = subprocess.run(
        [sys.executable, "-m", "orchestrator", "--help"],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "100"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert f"$ orchestrator --help\n{shown}```" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_picture_and_page_that_a_readme_names_is_there():
    for name in ("README.md", "README.vi.md", "orchestrator/README.md", "tests/README.md"):
        path = ROOT / name
        for piece in path.read_text(encoding="utf-8").split("](")[1:]:
            target = piece.partition(")")[0]
            assert (path.parent / target).exists(), f"{name}: {target}"
