"""Windows' OpenSSH server, played: its banner, its two login shells, a real PowerShell engine."""

import contextlib
import shlex
import socket
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import paramiko
import pytest

from orchestrator.checks import ALL
from orchestrator.checks.answers import read_answers
from orchestrator.model.answer import Answered
from orchestrator.model.outcome import Ended
from orchestrator.model.plan import Family
from orchestrator.plan import fuse
from orchestrator.transport.attempt import Watchdog
from orchestrator.transport.base import Job, Reply
from orchestrator.transport.invoke import windows_command
from orchestrator.transport.large_answers import LargeAnswers
from orchestrator.transport.lockout import LockoutGuard
from orchestrator.transport.ssh import SshTransport
from tests.record import WORLDS
from tests.shared import SHARED
from tests.transport.jobs import NONCE, job, target

PROBED = {"cmd": b"$PSHOME\r\n", "powershell": b"C:\\Windows\\System32\\WindowsPowerShell\r\n"}


class Sshd(paramiko.ServerInterface):
    """One connection to a machine whose login shell is cmd.exe or PowerShell."""

    def __init__(self, shell: str, log: list[str]) -> None:
        self.shell = shell
        self.log = log

    def get_allowed_auths(self, username: str) -> str:
        del username
        return "password"

    def check_auth_password(self, username: str, password: str) -> int:
        del username, password
        self.log.append("password")
        return paramiko.common.AUTH_SUCCESSFUL

    def check_channel_request(self, kind: str, chanid: int) -> int:
        del kind, chanid
        return paramiko.common.OPEN_SUCCEEDED

    def check_channel_exec_request(self, channel: paramiko.Channel, command: bytes) -> bool:
        self.log.append(command.decode())
        threading.Thread(target=self.serve, args=(channel, command.decode()), daemon=True).start()
        return True

    def serve(self, channel: paramiko.Channel, line: str) -> None:
        script = bytearray()
        while piece := channel.recv(65536):
            script += piece
        out, code = self.ran(line, bytes(script))
        with contextlib.suppress(OSError):
            channel.sendall(out)
            channel.send_exit_status(code)
            channel.close()

    def ran(self, line: str, script: bytes) -> tuple[bytes, int]:
        if line == "echo $PSHOME":
            return PROBED[self.shell], 0
        handed_on = line.startswith("$input|")
        if handed_on and self.shell == "cmd":
            return b"'$input' is not recognized as an internal or external command\r\n", 1
        if self.shell == "powershell" and not handed_on:
            script = b""  # the login shell has read it
        words = shlex.split(line.removeprefix("$input|"))
        assert words[0] == "powershell.exe"
        assert SHARED is not None
        engine = str(SHARED / "pwsh" / "pwsh")
        world = str(WORLDS / "win10-vi-infected.json")
        done = subprocess.run(
            [engine, "-World", world, *words[1:]], input=script, capture_output=True, check=False
        )
        return done.stdout, done.returncode


@contextlib.contextmanager
def sshd(shell: str, log: list[str]) -> Iterator[int]:
    key = paramiko.ECDSAKey.generate()
    kept: list[paramiko.Transport] = []
    with socket.create_server(("127.0.0.1", 0)) as door:

        def accept() -> None:
            with contextlib.suppress(OSError):
                while True:
                    transport = paramiko.Transport(door.accept()[0])
                    transport.local_version = "SSH-2.0-OpenSSH_for_Windows_9.5"
                    transport.add_server_key(key)
                    transport.start_server(threading.Event(), Sshd(shell, log))
                    kept.append(transport)

        thread = threading.Thread(target=accept)
        thread.start()
        yield door.getsockname()[1]
        door.shutdown(socket.SHUT_RDWR)
        thread.join()
    for transport in kept:
        transport.close()
        transport.join()


def ask(watchdog: Watchdog, port: int, sent: Job, folder: Path) -> Reply:
    with watchdog.attempt(60.0) as line:
        return SshTransport(folder / "known_hosts").run(target(port), sent, line, LockoutGuard())


@pytest.mark.pwsh
@pytest.mark.skipif(SHARED is None, reason="the PowerShell engine is not beside the repository")
@pytest.mark.parametrize("shell", ["cmd", "powershell"])
def test_the_whole_script_runs_in_either_login_shell(
    shell: str, watchdog: Watchdog, tmp_path: Path
):
    log: list[str] = []
    with sshd(shell, log) as port:
        sent = Job(script=fuse(ALL, Family.WINDOWS), nonce=NONCE, large=LargeAnswers(1))
        reply = ask(watchdog, port, sent, tmp_path)
    assert reply.outcome.ended is Ended.OK, reply.outcome.detail
    ids = tuple(check.id for check in ALL)
    reading = read_answers(
        reply.stdout, nonce=NONCE, family=Family.WINDOWS, checks=ids, remote=True
    )
    assert reading.complete
    assert isinstance(reading.answers["connections"], Answered)
    assert log[:2] == ["password", "echo $PSHOME"]
    assert len(log) == 3


def test_a_windows_banner_under_another_name_gets_no_credential(watchdog: Watchdog, tmp_path: Path):
    log: list[str] = []
    with sshd("cmd", log) as port:
        reply = ask(watchdog, port, job(), tmp_path)
    assert str(reply.outcome) == "not_attempted(unsupported)"
    assert "os: windows" in reply.outcome.detail
    assert log == []


@pytest.mark.parametrize("said", ["$PSHOME\r\n", "", "\n"])
def test_only_a_powershell_login_shell_hands_its_input_on(said: str):
    assert windows_command(NONCE, said).startswith("powershell.exe ")
    assert windows_command(NONCE, "C:\\x\r\n").startswith("$input|powershell.exe ")
