"""A site's machines asked again by tasks that travel as files: the program itself, no broker."""

import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from orchestrator import evidence
from orchestrator.model.result import AnswerKind, MachineResult, Reason
from orchestrator.roads.kit_keys import KeyKind, keep_key
from orchestrator.sweep.judging import judge
from orchestrator.sweep.task_allowing import allow_playbook
from tests.acceptance.conftest import orchestrator
from tests.acceptance.test_tasks import PLAYBOOK, unit_text
from tests.roads.made_keys import PASSPHRASE, key_file
from tests.sweep.sites_home import BROUGHT, enrolled

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the local machine is asked by sh")
HERE = "    px-1: {}\n    px-2: {}\n"
THERE = (
    "    px-1: {ansible_connection: local}\n"
    "    px-2: {ansible_host: 127.0.0.2, ansible_port: 1, ansible_user: a, ansible_password: b}\n"
)
BEGINNING = datetime(2020, 1, 1, tzinfo=UTC)


def run(*words: object) -> str:
    done = orchestrator(*map(str, words), "--lang", "en")
    assert done.returncode in {0, 4}, done.stderr
    return done.stdout


def judged(hub: Path) -> dict[str, MachineResult]:
    with closing(evidence.open_store(hub, create=False)) as store:
        units = judge(store, store.sweep("latest").id).units
    return {one.scope.machine: one for unit in units for one in unit.machines}


def given(hub: Path) -> list[tuple[str, ...]]:
    with closing(evidence.open_store(hub, create=False)) as store:
        shards = store.open_shards("px", BEGINNING, 9)
    return [tuple(name for _, name in shard.machines) for shard in shards]


def written(folder: Path) -> None:
    """Write what the hub and the site have: a playbook, a list, a password, an inventory each."""
    (folder / "ward").mkdir()
    (folder / "carried").mkdir()
    (folder / "sweep.yml").write_text(PLAYBOOK, "utf-8")
    (folder / "list.txt").write_text("xau-1.example\n", "utf-8")
    (folder / "passphrase").write_text(PASSPHRASE.reveal(), "utf-8")
    # One machine of the hub's own: the sweep asks it what machines of sites are asked, too.
    own = "th_hai:\n  vars:\n    unit: {name: Trường Hai, type: primary_school}\n  hosts:\n"
    own += "    o-1: {ansible_host: 127.0.0.3, ansible_port: 1, ansible_user: a, "
    text = f"{unit_text('th_mot', 'px', HERE)}{own}ansible_password: b}}\n"
    (folder / "hub.yml").write_text(text, "utf-8")
    (folder / "ward.yml").write_text(unit_text("th_mot", "px", THERE), "utf-8")


def test_machines_that_only_a_site_reaches_are_asked_again_until_they_answer(tmp_path: Path):
    hub, site, carried = tmp_path / "hub", tmp_path / "ward" / "state", tmp_path / "carried"
    written(tmp_path)
    sweep = ("sweep", tmp_path / "sweep.yml", "-i", tmp_path / "hub.yml", "--state", hub)
    again = (*sweep, "--no-report", "--retry", "latest", "--via-sites")

    run(*sweep, "--no-report")
    assert judged(hub)["px-1"].reason is Reason.BEHIND_SITE
    keep_key(hub, key_file(KeyKind.DISTRICT))
    enrolled(hub, site, "px", ("th_mot",))
    assert "2 machines were given to their sites" in run(*again)
    run("hub", "export", "--site", "px", "-o", carried, "--state", hub)
    run("runner", "receipts", *carried.iterdir(), "--state", site)
    (playbook,) = (site / "playbooks").glob("*.yml")
    allow_playbook(site, playbook, "Tổ CNTT", BROUGHT)
    run("runner", "start", "--once", "-i", tmp_path / "ward.yml", "--state", site)
    run("runner", "export", "-o", carried, "--state", site)
    password = ("--vault-password-file", tmp_path / "passphrase")
    run("bundle", "import", carried, "-o", tmp_path / "back", "--state", hub, *password)
    assert given(hub) == []
    found = judged(hub)
    assert {one.check: one.answer for one in found["px-1"].checks}["hosts_file"] is (
        AnswerKind.ANSWERED
    )
    assert found["px-2"].reason is Reason.REFUSED

    run(*again, "--only", "refused")
    assert given(hub) == [("px-2",)]
    assert judged(hub)["px-2"].reason is Reason.REFUSED  # until its site has another word
