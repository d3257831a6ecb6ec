"""One sweep of a district whose machines only their sites reach: hub, broker and two runners.

Every process is the program itself, started as a person starts it; each is killed once.
"""

import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from orchestrator import evidence
from orchestrator.model.result import AnswerKind, MachineResult, Reason
from orchestrator.roads.kit_keys import KeyKind, keep_key
from orchestrator.sweep.broker_settings import init_hub
from orchestrator.sweep.judging import judge
from orchestrator.sweep.site_enrolment import enrolled as enrolment_of
from orchestrator.sweep.task_allowing import allow_playbook
from tests.acceptance.conftest import ENVIRONMENT, ROOT, orchestrator
from tests.roads.broker.nats_server import WHY_NOT
from tests.roads.made_keys import PASSPHRASE, key_file
from tests.sweep.sites_home import BROUGHT, enrolled

pytestmark = [
    pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT or "there is one"),
    pytest.mark.skipif(sys.platform == "win32", reason="the local machine is asked by sh"),
]
SITES = {"px": "th_mot", "tb": "th_hai"}
MACHINES = 4
PLAYBOOK = """\
- name: Rà soát
  hosts: all
  iocs: [list.txt]
  tasks:
    - name: Kết nối
      connections:
      control: CD-05
    - name: Tệp hosts
      hosts_file:
      control: DNS-04
"""


def unit_text(code: str, site: str, hosts: str) -> str:
    return (
        f"{code}:\n  vars:\n    unit: {{name: Trường {code}, type: primary_school}}\n"
        f"    site: {site}\n  hosts:\n{hosts}"
    )


def hosts_of(site: str, *, reached: bool) -> str:
    """The first machine is this computer, the others refuse; the hub knows names alone."""
    lines = []
    for number in range(1, MACHINES + 1):
        way = "{}"
        if reached:
            way = f"{{ansible_host: 127.0.0.{number}, ansible_port: 1, ansible_user: a, "
            way += "ansible_password: b}"
        if reached and number == 1:
            way = "{ansible_connection: local}"
        lines.append(f"    {site}-{number}: {way}\n")
    return "".join(lines)


@dataclass
class District:
    folder: Path

    @property
    def hub(self) -> Path:
        return self.folder / "hub" / "state"

    def site(self, name: str) -> Path:
        return self.folder / name / "state"

    def start(self, name: str) -> "subprocess.Popen[bytes]":
        """Start the hub, or the runner of a site."""
        words = ["runner", "start", "-i", self.folder / name / "inventory.yml"]
        if name == "hub":
            words = ["hub", "start", "--vault-password-file", self.folder / "passphrase"]
        command = [sys.executable, "-m", "orchestrator", *words]
        command += ["--state", self.folder / name / "state", "--lang", "en"]
        with (self.folder / f"{name}.log").open("ab") as log:
            return subprocess.Popen(
                [*map(str, command)], cwd=ROOT, env=ENVIRONMENT, stdout=log, stderr=log
            )

    def told(self) -> str:
        return "".join(path.read_text("utf-8") for path in sorted(self.folder.glob("*.log")))

    def rows(self, query: str, *values: str) -> list[tuple]:
        path = self.hub / "orchestrator.sqlite3"
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            return connection.execute(query, values).fetchall()

    @property
    def newest(self) -> str:
        return self.rows("SELECT id FROM sweep ORDER BY rowid DESC LIMIT 1")[0][0]

    @property
    def waiting(self) -> int:
        """How many machines of the newest sweep have no word of their site."""
        query = "SELECT count(*) FROM scope WHERE sweep = ? AND skipped = 'at site'"
        return self.rows(query, self.newest)[0][0]

    def judged(self) -> dict[str, MachineResult]:
        with closing(evidence.open_store(self.hub, create=False)) as store:
            units = judge(store, self.newest).units
        return {one.scope.machine: one for unit in units for one in unit.machines}

    def sweep(self, *more: object) -> "subprocess.CompletedProcess[str]":
        return orchestrator(
            "sweep", self.folder / "sweep.yml", "-i", self.folder / "hub" / "inventory.yml",
            "--state", self.hub, "-o", self.folder / "reports", "--lang", "en", *more,
        )  # fmt: skip


@pytest.fixture
def district(tmp_path):
    made = District(tmp_path)
    (tmp_path / "sweep.yml").write_text(PLAYBOOK, "utf-8")
    (tmp_path / "list.txt").write_text("xau-1.example\n198.51.100.7\n", "utf-8")
    (tmp_path / "passphrase").write_text(PASSPHRASE.reveal(), "utf-8")
    texts = {
        site: unit_text(code, site, hosts_of(site, reached=True)) for site, code in SITES.items()
    }
    for name in ("hub", *SITES):
        (tmp_path / name).mkdir()
    for site, text in texts.items():
        (tmp_path / site / "inventory.yml").write_text(text, "utf-8")
    known = [unit_text(code, site, hosts_of(site, reached=False)) for site, code in SITES.items()]
    (tmp_path / "hub" / "inventory.yml").write_text("".join(known), "utf-8")
    return made


def joined(district: District) -> None:
    """Make the hub, and let both sites be enrolled, accepted, and known to the broker."""
    keep_key(district.hub, key_file(KeyKind.DISTRICT))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{free.getsockname()[1]}"
    init_hub(district.hub, place, None)
    for site, code in SITES.items():
        enrolled(district.hub, district.site(site), site, (code,))
        with closing(evidence.open_store(district.hub, create=False)) as store:
            store.hear(site, enrolment_of(district.site(site))[1].public, BROUGHT)


def wait_until(
    holds: Callable[[], bool],
    district: District,
    processes: Mapping[str, "subprocess.Popen[bytes]"],
) -> None:
    while not holds():
        for process in processes.values():
            assert process.poll() is None, district.told()
        time.sleep(0.2)


def allowed_and_killed(district: District, processes: "dict[str, subprocess.Popen[bytes]]") -> None:
    """Let a person at each site allow what came from the hub; kill each process once."""
    wait_until(lambda: district.told().count("a strange playbook") == 2, district, processes)
    for site in SITES:
        (playbook,) = (district.site(site) / "playbooks").glob("*.yml")
        assert playbook.read_text("utf-8") == PLAYBOOK
        allow_playbook(district.site(site), playbook, "Tổ CNTT", BROUGHT)
    for name in tuple(processes):
        processes[name].send_signal(signal.SIGKILL)
        processes[name].wait()
        processes[name] = district.start(name)


def test_one_sweep_over_two_sites_each_killed_once(district):
    """Nobody is dialled from the hub; every machine's answer comes home once, into the sweep."""
    assert district.sweep().returncode == 4
    assert {why for (why,) in district.rows("SELECT skipped FROM scope")} == {"behind site"}
    joined(district)
    begun = district.sweep("--via-sites")
    assert begun.returncode == 4, begun.stderr
    assert "8 machines were given to their sites" in begun.stdout
    assert district.waiting == 8
    assert {one.reason for one in district.judged().values()} == {Reason.AT_SITE}

    processes = {name: district.start(name) for name in ("hub", *SITES)}
    try:
        allowed_and_killed(district, processes)
        wait_until(lambda: district.waiting == 0, district, processes)
    finally:
        for process in processes.values():
            process.terminate()
        for process in processes.values():
            process.wait()

    query = """SELECT m.name, a.outcome FROM attempt a JOIN machine m ON m.id = a.machine
        WHERE a.sweep = ?"""
    tries = district.rows(query, district.newest)
    assert Counter(name for name, _ in tries) == {f"{s}-{n}": 1 for s in SITES for n in range(1, 5)}
    assert sorted(name for name, how in tries if how == "ok") == ["px-1", "tb-1"]
    query = "SELECT unit, source, trust FROM evidence WHERE sweep = ? ORDER BY unit"
    assert district.rows(query, district.newest) == [
        ("th_hai", "tb", "relayed"),
        ("th_mot", "px", "relayed"),
    ]
    judged = district.judged()
    answers = {check.check: check.answer for check in judged["px-1"].checks}
    assert answers["hosts_file"] is AnswerKind.ANSWERED
    assert judged["px-2"].reason is Reason.REFUSED
    assert district.rows("SELECT count(*) FROM shard WHERE closed_at IS NULL") == [(0,)]
