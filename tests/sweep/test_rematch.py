"""A newer list is held against all that is kept, and what it did not touch is as it was."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from orchestrator import ioc
from orchestrator.evidence import Store, matched, open_store, writer_lock
from orchestrator.evidence.opening import FILE
from orchestrator.ioc.keeping.kept_suffix import KEPT_SUFFIX
from orchestrator.model.campaign import FindingState, MachineStanding
from orchestrator.model.indicator import IocSet
from orchestrator.model.ioc_table import IocTable, as_table
from orchestrator.model.look import DroppedBy, Met
from orchestrator.model.result import Reason, Verdict
from orchestrator.sweep.judging import table_kept
from orchestrator.sweep.reading_again import bring_up_to_date, is_up_to_date, read_waiting
from orchestrator.sweep.rematch import come_into_force
from orchestrator.sweep.standing import standing
from tests.sweep.kept_campaign import OFF, TUESDAY, Campaign

CLEAN, INFECTED, HOSTS = "pac-local-file", "win7-offload-column", "hosts-utf16"
DAY = timedelta(days=1)
OTHER = "other.example"
BAD = ("203.0.113.10", "c2.evil.example")


@pytest.fixture
def campaign(tmp_path: Path) -> Iterator[Campaign]:
    with closing(open_store(tmp_path / "state", create=True)) as store:
        yield Campaign(store, tmp_path)


def machine(campaign: Campaign, days: float = 1, name: str = "a") -> MachineStanding:
    (unit,) = standing(campaign.store.folder, TUESDAY + days * DAY).units
    return next(one for one in unit.machines if one.scope.row.machine == name)


def test_a_newer_list_meets_what_was_read_before(campaign: Campaign):
    campaign.sweep("s1", TUESDAY, {"a": INFECTED, "b": CLEAN}, listed=(OTHER,))
    assert machine(campaign).verdict is Verdict.PASS
    campaign.sweep("s2", TUESDAY + DAY, {"a": OFF, "b": OFF}, listed=(OTHER, *BAD))
    found = machine(campaign, 2)
    assert found.verdict is Verdict.FAIL
    assert all(one.before_listing for one in found.findings)
    assert machine(campaign, 2, "b").verdict is Verdict.PASS


def test_what_a_list_concerns_is_no_pass_until_it_is_read_again(campaign: Campaign):
    campaign.sweep("s1", TUESDAY, {"a": INFECTED, "b": CLEAN}, listed=(OTHER,))
    assert machine(campaign).verdict is Verdict.PASS
    campaign.sweep("s2", TUESDAY + DAY, {"a": OFF, "b": OFF}, listed=(OTHER, *BAD))
    store = campaign.store
    newer = table_kept(store, store.sweep("s2").ioc_sha256)
    assert come_into_force(store, newer, TUESDAY + DAY) == 1
    with writer_lock(store.folder):  # a sweep is at work: nothing may be written
        found = machine(campaign, 2)
        assert (found.verdict, found.reason) == (Verdict.NOT_ASSESSED, Reason.REJUDGING)
        assert machine(campaign, 2, "b").verdict is Verdict.PASS
    assert machine(campaign, 2).verdict is Verdict.FAIL
    assert is_up_to_date(store)


def test_a_list_that_lets_go_what_it_named_waits_for_a_whole_look(campaign: Campaign):
    campaign.sweep("s1", TUESDAY, {"a": INFECTED})
    assert machine(campaign).verdict is Verdict.FAIL
    campaign.sweep("s2", TUESDAY + DAY, {"a": OFF}, listed=(OTHER,))
    found = machine(campaign, 2)
    assert (found.verdict, found.reason) == (Verdict.NOT_ASSESSED, Reason.AWAITING_LOOK)
    assert {one.state for one in found.findings} == {FindingState.IOC_WITHDRAWN}
    gone = {m.dropped.by for one in found.findings for m in one.met if m.dropped}
    assert gone == {DroppedBy.HERE}
    campaign.sweep("s3", TUESDAY + 4 * DAY, {"a": INFECTED}, listed=(OTHER,))
    assert machine(campaign, 5).verdict is Verdict.PASS


def test_a_list_for_one_sweep_closes_nothing_that_another_source_named(campaign: Campaign):
    campaign.sweep("s1", TUESDAY, {"a": INFECTED})
    before = machine(campaign)
    campaign.sweep("s2", TUESDAY + DAY, {"a": OFF}, listed=(OTHER,), source="once.txt")
    during = machine(campaign, 2)
    assert (during.verdict, during.findings) == (Verdict.FAIL, before.findings)
    campaign.sweep("s3", TUESDAY + 2 * DAY, {"a": OFF}, listed=(OTHER,))
    assert {one.state for one in machine(campaign, 3).findings} == {FindingState.IOC_WITHDRAWN}


def test_a_list_that_brings_it_back_opens_the_same_finding(campaign: Campaign):
    campaign.sweep("s1", TUESDAY, {"a": INFECTED})
    numbers = [one.number for one in machine(campaign).findings]
    campaign.sweep("s2", TUESDAY + DAY, {"a": OFF}, listed=(OTHER,))
    assert machine(campaign, 2).verdict is Verdict.NOT_ASSESSED
    campaign.sweep("s3", TUESDAY + 2 * DAY, {"a": OFF})
    found = machine(campaign, 3)
    assert found.verdict is Verdict.FAIL
    assert [one.number for one in found.findings] == numbers


def test_an_end_in_between_is_gone_on_with(campaign: Campaign, monkeypatch: pytest.MonkeyPatch):
    names = ("a", "b", "c")
    campaign.sweep("s1", TUESDAY, dict.fromkeys(names, INFECTED), listed=(OTHER,))
    bring_up_to_date(campaign.store, TUESDAY)
    campaign.sweep("s2", TUESDAY + DAY, {"a": OFF}, listed=BAD)
    store = campaign.store
    newer = table_kept(store, store.sweep("s2").ioc_sha256)
    come_into_force(store, newer, TUESDAY + DAY)
    monkeypatch.setattr("orchestrator.sweep.reading_again._BATCH", 1)
    kept = iter((True, False))
    real = Store.keep_looks

    def ends(self: Store, found: object) -> None:
        if not next(kept):
            raise KeyboardInterrupt
        real(self, found)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(Store, "keep_looks", ends)
        with pytest.raises(KeyboardInterrupt):
            read_waiting(store, TUESDAY + DAY)
    assert len(store.concerned()) == 2
    assert come_into_force(store, newer, TUESDAY + DAY) == 0
    read_waiting(store, TUESDAY + DAY)
    assert not store.concerned()
    assert {one.evidence for one in store.met()} == {1, 2, 3}


def test_who_waits_for_one_list_waits_for_the_next(campaign: Campaign):
    campaign.sweep("s1", TUESDAY, {"a": INFECTED}, listed=(OTHER,))
    bring_up_to_date(campaign.store, TUESDAY)
    lists = [table(campaign, listed) for listed in (BAD, (OTHER, "third.example"))]
    for one in lists:
        come_into_force(campaign.store, one, TUESDAY)
    assert [one.list for one in campaign.store.waiting()] == [lists[1].sha256]


def test_an_older_matcher_told_nothing(campaign: Campaign, monkeypatch: pytest.MonkeyPatch):
    campaign.sweep("s1", TUESDAY, {"a": INFECTED, "b": CLEAN})
    bring_up_to_date(campaign.store, TUESDAY)
    assert is_up_to_date(campaign.store)
    met = tuple(campaign.store.met())
    monkeypatch.setattr(matched, "MATCHER", matched.MATCHER + 1)
    newest = table_kept(campaign.store, campaign.store.sweep("s1").ioc_sha256)
    assert not campaign.store.is_matched_by(newest.sha256)
    assert come_into_force(campaign.store, newest, TUESDAY) == 2
    read_waiting(campaign.store, TUESDAY)
    assert tuple(campaign.store.met()) == met


def test_an_older_reader_is_read_again_and_keeps_what_lists_said(campaign: Campaign):
    campaign.sweep("s1", TUESDAY, {"a": INFECTED}, listed=(OTHER,))
    bring_up_to_date(campaign.store, TUESDAY)
    campaign.sweep("s2", TUESDAY + DAY, {"a": OFF}, listed=BAD)
    bring_up_to_date(campaign.store, TUESDAY + DAY)
    met = tuple(campaign.store.met())
    assert met
    with closing(sqlite3.connect(campaign.store.folder / FILE)) as db, db:
        db.execute("UPDATE look SET reader = 1")
        db.execute("DELETE FROM seen")
    assert [one.looked for one in campaign.store.waiting()] == [True]
    bring_up_to_date(campaign.store, TUESDAY + 3 * DAY)
    assert tuple(campaign.store.met()) == met
    assert list(campaign.store.holding(lambda text: text == met[0].observed, {1})) == [1]


@pytest.mark.parametrize(("days", "counts"), [(3, True), (1, False)])
def test_a_dated_list_speaks_of_looks_before_its_day(campaign: Campaign, days: int, counts: bool):  # noqa: FBT001
    campaign.sweep("s1", TUESDAY, {"a": INFECTED}, listed=(OTHER,))
    bring_up_to_date(campaign.store, TUESDAY)
    dated = iocs(campaign, BAD)
    begins = TUESDAY + 2 * DAY
    late = tuple(replace(one, valid_from=begins) for one in dated.indicators)
    at = TUESDAY + days * DAY
    come_into_force(campaign.store, as_table(replace(dated, indicators=late)), at)
    read_waiting(campaign.store, at)
    assert {one.counts for one in campaign.store.met()} == {counts}


@pytest.mark.parametrize("doubt", ["list_shrunk", "list_taken_back", "list_mostly_unread"])
@pytest.mark.parametrize("name", ["list", "list.txt"])
def test_a_list_in_doubt_closes_nothing(campaign: Campaign, doubt: str, name: str):
    campaign.sweep("s1", TUESDAY, {"a": INFECTED}, source="list.txt")
    bring_up_to_date(campaign.store, TUESDAY)
    before = tuple(campaign.store.met())
    newer = replace(table(campaign, (OTHER,)), warnings=(f"{doubt} {name}",))
    if name == "list":  # a source's kept version
        files = tuple(replace(file, name=f"list{KEPT_SUFFIX}") for file in newer.files)
        newer = replace(newer, files=files)
        before = rename_sources(campaign.store, f"list{KEPT_SUFFIX}")
    come_into_force(campaign.store, newer, TUESDAY + DAY)
    read_waiting(campaign.store, TUESDAY + DAY)
    assert tuple(campaign.store.met()) == before


def rename_sources(store: Store, name: str) -> tuple[Met, ...]:
    """Let what was met be named by a file of another name."""
    with closing(sqlite3.connect(store.folder / FILE)) as db, db:
        db.execute("UPDATE met SET said = replace(said, '\"list.txt\"', ?)", (f'"{name}"',))
    return tuple(store.met())


def table(campaign: Campaign, listed: tuple[str, ...], source: str = "list.txt") -> IocTable:
    return as_table(iocs(campaign, listed, source))


def iocs(campaign: Campaign, listed: tuple[str, ...], source: str = "list.txt") -> IocSet:
    path = campaign.folder / source
    path.write_text("\n".join(listed) + "\n", "utf-8")
    return ioc.load([path], today=date(2026, 11, 24))


VALUES = (
    *(OTHER, *BAD, "evil.example", "truong.test", "tap-tin.truong.test", "may-in.truong.test"),
    *("203.0.113.0/24", "203.0.113.10:8443", "http://c2.evil.example/x", "https://truong.test/a"),
)
LISTS = st.lists(st.sampled_from(VALUES), min_size=1, max_size=5, unique=True).map(tuple)
SOURCES = st.sampled_from(("list.txt", "once.txt"))


def plain(store: Store) -> list[Met]:
    return sorted(store.met(), key=repr)


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(LISTS, SOURCES), min_size=2, max_size=4))
def test_by_difference_is_as_from_scratch(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[tuple[str, ...], str]]
):
    """Reading only whom a list concerns leaves the rows that reading all of it leaves."""
    found = []
    for everyone in (False, True):
        folder = tmp_path_factory.mktemp("store")
        with closing(open_store(folder / "state", create=True)) as store:
            made = Campaign(store, folder)
            made.sweep("s1", TUESDAY, {"a": INFECTED, "b": HOSTS}, listed=steps[0][0])
            bring_up_to_date(store, TUESDAY)
            for day, (listed, source) in enumerate(steps[1:], start=1):
                come_into_force(store, table(made, listed, source), TUESDAY + day * DAY)
                if everyone:
                    concern_all(store)
                read_waiting(store, TUESDAY + day * DAY)
            found.append(plain(store))
    assert found[0] == found[1]


def concern_all(store: Store) -> None:
    """Let all evidence wait for the list in force."""
    with closing(sqlite3.connect(store.folder / FILE)) as db, db:
        db.execute(
            """INSERT OR IGNORE INTO concerned (evidence, list)
                SELECT l.evidence, m.list FROM look l, matched m"""
        )


def test_the_newest_list_alone_is_met_by_what_it_names(campaign: Campaign):
    """What no list before said anything of, is met as by a sweep of today."""
    campaign.sweep("s1", TUESDAY, {"a": INFECTED}, listed=(OTHER,))
    campaign.sweep("s2", TUESDAY + DAY, {"b": INFECTED}, listed=BAD)
    bring_up_to_date(campaign.store, TUESDAY + DAY)
    rows = list(campaign.store.met())
    old, new = ([one for one in rows if one.evidence == number] for number in (1, 2))
    assert old
    bare = {"evidence": 0, "since": TUESDAY, "span": rows[0].span}
    assert [replace(one, **bare) for one in old] == [replace(one, **bare) for one in new]
