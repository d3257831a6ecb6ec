"""A hub's task at a site: the machines that it names, each asked once, whatever came in between."""

import hashlib
from contextlib import closing
from pathlib import Path

import pytest

from orchestrator import evidence
from orchestrator.model.outcome import Why
from orchestrator.plan import Defaults, Standpoint
from orchestrator.sweep.clock import now
from orchestrator.sweep.judging import to_keep
from orchestrator.sweep.permit_asking import Permits
from orchestrator.sweep.planning import SweepRequest
from orchestrator.sweep.selection import task_of
from orchestrator.sweep.task_doing import TaskRequest, TaskWatch, do_task
from tests.sweep.kits_home import START, listed

ASKED, LEFT, GONE = ("th_mot", "a"), ("th_mot", "b"), ("th_mot", "zz")
NOT_OURS = ("th_hai", "c")
INVENTORY = """\
th_mot:
  vars:
    unit: {name: Trường Một, type: primary_school}
    site: px
    ansible_port: 1
    ansible_user: u
    ansible_private_key_file: key
  hosts:
    a: {ansible_host: 127.0.0.1}
    b: {ansible_host: 127.0.0.2, asked: false}
    d: {ansible_host: 127.0.0.4}
th_hai:
  vars: {unit: {name: Trường Hai, type: primary_school}}
  hosts:
    c: {ansible_host: 127.0.0.3}
"""
PLAYBOOK = b"""\
- hosts: all
  tasks:
    - name: a
      hosts_file:
      when: asked | default(true)
"""


@pytest.fixture
def request_of(tmp_path: Path) -> TaskRequest:
    (tmp_path / "inv.yml").write_text(INVENTORY.replace("key\n", f"{tmp_path}/key\n"), "utf-8")
    (tmp_path / "key").write_text("none", "utf-8")
    book = evidence.KeptPlaybook(
        sha256=hashlib.sha256(PLAYBOOK).hexdigest(), name="p.yml", body=PLAYBOOK
    )
    task = evidence.TaskRow(
        sweep="h2",
        shard=3,
        playbook=book.sha256,
        list=listed().sha256,
        seconds=600,
        machines=(ASKED, LEFT, GONE, NOT_OURS),
        issued_at=START,
        taken_at=START,
    )
    with closing(evidence.open_store(tmp_path / "state", create=True)) as store:
        store.allow_playbook(book, START, "Tổ CNTT")
        store.keep_list(to_keep(listed()))
        store.take_task(task)
        store.take_task(task)
        assert store.tasks() == (task,)
    return TaskRequest(
        state=tmp_path / "state",
        units=frozenset({"th_mot"}),
        asking=SweepRequest(
            playbook=Path(), inventory=(str(tmp_path / "inv.yml"),), logon=logon_at("px")
        ),
        task=task,
        permits=Permits(answer_s=0),
    )


def logon_at(site: str) -> Defaults:
    return Defaults(standpoint=Standpoint(site=site))


def tried(request: TaskRequest) -> list[tuple[str, int]]:
    """Return each machine that has a try, with how many sweeps for the task there were."""
    with closing(evidence.open_store(request.state, create=False)) as store:
        sweeps = store.sweeps_for(request.task)
        assert all(task_of(store.sweep(name)) is not None for name in sweeps)
        return [
            (one.scoped.row.machine, len(sweeps))
            for name in sweeps
            for one in store.machines(name)
            if one.outcome is not None
        ]


def test_each_machine_is_asked_or_told_of_with_the_reason(request_of: TaskRequest):
    left = do_task(request_of, now, TaskWatch(600))
    assert left == (
        (LEFT, Why.NOT_SELECTED),
        (GONE, Why.NOT_AT_SITE),
        (NOT_OURS, Why.NOT_AT_SITE),
    )
    assert tried(request_of) == [("a", 1)]
    assert do_task(request_of, now, TaskWatch(600)) == left  # nobody is asked twice
    assert tried(request_of) == [("a", 1)]


def test_what_was_interrupted_is_gone_on_with(request_of: TaskRequest):
    stopped = TaskWatch(600)
    stopped.stop()
    assert do_task(request_of, now, stopped) is None
    assert tried(request_of) == []
    assert do_task(request_of, now, TaskWatch(600)) is not None
    assert tried(request_of) == [("a", 2)]


def test_what_is_late_is_told_of_as_not_asked(request_of: TaskRequest):
    late = TaskWatch(600)
    late.stop()
    late.is_late = True
    left = do_task(request_of, now, late)
    assert left is not None
    assert (ASKED, Why.INTERRUPTED) in left
