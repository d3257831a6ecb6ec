"""The whole command `ping`: whom it touches, what it refuses, and what Ctrl-C leaves."""

import json
import os
import signal
import socket
import threading
from pathlib import Path

import pytest

from orchestrator.cli.main import main
from tests.doctor import servers
from tests.inventory.trees import HEAD, write


def inventory(folder: Path, machines: str, more: str = "") -> str:
    unit = (
        f"th_x:\n  vars: {{unit: {{name: Trường X, type: primary_school}}}}\n  hosts:\n{machines}"
    )
    return write(folder, {"group_vars/all.yml": HEAD + more, "a.yml": unit})


def test_excluded_machines_are_not_touched(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    out = "{reason: thanh lý, approver: UBND, date: '2026-01-02'}"
    with servers.speaking(servers.SSH) as port:
        rows = f"    x-1: {{ansible_host: 127.0.0.1, ansible_port: {port}, excluded: {out}}}\n"
        source = inventory(tmp_path / "i", rows)
        code = main(["ping", "-i", source, "--state", str(tmp_path / "s"), "--json"])
    said = json.loads(capsys.readouterr().out)
    assert (code, said["machines"][0]["state"]) == (4, "excluded")
    assert "doors" not in said["machines"][0]


def test_bad_input_is_told_with_its_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    source = inventory(tmp_path / "i", "    x-1: {ansible_connection: wirnm}\n")
    assert main(["ping", "-i", source, "--state", str(tmp_path / "s")]) == 2
    told = capsys.readouterr().err
    assert "Có phải ý là `winrm`?" in told
    assert "a.yml:" in told
    way = "ansible_connection: winrm, ansible_winrm_transport: basic, ansible_winrm_scheme: http"
    rows = "".join(f"    x-{n}: {{{way}, ansible_port: {9000 + n}}}\n" for n in range(3))
    assert main(["ping", "-i", inventory(tmp_path / "j", rows)]) == 2
    assert "basic cần https" in capsys.readouterr().err
    assert main(["ping", "nobody", "-i", source, "--state", str(tmp_path / "s")]) == 2
    assert not (tmp_path / "s").exists()


def test_machines_behind_one_address_are_not_taken_for_each_other(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    with servers.speaking(servers.hang_up) as one, servers.speaking(servers.hang_up) as other:
        rows = "".join(
            f"    x-{n}: {{ansible_host: 127.0.0.1, ansible_port: {port}}}\n"
            for n, port in enumerate((one, other))
        )
        source = inventory(tmp_path / "i", rows)
        words = [
            "ping",
            "x-0",
            "-i",
            source,
            "--state",
            str(tmp_path / "s"),
            "--no-logon",
            "--json",
        ]
        assert main(words) == 4
    said = json.loads(capsys.readouterr().out)
    assert [door["port"] for door in said["machines"][0]["doors"]] == [one]


@pytest.mark.skipif(os.name == "nt", reason="no signal can be sent to oneself there")
def test_ctrl_c_shows_what_is_known(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    before, pressed = signal.getsignal(signal.SIGINT), threading.Lock()

    def interrupts(sock: socket.socket) -> None:
        if pressed.acquire(blocking=False):
            os.kill(os.getpid(), signal.SIGINT)
        servers.mute(sock)

    with servers.speaking(interrupts) as port:
        row = f"    x-1: {{ansible_host: 127.0.0.1, ansible_port: {port}, ansible_user: a}}\n"
        words = ["-i", inventory(tmp_path / "i", row), "-e", "ansible_password=x"]
        try:
            assert main(["ping", *words, "--state", str(tmp_path / "s")]) == 130
        finally:
            signal.signal(signal.SIGINT, before)
    assert "chưa thử" in capsys.readouterr().out
