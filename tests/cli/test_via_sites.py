"""`site:` in the inventory, `--via-sites`, and what is refused of both, as typed."""

import json
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from orchestrator import evidence
from orchestrator.cli.main import main
from orchestrator.errors import ExitCode
from orchestrator.roads.kit_keys import KeyKind, keep_key
from orchestrator.sweep import campaign_rounds
from tests.roads.made_keys import key_file
from tests.sweep.sites_home import enrolled

BEGINNING = datetime(2020, 1, 1, tzinfo=UTC)
UNITS = """\
th_mot:
  vars:
    unit: {name: Trường Một, type: primary_school}
    site: px
  hosts:
    px-1: {ansible_host: 192.168.1.2}
    px-2: {site: "%s"}
th_hai:
  vars:
    unit: {name: Trường Hai, type: primary_school}
  hosts:
    o-1: {ansible_host: 192.168.1.2}
    o-2: {ansible_host: 127.0.0.1, ansible_port: 1, ansible_user: a, ansible_password: b}
"""
PLAYBOOK = (
    "- hosts: px-1:px-2:o-2\n  iocs: [list.txt]\n  tasks:\n    - name: a\n      hosts_file:\n"
)


@pytest.fixture
def run(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "inv.yml").write_text(UNITS % "px", "utf-8")
    (tmp_path / "p.yml").write_text(PLAYBOOK, "utf-8")
    (tmp_path / "list.txt").write_text("xau-1.example\n", "utf-8")

    def call(*argv):
        code = main([*argv, "--state", "hub", "--lang", "en"])
        said = capsys.readouterr()
        return code, said.out + said.err

    return call


def swept(run, *more):
    return run("sweep", "p.yml", "-i", "inv.yml", "-o", "reports", *more)


def skipped(folder):
    with closing(evidence.open_store(folder, create=False)) as store:
        rows = store.machines(store.sweep("latest").id)
        return {one.scoped.row.machine: one.scoped.skipped for one in rows}


def becomes_a_hub(tmp_path, *units):
    keep_key(tmp_path / "hub", key_file(KeyKind.DISTRICT))
    (tmp_path / "site").mkdir()
    enrolled(tmp_path / "hub", tmp_path / "site" / "state", "px", units)


def test_nobody_behind_a_site_is_dialled_from_elsewhere(run, tmp_path):
    code, said = swept(run, "--check")
    assert "behind a site" in said
    assert "--via-sites" in said
    code, _ = swept(run)
    assert code == ExitCode.INCOMPLETE
    assert skipped(tmp_path / "hub") == {
        "px-1": "behind site", "px-2": "behind site", "o-1": "not_selected", "o-2": None,
    }  # fmt: skip
    told = json.loads((tmp_path / "reports" / "report.json").read_text("utf-8"))
    assert "behind_site" in json.dumps(told)
    code, said = run("ping", "px-1", "-i", "inv.yml")
    assert "only its site reaches it" in said


def test_what_sites_are_given_is_said_before_and_after(run, tmp_path):
    swept(run)
    becomes_a_hub(tmp_path, "th_mot")
    code, said = swept(run, "--via-sites", "--check")
    assert "Site px is to ask 2 machines" in said
    code, said = swept(run, "--via-sites")
    assert (code, "2 machines were given to their sites" in said) == (ExitCode.INCOMPLETE, True)
    assert skipped(tmp_path / "hub")["px-1"] == "at site"
    code, said = run("hub", "sites")
    assert "1 shard open" in said
    code, said = run("sweep", "--resume", "latest", "--via-sites")
    assert (code, "sweep that begins" in said) == (ExitCode.BAD_INPUT, True)
    code, _ = run("sweep", "--retry", "latest", "--no-report")  # dials the others alone
    assert skipped(tmp_path / "hub")["px-1"] == "at site"
    code, said = run("hub", "export", "--site", "px", "-o", ".")
    assert (code, "1 task, 2 machines" in said) == (ExitCode.DONE, True)
    code, said = run("hub", "export", "--site", "pz", "-o", ".")
    assert (code, "hub site add" in said) == (ExitCode.BAD_INPUT, True)


CAMPAIGN = """\
campaign: c
name: C
opens: 2026-11-01
deadline: 2036-12-31
inventory: [inv.yml]
ask: [{playbook: p.yml}]
"""


def shards(folder):
    with closing(evidence.open_store(folder, create=False)) as store:
        return {
            (shard.sweep, shard.number): tuple(name for _, name in shard.machines)
            for shard in store.open_shards("px", BEGINNING, 9)
        }


def test_a_retry_gives_to_sites_what_a_sweep_gave_to_nobody_and_nothing_twice(run, tmp_path):
    swept(run)
    becomes_a_hub(tmp_path, "th_mot")
    begun = list(shards(tmp_path / "hub"))
    code, _ = swept(run, "--retry", "latest")
    assert (code, begun) == (ExitCode.INCOMPLETE, [])
    assert skipped(tmp_path / "hub")["px-1"] == "behind site"
    code, said = swept(run, "--retry", "latest", "--via-sites", "-l", "px-1")
    assert (code, "1 machine was given" in said) == (ExitCode.INCOMPLETE, True)
    assert skipped(tmp_path / "hub")["px-1"] == "at site"
    swept(run, "--retry", "latest", "--via-sites")
    assert [*shards(tmp_path / "hub").values()] == [("px-1",), ("px-2",)]
    code, said = swept(run, "--resume", "latest", "--via-sites")
    assert (code, "begins or is retried" in said) == (ExitCode.BAD_INPUT, True)


def next_morning():
    """Return nine o'clock of the next working day, when units are on, in Vietnam."""
    day = datetime.now(UTC)  # noqa: TID251 - the store's rows are of the real day
    while True:
        day += timedelta(days=1)
        if day.weekday() < 5:
            return day.replace(hour=2, minute=0)


def test_a_round_of_a_campaign_gives_each_machine_to_its_site_once(run, tmp_path, monkeypatch):
    monkeypatch.setattr(campaign_rounds, "now", next_morning)
    (tmp_path / "c.yml").write_text(CAMPAIGN, "utf-8")
    round_of = ("campaign", "run", "c.yml", "--once")
    run(*round_of)
    becomes_a_hub(tmp_path, "th_mot")
    run(*round_of)
    assert shards(tmp_path / "hub") == {}
    _, said = run(*round_of, "--via-sites")
    assert sorted(name for some in shards(tmp_path / "hub").values() for name in some) == [
        "px-1", "px-2",
    ], said  # fmt: skip
    given = shards(tmp_path / "hub")
    run(*round_of, "--via-sites")
    assert shards(tmp_path / "hub") == given


@pytest.mark.parametrize(
    ("site", "units", "why"),
    [
        ("pq", ("th_mot",), "inv.yml:7:18"),
        ("px", ("th_hai",), "th_mot"),
    ],
)
def test_a_site_that_is_not_known_or_not_for_that_unit_is_refused(run, tmp_path, site, units, why):
    swept(run)
    becomes_a_hub(tmp_path, *units)
    (tmp_path / "inv.yml").write_text(UNITS % site, "utf-8")
    for command in (
        ("sweep", "p.yml", "-i", "inv.yml", "--via-sites", "--no-report"),
        ("inventory", "check", "-i", "inv.yml"),
    ):
        code, said = run(*command)
        assert (code, why in said) == (ExitCode.BAD_INPUT, True), said
    with closing(evidence.open_store(tmp_path / "hub", create=False)) as store:
        assert len(store.sweeps()) == 1


def test_what_can_be_no_sites_name_is_refused_with_its_place(run, tmp_path):
    (tmp_path / "inv.yml").write_text(UNITS % "Phúc Xá", "utf-8")
    code, said = run("inventory", "check", "-i", "inv.yml")
    assert (code, "inv.yml:7:18" in said) == (ExitCode.BAD_INPUT, True)


def test_a_runner_allows_and_installs_what_a_person_wants(run, tmp_path, capsys, monkeypatch):
    swept(run)
    becomes_a_hub(tmp_path, "th_mot")

    def there(*argv):
        code = main([*argv, "--state", "site/state", "--lang", "en"])
        said = capsys.readouterr()
        return code, said.out + said.err

    monkeypatch.delenv("ORCHESTRATOR_ACTOR", raising=False)
    code, said = there("runner", "allow", "p.yml")
    assert code == ExitCode.BAD_INPUT
    code, said = there("runner", "allow", "p.yml", "--by", "Tổ CNTT")
    assert (code, "p.yml is allowed" in said) == (ExitCode.DONE, True)
    code, said = there("runner", "allow", "inv.yml", "--by", "Tổ CNTT")
    assert code == ExitCode.BAD_INPUT
    code, said = there("runner", "status")
    assert "allowed: p.yml" in said
    code, said = there("runner", "install", "-i", "inv.yml")
    assert code == ExitCode.DONE
    unit = (tmp_path / "orchestrator-runner.service").read_text("utf-8")
    assert '"runner" "start" "--state"' in unit
    task = (tmp_path / "orchestrator-runner.xml").read_text("utf-16")
    assert "-m orchestrator runner start --state" in task
    code, said = there("runner", "install", "--print")
    assert (code, "ExecStart=" in said) == (ExitCode.DONE, True)
    code, said = run("runner", "install")
    assert code == ExitCode.BAD_INPUT
