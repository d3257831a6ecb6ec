"""A path of a share or a device is never opened, whoever set it, and its host is no hit."""

import json
from pathlib import Path

import pytest

from orchestrator.checks import ALL
from orchestrator.checks.answers import read_answers
from orchestrator.match import Asked, match
from orchestrator.model.answer import Unanswered, Unread
from orchestrator.model.plan import Family
from orchestrator.plan import fuse
from tests import record
from tests.match.made import AT, index
from tests.record import NONCE
from tests.shared import SHARED

pytestmark = [
    pytest.mark.pwsh,
    pytest.mark.skipif(SHARED is None, reason="the PowerShell engine is not beside the repository"),
]

LISTED = index("bad.example", "203.0.113.66")
TCPIP = "HKLM\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters"
PROFILE = (
    "HKLM\\SYSTEM\\CurrentControlSet\\Services\\SharedAccess\\Parameters\\FirewallPolicy"
    "\\PublicProfile\\Logging"
)
FAR = [
    "\\\\203.0.113.66\\share\\etc",
    "//203.0.113.66/share/etc",
    "\\\\?\\UNC\\203.0.113.66\\share\\etc",
    "\\\\.\\UNC\\c2.bad.example\\share",
    "\\??\\UNC\\203.0.113.66\\share",
    "\\\\c2.bad.example@SSL\\DavWWWRoot\\etc",
    "\\\\.\\pipe\\x",
    "C:\\\\203.0.113.66\\share",
    "etc",
]


def _asking(*checks: str) -> bytes:
    """Return the script that asks these alone: the engine takes twice as long for all."""
    return fuse(tuple(check for check in ALL if check.id in checks), Family.WINDOWS).text


@pytest.mark.parametrize("path", FAR)
def test_a_far_path_is_shown_and_not_opened(path: str, tmp_path: Path):
    world = json.loads((record.WORLDS / "win10-vi-clean.json").read_text("utf-8"))
    registry = world["registry"]
    registry[TCPIP] = registry.get(TCPIP, {}) | {"DataBasePath": path}
    registry[PROFILE] = {"LogDroppedPackets": 1, "LogFilePath": path + "\\pfirewall.log"}
    # Whoever opens it all the same finds a file; the engine can play none of some paths.
    for name in ("hosts", "pfirewall.log") if not path.startswith("/") else ():
        world["files"][f"{path}\\{name}"] = "127.0.0.1 localhost\n"
    made = tmp_path / "world.json"
    made.write_text(json.dumps(world), "utf-8")
    asked = ("hosts_file", "firewall_profiles")
    raw = record.record_world(made, _asking(*asked))
    reading = read_answers(raw, nonce=NONCE, family=Family.WINDOWS, checks=asked, remote=True)
    for check in asked:
        answer = reading.answers[check]
        assert isinstance(answer, Unanswered)
        assert answer.reason is Unread.REMOTE_PATH
        assert path in answer.detail
    assert not [hit for hit in match(reading.answers, LISTED, Asked(at=AT)) if not hit.weak
                and NONCE not in hit.observed and "c0:ffee" not in hit.observed]  # fmt: skip


def test_a_folder_of_the_machine_that_is_a_share_is_not_looked_into(tmp_path: Path):
    world = json.loads((record.WORLDS / "win10-vi-clean.json").read_text("utf-8"))
    world["env"] = world.get("env", {}) | {"ProgramData": "\\\\203.0.113.66\\data"}
    made = tmp_path / "world.json"
    made.write_text(json.dumps(world), "utf-8")
    asked = ("campaign_tool",)
    raw = record.record_world(made, _asking(*asked))
    reading = read_answers(raw, nonce=NONCE, family=Family.WINDOWS, checks=asked, remote=True)
    answer = reading.answers["campaign_tool"]
    assert isinstance(answer, Unanswered)
    assert answer.reason is Unread.REMOTE_PATH
    assert answer.detail.startswith("\\\\203.0.113.66\\data")
