"""Machines behind jump hosts that are real OpenSSH servers."""

import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from msgspec.structs import replace

from orchestrator.model.outcome import Ended, ServiceFault
from orchestrator.model.plan import JumpHost, KeyFile, Target, Via
from orchestrator.transport.attempt import Watchdog
from orchestrator.transport.base import Reply
from orchestrator.transport.lockout import LockoutGuard
from orchestrator.transport.ssh import SshTransport
from tests.live import sshd
from tests.live.sshd import Sshd
from tests.transport import jobs
from tests.transport.over import FAR_S, within

pytestmark = [
    pytest.mark.live,
    pytest.mark.skipif(bool(sshd.WHY_NOT), reason=sshd.WHY_NOT),
]


@dataclass(frozen=True)
class Place:
    """Two servers, a jump host and what is behind it, each with a key of its own."""

    gate: Sshd
    behind: Sshd
    folder: Path

    def key(self, name: str) -> KeyFile:
        return KeyFile(user=sshd.USER, path=str(self.folder / name))

    def hop(self, **changed: object) -> JumpHost:
        hop = JumpHost(
            name="gate", address="127.0.0.1", port=self.gate.port, credential=self.key("for_gate")
        )
        return replace(hop, **changed)

    def target(self, *hops: JumpHost, port: int = 0) -> Target:
        return Target(
            machine="pc-01",
            via=Via.SSH,
            address="127.0.0.1",
            port=port or self.behind.port,
            credential=self.key("for_machine"),
            jump=hops or (self.hop(),),
        )


def servers(folder: Path, extra: str = "") -> Iterator[Place]:
    for_gate, for_machine = (sshd.write_key(folder / f"for_{x}") for x in ("gate", "machine"))
    with (
        sshd.running(folder / "gate", for_gate, extra=extra) as gate,
        sshd.running(folder / "behind", for_machine) as behind,
    ):
        yield Place(gate=gate, behind=behind, folder=folder)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    yield from servers(tmp_path_factory.mktemp("jump"))


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    yield from servers(tmp_path_factory.mktemp("closed"), "AllowTcpForwarding no\n")


@pytest.fixture
def watchdog() -> Iterator[Watchdog]:
    dog = Watchdog()
    yield dog
    dog.close()


@pytest.fixture
def way(tmp_path: Path) -> Iterator[SshTransport]:
    transport = SshTransport(tmp_path / "known_hosts")
    yield transport
    transport.jump_lines.close()
    assert within(
        FAR_S, lambda: "through a jump host" not in {t.name for t in threading.enumerate()}
    )


def ask(way: SshTransport, watchdog: Watchdog, target: Target) -> Reply:
    with watchdog.attempt(FAR_S) as line:
        return way.run(target, jobs.job(b"echo here $1; exit 7\n"), line, LockoutGuard())


def logons(server: Sshd) -> int:
    return server.log().count("Accepted publickey ")


def test_a_machine_is_asked_through_its_jump_host(
    way: SshTransport, watchdog: Watchdog, place: Place, tmp_path: Path
):
    reply = ask(way, watchdog, place.target())
    assert (reply.outcome.ended, reply.exit_code) == (Ended.OK, 7), reply.outcome
    names = [line.split()[0] for line in (tmp_path / "known_hosts").read_text().splitlines()]
    gate = f"127.0.0.1:{place.gate.port}"
    assert names == [
        f"[127.0.0.1]:{place.gate.port}",
        f"[127.0.0.1@{gate}]:{place.behind.port}",
    ]


def test_all_machines_share_one_connection(way: SshTransport, watchdog: Watchdog, place: Place):
    before = logons(place.gate)
    with ThreadPoolExecutor(8) as pool:
        found = pool.map(lambda _: ask(way, watchdog, place.target()), range(24))
    assert {reply.outcome.ended for reply in found} == {Ended.OK}
    assert logons(place.gate) == before + 1


def test_several_jump_hosts_are_reached_in_their_order(
    way: SshTransport, watchdog: Watchdog, place: Place
):
    second = place.hop(name="second", port=place.behind.port, credential=place.key("for_machine"))
    before = logons(place.behind)
    reply = ask(way, watchdog, place.target(place.hop(), second))
    assert reply.outcome.ended is Ended.OK, reply.outcome
    assert logons(place.behind) == before + 2


def test_a_jump_host_that_is_down_is_named_and_tried_once(
    way: SshTransport, watchdog: Watchdog, place: Place
):
    (port,) = sshd.free_ports(1)
    target = place.target(place.hop(port=port))
    first, second = (ask(way, watchdog, target).outcome for _ in range(2))
    assert str(first) == "unreachable(jump_down)"
    assert first.detail.startswith("jump host gate: ")
    assert second == first


def test_one_that_rejects_us_blames_no_machine(way: SshTransport, watchdog: Watchdog, place: Place):
    before = place.behind.attempts()
    wrong = place.hop(credential=place.key("for_machine"))
    outcome = ask(way, watchdog, place.target(wrong)).outcome
    assert outcome.fault is ServiceFault.JUMP_REJECTED
    assert place.behind.attempts() == before
    tried = place.gate.attempts()
    assert ask(way, watchdog, place.target(wrong)).outcome == outcome
    assert place.gate.attempts() == tried


def test_one_whose_key_changed_is_not_logged_on_to(
    watchdog: Watchdog, place: Place, tmp_path: Path
):
    known = tmp_path / "other" / "known_hosts"
    known.parent.mkdir()
    other = place.behind.public_key("ed25519").split()[:2]
    known.write_text(f"[127.0.0.1]:{place.gate.port} {' '.join(other)}\n")
    before = place.gate.attempts()
    outcome = ask(SshTransport(known), watchdog, place.target()).outcome
    assert outcome.fault is ServiceFault.JUMP_KEY
    assert place.gate.attempts() == before


def test_one_that_forwards_nothing_says_so(way: SshTransport, watchdog: Watchdog, closed: Place):
    outcome = ask(way, watchdog, closed.target()).outcome
    assert (outcome.ended, outcome.fault) == (Ended.UNREACHABLE, ServiceFault.JUMP_FORBIDS)


def test_a_machine_that_is_off_behind_one_says_so(
    way: SshTransport, watchdog: Watchdog, place: Place
):
    (port,) = sshd.free_ports(1)
    outcome = ask(way, watchdog, place.target(port=port)).outcome
    assert str(outcome) == "unreachable(behind_jump)"


def test_a_connection_that_broke_is_opened_again(
    way: SshTransport, watchdog: Watchdog, place: Place
):
    assert ask(way, watchdog, place.target()).outcome.ended is Ended.OK
    before = logons(place.gate)
    (line,) = way.jump_lines._lines.values()
    line._state.line.close()
    assert ask(way, watchdog, place.target()).outcome.ended is Ended.OK
    assert logons(place.gate) == before + 1


def test_a_stop_ends_those_who_wait_for_a_jump_host(way: SshTransport, place: Place):
    dog = Watchdog()
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen()
        target = place.target(place.hop(port=mute.getsockname()[1]))
        with ThreadPoolExecutor(3) as pool:
            asked = [pool.submit(ask, way, dog, target) for _ in range(3)]
            assert within(FAR_S, lambda: bool(way.jump_lines._lines))
            dog.stop()
            found = [one.result(FAR_S).outcome for one in asked]
    dog.close()
    assert {outcome.ended for outcome in found} <= {Ended.NOT_ATTEMPTED, Ended.UNREACHABLE}
