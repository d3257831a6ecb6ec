"""No account is locked by us: the log-ons are counted at the doors of two hundred machines."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.acceptance.conftest import ROOT, orchestrator

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="all of 127.0.0.0/8 is Linux's own")

MACHINES = 200
PLAY = "- name: p\n  hosts: all\n  iocs: [list.txt]\n  tasks:\n    - connections:\n"


@dataclass(frozen=True, slots=True)
class Doors:
    """Machines that are shown passwords."""

    folder: Path
    ports: dict[str, int]

    def logons(self) -> list[str]:
        """What became of each log-on so far, in their order."""
        lines = (self.folder / "logons").read_text(encoding="utf-8").splitlines()
        return [line.split()[1] for line in lines]


@pytest.fixture
def doors(tmp_path: Path) -> Iterator[Callable[..., Doors]]:
    """Open the doors of that many machines, the first of which are `good`."""
    with ExitStack() as stack:

        def opened(good: int = 0) -> Doors:
            command = ("tests.transport.doorkeepers", str(tmp_path), str(MACHINES), str(good))
            server = stack.enter_context(
                subprocess.Popen(
                    [sys.executable, "-m", *command],
                    cwd=ROOT,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                )
            )
            stack.callback(server.kill)
            return Doors(tmp_path, json.loads(server.stdout.readline()))

        yield opened


def host(number: int, way: str, port: int) -> str:
    scheme = ", ansible_winrm_scheme: http" if way == "winrm" else ""
    where = f"ansible_host: 127.1.0.{number}, ansible_port: {port}"
    return f"    pc-{number:03}: {{ansible_connection: {way}, {where}{scheme}}}\n"


def unit(code: str, hosts: str, password: str, more: str = "") -> str:
    return (
        f"{code}:\n  vars:\n    unit: {{name: Trường {code}, type: primary_school}}\n"
        f"    ansible_user: audit\n    ansible_password: {password}\n{more}  hosts:\n{hosts}"
    )


def written(folder: Path, inventory: str) -> Path:
    (folder / "inventory.yml").write_text(inventory, encoding="utf-8")
    (folder / "play.yml").write_text(PLAY, encoding="utf-8")
    (folder / "list.txt").write_text("203.0.113.9\n", encoding="utf-8")
    return folder


def run(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    done = orchestrator(*words, "-i", "inventory.yml", "--state", "state", cwd=folder)
    assert "Traceback" not in done.stderr, done.stderr
    return done


def swept(folder: Path, *more: str) -> dict[str, int]:
    """Sweep, and count the machines by how they ended."""
    run(folder, "sweep", "play.yml", "-o", "out", *more)
    report = json.loads((folder / "out/report.json").read_text(encoding="utf-8"))
    outcomes = [machine["outcome"] for machine in report["machines"]]
    return {one: outcomes.count(one) for one in outcomes}


PAUSED = "not_attempted(credential paused)"


@pytest.mark.parametrize("way", ["ssh", "winrm"])
def test_five_commands_show_a_wrong_password_twice(way, doors, tmp_path):
    opened = doors()
    hosts = "".join(host(number, way, opened.ports[way]) for number in range(1, MACHINES + 1))
    folder = written(tmp_path, unit("th_a", hosts, "wrong"))
    run(folder, "ping", "--timeout", "300")
    assert opened.logons() == ["rejected"] * 2
    assert swept(folder) == {PAUSED: MACHINES}
    (folder / "inventory.yml").write_text(unit("th_a", hosts, "wrong-too"), encoding="utf-8")
    run(folder, "ping")
    swept(folder)
    swept(folder, "--retry", "latest")
    assert opened.logons() == ["rejected"] * 2
    run(folder, "ping", "--forget-rejections", "X\\AUDIT", "--by", "Tổ trưởng")
    assert opened.logons() == ["rejected"] * 4


def test_one_that_takes_it_does_not_let_it_loose_on_the_others(doors, tmp_path):
    opened = doors(good=1)
    hosts = "".join(host(n, "ssh", opened.ports["ssh"]) for n in range(1, MACHINES + 1))
    folder = written(tmp_path, unit("th_a", hosts, "right"))
    swept(folder, "-l", "pc-001", "--timeout", "300")
    ended = swept(folder, "-l", "all:!pc-001", "-f", "1", "--timeout", "300")
    # Whoever is met for the first time may be anybody: its yes opens two more.
    assert opened.logons() == ["accepted", "rejected", "rejected"]
    assert (ended["auth_rejected"], ended[PAUSED]) == (2, MACHINES - 3)
    swept(folder, "--timeout", "300", "--forget-rejections", "audit", "--by", "Tổ trưởng")
    assert len(opened.logons()[3:]) <= 5
    swept(folder, "--retry", "latest")
    assert len(opened.logons()[3:]) <= 5


def test_fourteen_wards_with_one_name_have_one_account(doors, tmp_path):
    opened = doors()
    port = opened.ports["ssh"]
    places = [range(start, MACHINES + 1, 14) for start in range(1, 15)]
    wards = "".join(
        unit(f"p_{n}", "".join(host(m, "ssh", port) for m in ward), f"secret-{n}")
        for n, ward in enumerate(places)
    )
    assert swept(written(tmp_path, wards), "--timeout", "300")[PAUSED] == MACHINES - 2
    assert opened.logons() == ["rejected"] * 2


def test_an_inventory_may_say_that_each_unit_has_an_account_of_its_own(doors, tmp_path):
    opened = doors()
    port = opened.ports["ssh"]
    scope = "    account_scope: unit\n"
    wards = "".join(
        unit(f"p_{n}", "".join(host(m, "ssh", port) for m in ward), f"secret-{n}", scope)
        for n, ward in enumerate(range(start, 61, 3) for start in range(1, 4))
    )
    assert swept(written(tmp_path, wards), "--timeout", "300")[PAUSED] == 60 - 6
    assert opened.logons() == ["rejected"] * 6
