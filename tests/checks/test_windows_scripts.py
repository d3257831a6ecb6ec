"""The fused Windows script, run by the PowerShell engine kept beside the repository."""

import json
import os
import subprocess
import time
from pathlib import Path

import pytest

from orchestrator.checks import ALL
from orchestrator.checks.answers import read_answers
from orchestrator.checks.base import Check
from orchestrator.model.answer import Answer, Answered, Unanswered, Unread
from orchestrator.model.plan import Family
from tests import record
from tests.record import NONCE
from tests.shared import SHARED

pytestmark = [
    pytest.mark.pwsh,
    pytest.mark.skipif(SHARED is None, reason="the PowerShell engine is not beside the repository"),
]

FOLDER = Path(record.__file__).parents[1] / "orchestrator" / "checks"
IDS = tuple(check.id for check in ALL)
WORLDS = record.worlds()
ALONE = record.WORLDS / "win10-vi-infected.json"


@pytest.mark.parametrize("world", WORLDS, ids=lambda path: path.stem)
def test_every_world_prints_what_the_goldens_hold(world: Path):
    raw = record.record_world(world, record.fused(Family.WINDOWS))
    for check in IDS:
        golden = record.GOLDENS / check / f"{world.stem}.stdout"
        assert record.only(raw, check) == golden.read_bytes()


@pytest.mark.parametrize("check", ALL, ids=lambda check: check.id)
def test_a_check_asked_alone_prints_what_it_prints_among_all(check: Check):
    raw = record.record_world(ALONE, record.alone(check, Family.WINDOWS).text)
    assert raw == (record.GOLDENS / check.id / f"{ALONE.stem}.stdout").read_bytes()


@pytest.mark.parametrize("version", ["2.0", "3.0", "5.1"])
def test_the_lint_finds_no_error(version: str, tmp_path: Path):
    whole = tmp_path / "fused.ps1"
    whole.write_bytes(record.fused(Family.WINDOWS))
    done = subprocess.run(
        [str(SHARED / "pwsh" / "pwsh"), "-Lint", version, str(whole)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert not [line for line in done.stdout.splitlines() if " writes" in line or " active" in line]


def answers_in(
    world: dict[str, object], tmp_path: Path, script: bytes = record.fused(Family.WINDOWS)
) -> dict[str, Answer]:
    path = tmp_path / "world.json"
    path.write_text(json.dumps(world), "utf-8")
    raw = record.record_world(path, script)
    reading = read_answers(raw, nonce=NONCE, family=Family.WINDOWS, checks=IDS, remote=True)
    assert reading.complete
    return dict(reading.answers)


def kept_answer(check: str, name: str) -> Answer:
    """Return what the golden of a world says, which is what the script prints there."""
    raw = (record.GOLDENS / check / f"{name}.stdout").read_bytes()
    reading = read_answers(raw, nonce=NONCE, family=Family.WINDOWS, checks=(check,), remote=True)
    return reading.answers[check]


def known(name: str) -> dict[str, object]:
    return json.loads((record.WORLDS / f"{name}.json").read_text("utf-8"))


def children_s() -> float:
    """Return the processor's seconds of all engines so far: other programs do not count."""
    used = os.times()
    return used.children_user + used.children_system


def test_five_thousand_rows_stay_cheap(tmp_path: Path):
    world = known("win10-vi-clean")
    cim = world["wmi"]["root/StandardCimv2"]
    cim["MSFT_DNSClientCache"] = [
        {"Entry": f"n{at}.example", "Name": f"n{at}.example", "Type": 1, "TimeToLive": 5,
         "Data": "192.0.2.1", "Status": 0}
        for at in range(5000)
    ]  # fmt: skip
    started = children_s()
    answer = answers_in(world, tmp_path)["dns_cache"]
    assert isinstance(answer, Answered)
    assert answer.rows == 5000
    assert children_s() - started < 10  # a function call per cell takes longer


def test_a_name_with_tabs_and_line_ends_stays_one_row(tmp_path: Path):
    world = known("win10-vi-clean")
    world["wmi"]["root/StandardCimv2"]["MSFT_DNSClientCache"] = [
        {"Entry": "a\tb\nc2.bad.example\t", "Name": "x", "Type": 1, "TimeToLive": 5,
         "Data": "192.0.2.1\n", "Status": 0}
    ]  # fmt: skip
    answer = answers_in(world, tmp_path)["dns_cache"]
    assert isinstance(answer, Answered)
    assert [seen.name for seen in answer.observations][1:-1] == ["a?b?c2.bad.example?"]


def test_a_hanging_class_costs_its_own_answer(tmp_path: Path):
    world = known("win7-vi")
    world["wmi"]["root/cimv2"]["Win32_Process"] = {"@delay_s": 200, "instances": []}
    hasty = record.fused(Family.WINDOWS).replace(b"$frameSeconds = 15", b"$frameSeconds = 5")
    started = time.monotonic()
    answers = answers_in(world, tmp_path, hasty)
    assert time.monotonic() - started < 100
    assert isinstance(answers["connections"], Answered)
    assert "owners_unread" in answers["connections"].notes
    assert isinstance(answers["resolvers"], Answered)


@pytest.mark.parametrize("name", ["win7-vi", "win10-vi-infected"])
def test_a_byte_order_mark_wrapped_lines_and_a_decimal_comma_change_nothing(
    name: str, tmp_path: Path
):
    odd = known(name) | {"bom": True, "wrap": 40, "culture": "de-DE", "ui_culture": "fr-FR"}
    assert answers_in(odd, tmp_path) == {check: kept_answer(check, name) for check in IDS}


def test_a_hanging_program_costs_its_own_answer(tmp_path: Path):
    world = known("win7-vi")
    world["commands"]["ipconfig /displaydns"]["delay_s"] = 200
    hasty = record.fused(Family.WINDOWS).replace(b"$frameSeconds = 15", b"$frameSeconds = 5")
    started = time.monotonic()
    answers = answers_in(world, tmp_path, hasty)
    assert time.monotonic() - started < 100  # and it does not keep the shell open
    assert isinstance(answers["dns_cache"], Unanswered)
    assert answers["dns_cache"].reason is Unread.FAILED
    assert isinstance(answers["connections"], Answered)


def test_no_task_at_all_is_no_answer(tmp_path: Path):
    world = known("win7-vi")
    world["commands"]["schtasks /query /xml"] = {"stdout": "", "exit": 0}
    answer = answers_in(world, tmp_path)["persistence"]
    assert isinstance(answer, Unanswered)
    assert answer.observations  # what the other sources saw stays


def test_a_missing_program_is_missing(tmp_path: Path):
    world = known("win7-vi")
    del world["commands"]["ipconfig /displaydns"]
    answer = answers_in(world, tmp_path)["dns_cache"]
    assert isinstance(answer, Unanswered)


def test_slow_sources_leave_the_others_less_time_and_never_none():
    frame = (FOLDER / "frame.ps1").read_text("ascii").partition('Write-FrameLine "@$nonce frame')[0]
    script = f"""$nonce='{NONCE}'
{frame}
foreach ($spent in 0, 10, 20, 29, 60) {{
    $frameWatch = New-Object psobject -Property @{{ Elapsed = [TimeSpan]::FromSeconds($spent) }}
    [Console]::Out.Write("$(Get-FrameShare) ")
}}"""
    done = subprocess.run(
        [str(SHARED / "pwsh" / "pwsh"), "-World", str(WORLDS[0]), "-Command", script],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.split() == ["15", "10", "5", "2", "2"]


def test_without_the_right_to_see_the_service_an_empty_cache_is_denied(tmp_path: Path):
    world = known("win10-empty")
    world["wmi"]["root/cimv2"]["Win32_Service"] = "@denied"
    answer = answers_in(world, tmp_path)["dns_cache"]
    assert isinstance(answer, Unanswered)
    assert answer.reason is Unread.DENIED


def test_the_script_needs_a_nonce():
    done = subprocess.run(
        [str(SHARED / "pwsh" / "pwsh"), "-World", str(WORLDS[0]), "-NoProfile", "-Command",
         record.fused(Family.WINDOWS).decode("ascii")],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        check=False,
    )  # fmt: skip
    assert done.returncode != 0
    assert done.stdout == b""
