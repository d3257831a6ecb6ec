"""Long lists and logs show how far they are read, on a terminal that nothing else is printed to."""

import io
import os
import pty
import subprocess
import sys
import termios
from pathlib import Path

import pytest

from orchestrator.cli.showing.progress import ListsBar, ScanBar
from orchestrator.text.catalogue import catalogue


@pytest.fixture
def words(tmp_path: Path) -> list[str]:
    (tmp_path / "long.txt").write_text("".join(f"a{n}.example\n" for n in range(60_000)))
    (tmp_path / "x.log").write_text("a1.example\n")
    state = ["--state", str(tmp_path / "state")]
    return ["ioc", "scan", str(tmp_path / "x.log"), "--iocs", str(tmp_path / "long.txt"), *state]


def on_a_terminal(words: list[str]) -> bytes:
    """Return what a command tells a terminal that its standard error is."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 80))
    command = [sys.executable, "-m", "orchestrator", *words, "--lang", "en"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=theirs) as started:
        os.close(theirs)
        told = told_to(ours)
        started.communicate()
    return told


def told_to(terminal: int) -> bytes:
    """Return all that a terminal is told until its other end is closed, and close this one."""
    told = b""
    while piece := _read(terminal):  # one reading may find a part of it: the system hands it over
        told += piece
    os.close(terminal)
    return told


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # Linux says so when the other end is closed
        return b""


def test_a_first_scan_of_a_long_list_shows_a_bar(words: list[str]):
    assert b"Reading lists" in on_a_terminal(words)
    again = on_a_terminal(words)  # the table is kept
    assert b"Reading lists" not in again
    assert b"Scanning logs" in again


def test_no_bar_is_shown_elsewhere(tmp_path: Path):
    stream, said = io.StringIO(), catalogue("en")
    items = [1, 2]
    assert ListsBar(stream, said)(items, 100_000) is items
    with ScanBar([tmp_path], stream, said) as bar:
        bar.passed(5)
    assert stream.getvalue() == ""
