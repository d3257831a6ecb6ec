"""`ping` of machines behind real jump hosts: at which hop it failed."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from orchestrator.cli.main import main
from orchestrator.evidence.ledger import Ledger
from tests.inventory.trees import HEAD, write
from tests.live import sshd
from tests.live.sshd import Sshd

pytestmark = [
    pytest.mark.live,
    pytest.mark.skipif(bool(sshd.WHY_NOT), reason=sshd.WHY_NOT),
]

Said = dict[str, object]


@dataclass(frozen=True)
class Street:
    """A jump host and a machine, and the keys that open them."""

    gate: Sshd
    closed_gate: Sshd
    behind: Sshd
    keys: Path


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    folder = tmp_path_factory.mktemp("street")
    for_gate, for_pc = (sshd.write_key(folder / name) for name in ("for_gate", "for_pc"))
    with (
        sshd.running(folder / "gate", for_gate) as gate,
        sshd.running(folder / "shut", for_gate, extra="AllowTcpForwarding no\n") as shut,
        sshd.running(folder / "pc", for_pc) as behind,
    ):
        yield Street(gate=gate, closed_gate=shut, behind=behind, keys=folder)


@pytest.fixture
def ping(tmp_path: Path, capsys: pytest.CaptureFixture[str], street: Street) -> Callable[..., Said]:
    def go(gate_port: int, *words: str, gate_logon: str = "", pc_port: int = 0) -> Said:
        def by(key: str) -> str:
            return f"ansible_ssh_private_key_file: {street.keys / key}"

        def row(name: str, port: int, logon: str) -> str:
            return (
                f"    {name}: {{ansible_host: 127.0.0.1, ansible_port: {port}, "
                f"ansible_user: {sshd.USER}, {logon}}}\n"
            )

        unit = "th_x:\n  vars: {unit: {name: Trường X, type: primary_school}}\n  hosts:\n"
        rows = row("gate", gate_port, gate_logon or by("for_gate"))
        rows += row("x-1", pc_port or street.behind.port, by("for_pc") + ", jump: gate")
        source = write(tmp_path, {"i/group_vars/all.yml": HEAD, "i/a.yml": unit + rows})
        state = str(tmp_path / "state")
        main(["ping", "-i", f"{source}/i", "--state", state, "--json", "-l", "x-1", *words])
        machines: list[Said] = json.loads(capsys.readouterr().out)["machines"]
        return machines[0]

    return go


def test_a_machine_that_is_well(ping: Callable[..., Said], street: Street):
    said = ping(street.gate.port)
    assert (said["state"], said["causes"]) == ("logged_on", []) or said["causes"] == ["not_root"]


def test_without_a_logon_its_door_is_looked_at_through_the_jump_host(
    ping: Callable[..., Said], street: Street
):
    before = street.behind.attempts()
    assert ping(street.gate.port, "--no-logon")["state"] == "door_open"
    assert street.behind.attempts() == before


@pytest.mark.parametrize("words", [(), ("--no-logon",)])
def test_a_jump_host_that_is_down(ping: Callable[..., Said], words: tuple[str, ...]):
    (port,) = sshd.free_ports(1)
    said = ping(port, *words)
    assert (said["state"], said["causes"]) == ("failed", ["jump_down"])
    assert "jump host gate" in json.dumps(said)


def test_a_jump_host_that_does_not_know_our_key(ping: Callable[..., Said], street: Street):
    wrong = f"ansible_ssh_private_key_file: {street.keys / 'for_pc'}"
    assert ping(street.gate.port, gate_logon=wrong)["causes"] == ["jump_rejected"]


@pytest.mark.parametrize("words", [(), ("--no-logon",)])
def test_a_jump_host_that_forwards_nothing(
    ping: Callable[..., Said], street: Street, words: tuple[str, ...]
):
    assert ping(street.closed_gate.port, *words)["causes"] == ["jump_forbids"]


def test_a_jump_host_with_another_key(ping: Callable[..., Said], street: Street, tmp_path: Path):
    (tmp_path / "state").mkdir(mode=0o700)
    other = " ".join(street.behind.public_key("ed25519").split()[:2])
    known = tmp_path / "state" / "known_hosts"
    known.write_text(f"[127.0.0.1]:{street.gate.port} {other}\n")
    before = street.gate.attempts()
    assert ping(street.gate.port)["causes"] == ["jump_key"]
    assert street.gate.attempts() == before


@pytest.mark.parametrize("words", [(), ("--no-logon",)])
def test_a_machine_that_is_off_behind_one(
    ping: Callable[..., Said], street: Street, words: tuple[str, ...]
):
    (port,) = sshd.free_ports(1)
    assert ping(street.gate.port, *words, pc_port=port)["causes"] == ["behind_jump"]


@pytest.mark.parametrize("words", [(), ("--no-logon",)])
def test_its_password_is_written_down_before_it_leaves(
    ping: Callable[..., Said], street: Street, tmp_path: Path, words: tuple[str, ...]
):
    said = ping(street.gate.port, *words, gate_logon="ansible_password: mat-khau-cong")
    assert said["causes"] == ["jump_rejected"]
    assert said["failed_jump_host"] == "gate"
    assert "mat-khau-cong" not in json.dumps(said)
    with Ledger(tmp_path / "state") as ledger:
        assert {row.machine for row in ledger.rows()} == {"gate"}
