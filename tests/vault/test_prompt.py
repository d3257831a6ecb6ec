"""Prompts on a real terminal."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.vault.held import vault

pty = pytest.importorskip("pty")

PLAIN = "mật khẩu: hidden\n"


@pytest.fixture(autouse=True)
def _in_english(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ORCHESTRATOR_LANG", "en")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "group_vars.yml"
    path.write_text(PLAIN, encoding="utf-8")
    return path


def typed(words: list[str], answers: list[str]) -> tuple[int, str]:
    """Run the program on a terminal, answer each prompt, and return its code and the screen."""
    child, terminal = pty.fork()
    if not child:
        os.execv(sys.executable, [sys.executable, "-m", "orchestrator", "vault", *words])  # noqa: S606
    screen = b""
    for answer in answers:
        until = time.monotonic() + 120
        while not screen.rstrip().endswith(b":") and time.monotonic() < until:
            screen += os.read(terminal, 4096)
        screen += b"|"
        os.write(terminal, answer.encode() + b"\n")
    try:
        while piece := os.read(terminal, 4096):
            screen += piece
    except OSError:  # what Linux says at the end
        pass
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), screen.decode()


def test_a_prompt_asks_twice_for_a_new_password_and_shows_none(file: Path):
    code, screen = typed(["encrypt", str(file)], ["một", "một"])
    assert (code, "một" in screen) == (0, False)
    assert vault(default="một").open(file.read_bytes(), None).decode() == PLAIN
    code, screen = typed(["decrypt", "-J", str(file)], ["một"])
    assert (code, "một" in screen) == (0, False)
    code, screen = typed(["encrypt", "--vault-id", "a@prompt", str(file)], ["x", "y"])
    assert code == 2
    assert "the two passwords differ" in screen
    assert file.read_text("utf-8") == PLAIN


def test_without_a_terminal_a_password_is_a_line_of_standard_input(file: Path):
    def piped(command: str, answer: str) -> "subprocess.CompletedProcess[str]":
        words = [sys.executable, "-m", "orchestrator", "vault", command, "-J", str(file)]
        return subprocess.run(
            words, input=answer, capture_output=True, text=True, check=False, start_new_session=True
        )

    assert piped("encrypt", "một\nmột\n").returncode == 0
    assert vault(default="một").open(file.read_bytes(), None).decode() == PLAIN
    refused = piped("view", "")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "nothing was answered to: Vault password" in refused.stderr
    assert piped("view", "một\n").stdout == PLAIN
