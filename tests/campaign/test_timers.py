"""Texts for systemd and Task Scheduler say the very command, whatever letters it has."""

import base64
import re
import shutil
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.campaign.timers import (
    Timer,
    _powershell,
    _windows_argument,
    systemd_service,
    systemd_timer,
    windows_task,
)
from orchestrator.model.local_time import VIETNAM
from tests.shared import SHARED

ANALYZE = shutil.which("systemd-analyze")
BEGINS = datetime(2026, 11, 2, 7, 30, tzinfo=VIETNAM)
HARD = (
    "a b",
    "Trường Tiểu học Hoa Sen",
    "--x=$HOME ${HOME}",
    "100% %h",
    "it's \u2018so\u2019",
    'say "no"',
    "back\\slash\\",
    'end\\"',
    "`$(x)`",
    "{a}",
    ";",
    "",
)


def timer(program: str = "/usr/bin/python3", folder: str = "/srv/quận", *arguments: str) -> Timer:
    words = arguments or ("campaign", "run", "--once")
    return Timer(
        id="chien-dich-11",
        description="Chiến dịch 11/2026: 100% đơn vị",
        command=[program, *words],
        folder=folder,
    )


def systemd_argv(service: str) -> list[str]:
    """Take `ExecStart=` apart as systemd.service(5) has it."""
    (line,) = re.findall(r"(?m)^ExecStart=(.*)$", service)
    quoted = re.findall(r'"((?:[^"\\]|\\.)*)"(?: |$)', line)
    assert line == " ".join(f'"{word}"' for word in quoted)
    program, *arguments = (re.sub(r"\\(.)", r"\1", word).replace("%%", "%") for word in quoted)
    return [program, *(word.replace("$$", "$") for word in arguments)]


def windows_argv(line: str) -> list[str]:
    """Take a command line apart as Windows programs do (CommandLineToArgvW's rules)."""
    found, word, open_, quoted = list[str](), "", False, False
    for backslashes, sign in re.findall(r"(\\*)(.?)", line, re.DOTALL):
        if sign == '"':
            word += "\\" * (len(backslashes) // 2)
            if len(backslashes) % 2:
                word += sign
            else:
                open_ = not open_
            quoted = True
            continue
        word += backslashes
        if sign and not open_ and sign in " \t":
            found += [word] if word or quoted else []
            word, quoted = "", False
        else:
            word += sign
    return [*found, word] if word or quoted else found


def powershell_texts(script: str) -> list[str]:
    literals = re.findall(
        "'((?:[^'\u2018\u2019\u201a\u201b]|(['\u2018\u2019\u201a\u201b])\\2)*)'", script
    )
    return [re.sub("(['\u2018\u2019\u201a\u201b])\\1", r"\1", text) for text, _ in literals]


def test_a_round_begins_every_half_hour_and_one_that_was_slept_through_is_made_up_for():
    said = systemd_timer(timer())
    assert "OnCalendar=*:0/30\nPersistent=true\n" in said
    assert "Description=Chiến dịch 11/2026: 100%% đơn vị\n" in said
    task = windows_task(timer(), BEGINS)
    for part in (
        "-RepetitionInterval (New-TimeSpan -Minutes 30)",
        "-StartWhenAvailable -MultipleInstances IgnoreNew",
        "-At ([datetime]'2026-11-02T07:30:00')",
        "-TaskName 'orchestrator-chien-dich-11'",
    ):
        assert part in task
    assert task.endswith("$settings\r\n")
    assert "\n" not in task.replace("\r\n", "")


def test_how_the_campaign_stands_is_no_failure_of_the_service():
    assert "Type=oneshot\n" in systemd_service(timer())
    assert "SuccessExitStatus=3 4\n" in systemd_service(timer())


def test_every_argument_reaches_the_program_as_it_is():
    one = timer("/opt/Phòng VH $x/bin/py", "/srv/quận", *HARD)
    assert systemd_argv(systemd_service(one)) == list(one.command)
    task = powershell_texts(windows_task(one, BEGINS))
    assert task[0] == one.command[0]
    assert windows_argv(task[1]) == list(HARD)


_words = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=12)


@given(st.lists(_words, min_size=1, max_size=4), _words)
def test_any_words_come_back(words: list[str], folder: str):
    one = timer("/bin/x", f"/{folder}/x", *words)
    assert systemd_argv(systemd_service(one)) == list(one.command)
    program, argument, where, _, _, _ = powershell_texts(windows_task(one, BEGINS))
    assert (program, windows_argv(argument), where) == (one.command[0], words, one.folder)


@pytest.mark.parametrize("text", ["a\nExecStart=/bin/x", "a\rb", "a\0b", "a\u2028b", "\udcff"])
def test_what_would_begin_another_setting_is_no_timer(text: str):
    for words in (("/bin/x", text), ("/bin/x", "/srv", text), (text,)):
        with pytest.raises(ValueError, match="a timer cannot hold"):
            timer(*words)


@pytest.mark.parametrize("program", ["/opt/it's/py", '/opt/"x"/py', "/opt/x\\y"])
def test_a_program_that_systemd_would_not_start_is_refused(program: str):
    with pytest.raises(ValueError, match="systemd starts no program"):
        systemd_service(timer(program))


@pytest.mark.parametrize("folder", ["/srv/x\\", "/srv/x ", " /srv"])
def test_a_folder_that_systemd_would_read_otherwise_is_refused(folder: str):
    with pytest.raises(ValueError, match="a unit of systemd cannot hold"):
        systemd_service(timer("/bin/x", folder))
    assert windows_task(timer("/bin/x", folder), BEGINS)


@pytest.mark.skipif(ANALYZE is None, reason="systemd-analyze is not on this machine")
def test_systemd_takes_the_units(tmp_path: Path):
    assert ANALYZE is not None
    folder = tmp_path / "Trường Tiểu học 100% 'Hoa Sen'"
    folder.mkdir()
    program = tmp_path / "Phần mềm 100% $HOME"
    program.symlink_to(sys.executable)
    one = timer(str(program), str(folder), *HARD)
    units = (tmp_path / f"{one.name}.service", tmp_path / f"{one.name}.timer")
    for path, text in zip(units, (systemd_service(one), systemd_timer(one)), strict=True):
        path.write_text(text, encoding="utf-8")
    done = subprocess.run(
        [ANALYZE, "verify", "--man=no", *units], capture_output=True, text=True, check=False
    )
    said = [line for line in done.stderr.splitlines() if one.name in line or "py" in line]
    assert (done.returncode, said) == (0, [])
    calendar = subprocess.run(
        [ANALYZE, "calendar", "--iterations=3", "--base-time=2026-11-02 07:01:00", "*:0/30"],
        capture_output=True,
        text=True,
        check=True,
    )
    times = re.findall(r"07:30:00|08:00:00|08:30:00", calendar.stdout)
    assert list(dict.fromkeys(times)) == ["07:30:00", "08:00:00", "08:30:00"]


# What the commands of Task Scheduler are handed, as PowerShell itself reads the text.
_STAND_INS = """
function say { foreach ($one in $args) {
    [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes([string]$one)) } }
function New-ScheduledTaskAction { param($Execute, $Argument, $WorkingDirectory)
    $script:said = say $Execute $Argument $WorkingDirectory }
function New-ScheduledTaskTrigger { param([switch]$Once, [datetime]$At, $RepetitionInterval)
    $script:said += say $At.ToString('s') $RepetitionInterval.TotalMinutes }
function New-TimeSpan { param($Minutes) [TimeSpan]::FromMinutes($Minutes) }
function New-ScheduledTaskSettingsSet { param([switch]$StartWhenAvailable, $MultipleInstances,
    [switch]$AllowStartIfOnBatteries, [switch]$DontStopIfGoingOnBatteries)
    $script:said += say $StartWhenAvailable $MultipleInstances }
function Register-ScheduledTask { param($TaskName, $Description, $Action, $Trigger, $Settings)
    $script:said += say $TaskName $Description }
"""


@pytest.mark.pwsh
@pytest.mark.skipif(SHARED is None, reason="the PowerShell engine is not beside the repository")
def test_powershell_hands_on_the_very_texts(tmp_path: Path):
    assert SHARED is not None
    folder = "C:\\Trường học\\it's \u2018Hoa Sen\u2019\\"
    one = timer("C:\\Program Files\\py.exe", folder, *HARD)
    script = tmp_path / "task.ps1"
    text = f"{_STAND_INS}{windows_task(one, BEGINS)}$script:said\r\n"
    script.write_text(text, encoding="utf-8-sig")
    world = SHARED / "pwsh" / "worlds" / "win10-empty.json"
    done = subprocess.run(
        [SHARED / "pwsh" / "pwsh", "-World", world, "-NoProfile", "-File", script],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    said = [base64.b64decode(line).decode() for line in done.stdout.split()]
    program, argument, where, *rest = said or [done.stderr, "", ""]
    assert (program, windows_argv(argument), where) == (one.command[0], list(HARD), folder)
    begins = f"{BEGINS:%Y-%m-%dT%H:%M:%S}"
    assert rest == [begins, "30", "True", "IgnoreNew", one.name, one.description]


def test_the_first_round_is_written_as_the_controllers_clock_has_it():
    assert "2026-11-02T07:30:00" in windows_task(timer(), BEGINS + timedelta(seconds=0.9))


def test_what_needs_no_quotes_has_none():
    assert _windows_argument("--once") == "--once"
    assert _powershell("C:\\x") == "'C:\\x'"
