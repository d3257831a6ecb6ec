"""The command itself: pywinrm, the peer, a real PowerShell engine, the parsers, the verdict."""

import json
from pathlib import Path
from types import ModuleType

import pytest

from orchestrator.cli.main import main
from tests.record import WORLDS
from tests.shared import SHARED
from tests.transport.peers import SECRET, Start

pytestmark = [
    pytest.mark.pwsh,
    pytest.mark.skipif(SHARED is None, reason="the PowerShell engine is not beside the repository"),
]

ROOT = Path(__file__).parents[2]
OWN = ("win7-vi", "win10-vi-infected", "win11-en", "server2019-en", "win10-norights")
PLAYED = ("win81-en",)
LISTED = "203.0.113.10"  # the infected machine alone is connected to it


def worlds() -> dict[str, Path]:
    assert SHARED is not None
    beside = SHARED / "pwsh" / "worlds"
    own = {name: WORLDS / f"{name}.json" for name in OWN}
    return own | {name: beside / f"{name}.json" for name in PLAYED}


def sweep(
    folder: Path, start: Start, peer: ModuleType, listed: str
) -> dict[str, dict[str, object]]:
    """Sweep one machine of each world; return report.json's machines by name."""
    assert SHARED is not None
    engine = str(SHARED / "pwsh" / "pwsh")
    hosts = {
        name: {"ansible_port": start(peer.powershell(str(world), engine)).port}
        for name, world in worlds().items()
    }
    variables = {
        "unit": {"name": "Trường Tiểu học Hoa Sen", "type": "primary_school"},
        "ansible_host": "127.0.0.1",
        "ansible_connection": "winrm",
        "ansible_winrm_scheme": "http",
        "ansible_user": "audit",
        "ansible_password": SECRET,
    }
    inventory, iocs = folder / "inventory.yml", folder / "list.txt"
    inventory.write_text(json.dumps({"th_hoa_sen": {"vars": variables, "hosts": hosts}}))
    iocs.write_text(f"{listed}\n")
    command = ["sweep", str(ROOT / "playbooks" / "ioc-sweep.yml"), "-i", str(inventory)]
    command += ["--iocs", str(iocs), "--state", str(folder / "state"), "-o", str(folder / "out")]
    main([*command, "--json", "-f", "2", "--timeout", "120"])
    document = json.loads((folder / "out" / "report.json").read_text("utf-8"))
    return {machine["name"]: machine for machine in document["machines"]}


def test_every_windows_is_asked_and_judged(
    start: Start, peer: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    machines = sweep(tmp_path, start, peer, LISTED)
    capsys.readouterr()
    assert set(machines) == {*OWN, *PLAYED}
    assert {name: machine["outcome"] for name, machine in machines.items()} == dict.fromkeys(
        machines, "ok"
    )
    verdicts = {name: machine["verdict"] for name, machine in machines.items()}
    assert verdicts["win10-vi-infected"] == "fail"
    assert {hit["observed"] for hit in machines["win10-vi-infected"]["hits"]} >= {LISTED}
    assert "fail" not in {verdicts[name] for name in machines if name != "win10-vi-infected"}
    for name in ("win7-vi", "win81-en", "win11-en", "server2019-en"):
        answers = {check["check"]: check["answer"] for check in machines[name]["checks"]}
        assert answers["connections"] == "answered", name
