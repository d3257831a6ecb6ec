"""SSH agents: a real one beside a real server, and one that never answers."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from orchestrator.model.outcome import Ended
from orchestrator.model.plan import Agent, KeyFile, Target, Via
from orchestrator.model.secret import Secret
from orchestrator.transport.attempt import Watchdog
from orchestrator.transport.base import Job, Reply
from orchestrator.transport.large_answers import LargeAnswers
from orchestrator.transport.lockout import LockoutGuard
from orchestrator.transport.ssh import SshTransport
from tests.live import sshd
from tests.live.sshd import Sshd
from tests.live.test_sshd import NONCE, script
from tests.transport.over import AT_ONCE_S, FAR_S, within

PROGRAM, ADDER = shutil.which("ssh-agent"), shutil.which("ssh-add")

pytestmark = [
    pytest.mark.live,
    pytest.mark.skipif(bool(sshd.WHY_NOT), reason=sshd.WHY_NOT),
    pytest.mark.skipif(not (PROGRAM and ADDER), reason="no ssh-agent on this machine"),
]


@dataclass(frozen=True)
class Running:
    """An agent, and the folder of the keys that it may be given."""

    folder: Path
    environment: dict[str, str]

    def add(self, *names: str) -> None:
        files = [str(self.folder / name) for name in names]
        subprocess.run([ADDER, *files], env=self.environment, check=True, capture_output=True)

    def forget(self) -> None:
        subprocess.run([ADDER, "-D"], env=self.environment, check=True, capture_output=True)


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Running, Sshd]]:
    folder = tmp_path_factory.mktemp("agent")
    names = ["good", "s1", "s2", "s3", "s4"]
    public = {name: sshd.write_key(folder / name) for name in names}
    public["locked"] = sshd.write_key(folder / "locked", passphrase="cum-mat-khau")
    asker = folder / "askpass"
    asker.write_text("#!/bin/sh\necho cum-mat-khau\n")
    asker.chmod(0o700)
    environment = {
        **os.environ,
        "SSH_AUTH_SOCK": str(folder / "socket"),
        "SSH_ASKPASS": str(asker),
        "SSH_ASKPASS_REQUIRE": "force",
    }
    with (
        subprocess.Popen(
            [PROGRAM, "-D", "-a", environment["SSH_AUTH_SOCK"]], stdout=subprocess.DEVNULL
        ) as process,
        sshd.running(folder / "sshd", public["good"] + public["locked"]) as server,
    ):
        try:
            until = time.monotonic() + 60
            while not Path(environment["SSH_AUTH_SOCK"]).exists() and time.monotonic() < until:
                time.sleep(0.02)
            yield Running(folder, environment), server
        finally:
            process.terminate()


@pytest.fixture
def server(started: tuple[Running, Sshd]) -> Sshd:
    return started[1]


@pytest.fixture
def agent(started: tuple[Running, Sshd], monkeypatch: pytest.MonkeyPatch) -> Running:
    running, _ = started
    monkeypatch.setenv("SSH_AUTH_SOCK", running.environment["SSH_AUTH_SOCK"])
    running.forget()
    return running


@pytest.fixture
def watchdog() -> Iterator[Watchdog]:
    dog = Watchdog()
    yield dog
    dog.close()


@dataclass
class Asking:
    watchdog: Watchdog
    transport: SshTransport
    gate: LockoutGuard
    port: int

    def ask(
        self, name: str = "pc-01", credential: Agent | KeyFile | None = None, limit_s: float = FAR_S
    ) -> Reply:
        target = Target(
            machine=name,
            via=Via.SSH,
            address="127.0.0.1",
            port=self.port,
            credential=credential or Agent(user=sshd.USER),
        )
        with self.watchdog.attempt(limit_s) as line:
            return self.transport.run(
                target,
                Job(script=script("echo in"), nonce=NONCE, large=LargeAnswers(1)),
                line,
                self.gate,
            )


@pytest.fixture
def asking(watchdog: Watchdog, server: Sshd, tmp_path: Path) -> Asking:
    return Asking(watchdog, SshTransport(tmp_path / "known_hosts"), LockoutGuard(), server.port)


def tries(server: Sshd, before: str, expected: int) -> int:
    """Return how many keys were tried, once the log holds as many as are expected."""

    def logged() -> int:
        words = ("Accepted publickey", "Failed publickey")
        return sum(server.log()[len(before) :].count(word) for word in words)

    within(AT_ONCE_S, lambda: logged() >= expected)
    time.sleep(0.1)  # one too many would have been logged by now
    return logged()


def test_an_agent_lets_us_in_and_its_good_key_comes_first_from_then_on(
    agent: Running, asking: Asking, server: Sshd
):
    agent.add("s1", "s2", "good")
    before = server.log()
    assert asking.ask("pc-01").stdout == b"in\n"
    assert tries(server, before, 3) == 3
    before = server.log()
    assert asking.ask("pc-02").outcome.ended is Ended.OK
    assert tries(server, before, 1) == 1


def test_an_agent_full_of_strangers_is_refused_after_three_keys_and_paused_after_two_machines(
    agent: Running, asking: Asking, server: Sshd
):
    agent.add("s1", "s2", "s3", "s4", "good")
    before = server.log()
    outcomes = [str(asking.ask(f"pc-0{number}").outcome) for number in range(4)]
    assert outcomes == [*["auth_rejected"] * 2, *["not_attempted(credential paused)"] * 2]
    assert tries(server, before, 6) == 6


def test_an_empty_agent_is_no_credential_and_dials_nothing(
    agent: Running, asking: Asking, server: Sshd, monkeypatch: pytest.MonkeyPatch
):
    before = server.log().count("Connection from ")
    assert str(asking.ask().outcome) == "not_attempted(no credential)"
    monkeypatch.setenv("SSH_AUTH_SOCK", str(agent.folder / "gone"))
    assert "does not answer" in asking.ask("pc-02").outcome.detail
    assert server.log().count("Connection from ") == before


def test_a_key_with_a_passphrase_may_lie_open_in_the_agent(
    agent: Running, asking: Asking, server: Sshd
):
    locked = KeyFile(user=sshd.USER, path=str(agent.folder / "locked"))
    assert str(asking.ask(credential=locked).outcome) == "not_attempted(no credential)"
    agent.add("s1", "locked", "s2")
    before = server.log()
    assert asking.ask(credential=locked).outcome.ended is Ended.OK
    assert tries(server, before, 1) == 1


def test_a_passphrase_that_is_known_needs_no_agent(
    asking: Asking, agent: Running, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delenv("SSH_AUTH_SOCK")
    opened_by = Secret("cum-mat-khau")
    locked = KeyFile(user=sshd.USER, path=str(agent.folder / "locked"), passphrase=opened_by)
    assert asking.ask(credential=locked).outcome.ended is Ended.OK


def test_an_agent_that_never_answers_costs_one_deadline(
    asking: Asking, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(tmp_path / "silent"))
        silent.listen()
        monkeypatch.setenv("SSH_AUTH_SOCK", str(tmp_path / "silent"))
        reply = asking.ask(limit_s=1.0)
    assert reply.outcome.ended is Ended.NOT_ATTEMPTED
    assert "lost ssh-agent" in reply.outcome.detail
