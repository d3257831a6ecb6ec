"""The README shows what a person sees."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_help_in_the_readme_is_the_program_s():
    shown = subprocess.run(
        [sys.executable, "-m", "orchestrator", "--help", "--lang", "en"],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "100"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert f"$ orchestrator --help --lang en\n{shown}```" in (ROOT / "README.md").read_text(
        encoding="utf-8"
    )


def anchors(page: Path) -> set[str]:
    """Return the places in a page that a link can name: its headings, as words with hyphens."""
    headings = re.findall(r"(?m)^#+ (.+)$", page.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}


def test_every_picture_and_page_that_a_readme_names_is_there():
    for name in ("README.md", "README.vi.md", "orchestrator/README.md", "tests/README.md"):
        path = ROOT / name
        for piece in path.read_text(encoding="utf-8").split("](")[1:]:
            target, _, anchor = piece.partition(")")[0].partition("#")
            page = path.parent / target if target else path
            assert page.exists(), f"{name}: {target}"
            assert not anchor or anchor in anchors(page), f"{name}: #{anchor}"
