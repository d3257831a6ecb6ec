"""What a real OpenSSH server says when it does not serve us, and certificates that it trusts."""

import shutil
import socket
import subprocess
from pathlib import Path

import pytest

from orchestrator.model.outcome import OK, Barrier, Outcome
from orchestrator.model.plan import Family, KeyFile, Target, Via
from orchestrator.transport.attempt import Watchdog
from orchestrator.transport.barriers import with_barrier
from orchestrator.transport.lockout import LockoutGuard
from orchestrator.transport.ssh import SshTransport
from tests.live import sshd
from tests.transport.jobs import job
from tests.transport.over import FAR_S

pytestmark = [
    pytest.mark.live,
    pytest.mark.skipif(bool(sshd.WHY_NOT), reason=sshd.WHY_NOT),
]
NOLOGIN = Path("/usr/sbin/nologin")
KEYGEN = shutil.which("ssh-keygen")


def ask(folder: Path, port: int) -> Outcome:
    where = Target(
        machine="pc",
        via=Via.SSH,
        address="127.0.0.1",
        port=port,
        credential=KeyFile(user=sshd.USER, path=str(folder / "key")),
    )
    watchdog, sent = Watchdog(), job(b"echo said\n", family=Family.POSIX)
    with watchdog.attempt(FAR_S) as line:
        reply = SshTransport(folder / "known_hosts").run(where, sent, line, LockoutGuard())
    watchdog.close()
    return with_barrier(reply, sent) if reply.exit_code else reply.outcome


def test_too_many_log_ons_at_once(tmp_path: Path):
    public = sshd.write_key(tmp_path / "key")
    with (
        sshd.running(tmp_path / "sshd", public, extra="MaxStartups 1:100:1") as server,
        socket.create_connection(("127.0.0.1", server.port)) as one_that_says_nothing,
    ):
        one_that_says_nothing.recv(4)
        outcome = ask(tmp_path, server.port)
    assert str(outcome) == "protocol_error(max_startups)"
    assert outcome.detail == "Exceeded MaxStartups"


@pytest.mark.skipif(not NOLOGIN.exists(), reason="no nologin here")
def test_a_login_shell_that_runs_nothing(tmp_path: Path):
    public = sshd.write_key(tmp_path / "key")
    with sshd.running(tmp_path / "sshd", public, extra=f"ForceCommand {NOLOGIN}") as server:
        outcome = ask(tmp_path, server.port)
    assert outcome.barrier is Barrier.NOLOGIN
    assert outcome.detail == "This account is currently not available."


def test_no_session_at_all(tmp_path: Path):
    public = sshd.write_key(tmp_path / "key")
    with sshd.running(tmp_path / "sshd", public, extra="MaxSessions 0") as server:
        assert str(ask(tmp_path, server.port)) == "protocol_error(channel_refused)"


@pytest.mark.skipif(KEYGEN is None, reason="no ssh-keygen here")
@pytest.mark.parametrize("kind", ["ed25519", "rsa"])
def test_a_certificate_beside_the_key_lets_us_in(kind: str, tmp_path: Path):
    sshd.write_key(tmp_path / "ca")
    sshd.write_key(tmp_path / "key", kind)
    trusted = f"TrustedUserCAKeys {tmp_path / 'ca.pub'}"
    with sshd.running(tmp_path / "sshd", "", extra=trusted) as server:
        assert str(ask(tmp_path, server.port)) == "auth_rejected"
        _sign(tmp_path, "ca")
        assert ask(tmp_path, server.port) == OK


@pytest.mark.skipif(KEYGEN is None, reason="no ssh-keygen here")
def test_a_key_is_shown_without_its_certificate_too(tmp_path: Path):
    sshd.write_key(tmp_path / "stranger")
    public = sshd.write_key(tmp_path / "key")
    _sign(tmp_path, "stranger")
    with sshd.running(tmp_path / "sshd", public) as server:
        outcome = ask(tmp_path, server.port)
        assert outcome == OK, (outcome, server.log())


def test_a_certificate_that_cannot_be_read_is_said(tmp_path: Path):
    sshd.write_key(tmp_path / "key")
    (tmp_path / "key-cert.pub").write_text("ssh-ed25519-cert-v01@openssh.com nothing\n")
    outcome = ask(tmp_path, 9)
    assert str(outcome) == "not_attempted(no credential)", outcome
    assert "key-cert.pub" in outcome.detail


def _sign(folder: Path, authority: str) -> None:
    words = ("-s", folder / authority, "-I", "audit", "-n", sshd.USER, folder / "key.pub")
    subprocess.run([str(KEYGEN), "-q", *map(str, words)], check=True)
