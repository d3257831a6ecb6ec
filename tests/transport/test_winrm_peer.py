"""WinRM against a peer that speaks real NTLM with message encryption."""

import hashlib
import ssl
from contextlib import ExitStack
from pathlib import Path
from types import ModuleType

import pytest
import spnego.channel_bindings

from orchestrator.model.outcome import Ended
from orchestrator.model.plan import KeyFile, WinrmOptions
from orchestrator.transport.attempt import Watchdog
from orchestrator.transport.lockout import LockoutGuard
from tests.shared import SHARED
from tests.transport.certificates import write_pem
from tests.transport.jobs import NONCE, password
from tests.transport.peers import SECRET, Start, ask

pytestmark = pytest.mark.skipif(
    SHARED is None, reason="the WinRM peer is kept beside the repository, and is not there"
)


def test_ntlm_over_http_is_sealed_and_the_script_comes_by_standard_input(
    start: Start, peer: ModuleType, watchdog: Watchdog
):
    server = start(lambda call: peer.Result(call.stdin, b"#< CLIXML", 3))
    reply = ask(watchdog, server.port)
    assert reply.outcome.ended is Ended.OK, reply.outcome.detail
    assert reply.stdout == f"$nonce='{NONCE}'\n'hello'\n".encode()
    assert (reply.stderr, reply.exit_code) == (b"#< CLIXML", 3)
    (call,) = server.host.calls
    assert call.codepage == 65001
    assert call.line.startswith(
        "powershell.exe -NoProfile -NonInteractive -ExecutionPolicy Bypass -EncodedCommand "
    )


MESSAGES = ["Create", "Command", "Send", "Receive", "Delete"]


def test_ntlm_over_http_costs_one_connection_and_eight_requests(
    start: Start, peer: ModuleType, watchdog: Watchdog
):
    server = start(lambda call: peer.Result(call.stdin))
    ask(watchdog, server.port)
    assert server.host.log == MESSAGES
    assert (server.connections, server.host.http) == (1, 8)


def test_a_password_over_https_costs_five_messages(
    start: Start, peer: ModuleType, watchdog: Watchdog, tmp_path: Path
):
    pem = write_pem(tmp_path / "server.pem", "pc-01.example")
    server = start(lambda call: peer.Result(call.stdin), tls=tls(pem), auth=("basic",))
    options = WinrmOptions(auth="basic", ca_path=str(pem))
    reply = ask(watchdog, server.port, options=options)
    assert reply.outcome.ended is Ended.OK, reply.outcome.detail
    assert server.host.log == MESSAGES
    assert (server.connections, server.host.http) == (1, 5)


def test_a_long_script_is_sent_in_pieces_and_arrives_whole(
    start: Start, peer: ModuleType, watchdog: Watchdog
):
    server = start(lambda call: peer.Result(call.stdin))
    text = b"# a line of the script\n" * 8000
    reply = ask(watchdog, server.port, text=text)
    assert reply.stdout.endswith(text)
    assert server.host.log.count("Send") == 3


def test_a_long_answer_comes_in_several_envelopes(
    start: Start, peer: ModuleType, watchdog: Watchdog
):
    server = start(lambda _: peer.Result(b"x" * 900_000))
    reply = ask(watchdog, server.port)
    assert (reply.outcome.ended, len(reply.stdout)) == (Ended.OK, 900_000)
    assert server.host.log.count("Receive") > 5


def test_the_shell_is_deleted_however_it_ends(start: Start, peer: ModuleType, watchdog: Watchdog):
    server = start(peer.Result(hang=True))
    reply = ask(watchdog, server.port, deadline_s=6.0)
    assert str(reply.outcome) == "stalled(read)"
    assert server.host.shells == {}


def test_a_wrong_password_is_one_logon_and_two_pause_it(
    start: Start, peer: ModuleType, watchdog: Watchdog
):
    server, gate = start(peer.Result(b"x")), LockoutGuard()
    outcomes = [
        str(
            ask(
                watchdog, server.port, credential=password("wrong"), gate=gate, machine=name
            ).outcome
        )
        for name in ("a", "b", "c")
    ]
    assert outcomes == ["auth_rejected", "auth_rejected", "not_attempted(credential paused)"]
    assert (server.connections, server.host.http) == (2, 6)


def test_a_success_proves_the_credential(start: Start, peer: ModuleType, watchdog: Watchdog):
    server, gate = start(peer.Result(b"x")), LockoutGuard(patience_s=0.05)
    with watchdog.attempt(5.0) as line, gate.logon(password(SECRET), "liar", line) as logon:
        logon.rejected()
    ask(watchdog, server.port, gate=gate)
    with watchdog.attempt(5.0) as line, ExitStack() as logons:
        for number in range(3):  # two, and one more for the proof
            logons.enter_context(gate.logon(password(SECRET), f"pc-{number}", line))


def test_too_many_shells_are_said(start: Start, peer: ModuleType, watchdog: Watchdog):
    server = start(peer.Result(b"x"))
    server.host.machine.max_shells = 0
    reply = ask(watchdog, server.port)
    assert reply.outcome.ended is Ended.PROTOCOL_ERROR
    assert "maximum number of concurrent shells" in reply.outcome.detail


def test_ntlm_over_https_is_bound_to_the_channel(
    start: Start, peer: ModuleType, watchdog: Watchdog, tmp_path: Path
):
    pem = write_pem(tmp_path / "server.pem", "pc-01.example")
    binding = channel_binding(pem)
    server = start(peer.Result(b"x"), tls=tls(pem), channel_bindings=binding)
    reply = ask(watchdog, server.port, options=WinrmOptions(ca_path=str(pem)))
    assert reply.outcome.ended is Ended.OK, reply.outcome.detail
    assert (server.connections, server.host.http) == (1, 7)


def test_a_certificate_logs_on_over_https(
    start: Start, peer: ModuleType, watchdog: Watchdog, tmp_path: Path
):
    server_pem = write_pem(tmp_path / "server.pem", "pc-01.example")
    client_pem = write_pem(tmp_path / "client.pem", "audit")
    context = tls(server_pem)
    context.load_verify_locations(client_pem)
    context.verify_mode = ssl.CERT_OPTIONAL
    server = start(peer.Result(b"x"), tls=context, auth=("certificate",))
    options = WinrmOptions(auth="certificate", ca_path=str(server_pem))
    key = KeyFile(user="audit", path=str(client_pem))
    reply = ask(watchdog, server.port, options=options, credential=key)
    assert reply.outcome.ended is Ended.OK, reply.outcome.detail
    assert server.host.log == MESSAGES
    assert (server.connections, server.host.http) == (1, 5)


@pytest.mark.pwsh
@pytest.mark.parametrize("world", ["win10-vi", "win7-vi"])
def test_a_real_engine_takes_the_script_from_its_input(
    start: Start, peer: ModuleType, watchdog: Watchdog, world: str
):
    assert SHARED is not None
    engine = SHARED / "pwsh" / "pwsh"
    if not engine.exists():
        pytest.skip("the PowerShell engine is not beside the repository")
    played = SHARED / "pwsh" / "worlds" / f"{world}.json"
    server = start(peer.powershell(str(played), str(engine)))
    text = (
        b'[Console]::Out.WriteLine("@$nonce fact elevated")\n'
        b'$x = 1,2,3\n$x | ForEach-Object { "row $_" }\nexit 5\n'
    )
    reply = ask(watchdog, server.port, text=text, deadline_s=60.0)
    assert reply.outcome.ended is Ended.OK, reply.outcome.detail
    said = reply.stdout.decode("utf-8-sig").split()
    assert said == [f"@{NONCE}", "fact", "elevated", "row", "1", "row", "2", "row", "3"]
    assert reply.exit_code == 5


def tls(pem: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context


def channel_binding(pem: Path) -> object:
    text = pem.read_text().split("-----BEGIN PRIVATE")[0]
    digest = hashlib.sha256(ssl.PEM_cert_to_DER_cert(text)).digest()
    return spnego.channel_bindings.GssChannelBindings(
        application_data=b"tls-server-end-point:" + digest
    )
