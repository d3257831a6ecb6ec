"""A sweep that is stopped or killed says so, loses nothing, and can be gone on with."""

import json
import os
import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager

import pytest

from orchestrator import lab
from orchestrator.evidence.ledger import Ledger
from orchestrator.model.logon import LogonOutcome
from tests.acceptance.conftest import ROOT, orchestrator

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX")


@pytest.fixture(scope="module")
def district(tmp_path_factory):
    with lab.start(tmp_path_factory.mktemp("lab")) as playing:
        yield playing


@pytest.fixture
def state(district, tmp_path):
    """A state folder that remembers the host key that one machine had before."""
    known = district.inventory.parents[1] / "known_hosts"
    shutil.copy(known, tmp_path / "known_hosts")
    return tmp_path


def words(district, state, *more):
    return [
        *("sweep", str(district.playbook), "-i", str(district.inventory)),
        *("--sinkholes", str(district.sinkholes), "--timeout", "10", "-f", "8"),
        *("--state", str(state), "-o", str(state / "out"), "--json", *more),
    ]


def started(command):
    return subprocess.Popen(
        [sys.executable, "-m", "orchestrator", *command],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for_machines(process, number):
    seen = []
    while len(seen) < number:
        event = json.loads(process.stdout.readline())
        seen += [event["machine"]] if event["event"] == "machine" else []
    return seen


@contextmanager
def held(process):
    """Let a program stand still, so that it does not end before something else is done."""
    process.send_signal(signal.SIGSTOP)
    yield
    process.send_signal(signal.SIGCONT)


def test_ctrl_c_leaves_an_unfinished_report_and_resume_finishes_it(district, state):
    process = started(words(district, state))
    wait_for_machines(process, 5)
    process.send_signal(signal.SIGINT)
    stderr = process.communicate(timeout=300)[1]
    assert process.returncode == 130, stderr
    assert "Traceback" not in stderr
    out = state / "out"
    report = json.loads((out / "report.json").read_text())
    assert report["finished"] is False
    assert "CHƯA HOÀN TẤT" in (out / "index.html").read_text()
    left = [m for m in report["machines"] if m["reason"] == "interrupted"]
    assert left
    assert all(m["outcome"] == "not_attempted(interrupted)" for m in left)

    resumed = orchestrator(*resume(state, report["sweep"]))
    assert resumed.returncode == 3, resumed.stderr
    report = json.loads((out / "report.json").read_text())
    assert report["finished"] is True
    machines = [m for m in report["machines"] if m["name"] != "may-nay"]
    assert lab.differences(report["machines"]) == ()
    assert len(machines) == len(lab.TRUTH)


def test_two_ctrl_c_end_at_once_and_keep_what_was_stored(district, state):
    process = started(words(district, state))
    said = wait_for_machines(process, 5)
    process.send_signal(signal.SIGINT)
    assert any("đang dừng" in line for line in process.stderr)
    process.send_signal(signal.SIGINT)  # it may have ended in order by now: the code is the same
    stderr = process.communicate(timeout=300)[1]
    assert process.returncode == 130, stderr
    assert "Traceback" not in stderr
    report = json.loads(orchestrator("report", "latest", "--state", state, "--json").stdout)
    tried = {m["name"] for m in report["machines"] if not m["outcome"].startswith("not_attempted")}
    assert tried >= set(said)


def resume(state, sweep):
    return ("sweep", "--resume", sweep, "--state", state, "-o", state / "out", "--timeout", "10")


def test_a_killed_sweep_keeps_what_it_said_and_goes_on(district, state):
    process = started(words(district, state))
    said = wait_for_machines(process, 8)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate(timeout=300)

    made = orchestrator("report", "latest", "--state", state, "--json")
    report = json.loads(made.stdout)
    assert report["finished"] is False
    tried = {m["name"] for m in report["machines"] if not m["outcome"].startswith("not_attempted")}
    assert tried >= set(said)

    # Nobody knows what became of the passwords under way: they count as rejected until a person
    # says otherwise.
    with Ledger(state) as ledger:
        names = sorted(
            {row.principal for row in ledger.rows() if row.end is not LogonOutcome.ACCEPTED}
        )
    forget = [word for name in names for word in ("--forget-rejections", name)]
    resumed = orchestrator(*resume(state, report["sweep"]), *forget, "--by", "Lan")
    assert resumed.returncode == 3, resumed.stderr
    report = json.loads((state / "out" / "report.json").read_text())
    # What was rejected before the kill and then forgotten is tried on two machines more.
    told = lab.differences(report["machines"])
    assert [one for one in told if "a shared wrong password was tried on" not in one] == []
    assert len(told) <= 1


def test_another_playbook_cannot_go_on_with_a_sweep(district, state):
    done = orchestrator(*words(district, state, "-l", "thcs_ngon_hai_dang"))
    assert done.returncode in (3, 4), done.stderr
    other = state / "other.yml"
    other.write_text(district.playbook.read_text().replace("critical", "high"))
    again = orchestrator(
        "sweep", other, "-i", district.inventory, "--iocs", district.iocs,
        "--resume", "latest", "--state", state,
    )  # fmt: skip
    assert again.returncode == 2
    assert "kịch bản rà soát không còn như lúc" in again.stderr


def test_two_sweeps_do_not_write_to_one_state(district, state):
    process = started(words(district, state))
    wait_for_machines(process, 1)
    with held(process):
        second = orchestrator(*words(district, state))
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=300)
    assert second.returncode == 2
    assert "một đợt rà soát khác" in second.stderr


def test_a_limit_judges_the_whole_unit_and_says_who_was_not_asked(district, state):
    done = orchestrator(*words(district, state, "-l", "cbv-01"))
    assert done.returncode == 3, done.stderr
    report = json.loads((state / "out" / "report.json").read_text())
    unit = [m for m in report["machines"] if m["unit"] == "th_canh_buom_vang"]
    assert len(report["units"]) == 1
    assert len(unit) == 4
    others = {(m["reason"], m["outcome"]) for m in unit if m["name"] != "cbv-01"}
    assert others == {("not_selected", "not_attempted(not_selected)")}


def test_retry_asks_again_only_what_has_no_verdict(district, state):
    done = orchestrator(*words(district, state, "-l", "tt_den_long"))
    assert done.returncode == 3, done.stderr
    first = json.loads((state / "out" / "report.json").read_text())
    left = {m["name"] for m in first["machines"] if m["verdict"] == "not_assessed"}
    again = orchestrator(
        *("sweep", "--retry", "latest", "--sinkholes", district.sinkholes, "--timeout", "10"),
        *("--state", state, "-o", state / "again", "--json"),
    )
    assert again.returncode == 3, again.stderr
    events = [json.loads(line) for line in again.stdout.splitlines()]
    assert {e["machine"] for e in events if e["event"] == "machine"} == left
    second = json.loads((state / "again" / "report.json").read_text())
    assert [(m["name"], m["verdict"], m["hits"]) for m in second["machines"]] == [
        (m["name"], m["verdict"], m["hits"]) for m in first["machines"]
    ]


def test_reports_that_cannot_be_written_leave_the_sweep_kept_and_say_so(district, state):
    process = started(words(district, state))
    wait_for_machines(process, 1)
    with held(process):
        (state / "out").write_text("in the way")
    stderr = process.communicate(timeout=300)[1]
    assert process.returncode == 5, stderr
    assert "kết quả rà soát vẫn còn nguyên" in stderr.lower()
    assert "Traceback" not in stderr

    made = orchestrator("report", "latest", "--state", state, "--json")
    assert made.returncode == 3, made.stderr
    assert json.loads(made.stdout)["finished"] is True


def test_a_folder_that_cannot_hold_reports_is_refused_before_anything_is_asked(district, state):
    (state / "out").write_text("in the way")
    refused = orchestrator(*words(district, state))
    assert refused.returncode == 2
    assert "không ghi được vào" in refused.stderr
    assert not (state / "orchestrator.sqlite3").exists()
