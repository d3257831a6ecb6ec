"""The SSH machines, asked by an unmodified paramiko client."""

import io
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import paramiko
import pytest

from orchestrator.lab.sockets import LOOPBACK
from tests.lab.conftest import PASSWORD, USER, Troupe

NONCE = "0123456789abcdef"
COMMAND = f"/bin/sh -s -- {NONCE}"


@contextmanager
def session(
    port: int, password: str | None = PASSWORD, key: str = ""
) -> Iterator[paramiko.Channel]:
    transport = paramiko.Transport((LOOPBACK, port))
    transport.banner_timeout = 60
    try:
        if key:
            transport.connect(None, USER, pkey=paramiko.Ed25519Key(file_obj=io.StringIO(key)))
        else:
            transport.connect(None, USER, password)
        yield transport.open_session(timeout=60)
    finally:
        transport.close()


def ask(channel: paramiko.Channel, script: str, command: str = COMMAND) -> tuple[bytes, bytes, int]:
    channel.settimeout(60)
    channel.exec_command(command)
    channel.sendall(script.encode())
    channel.shutdown_write()
    out = channel.makefile("rb").read()
    err = channel.makefile_stderr("rb").read()
    return out, err, channel.recv_exit_status()


def test_it_runs_the_script_unmodified_with_the_nonce_and_the_root(ssh: Troupe):
    with session(ssh.ports["none"]) as channel:
        out, err, code = ask(channel, 'printf "%s|" "$#" "$@"; echo wrong >&2; exit 7')
    assert (out, err, code) == (f"2|{NONCE}|{ssh.root}|".encode(), b"wrong\n", 7)


def test_its_tools_are_shadowed(ssh: Troupe):
    with session(ssh.ports["none"]) as channel:
        assert ask(channel, "ss -tunapH")[0] == b"shadowed\n"


@pytest.mark.parametrize("command", ["id", "/bin/sh -s", f"{COMMAND}; id", "/bin/sh -s -- NONCE"])
def test_it_knows_one_command(ssh: Troupe, command: str):
    with session(ssh.ports["none"]) as channel:
        assert ask(channel, "echo run", command)[::2] == (b"", 127)


@pytest.mark.parametrize("password", ["", "sai", PASSWORD + " "])
def test_a_wrong_password_is_rejected(ssh: Troupe, password: str):
    with pytest.raises(paramiko.AuthenticationException), session(ssh.ports["none"], password):
        pass


def test_a_key_opens_its_machine_and_no_password_does(ssh: Troupe):
    with session(ssh.ports["key"], key=ssh.key.private) as channel:
        assert ask(channel, "echo in")[0] == b"in\n"
    with pytest.raises(paramiko.AuthenticationException), session(ssh.ports["key"], ""):
        pass


def test_an_account_opens_its_own_machine_only(ssh: Troupe):
    with pytest.raises(paramiko.AuthenticationException), session(ssh.ports["other"]):
        pass


def test_each_machine_has_a_host_key_of_its_own(ssh: Troupe):
    keys = set()
    for name in ("none", "slow", "other"):
        transport = paramiko.Transport((LOOPBACK, ssh.ports[name]))
        transport.start_client(timeout=60)
        keys.add(transport.get_remote_server_key().get_base64())
        transport.close()
    assert len(keys) == 3


def test_a_cut_answer_has_no_end_and_no_exit_status(ssh: Troupe):
    with session(ssh.ports["cut"]) as channel:
        assert ask(channel, "printf 1234567890") == (b"12345", b"", -1)


def test_a_noisy_machine_says_something_else(ssh: Troupe):
    with session(ssh.ports["noise"]) as channel:
        out, _, code = ask(channel, "echo real")
    assert "real" not in out.decode()
    assert code == 0


def test_a_slow_machine_answers_rightly(ssh: Troupe):
    with session(ssh.ports["slow"]) as channel:
        assert ask(channel, "echo late") == (b"late\n", b"", 0)


def test_a_flood_goes_on_until_the_line_is_closed(ssh: Troupe):
    with session(ssh.ports["flood"]) as channel:
        channel.exec_command(COMMAND)
        channel.shutdown_write()
        got = 0
        while got < 1_000_000:
            got += len(channel.recv(65536))


def test_a_drip_never_ends_in_time(ssh: Troupe):
    with session(ssh.ports["drip"]) as channel:
        channel.exec_command(COMMAND)
        channel.sendall(b"printf 12345678901234567890")
        channel.shutdown_write()
        assert [channel.recv(99), channel.recv(99)] == [b"1", b"2"]


def test_the_command_of_a_stalled_machine_is_never_answered(ssh: Troupe):
    with session(ssh.ports["no_exec"]) as channel:
        asking = threading.Thread(target=lambda: _hung(channel), daemon=True)
        asking.start()
        asking.join(1)
        assert asking.is_alive()
    asking.join(60)
    assert not asking.is_alive()


def _hung(channel: paramiko.Channel) -> None:
    with pytest.raises(paramiko.SSHException):
        channel.exec_command(COMMAND)


def test_the_faults_below_the_protocol(ssh: Troupe):
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((LOOPBACK, ssh.ports["closed"]), 60)
    with pytest.raises(TimeoutError):
        socket.create_connection((LOOPBACK, ssh.ports["dropped"]), 0.5)
    with socket.create_connection((LOOPBACK, ssh.ports["silent"]), 60) as line:
        line.settimeout(0.5)
        with pytest.raises(TimeoutError):
            line.recv(1)
    with socket.create_connection((LOOPBACK, ssh.ports["garbage"]), 60) as line:
        assert line.recv(9) == b"HTTP/1.0 "
