"""The README shows what a person sees."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(
    ("page", "typed"),
    [
        ("README.md", ["orchestrator", "--help", "--lang", "en"]),
        ("README.vi.md", ["orchestrator", "--help"]),
    ],
)
def test_the_help_in_a_readme_is_the_program_s(page: str, typed: list[str]):
    shown = subprocess.run(
        [sys.executable, "-m", *typed],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "100", "ORCHESTRATOR_LANG": "vi"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert f"$ {' '.join(typed)}\n{shown}```" in (ROOT / page).read_text(encoding="utf-8")


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
