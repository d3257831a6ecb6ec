"""Texts that keep a program running say the very command, whatever letters it has."""

import re
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from orchestrator.campaign.services import systemd_daemon, windows_daemon
from orchestrator.campaign.timers import windows_arguments
from tests.campaign.test_timers import HARD, systemd_argv, timer

ANALYZE = shutil.which("systemd-analyze")
SPACE = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"


def test_a_unit_runs_the_very_command_and_comes_back():
    made = timer("/usr/bin/python3", "/srv/quận", *HARD)
    unit = systemd_daemon(made, "orchestrator", "/srv/quận/trạng thái 100%")
    assert systemd_argv(unit) == ["/usr/bin/python3", *HARD]
    for line in ("User=orchestrator", "Restart=always", "NoNewPrivileges=yes"):
        assert f"\n{line}\n" in unit
    assert re.search(r'(?m)^ReadWritePaths="/srv/quận/trạng thái 100%%"$', unit)


@pytest.mark.parametrize("user", [" orchestrator", "orchestrator\\"])
def test_a_line_that_systemd_would_read_otherwise_is_refused(user: str):
    with pytest.raises(ValueError, match="systemd"):
        systemd_daemon(timer(), user, "/srv")


@pytest.mark.skipif(ANALYZE is None, reason="no systemd-analyze")
def test_systemd_itself_finds_nothing_wrong(tmp_path: Path):
    unit = tmp_path / "orchestrator-runner.service"
    unit.write_text(systemd_daemon(timer("/bin/sh", "/"), "root", "/srv/x y"), encoding="utf-8")
    done = subprocess.run(
        [str(ANALYZE), "verify", "--man=no", str(unit)], capture_output=True, text=True, check=False
    )
    assert unit.name not in done.stderr, done.stderr


def test_a_task_of_windows_says_the_same():
    made = timer("C:\\Chương trình & nữa\\python.exe", "C:\\<quận>", *HARD)
    # the declaration names what the file is written in; the text itself is none of that
    root = ET.fromstring(windows_daemon(made).encode("utf-16"))  # noqa: S314 - our own
    found = {one.tag.removeprefix(SPACE): one.text for one in root.iter()}
    assert found["Command"] == "C:\\Chương trình & nữa\\python.exe"
    assert found["Arguments"] == windows_arguments(HARD)
    assert found["WorkingDirectory"] == "C:\\<quận>"
    assert (found["Hidden"], found["ExecutionTimeLimit"]) == ("true", "PT0S")
