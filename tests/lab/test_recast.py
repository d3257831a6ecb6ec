"""Machines that play another part: at the same port, by another clock, on where they were off."""

import socket
from pathlib import Path

import pytest

from orchestrator.lab.actor import Actor, Misbehaviour
from orchestrator.lab.child import Child
from orchestrator.lab.ntlm import accounts_file
from orchestrator.lab.sockets import LOOPBACK
from tests.lab.conftest import PASSWORD, USER
from tests.lab.test_ssh_server import ask, session

DEAF = (Misbehaviour.CLOSED, Misbehaviour.DROPPED)


def _actor(fault: Misbehaviour, root: Path, ahead_s: float = 0.0) -> Actor:
    return Actor(
        name="a",
        fault=fault,
        user=USER,
        password=PASSWORD,
        root=str(root),
        path="/bin:/usr/bin",
        recording="lab-win10-clean",
        ahead_s=ahead_s,
    )


@pytest.mark.parametrize("side", ["ssh", "winrm"])
@pytest.mark.parametrize("fault", DEAF)
def test_a_machine_that_was_off_comes_on_at_its_port(
    side: str, fault: Misbehaviour, tmp_path: Path
):
    actor = _actor(fault, tmp_path)
    (tmp_path / "accounts").write_text(accounts_file([actor]), encoding="utf-8")
    child = Child(side, (actor,), tmp_path)
    try:
        port = child.ports()["a"]
        child.recast((_actor(Misbehaviour.NONE, tmp_path),))
        with socket.create_connection((LOOPBACK, port), 60) as line:
            line.settimeout(60)
            if side == "winrm":
                line.sendall(b"POST /wsman HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n")
            said = line.recv(64)
        assert said.startswith(b"SSH-2.0-" if side == "ssh" else b"HTTP/1.1 401")
        assert (tmp_path / f"{side}.log").read_text() == ""
    finally:
        child.close()


def test_a_machine_tells_the_time_of_the_day_that_it_plays(tmp_path: Path):
    child = Child("ssh", (_actor(Misbehaviour.NONE, tmp_path),), tmp_path)
    try:
        port = child.ports()["a"]
        before = _clock(port)
        child.recast((_actor(Misbehaviour.NONE, tmp_path, ahead_s=-20 * 86400.0),))
        assert _clock(port) < before
    finally:
        child.close()


def _clock(port: int) -> str:
    with session(port) as channel:
        out, _, _ = ask(channel, 'echo "$LAB_CLOCK"')
    assert len(out) == len(b"2026-11-30T12:00:00Z\n")
    return out.decode()
