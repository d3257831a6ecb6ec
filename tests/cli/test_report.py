"""What `orchestrator report` takes, and where it puts what."""

import argparse
import os
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime

import pytest

from orchestrator.cli.main import main
from orchestrator.cli.moments import moment
from orchestrator.evidence import open_store
from orchestrator.model.outcome import Why
from orchestrator.sweep.clock import now
from orchestrator.text.catalogue import catalogue
from tests.sweep.kept_campaign import TUESDAY, Campaign

CLEAN, INFECTED = "pac-local-file", "win7-offload-column"
VI = catalogue("vi")
LAST = datetime(2026, 12, 1, 16, 59, 59, tzinfo=UTC)


@pytest.fixture
def state(tmp_path, monkeypatch):
    with closing(open_store(tmp_path / "s", create=True)) as store:
        Campaign(store, tmp_path).sweep("s1", TUESDAY, {"a": INFECTED})
    monkeypatch.chdir(tmp_path)
    return str(tmp_path / "s")


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("2026-12-01", LAST),
        ("01/12/2026", LAST),
        ("2026-12-01 08:00", datetime(2026, 12, 1, 1, tzinfo=UTC)),
        ("2026-12-01T01:00:05Z", datetime(2026, 12, 1, 1, 0, 5, tzinfo=UTC)),
        ("2026-12-01T01:00+07:00", datetime(2026, 11, 30, 18, tzinfo=UTC)),
    ],
)
def test_a_moment_is_one_by_the_clock_of_vietnam(given, meant):
    # To the end of the second that is written: reports say no more of their time.
    assert moment(VI)(given) == meant.replace(microsecond=999_999)


@pytest.mark.parametrize("given", ["2026-11-31", "hôm qua", "", "0001-01-01T00:00:00+14:00"])
def test_a_day_that_is_none_is_said_with_how_to_write_one(given):
    with pytest.raises(argparse.ArgumentTypeError, match="hãy viết như 28/11/2026"):
        moment(VI)(given)


def test_one_sweep_has_no_other_day(state, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["report", "latest", "--at", "2026-12-01", "--state", state])
    assert ended.value.code == 2
    assert "không đi cùng" in capsys.readouterr().err


def test_reports_of_all_do_not_end_well_while_a_machine_was_never_looked_at(tmp_path, capsys):
    with closing(open_store(tmp_path / "s", create=True)) as store:
        answers = {"a": CLEAN, "b": Why.NOT_SELECTED}
        Campaign(store, tmp_path).sweep("s1", now(), answers)
    assert main(["report", "--state", str(tmp_path / "s"), "--json"]) == 4
    assert '"not_assessed": 1' in capsys.readouterr().out


def test_the_reports_of_a_day_leave_those_of_now_alone(state, tmp_path):
    assert main(["report", "--state", state]) == 3
    now = (tmp_path / "reports" / "report.json").read_bytes()
    assert main(["report", "--state", state, "--at", "2020-01-01"]) == 4
    assert (tmp_path / "reports" / "report.json").read_bytes() == now
    assert (tmp_path / "reports-20200101T165959Z" / "report.json").is_file()


@pytest.mark.skipif(os.name != "posix", reason="descriptors are closed by a POSIX shell here")
@pytest.mark.parametrize("closed", [">&-", "2>&-"])
def test_a_stream_that_was_closed_before_is_no_fault(state, closed):
    command = f'exec "$0" -m orchestrator findings list --state "$1" {closed}'
    ran = subprocess.run(
        ["sh", "-c", command, sys.executable, state], capture_output=True, check=False
    )
    assert (ran.returncode, ran.stderr) == (3, b"")
