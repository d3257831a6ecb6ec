"""A machine that let us in and did not run the script: what the sweep and `ping` say of it."""

import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from orchestrator.cli.main import main
from orchestrator.model.outcome import Barrier
from orchestrator.text.catalogue import Catalogue
from tests.transport.peers import SECRET, Start
from tests.transport.test_barriers import CONSTRAINED, SHARED, clixml, error

pytestmark = pytest.mark.skipif(
    SHARED is None, reason="the WinRM peer is not beside the repository"
)

ROOT = Path(__file__).parents[2]
AMSI = "ScriptContainedMaliciousContent"
# What each machine prints on standard output and error, its exit code, and what must be said of it.
MACHINES = {
    "clm": (b"", error(CONSTRAINED), 1, Barrier.CONSTRAINED_LANGUAGE, "constrained_language"),
    "amsi": (b"", error(AMSI), 1, Barrier.ANTIMALWARE, "antimalware"),
    "policy": (b"", b"Bi chan\r\n", 1260, Barrier.APPLICATION_CONTROL, "application_control"),
    "gone": (b"", b"khong tim thay\r\n", 9009, Barrier.NO_POWERSHELL, "powershell_missing"),
    "broken": (b"", b"", 0xFFFF0000, Barrier.POWERSHELL_BROKEN, "powershell_broken"),
    "empty": (b"", clixml(), 0, Barrier.EMPTY_ANSWER, "empty_answer"),
    "mute": (b"", b"?\r\n", 1, Barrier.NOT_STARTED, "powershell_missing"),
}
IDS = {"clm": CONSTRAINED, "amsi": AMSI, "died": "RuntimeException"}


def dies(call: object) -> tuple[bytes, bytes, int]:
    """Begin the script and end with an error, as one that is stopped half-way."""
    script = call.stdin  # type: ignore[attr-defined]
    nonce = script.split(b"'", 2)[1]
    return b"@%s frame 2\n@%s fact name PC\n" % (nonce, nonce), error("RuntimeException"), 1


def programs(peer: ModuleType) -> dict[str, Callable[[object], object]]:
    known = {
        name: lambda _, said=said: peer.Result(said[0], said[1], said[2])
        for name, said in MACHINES.items()
    }
    return known | {"died": lambda call: peer.Result(*dies(call))}


@pytest.fixture
def inventory(start: Start, peer: ModuleType, tmp_path: Path) -> Path:
    ports = {name: start(program).port for name, program in programs(peer).items()}
    variables = {
        "unit": {"name": "Trường Tiểu học Hoa Sen", "type": "primary_school"},
        "ansible_host": "127.0.0.1",
        "ansible_connection": "winrm",
        "ansible_winrm_scheme": "http",
        "ansible_user": "audit",
        "ansible_password": SECRET,
    }
    hosts = {name: {"ansible_port": port} for name, port in ports.items()}
    path = tmp_path / "inventory.yml"
    path.write_text(json.dumps({"th_hoa_sen": {"vars": variables, "hosts": hosts}}))
    return path


def test_the_sweep_tells_each_barrier_in_its_own_words(
    inventory: Path, capsys: pytest.CaptureFixture[str]
):
    folder = inventory.parent
    (folder / "list.txt").write_text("203.0.113.10\n")
    command = ["sweep", str(ROOT / "playbooks" / "ioc-sweep.yml"), "-i", str(inventory)]
    command += ["--iocs", str(folder / "list.txt"), "--state", str(folder / "state")]
    assert main([*command, "-o", str(folder / "out"), "--json", "--timeout", "180"]) == 4
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    document = json.loads((folder / "out" / "report.json").read_text("utf-8"))
    page = (folder / "out" / "th_hoa_sen.html").read_text("utf-8")
    machines = {machine["name"]: machine for machine in document["machines"]}
    for name, (*_, barrier, _) in MACHINES.items():
        machine = machines[name]
        assert (machine["verdict"], machine["reason"]) == ("not_assessed", "script_blocked")
        assert machine["outcome"] == f"script_blocked({barrier})"
        assert machine["error_id"] == IDS.get(name)
        assert {check["reason"] for check in machine["checks"]} == {"not_started"}
        assert Catalogue("vi")(f"ended.script_blocked.{barrier}.sentence") in page
    assert f"script_blocked(antimalware): {AMSI}" in page
    for event in (one for one in events if one["event"] == "machine"):
        kept = machines[event["machine"]]
        assert (event["outcome"], event["error_id"]) == (kept["outcome"], kept["error_id"])
    died = machines["died"]
    assert (died["outcome"], died["error_id"]) == ("partial", "RuntimeException")
    assert "partial: RuntimeException" in page
    assert "không kết nối được máy" not in page


def test_ping_says_the_same(inventory: Path, capsys: pytest.CaptureFixture[str]):
    command = ["ping", "-i", str(inventory), "--json", "--timeout", "180"]
    main([*command, "--state", str(inventory.parent / "p")])
    found = {row["name"]: row for row in json.loads(capsys.readouterr().out)["machines"]}
    for name, (*_, barrier, cause) in MACHINES.items():
        assert found[name]["outcome"] == f"script_blocked({barrier})"
        assert found[name]["causes"][0] == cause
        assert found[name]["error_id"] == IDS.get(name)
