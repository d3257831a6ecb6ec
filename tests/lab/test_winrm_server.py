"""The WinRM machines, asked by an unmodified pywinrm `Protocol`."""

import base64
import http.client
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import requests
from winrm.exceptions import (
    InvalidCredentialsError,
    WinRMOperationTimeoutError,
    WSManFaultError,
)
from winrm.protocol import Protocol

from orchestrator.lab.recording import RECORDED_NONCE, RECORDINGS
from orchestrator.lab.sockets import LOOPBACK
from orchestrator.transport.invoke import POWERSHELL_ARGUMENTS, windows_stdin
from tests.lab.conftest import PASSWORD, USER, Troupe
from tests.record_lab import script

NONCE = "0123456789abcdef"


def client(port: int, user: str = USER, password: str = PASSWORD) -> Protocol:
    return Protocol(
        f"http://{LOOPBACK}:{port}/wsman",
        transport="ntlm",
        username=user,
        password=password,
        read_timeout_sec=60,
        operation_timeout_sec=1,
        proxy=None,
        ca_trust_path=None,
    )


@contextmanager
def command(
    port: int, stdin: bytes, program: str = "powershell.exe"
) -> Iterator[tuple[Protocol, str, str]]:
    protocol = client(port)
    shell = protocol.open_shell(codepage=65001)
    running = protocol.run_command(
        shell, program, POWERSHELL_ARGUMENTS, console_mode_stdin=False, skip_cmd_shell=True
    )
    protocol.send_command_input(shell, running, stdin, end=True)
    yield protocol, shell, running
    protocol.transport.close_session()


def ask(port: int, stdin: bytes, program: str = "powershell.exe") -> tuple[bytes, bytes, int]:
    with command(port, stdin, program) as (protocol, shell, running):
        answer = protocol.get_command_output(shell, running)
        protocol.cleanup_command(shell, running)
        protocol.close_shell(shell)
    return answer


def right() -> bytes:
    return windows_stdin(script().text, NONCE)


def recorded_bodies(name: str) -> list[str]:
    lines = (RECORDINGS / f"{name}.txt").read_text("utf-8").splitlines()
    return [line for line in lines if not line.startswith("@")]


def test_it_answers_the_recorded_script_with_this_nonce(winrm: Troupe):
    out, err, code = ask(winrm.ports["none"], right())
    lines = out.decode().splitlines()
    assert (err, code) == (b"", 0)
    assert lines[:2] == [f"@{NONCE} frame 2", f"@{NONCE} fact name NONE"]
    assert lines[-1].startswith(f"@{NONCE} done 2 ")
    bodies = [line for line in lines if not line.startswith("@")]
    opened = [base64.b64decode(body).decode() for body in bodies]
    recorded = [base64.b64decode(body).decode() for body in recorded_bodies("lab-win10-clean")]
    for made, mine in (
        ("2001:db8:c0de:1abc:a11a:b1ed:0:9", "2001:db8:0123:4567:89ab:cdef:0:9"),
        (f"canary-{RECORDED_NONCE}.invalid", f"canary-{NONCE}.invalid"),
    ):
        sections = sum(made in body for body in recorded)
        assert sections
        assert sum(mine in body for body in opened) == sections
    assert "c0de1abca11ab1ed" not in "".join([*lines, *opened])


@pytest.mark.parametrize(
    "stdin", [right() + b"# one more line\n", script().text, b"", b"$nonce='0123'\nGet-Date\n"]
)
def test_it_refuses_another_script(winrm: Troupe, stdin: bytes):
    out, err, code = ask(winrm.ports["none"], stdin)
    assert (out, code) == (b"", 1)
    assert b"no answer to script" in err


def test_it_has_one_program(winrm: Troupe):
    out, err, code = ask(winrm.ports["none"], right(), "cmd.exe")
    assert (out, code) == (b"", 1)
    assert b"not recognized" in err


@pytest.mark.parametrize(
    ("machine", "user", "password"),
    [("none", USER, "sai"), ("none", "nobody", PASSWORD), ("other", USER, PASSWORD)],
)
def test_a_wrong_account_is_rejected(winrm: Troupe, machine: str, user: str, password: str):
    with pytest.raises(InvalidCredentialsError):
        client(winrm.ports[machine], user, password).open_shell()


def test_every_message_is_sealed(winrm: Troupe):
    wire = http.client.HTTPConnection(LOOPBACK, winrm.ports["none"], timeout=60)
    wire.request("POST", "/wsman", b"<s:Envelope/>", {"Authorization": "Negotiate TlRMTQ=="})
    assert wire.getresponse().status == 401
    wire.close()
    protocol = client(winrm.ports["none"])
    protocol.open_shell()
    session = protocol.transport.session
    assert session is not None
    answer = session.post(protocol.transport.endpoint, data=b"<s:Envelope/>")
    assert (answer.status_code, answer.content) == (400, b"")
    protocol.transport.close_session()


def test_a_lost_shell_is_a_fault(winrm: Troupe):
    protocol = client(winrm.ports["none"])
    with pytest.raises(WSManFaultError, match="was not found"):
        protocol.run_command("00000000-0000-0000-0000-000000000000", "powershell.exe")
    protocol.transport.close_session()


def test_a_command_that_never_ends_times_out_again_and_again(winrm: Troupe):
    with command(winrm.ports["no_exec"], right()) as (protocol, shell, running):
        for _ in range(2):
            with pytest.raises(WinRMOperationTimeoutError):
                protocol.get_command_output_raw(shell, running)


def test_a_slow_machine_answers_rightly(winrm: Troupe):
    out, _, code = ask(winrm.ports["slow"], right())
    assert out.splitlines()[-1].startswith(f"@{NONCE} done 2 ".encode())
    assert code == 0


def test_a_cut_answer_has_no_end_mark(winrm: Troupe):
    out, _, code = ask(winrm.ports["cut"], right())
    assert out.startswith(f"@{NONCE} ".encode())
    assert b" done" not in out
    assert code == 0


def test_a_noisy_machine_says_something_else(winrm: Troupe):
    assert ask(winrm.ports["noise"], right()) == (b"Windows is configuring updates.\r\n", b"", 0)


def test_another_service_at_the_port_is_no_winrm(winrm: Troupe):
    with pytest.raises(Exception, match=r".") as caught:
        client(winrm.ports["garbage"]).open_shell()
    assert not isinstance(caught.value, InvalidCredentialsError)


class _BegunError(Exception):
    """The head of an answer is there; its body is left to the test."""


def _receive(protocol: Protocol, shell: str, running: str) -> requests.Response:
    """Ask for the output, but do not let the library read a body that has no end."""
    answers: list[requests.Response] = []

    def send(session: requests.Session, request: requests.PreparedRequest) -> requests.Response:
        answers.append(session.send(request, stream=True, timeout=60))
        raise _BegunError

    protocol.transport._send_message_request = send
    with pytest.raises(_BegunError):
        protocol.get_command_output_raw(shell, running)
    return answers[0]


def test_a_flood_goes_on_until_the_line_is_closed(winrm: Troupe):
    with command(winrm.ports["flood"], right()) as asked, _receive(*asked) as answer:
        assert answer.status_code == 200
        assert len(answer.raw.read(2_000_000)) == 2_000_000


def test_a_drip_comes_byte_by_byte(winrm: Troupe):
    with command(winrm.ports["drip"], right()) as asked:
        begun = time.monotonic()  # before the first byte leaves, however late we are to read it
        with _receive(*asked) as answer:
            assert answer.raw.read(4) == b"--En"
            assert time.monotonic() - begun > 0.8


def test_the_faults_below_the_protocol(winrm: Troupe):
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((LOOPBACK, winrm.ports["closed"]), 60)
    with pytest.raises(TimeoutError):
        socket.create_connection((LOOPBACK, winrm.ports["dropped"]), 0.5)
    with socket.create_connection((LOOPBACK, winrm.ports["silent"]), 60) as line:
        line.settimeout(0.5)
        line.sendall(b"POST /wsman HTTP/1.1\r\nContent-Length: 0\r\n\r\n")
        with pytest.raises(TimeoutError):
            line.recv(1)
