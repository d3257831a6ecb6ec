"""The whole district: starts cheaply, listens, says who everybody is, and leaves nothing behind."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestrator import lab
from orchestrator.errors import OrchestratorError, UsageError
from orchestrator.inventory import district, load
from orchestrator.lab import child, layout
from orchestrator.lab.actor import Actor, Misbehaviour
from orchestrator.lab.sockets import LOOPBACK
from orchestrator.lab.troupe import LOCAL_MACHINE

ROOT = Path(__file__).parents[2]
DATA = layout.EVIDENCE.parent / "data"


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("state")


@pytest.fixture(scope="module")
def running(state: Path) -> Iterator[lab.Lab]:
    with lab.start(state) as started:
        yield started


def test_its_inventory_is_strictly_right_and_has_a_truth_for_every_machine(running: lab.Lab):
    inventory = load([str(running.inventory)])
    assert inventory.warnings == ()
    found = district(inventory)
    assert found.demo
    assert {machine.name for machine in found.machines} == {*running.truth, LOCAL_MACHINE}
    assert [u.code for u in found.units if u.annex.people] != []
    excluded = [machine.name for machine in found.machines if machine.excluded]
    assert excluded == ["pkh-04"]


def test_every_machine_has_a_port_of_its_own(running: lab.Lab):
    assert set(running.ports) == set(running.truth)
    assert len(set(running.ports.values())) == len(running.ports)


def test_what_a_person_writes_is_there(running: lab.Lab):
    assert running.playbook.read_bytes() == (DATA / "ioc-sweep.yml").read_bytes()
    assert sorted(path.suffix for path in running.iocs.iterdir()) == [".txt", ".txt"]
    assert running.iocs.parent == running.playbook.parent == running.sinkholes.parent


def test_one_machine_is_known_by_another_key(running: lab.Lab, state: Path):
    (line,) = (state / "known_hosts").read_text().splitlines()
    assert line.startswith(f"[{LOOPBACK}]:{running.ports['pkh-02']} ssh-ed25519 ")


@pytest.mark.skipif(os.name != "posix", reason="file modes")
def test_secrets_are_for_the_owner_alone(running: lab.Lab):
    folder = running.inventory.parent
    assert folder.stat().st_mode & 0o777 == 0o700
    secret = [folder / "accounts", folder / "id_ed25519", *running.inventory.rglob("*.yml")]
    assert {path.stat().st_mode & 0o777 for path in secret} == {0o600}


def test_it_starts_cheaply_and_ends_with_its_children(tmp_path: Path):
    before = sum(os.times()[:4])
    with lab.start(tmp_path) as started:
        port = started.ports["sm-01"]
        socket.create_connection((LOOPBACK, port), 60).close()
        processes = [one._process for one in started.children]
        assert all(process.poll() is None for process in processes)
    assert [process.returncode for process in processes] == [0, 0]
    # CPU of this process and of the children that ended: the wall clock would judge the neighbours
    assert sum(os.times()[:4]) - before < 3
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((LOOPBACK, port), 60)


def test_starting_again_keeps_what_else_the_state_knows(tmp_path: Path):
    (tmp_path / "known_hosts").write_text("máy-thật ssh-ed25519 AAAA\n", encoding="utf-8")
    for _ in range(2):
        lab.start(tmp_path).close()
    kept, *changed = (tmp_path / "known_hosts").read_text(encoding="utf-8").splitlines()
    assert kept == "máy-thật ssh-ed25519 AAAA"
    assert 1 <= len(changed) <= 2


def test_a_child_that_cannot_play_says_why(tmp_path: Path):
    lost = Actor(name="a", recording="x", fault=Misbehaviour.NONE)
    broken = child.Child("winrm", (lost, lost), tmp_path)
    broken._process.kill()
    with pytest.raises(OrchestratorError, match="did not start"):
        broken.ports()
    broken.close()


def test_without_a_shell_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(layout, "SHELL", tmp_path / "no" / "sh")
    with pytest.raises(UsageError, match=r"no .*/no/sh"):
        lab.start(tmp_path)


def test_the_command_plays_from_any_folder_until_interrupted(tmp_path: Path):
    program = "import sys; from orchestrator.cli.main import main; sys.exit(main())"
    process = subprocess.Popen(
        [sys.executable, "-c", program, "lab", "--state", "s", "--json"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert process.stdout is not None
    said = json.loads(process.stdout.readline())
    assert Path(said["inventory"]) == tmp_path / "s" / "lab" / "inventory"
    assert len(load([said["inventory"]]).warnings) == 0
    process.send_signal(signal.SIGINT)
    process.stdout.close()
    assert process.wait(60) == 0
