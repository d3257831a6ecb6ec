"""WinRM against a peer that speaks real NTLM with message encryption."""

import asyncio
import hashlib
import importlib.util
import ssl
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import spnego.channel_bindings

from orchestrator.model.outcome import Ended
from orchestrator.model.plan import Family, KeyFile, Password, Target, Via, WinrmOptions
from orchestrator.transport.base import Reply
from orchestrator.transport.gate import Gate
from orchestrator.transport.line import Watchdog
from orchestrator.transport.winrm import WinrmTransport
from tests.shared import SHARED
from tests.transport.certificates import write_pem
from tests.transport.jobs import NONCE, job, password

pytestmark = pytest.mark.skipif(
    SHARED is None, reason="the WinRM peer is kept beside the repository, and is not there"
)

SECRET = "P@ss-w0rd"
HTTP = WinrmOptions(https=False)
Start = Callable[..., Any]


@pytest.fixture(scope="module")
def peer() -> ModuleType:
    assert SHARED is not None
    spec = importlib.util.spec_from_file_location(
        "winrmpeer", SHARED / "winrm-peer" / "winrmpeer.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["winrmpeer"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def start(peer: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    """Start a peer that plays one machine; its `.host` is what the machine has seen."""
    users = tmp_path / "users"
    peer.write_user_file(str(users), {"audit": SECRET})
    monkeypatch.setenv("NTLM_USER_FILE", str(users))
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    servers = []

    def go(program: object, **options: object) -> Any:
        machine = peer.Machine(programs=[(r"^powershell\.exe ", program)])
        made = peer.Server({"127.0.0.1": machine}, **options)
        server = asyncio.run_coroutine_threadsafe(made.start(), loop).result()
        server.host = server.hosts["127.0.0.1"]
        servers.append(server)
        return server

    yield go
    for server in servers:
        asyncio.run_coroutine_threadsafe(server.stop(), loop).result()
    asyncio.run_coroutine_threadsafe(drain(), loop).result()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


async def drain() -> None:
    """Let the peer's connections see that the client has left."""
    tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def ask(
    watchdog: Watchdog,
    port: int,
    *,
    text: bytes = b"'hello'\n",
    options: WinrmOptions = HTTP,
    credential: Password | KeyFile | None = None,
    gate: Gate | None = None,
    machine: str = "pc-01",
    deadline_s: float = 10.0,
) -> Reply:
    where = Target(
        machine=machine,
        via=Via.WINRM,
        address="127.0.0.1",
        port=port,
        credential=credential or password(SECRET),
        winrm=options,
    )
    with watchdog.line(deadline_s) as line:
        sent = job(text, family=Family.WINDOWS)
        return WinrmTransport().run(where, sent, line, gate or Gate())


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


def test_one_machine_costs_one_connection_and_eight_requests(
    start: Start, peer: ModuleType, watchdog: Watchdog
):
    server = start(lambda call: peer.Result(call.stdin))
    ask(watchdog, server.port)
    assert server.host.log == ["Create", "Command", "Send", "Receive", "Delete"]
    assert (server.connections, server.host.http) == (1, 8)


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
    reply = ask(watchdog, server.port, deadline_s=2.0)
    assert str(reply.outcome) == "stalled(read)"
    assert server.host.shells == {}


def test_a_wrong_password_is_one_logon_and_two_pause_it(
    start: Start, peer: ModuleType, watchdog: Watchdog
):
    server, gate = start(peer.Result(b"x")), Gate()
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
    server, gate = start(peer.Result(b"x")), Gate(patience_s=0.05)
    ask(watchdog, server.port, gate=gate)
    with watchdog.line(5.0) as line:
        for number in range(5):
            with gate.logon(password(SECRET), f"liar-{number}", line) as logon:
                logon.rejected()
    assert ask(watchdog, server.port, gate=gate, machine="b").outcome.ended is Ended.OK


def test_too_many_shells_are_said(start: Start, peer: ModuleType, watchdog: Watchdog):
    server = start(peer.Result(b"x"))
    server.host.machine.max_shells = 0
    reply = ask(watchdog, server.port)
    assert reply.outcome.ended is Ended.PROTOCOL_ERROR
    assert "maximum number of concurrent shells" in reply.outcome.detail


def test_a_connection_dropped_in_the_answer_is_a_cut(
    start: Start, peer: ModuleType, watchdog: Watchdog
):
    server = start(peer.Result(chunks=[("stdout", b"half")], every=0.1, hang=True))

    def drop_second_receive(_: int, action: str) -> None:
        if action == "Receive" and server.host.log.count("Receive") == 2:
            raise peer.Drop

    server.host.machine.on_request = drop_second_receive
    reply = ask(watchdog, server.port)
    assert (reply.outcome.ended, reply.stdout) == (Ended.PARTIAL, b"half")


def test_ntlm_over_https_is_bound_to_the_channel(
    start: Start, peer: ModuleType, watchdog: Watchdog, tmp_path: Path
):
    pem = write_pem(tmp_path / "server.pem", "pc-01.example")
    binding = channel_binding(pem)
    server = start(peer.Result(b"x"), tls=tls(pem), channel_bindings=binding)
    reply = ask(watchdog, server.port, options=WinrmOptions(ca_path=str(pem)))
    assert reply.outcome.ended is Ended.OK, reply.outcome.detail


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
