"""What all ways have in common: made once, late, and silent about secrets."""

import logging
import subprocess
import sys
from pathlib import Path

import pytest

from orchestrator.model.plan import Family, Via
from orchestrator.transport import transports
from orchestrator.transport.attempt import Watchdog
from orchestrator.transport.lockout import LockoutGuard
from tests.transport.conftest import ROOT, Faults
from tests.transport.jobs import job, password, target
from tests.transport.test_winrm_faults import basic

SECRET = "mat-khau-thu"


def test_each_way_is_made_once(tmp_path: Path):
    ways = transports(tmp_path)
    assert set(ways) == set(Via)
    assert len(ways) == len(Via)
    for via in Via:
        assert ways[via] is ways[via]


def test_no_library_is_imported_before_its_way_is_used():
    code = (
        "import sys, pathlib, orchestrator.collect as c, orchestrator.transport as t;"
        "t.transports(pathlib.Path('state'));"
        "print([n for n in ('paramiko', 'winrm', 'requests', 'cryptography') if n in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "mode", ["ok", "reject", "auth", "http", "cut", "drop_at_login", "huge_packet", "old_cipher"]
)
def test_ssh_says_no_secret_and_writes_to_no_terminal(
    mode: str,
    tmp_path: Path,
    watchdog: Watchdog,
    ssh_faults: Faults,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
):
    caplog.set_level(logging.DEBUG)
    with watchdog.attempt(0.7) as line:
        way = transports(tmp_path)[Via.SSH]
        reply = way.run(target(ssh_faults.ports[mode]), job(), line, LockoutGuard())
    assert_silent(repr(reply) + reply.outcome.detail, caplog, capfd)


@pytest.mark.parametrize("mode", ["ok", "reject", "denied", "garbage", "lost_after_login"])
def test_winrm_says_no_secret_and_writes_to_no_terminal(
    mode: str,
    tmp_path: Path,
    watchdog: Watchdog,
    winrm_faults: Faults,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
):
    caplog.set_level(logging.DEBUG)
    with watchdog.attempt(60.0) as line:
        where = target(winrm_faults.ports[mode], password(SECRET), winrm=basic(winrm_faults))
        sent = job(family=Family.WINDOWS)
        reply = transports(tmp_path)[Via.WINRM].run(where, sent, line, LockoutGuard())
    assert_silent(repr(reply) + reply.outcome.detail, caplog, capfd)


def assert_silent(
    said: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    assert SECRET not in said + caplog.text
    assert capfd.readouterr() == ("", "")
