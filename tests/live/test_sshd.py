"""The SSH transport against a real OpenSSH server."""

import hashlib
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from orchestrator.collect import Collector, Settings
from orchestrator.errors import Place
from orchestrator.model.outcome import Ended, Phase
from orchestrator.model.plan import (
    Assignment,
    Family,
    KeyFile,
    Plan,
    Question,
    Script,
    Target,
    Via,
)
from orchestrator.model.secret import Secret
from orchestrator.transport import transports
from orchestrator.transport.attempt import Watchdog
from orchestrator.transport.base import Job, Reply
from orchestrator.transport.large_answers import LargeAnswers
from orchestrator.transport.lockout import LockoutGuard
from orchestrator.transport.ssh import SshTransport
from tests.live import sshd
from tests.live.sshd import Sshd
from tests.transport.over import FAR_S, Condition, at, over_when

pytestmark = [
    pytest.mark.live,
    pytest.mark.skipif(bool(sshd.WHY_NOT), reason=sshd.WHY_NOT),
]

NONCE = "0123456789abcdef"
NOON = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Keys:
    """The audit's own keys; all are let in but `stranger`."""

    folder: Path
    authorized: str

    def file(self, name: str, passphrase: str | None = None) -> KeyFile:
        opened_by = Secret(passphrase) if passphrase else None
        return KeyFile(user=sshd.USER, path=str(self.folder / name), passphrase=opened_by)


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    folder = tmp_path_factory.mktemp("keys")
    public = [
        sshd.write_key(folder / "plain"),
        sshd.write_key(folder / "rsa", "rsa"),
        sshd.write_key(folder / "locked", passphrase="cum-mat-khau"),
    ]
    sshd.write_key(folder / "stranger")
    return Keys(folder=folder, authorized="".join(public))


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, keys: Keys) -> Iterator[Sshd]:
    with sshd.running(tmp_path_factory.mktemp("sshd"), keys.authorized, ports=5) as running:
        yield running


@pytest.fixture
def watchdog() -> Iterator[Watchdog]:
    dog = Watchdog()
    yield dog
    dog.close()


@pytest.fixture
def known(tmp_path: Path) -> Path:
    return tmp_path / "known_hosts"


def script(text: str) -> Script:
    raw = text.encode()
    digest = hashlib.sha256(raw).hexdigest()
    return Script(family=Family.POSIX, text=raw, sha256=digest, checks=())


def machine(port: int, key: KeyFile, name: str = "pc-01") -> Target:
    return Target(machine=name, via=Via.SSH, address="127.0.0.1", port=port, credential=key)


def ask(
    watchdog: Watchdog,
    known: Path,
    where: Target,
    text: str = "echo here $1; exit 7",
    *,
    over: Condition = lambda _: False,
    cap: int = 1 << 20,
) -> Reply:
    job = Job(script=script(text), nonce=NONCE, large=LargeAnswers(1), max_stdout_bytes=cap)
    with watchdog.attempt(FAR_S) as line, over_when(watchdog, line, over, left_s=0.5):
        return SshTransport(known).run(where, job, line, LockoutGuard())


@pytest.mark.parametrize(
    ("name", "passphrase"), [("plain", None), ("rsa", None), ("locked", "cum-mat-khau")]
)
def test_a_key_lets_us_in_and_a_real_shell_answers(
    name: str, passphrase: str | None, watchdog: Watchdog, known: Path, server: Sshd, keys: Keys
):
    reply = ask(watchdog, known, machine(server.port, keys.file(name, passphrase)))
    assert reply.outcome.ended is Ended.OK, reply.outcome.detail
    assert (reply.stdout, reply.exit_code) == (f"here {NONCE}\n".encode(), 7)
    assert known.read_text().startswith(f"[127.0.0.1]:{server.port} ssh-ed25519 ")


@pytest.mark.parametrize(
    ("name", "passphrase"), [("locked", None), ("locked", "wrong"), ("missing", None)]
)
def test_a_key_that_cannot_be_read_is_no_credential_and_dials_nothing(
    name: str, passphrase: str | None, watchdog: Watchdog, known: Path, server: Sshd, keys: Keys
):
    before = server.log().count("Connection from ")  # an earlier session may still be closing
    reply = ask(watchdog, known, machine(server.port, keys.file(name, passphrase)))
    assert str(reply.outcome) == "not_attempted(no credential)"
    assert name in reply.outcome.detail
    assert server.log().count("Connection from ") == before


def test_a_stranger_is_rejected_by_one_attempt(
    watchdog: Watchdog, known: Path, server: Sshd, keys: Keys
):
    before = server.attempts()
    reply = ask(watchdog, known, machine(server.port, keys.file("stranger")))
    assert reply.outcome.ended is Ended.AUTH_REJECTED
    assert server.attempts() - before <= 1


def test_a_changed_host_key_is_sent_no_credential(
    watchdog: Watchdog, known: Path, server: Sshd, keys: Keys, tmp_path: Path
):
    other = sshd.write_key(tmp_path / "other")
    known.write_text(f"[127.0.0.1]:{server.port} {other}")
    before = server.attempts()
    reply = ask(watchdog, known, machine(server.port, keys.file("plain")))
    time.sleep(0.1)  # what it would have logged, it has
    assert reply.outcome.ended is Ended.HOSTKEY_CHANGED
    assert reply.host_key is not None
    assert reply.host_key in reply.outcome.detail
    assert server.attempts() == before


def test_a_machine_known_by_its_rsa_key_is_asked_for_that_one(
    watchdog: Watchdog, known: Path, server: Sshd, keys: Keys
):
    known.write_text(f"[127.0.0.1]:{server.port} {server.public_key('rsa')}\n")
    reply = ask(watchdog, known, machine(server.port, keys.file("plain")))
    assert reply.outcome.ended is Ended.OK, reply.outcome.detail


@pytest.mark.parametrize(
    "only", ["Ciphers aes256-cbc,3des-cbc", "MACs hmac-sha1\nCiphers aes128-ctr"]
)
def test_a_server_of_broken_algorithms_only_is_too_old(
    only: str, watchdog: Watchdog, known: Path, keys: Keys, tmp_path: Path
):
    with sshd.running(tmp_path / "old", keys.authorized, extra=only) as old:
        reply = ask(watchdog, known, machine(old.port, keys.file("plain")))
        assert str(reply.outcome) == "too_old"
        assert old.attempts() == 0


def test_a_flood_is_ended_at_the_cap(watchdog: Watchdog, known: Path, server: Sshd, keys: Keys):
    where = machine(server.port, keys.file("plain"))
    reply = ask(watchdog, known, where, "yes", cap=200_000)
    assert (reply.outcome.ended, len(reply.stdout)) == (Ended.FLOODED, 200_000)


def test_silence_costs_one_deadline(watchdog: Watchdog, known: Path, server: Sshd, keys: Keys):
    where = machine(server.port, keys.file("plain"))
    reply = ask(watchdog, known, where, "echo before; exec sleep 100", over=at(Phase.READ))
    assert (str(reply.outcome), reply.stdout) == ("stalled(read)", b"before\n")


def test_a_script_ended_by_a_signal_has_not_said_all(
    watchdog: Watchdog, known: Path, server: Sshd, keys: Keys
):
    reply = ask(watchdog, known, machine(server.port, keys.file("plain")), "echo half; kill -9 $$")
    assert (reply.outcome.ended, reply.stdout) == (Ended.PARTIAL, b"half\n")


def test_an_empty_answer_with_exit_0_is_for_the_reader_to_judge(
    watchdog: Watchdog, known: Path, server: Sshd, keys: Keys
):
    reply = ask(watchdog, known, machine(server.port, keys.file("plain")), "exit 0")
    assert (reply.outcome.ended, reply.stdout, reply.exit_code) == (Ended.OK, b"", 0)


def test_a_long_script_and_much_on_both_streams_pass(
    watchdog: Watchdog, known: Path, server: Sshd, keys: Keys
):
    text = "# a line of the script\n" * 10_000
    text += "head -c 900000 /dev/zero >&2; head -c 900000 /dev/zero; echo end\n"
    reply = ask(watchdog, known, machine(server.port, keys.file("plain")), text)
    assert reply.outcome.ended is Ended.OK, reply.outcome.detail
    assert len(reply.stdout) == 900_004
    assert len(reply.stderr) == 64 * 1024


def test_a_closed_port_is_refused(watchdog: Watchdog, known: Path, keys: Keys):
    (port,) = sshd.free_ports(1)
    reply = ask(watchdog, known, machine(port, keys.file("plain")))
    assert reply.outcome.ended is Ended.REFUSED


def test_a_sweep_of_many_machines_reads_each_once(server: Sshd, keys: Keys, tmp_path: Path):
    planned = plan(server, keys.file("plain"), 60)
    pool = Collector(
        planned,
        nonce=NONCE,
        transports=transports(tmp_path / "state"),
        settings=Settings(forks=20, timeout_s=FAR_S),
        clock=lambda: NOON,
    )
    trips = list(pool.trips())
    assert Counter(str(trip.outcome) for trip in trips) == {"ok": 60}
    assert len({trip.machine for trip in trips}) == 60
    assert len((tmp_path / "state" / "known_hosts").read_text().splitlines()) == len(server.ports)


def test_a_key_refused_everywhere_is_tried_twice(server: Sshd, keys: Keys, tmp_path: Path):
    pool = Collector(
        plan(server, keys.file("stranger"), 40),
        nonce=NONCE,
        transports=transports(tmp_path / "state"),
        settings=Settings(forks=20, timeout_s=FAR_S),
        clock=lambda: NOON,
    )
    outcomes = Counter(str(trip.outcome) for trip in pool.trips())
    assert outcomes == {"auth_rejected": 2, "not_attempted(credential paused)": 38}


def plan(server: Sshd, key: KeyFile, count: int) -> Plan:
    names = [f"pc-{number:02}" for number in range(count)]
    first = Assignment(
        machine="",
        unit="th_hoa_sen",
        target=machine(server.port, key),
        family=Family.POSIX,
        questions=(Question(check="connections", task="test", required=True),),
    )
    return Plan(
        playbook="test.yml",
        playbook_sha256="0" * 64,
        place=Place(file="test.yml"),
        scripts={Family.POSIX: script('echo "@$1 here"')},
        assignments=tuple(
            replace(
                first,
                machine=name,
                target=machine(server.ports[number % len(server.ports)], key, name),
            )
            for number, name in enumerate(names)
        ),
        skipped=(),
    )
