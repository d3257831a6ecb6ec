"""WinRM through an SSH jump host: the same messages, on a connection that it makes."""

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from msgspec.structs import replace

from orchestrator.model.outcome import Ended, Outcome
from orchestrator.model.plan import Family, JumpHost, KeyFile, Target, Via, WinrmOptions
from orchestrator.transport import transports
from orchestrator.transport.attempt import Watchdog
from orchestrator.transport.base import Reply
from orchestrator.transport.lockout import LockoutGuard
from orchestrator.transport.winrm import WinrmTransport
from tests.live import sshd
from tests.shared import SHARED
from tests.transport.certificates import write_pem
from tests.transport.jobs import NONCE, job, password
from tests.transport.over import FAR_S
from tests.transport.peers import HTTP, SECRET, Start
from tests.transport.test_winrm_peer import tls

pytestmark = [
    pytest.mark.skipif(
        SHARED is None, reason="the WinRM peer is kept beside the repository, and is not there"
    ),
    pytest.mark.skipif(bool(sshd.WHY_NOT), reason=sshd.WHY_NOT),
]


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[JumpHost]:
    folder = tmp_path_factory.mktemp("gate")
    authorized = sshd.write_key(folder / "key")
    with sshd.running(folder / "sshd", authorized) as server:
        credential = KeyFile(user=sshd.USER, path=str(folder / "key"))
        yield JumpHost(name="gate", address="127.0.0.1", port=server.port, credential=credential)


def behind(port: int, gate: JumpHost, options: WinrmOptions = HTTP) -> Target:
    return Target(
        machine="pc-01",
        via=Via.WINRM,
        address="127.0.0.1",
        port=port,
        credential=password(SECRET),
        winrm=options,
        jump=(gate,),
    )


def ask(watchdog: Watchdog, state: Path, *targets: Target) -> list[Reply]:
    ways, guard = transports(state), LockoutGuard()
    found = []
    for target in targets:
        with watchdog.attempt(FAR_S) as line:
            sent = job(b"'hello'\n", family=Family.WINDOWS)
            found.append(ways[target.via].run(target, sent, line, guard))
    ways[Via.SSH].jump_lines.close()  # type: ignore[attr-defined]
    return found


def test_ntlm_over_http_is_sealed_from_end_to_end(
    start: Start, peer: ModuleType, watchdog: Watchdog, tmp_path: Path, gate: JumpHost
):
    server = start(lambda call: peer.Result(call.stdin, b"", 3))
    for reply in ask(watchdog, tmp_path, *[behind(server.port, gate)] * 2):
        assert reply.outcome.ended is Ended.OK, reply.outcome
        assert reply.stdout == f"$nonce='{NONCE}'\n'hello'\n".encode()
    assert server.connections == 2


def test_tls_ends_at_the_machine(
    start: Start, peer: ModuleType, watchdog: Watchdog, tmp_path: Path, gate: JumpHost
):
    pem = write_pem(tmp_path / "server.pem", "pc-01.example")
    server = start(lambda call: peer.Result(call.stdin), tls=tls(pem), auth=("basic",))
    options = WinrmOptions(auth="basic", ca_path=str(pem))
    (reply,) = ask(watchdog, tmp_path, behind(server.port, gate, options))
    assert reply.outcome.ended is Ended.OK, reply.outcome


def test_a_long_answer_comes_whole(
    start: Start, peer: ModuleType, watchdog: Watchdog, tmp_path: Path, gate: JumpHost
):
    server = start(lambda _: peer.Result(b"x" * 900_000))
    (reply,) = ask(watchdog, tmp_path, behind(server.port, gate))
    assert (reply.outcome.ended, len(reply.stdout)) == (Ended.OK, 900_000)


def test_a_machine_that_stalls_behind_one_is_cut(
    start: Start, peer: ModuleType, watchdog: Watchdog, tmp_path: Path, gate: JumpHost
):
    server = start(peer.Result(hang=True))
    with watchdog.attempt(4.0) as line:
        sent = job(b"'hello'\n", family=Family.WINDOWS)
        ways = transports(tmp_path)
        reply = ways[Via.WINRM].run(behind(server.port, gate), sent, line, LockoutGuard())
    assert reply.outcome.ended is Ended.STALLED
    ways[Via.SSH].jump_lines.close()  # type: ignore[attr-defined]


def test_a_way_without_jump_hosts_never_dials_directly(
    start: Start, peer: ModuleType, watchdog: Watchdog, gate: JumpHost
):
    server = start(lambda _: peer.Result(b"x"))
    with watchdog.attempt(FAR_S) as line:
        sent = job(b"x\n", family=Family.WINDOWS)
        reply = WinrmTransport().run(behind(server.port, gate), sent, line, LockoutGuard())
    assert str(reply.outcome) == "unreachable(jump_down)"
    assert server.connections == 0


def test_one_that_is_down_stops_no_machine_from_being_named(
    watchdog: Watchdog, tmp_path: Path, gate: JumpHost
):
    (port,) = sshd.free_ports(1)
    (reply,) = ask(watchdog, tmp_path, behind(5985, replace(gate, port=port)))
    assert isinstance(reply.outcome, Outcome)
    assert reply.outcome.detail.startswith("jump host gate: refused")
