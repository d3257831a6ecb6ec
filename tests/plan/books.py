"""Playbooks for the tests of this room."""

from pathlib import Path
from textwrap import dedent

from orchestrator.checks import ALL
from orchestrator.errors import PlaybookError
from orchestrator.plan.playbook import Playbook
from orchestrator.plan.playbook_reader import read_playbook


def book(folder: Path, text: str) -> Playbook:
    path = folder / "book.yml"
    path.write_text(dedent(text), encoding="utf-8")
    return read_playbook(path, ALL)


def said(folder: Path, text: str) -> tuple[str, ...]:
    """Return what is said of a bad playbook, one line a problem, without the folder."""
    try:
        book(folder, text)
    except PlaybookError as error:
        return tuple(str(problem).removeprefix(f"{folder}/") for problem in error.problems)
    return ()
