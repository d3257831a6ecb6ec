"""Posture sections on played Windows PCs: rights, hanging classes, long logs, every version."""

import json
import time
from pathlib import Path

import pytest

from orchestrator.checks import ALL
from orchestrator.checks.answers import read_answers
from orchestrator.model.answer import Answer, Answered, NotApplicable, Unanswered, Unread
from orchestrator.model.observation import (
    Antivirus,
    Connection,
    Posture,
    Protection,
    Smb1,
    System,
    ToolTrace,
    Trait,
)
from orchestrator.model.plan import Family
from orchestrator.plan import fuse
from tests import record
from tests.record import NONCE
from tests.shared import SHARED

pytestmark = [
    pytest.mark.pwsh,
    pytest.mark.skipif(SHARED is None, reason="the PowerShell engine is not beside the repository"),
]

POSTURE = (
    "identity",
    "os_support",
    "antivirus",
    "firewall_profiles",
    "smb1",
    "campaign_tool",
)
SCRIPT = fuse(tuple(check for check in ALL if check.id in POSTURE), Family.WINDOWS).text
LOG = "C:\\Windows\\System32\\LogFiles\\Firewall\\pfirewall.log"
PLAYED = sorted((SHARED / "pwsh" / "worlds").glob("*.json")) if SHARED else []

World = dict[str, dict[str, dict[str, object]]]


def asked(world: Path, script: bytes = SCRIPT) -> dict[str, Answer]:
    raw = record.record_world(world, script)
    reading = read_answers(raw, nonce=NONCE, family=Family.WINDOWS, checks=POSTURE, remote=True)
    assert reading.complete
    return dict(reading.answers)


def changed(name: str, folder: Path, **keys: dict[str, object]) -> Path:
    world: World = json.loads((record.WORLDS / f"{name}.json").read_text("utf-8"))
    for key, values in keys.items():
        world[key].update(values)
    path = folder / "world.json"
    path.write_text(json.dumps(world), "utf-8")
    return path


def traits(answer: Answer) -> tuple[Trait, ...]:
    assert not isinstance(answer, NotApplicable)
    posture = (seen for seen in answer.observations if isinstance(seen, Posture))
    return tuple(seen.trait for seen in posture if not any("canary" in name for name in seen.names))


@pytest.mark.parametrize("world", PLAYED, ids=lambda path: path.stem)
def test_every_played_windows_tells_its_name_and_its_system(world: Path):
    hasty = SCRIPT.replace(b"$frameSeconds = 15", b"$frameSeconds = 5")
    answers = asked(world, hasty)
    assert isinstance(answers["identity"], Answered)
    (system,) = (one for one in traits(answers["os_support"]) if isinstance(one, System))
    assert system.ends is not None
    assert any(isinstance(one, Smb1) for one in traits(answers["smb1"]))


def test_a_hanging_security_center_costs_its_own_section(tmp_path: Path):
    center = {"AntiVirusProduct": {"@delay_s": 200, "instances": []}}
    path = changed("win10-vi-clean", tmp_path, wmi={"root/SecurityCenter2": center})
    hasty = SCRIPT.replace(b"$frameSeconds = 15", b"$frameSeconds = 5")
    started = time.monotonic()
    answers = asked(path, hasty)
    assert time.monotonic() - started < 100  # the class alone would take 200
    answer = answers["antivirus"]
    assert isinstance(answer, Unanswered)
    assert answer.reason is Unread.FAILED
    assert [one.protection for one in traits(answer) if isinstance(one, Antivirus)] == [
        Protection.ON
    ]
    assert isinstance(answers["identity"], Answered)


def test_without_rights_no_tool_is_not_said_to_be_absent():
    answer = asked(record.WORLDS / "win10-norights.json")["campaign_tool"]
    assert isinstance(answer, Unanswered)
    assert answer.reason is Unread.DENIED


def test_a_pc_without_a_security_center_is_unread_and_a_server_without_one_is_not(tmp_path: Path):
    path = changed("win10-vi-clean", tmp_path)
    world = json.loads(path.read_text("utf-8"))
    del world["wmi"]["root/SecurityCenter2"]
    path.write_text(json.dumps(world), "utf-8")
    pc = asked(path)["antivirus"]
    assert isinstance(pc, Unanswered)
    assert pc.reason is Unread.MISSING
    server = asked(record.WORLDS / "server2019-en.json")["antivirus"]
    assert isinstance(server, Answered)
    assert server.rows == 0


def test_a_server_whose_wmi_refuses_does_not_lack_what_it_refuses_to_show(tmp_path: Path):
    path = changed("server2019-en", tmp_path, wmi={"root/Microsoft/Windows": "@denied"})
    answers = asked(path)
    for check in ("antivirus", "campaign_tool"):
        answer = answers[check]
        assert isinstance(answer, Unanswered)
        assert answer.reason is Unread.DENIED


def test_of_a_long_firewall_log_the_end_is_read_with_the_columns_of_its_start(tmp_path: Path):
    columns = "date time action protocol dst-ip dst-port src-ip src-port path"
    heading = f"#Version: 1.5\r\n#Fields: {columns}\r\n"
    row = "2026-11-24 08:30:12 DROP TCP 203.0.113.{} 80 192.168.1.5 49000 SEND\r\n"
    rows = "".join(row.format(at // 20_000) for at in range(40_000))
    path = changed("win11-en", tmp_path, files={LOG: heading + rows + "2026-11-24 08:3"})
    answer = asked(path)["firewall_profiles"]
    assert isinstance(answer, Answered)
    remote = {seen.remote_address for seen in answer.observations if isinstance(seen, Connection)}
    assert "203.0.113.1" in remote
    assert "203.0.113.0" not in remote


def test_a_log_that_is_on_and_not_there_is_missing(tmp_path: Path):
    path = changed("win11-en", tmp_path)
    world = json.loads(path.read_text("utf-8"))
    del world["files"][LOG]
    path.write_text(json.dumps(world), "utf-8")
    answer = asked(path)["firewall_profiles"]
    assert isinstance(answer, Unanswered)
    assert answer.reason is Unread.MISSING


def test_a_product_with_tabs_and_line_ends_in_its_name_stays_one_row(tmp_path: Path):
    product = {"displayName": "A\tV\n2", "productState": 397568}
    path = changed(
        "win10-vi-clean", tmp_path, wmi={"root/SecurityCenter2": {"AntiVirusProduct": [product]}}
    )
    names = [one.name for one in traits(asked(path)["antivirus"]) if isinstance(one, Antivirus)]
    assert "A?V?2" in names


def test_the_newest_five_files_of_a_pattern_are_enough(tmp_path: Path):
    files = {f"C:\\KVRT2020_Data\\Reports\\report_{at}.enc1": "x" for at in range(9)}
    path = changed("win11-en", tmp_path, files=files)
    found = [one for one in traits(asked(path)["campaign_tool"]) if isinstance(one, ToolTrace)]
    assert sum(one.tool == "kvrt" for one in found) == 5
