"""What a hub's own sweep gave to a site: it comes into that sweep, once, in its scope."""

from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace

from orchestrator import evidence
from orchestrator.model.district import Unit
from orchestrator.model.look import Trust
from orchestrator.model.outcome import Why
from orchestrator.model.result import Reason, Verdict
from orchestrator.sweep.bundle_exporting import export_unsent
from orchestrator.sweep.judging import judge, to_keep
from orchestrator.sweep.planning import SiteTask
from orchestrator.sweep.receipt_reading import read_receipts
from orchestrator.sweep.task_files import export_tasks
from tests.sweep.kits_home import (
    CLEAN,
    INFECTED,
    OFF,
    OTHER,
    UNIT,
    listed,
    record,
    row,
    script,
)
from tests.sweep.sites_home import (
    BROUGHT,
    EXPORTED,
    NONCE,
    SITE,
    SWEPT,
    answer,
    begin,
    brought,
    enrolled,
    hub,
    machines,
)

NAMES = tuple((UNIT.code, f"hs-{n:04}") for n in range(1, 5))
TASK = SiteTask(sweep="h2", shard=1, machines=NAMES)


def given(*keys: evidence.Key, site: str = SITE) -> evidence.GivenOut:
    shard = evidence.NewShard(number=1, site=site, machines=keys or NAMES)
    book = evidence.KeptPlaybook(sha256=record("h2").playbook_sha256, name="a.yml", body=b"[]")
    return evidence.GivenOut(shards=(shard,), seconds=60, playbook=book)


@pytest.fixture
def district(tmp_path: Path) -> tuple[Path, Path]:
    """A hub whose second sweep gave four machines to its site, which took the task."""
    here, there = hub(tmp_path / "hub" / "state"), tmp_path / "ward" / "state"
    ward_begins(there)
    enrolled(here, there)
    with closing(evidence.open_store(here, create=False)) as store:
        rows = [replace(row(n), skipped=Why.AT_SITE) for n in range(1, 5)]
        scope = (*rows, row(5), row(1, OTHER))
        store.begin(
            replace(record("h2"), ioc_sha256=listed().sha256),
            scope,
            (script(),),
            to_keep(listed()),
            given(),
        )
    return here, there


def ward_begins(
    there: Path, task: SiteTask = TASK, name: str = "w2", nonce: str = NONCE, unit: Unit = UNIT
) -> None:
    told = {
        "sweep": task.sweep,
        "shard": task.shard,
        "machines": [list(key) for key in task.machines],
    }
    head = replace(record(name, nonce), units=(unit,), selection={"task": told})
    begin(there, head, [row(n, unit) for n in range(1, 7)])


def sent(there: Path, here: Path, name: str):
    folder = there.parent / name
    folder.mkdir()
    export_unsent(there, folder, EXPORTED)
    return brought(here, *sorted(folder.iterdir()))


def waiting(here: Path) -> dict[str, Reason | None]:
    with closing(evidence.open_store(here, create=False)) as store:
        units = judge(store, "h2").units
    return {one.scope.machine: one.reason for unit in units for one in unit.machines}


def open_shards(here: Path) -> int:
    with closing(evidence.open_store(here, create=False)) as store:
        return store.sites()[SITE].open_shards


def test_machines_of_a_kept_sweep_are_given_to_their_site_anew(district):
    """What they answered before counts until they answer again; no shard is closed too early."""
    here, there = district
    for number, said in ((1, CLEAN), (2, INFECTED), (3, CLEAN), (4, OFF)):
        answer(there, number, said, sweep="w2")
    sent(there, here, "first")
    before = waiting(here)
    assert (before["hs-0004"], open_shards(here)) == (Reason.UNREACHABLE, 0)
    with closing(evidence.open_store(here, create=False)) as store:
        rules = dict.fromkeys((NAMES[1], NAMES[3]), 0)
        store.give_again("h2", given(*rules), rules, BROUGHT)
        (shard,) = store.open_shards(SITE, SWEPT, 9)
        assert (shard.number, shard.machines) == (2, (NAMES[1], NAMES[3]))
        assert store.at_sites("h2") == {NAMES[1], NAMES[3]}
    assert waiting(here) == before
    assert machines(here)["hs-0002"].verdict is Verdict.FAIL
    ward_begins(
        there, replace(TASK, shard=2, machines=tuple(rules)), name="w3", nonce="0123456789abcdef"
    )
    answer(there, 4, CLEAN, sweep="w3")
    sent(there, here, "second")
    assert (waiting(here)["hs-0004"], open_shards(here)) == (None, 1)
    answer(there, 2, CLEAN, sweep="w3")
    sent(there, here, "third")
    assert open_shards(here) == 0


def test_before_the_site_has_said_anything_nothing_is_clean(district):
    here, _ = district
    assert {waiting(here)[name] for _, name in NAMES} == {Reason.AT_SITE}
    assert machines(here)["hs-0001"].verdict is Verdict.NOT_ASSESSED
    assert open_shards(here) == 1


def test_what_the_site_asked_comes_into_the_hubs_own_sweep_once(district):
    here, there = district
    answer(there, 1, CLEAN, sweep="w2")
    answer(there, 2, INFECTED, sweep="w2")
    answer(there, 3, OFF, sweep="w2")
    done, _ = sent(there, here, "first")
    assert (done.parts, done.waiting, done.exit_code) == (1, 0, 0)
    assert waiting(here)["hs-0003"] is Reason.UNREACHABLE
    assert waiting(here)["hs-0004"] is Reason.AT_SITE
    assert open_shards(here) == 1
    answer(there, 4, CLEAN, sweep="w2")
    again, told = sent(there, here, "second")  # without receipts all of it is sent again
    assert again.parts == 2
    assert sum(one["taken"] for one in told) == 1
    assert sum(one["before"] for one in told) == 3
    assert open_shards(here) == 0
    found = machines(here)
    assert (found["hs-0001"].verdict, found["hs-0001"].trust) == (Verdict.PASS, Trust.RELAYED)
    assert found["hs-0002"].verdict is Verdict.FAIL
    with closing(evidence.open_store(here, create=False)) as store:
        assert list(store.sweeps()) == ["h1", "h2"]
        assert store.sweep("h2").ended_at is None  # when it ends, the hub says


def test_a_second_run_of_the_site_adds_a_try_and_doubles_none(district):
    here, there = district
    answer(there, 1, OFF, sweep="w2")
    sent(there, here, "first")
    ward_begins(there, name="w3", nonce="0123456789abcdef")
    answer(there, 1, CLEAN, sweep="w3")
    _, told = sent(there, here, "second")
    assert sum(one["taken"] for one in told) == 1
    assert sum(one["waiting"] for one in told) == 0
    assert waiting(here)["hs-0001"] is None


def test_a_site_speaks_for_the_machines_of_its_shard_alone(district):
    """It was given four machines; it claims a fifth of its own unit."""
    here, there = district
    lying = replace(TASK, machines=(*NAMES, (UNIT.code, "hs-0005")))
    ward_begins(there, lying, name="w3", nonce="0123456789abcdef")
    answer(there, 5, CLEAN, sweep="w3")
    done, told = sent(there, here, "first")
    assert sum(one["out_of_scope"] for one in told) == 1
    assert sum(one["taken"] for one in told) == 0
    assert waiting(here)["hs-0005"] is Reason.NOT_RUN
    assert done.exit_code == 4


def test_a_site_that_was_given_nothing_of_a_sweep_brings_nothing_into_it(district, tmp_path):
    here, _ = district
    other = tmp_path / "other" / "state"
    ward_begins(other, replace(TASK, machines=((OTHER.code, "sv-0001"),)), unit=OTHER)
    enrolled(here, other, "khac", (OTHER.code,))
    answer(other, 1, CLEAN, sweep="w2", unit=OTHER)
    _, told = sent(other, here, "first")
    assert sum(one["parts"] for one in told) == 0


def test_tasks_travel_by_stick_with_all_that_they_name(district, tmp_path):
    here, there = district
    written = export_tasks(here, SITE, tmp_path, EXPORTED)
    assert (written.tasks, written.machines) == (1, 4)
    assert written.file is not None
    # the body of this made playbook is not what its digest says: it is told, the rest is kept
    read = read_receipts(there, [written.file], EXPORTED)
    assert (read.tasks, read.playbooks, read.exit_code) == (1, (), 4)
    with closing(evidence.open_store(there, create=False)) as store:
        (task,) = store.tasks()
        assert (task.machines, task.list) == (NAMES, listed().sha256)
        assert store.has_list(task.list)
        store.finish_task(task, tuple((key, Why.NOT_AT_SITE) for key in NAMES), SWEPT)
    done, _ = sent(there, here, "words")
    assert done.exit_code in {0, 4}
    assert {waiting(here)[name] for _, name in NAMES} == {Reason.NOT_AT_SITE}
    assert open_shards(here) == 0
    assert export_tasks(here, SITE, tmp_path, BROUGHT).file is None


def test_a_word_on_a_shard_touches_no_machine_that_has_answered(district):
    here, there = district
    answer(there, 1, CLEAN, sweep="w2")
    sent(there, here, "first")
    word = evidence.ShardWord(
        site=SITE, sweep="h2", shard=1, said="done", at=BROUGHT,
        left=((NAMES[0], Why.NOT_AT_SITE), ((UNIT.code, "hs-0005"), Why.NOT_AT_SITE)),
    )  # fmt: skip
    with closing(evidence.open_store(here, create=False)) as store:
        assert store.hear_of_shard(word)
        assert not store.hear_of_shard(replace(word, site="khac"))
        assert not store.hear_of_shard(replace(word, shard=2))
    assert waiting(here)["hs-0001"] is None
    assert waiting(here)["hs-0005"] is Reason.NOT_RUN
