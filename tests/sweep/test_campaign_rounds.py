"""A round asks whose turn it is, is kept as its campaign's, and reports; none is begun twice."""

import json
import socket
from collections.abc import Callable, Iterator
from contextlib import closing, nullcontext
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from orchestrator.cli.main import main
from orchestrator.evidence import open_store, writer_lock
from orchestrator.evidence.ledger import Ledger
from orchestrator.model.local_time import VIETNAM
from orchestrator.model.logon import LogonOutcome
from orchestrator.model.outcome import Trip
from orchestrator.sweep import Defaults, now
from orchestrator.sweep.campaign_rounds import RunRequest, alone, one_round
from tests.inventory.trees import HEAD, write
from tests.sweep.campaign_folder import campaign_file

PLAY = """\
- name: {name}
  hosts: all
  iocs: iocs/
  tasks:
    - {{name: một, {check}: }}
"""
DAY = timedelta(days=1)
UNIT = "th_x:\n  vars: {unit: {name: Trường X, type: primary_school}}\n  hosts:\n"


@pytest.fixture
def shut() -> Iterator[int]:
    """A port where nobody listens: a machine there refuses at once."""
    with closing(socket.socket()) as sock:
        sock.bind(("127.0.0.1", 0))
        yield sock.getsockname()[1]


@pytest.fixture
def folder(tmp_path: Path, shut: int, monkeypatch: pytest.MonkeyPatch) -> Path:
    way = f"ansible_port: {shut}, ansible_user: a"
    rows = (f"    x-{n}: {{ansible_host: 127.0.0.{n}, {way}}}\n" for n in (1, 2))
    write(
        tmp_path,
        {
            "i/group_vars/all.yml": HEAD + "ansible_password: x\n",
            "i/a.yml": UNIT + "".join(rows),
            "ioc-sweep.yml": PLAY.format(name="thử", check="connections"),
            "second.yml": PLAY.format(name="hai", check="identity"),
            "iocs/a.txt": "bad.example\n",
        },
    )
    monkeypatch.chdir(tmp_path)
    _file(tmp_path)
    at_school_time(monkeypatch)
    return tmp_path


def _file(folder: Path, **more: str) -> Path:
    today = now().astimezone(VIETNAM).date()
    days = {"opens": f"{today - 2 * DAY}", "deadline": f"{today + 20 * DAY}"}
    return campaign_file(folder, inventory="[i]", reports="out", **{**days, **more})


def school_time() -> datetime:
    """The next Monday at nine, whatever the day of the test is."""
    today = now().astimezone(VIETNAM).date()
    monday: date = today + (7 - today.weekday()) * DAY
    return datetime.combine(monday, time(9), VIETNAM).astimezone(UTC)


def at_school_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("orchestrator.sweep.campaign_rounds.now", school_time)


def run(*more: str) -> int:
    return main(["campaign", "run", "campaign.yml", "--once", "--state", "s", *more])


def sweeps(folder: Path):
    with closing(open_store(folder / "s", create=False)) as store:
        return [store.sweep(name) for name in store.sweeps()]


def test_a_round_asks_reports_and_is_kept_as_the_campaign_s(folder: Path, capsys):
    assert run() == 4
    assert "hỏi 2 máy" in capsys.readouterr().out
    (sweep,) = sweeps(folder)
    assert (sweep.campaign, sweep.selection["limit"]) == ("chien-dich-11", "x-1,x-2")
    told = json.loads((folder / "out" / "report.json").read_text("utf-8"))
    assert told["campaign"] == "chien-dich-11"
    assert [one["reason"] for one in told["machines"]] == ["refused", "refused"]


def test_who_was_silent_a_moment_ago_is_not_asked_again(folder: Path, monkeypatch, capsys):
    run()
    monkeypatch.setattr("orchestrator.sweep.campaign_rounds.now", now)
    assert run() == 4
    assert "2 máy tạm thời đã thử đủ số lần" in capsys.readouterr().out
    assert len(sweeps(folder)) == 1


def test_who_is_left_out_is_no_machine_to_be_gone_on_with(folder: Path):
    rows = (folder / "i" / "a.yml").read_text("utf-8")
    run()
    later = rows + "    x-3: {ansible_host: 127.0.0.3, ansible_port: 1, ansible_user: a}\n"
    (folder / "i" / "a.yml").write_text(later, "utf-8")
    with pytest.MonkeyPatch.context() as clock:
        clock.setattr(
            "orchestrator.sweep.campaign_rounds.now", lambda: now() + timedelta(minutes=30)
        )
        clock.setattr("orchestrator.campaign.profile.HourProfile.is_due", lambda *_: True)
        run()
    assert [sweep.selection["limit"] for sweep in sweeps(folder)] == ["x-1,x-2", "x-3"]
    with closing(open_store(folder / "s", create=False)) as store:
        rows = {one.scoped.row.machine: one for one in store.machines(store.sweep("latest").id)}
    assert rows["x-1"].scoped.skipped == "not_selected"
    assert rows["x-3"].outcome is not None


def test_each_playbook_is_a_sweep_of_the_round(folder: Path):
    _file(folder, ask="[{playbook: ioc-sweep.yml}, {playbook: second.yml, every: 14d}]")
    run()
    assert [sweep.playbook for sweep in sweeps(folder)] == ["ioc-sweep.yml", "second.yml"]


def test_nobody_is_asked_when_it_is_over(folder: Path, capsys):
    _file(folder, deadline=f"{now().astimezone(VIETNAM).date() - DAY}")
    assert run() == 4
    assert "Chiến dịch đã hết hạn" in capsys.readouterr().out
    assert sweeps(folder) == []
    assert not (folder / "out").exists()


def test_a_second_instance_says_that_it_runs_and_ends_as_status(folder: Path, capsys):
    run()
    with alone(folder / "s"):
        assert run() == 4
    assert "đang chạy" in capsys.readouterr().err
    with writer_lock(folder / "s"):
        monday = school_time() + 14 * DAY
        with pytest.MonkeyPatch.context() as clock:
            clock.setattr("orchestrator.sweep.campaign_rounds.now", lambda: monday)
            assert run() == 4
    assert len(sweeps(folder)) == 1


def test_a_mistake_is_one_message_and_nobody_is_asked(folder: Path, capsys):
    (folder / "ioc-sweep.yml").write_text("- {name: x}\n", "utf-8")
    assert run() == 2
    assert "ioc-sweep.yml:1" in capsys.readouterr().err
    assert sweeps(folder) == []


class Stopping:
    """Stops a sweep as soon as it begins."""

    def started(self, _sweep: str, _total: int, stop: Callable[[], None]) -> None:
        stop()

    def machine(self, _trip: Trip, _unit: str) -> None:
        """Hear nothing."""


def test_a_round_that_is_stopped_says_so_and_asks_nothing_more(folder: Path):
    _file(folder, ask="[{playbook: ioc-sweep.yml}, {playbook: second.yml, every: 14d}]")
    request = RunRequest(
        file=folder / "campaign.yml",
        state=folder / "s",
        output=folder / "out",
        lang="vi",
        logon=Defaults(),
        forks=2,
        unit_forks=2,
        rate=None,
        timeout_s=5,
    )
    done = one_round(request, lambda _: nullcontext(Stopping()))
    assert not done.finished
    assert [Path(sweep.playbook).name for sweep in sweeps(folder)] == ["ioc-sweep.yml"]
    assert (folder / "out" / "index.html").exists()


def test_an_account_that_was_rejected_twice_is_waited_for(folder: Path, capsys):
    at = school_time() - timedelta(hours=1)
    with Ledger(folder / "s") as ledger:
        for machine in ("x-8", "x-9"):
            ledger.ended(ledger.sent("a", machine, at), LogonOutcome.REJECTED)
    assert run() == 4
    assert "2 máy tài khoản đã bị từ chối" in capsys.readouterr().out
    assert sweeps(folder) == []
    assert main(["campaign", "run", "campaign.yml", "--forget-rejections", "a"]) == 2
    with pytest.MonkeyPatch.context() as clock:
        clock.setattr("orchestrator.sweep.logons.now", school_time)
        assert run("--forget-rejections", "a", "--by", "Lan") == 4
    assert len(sweeps(folder)) == 1
