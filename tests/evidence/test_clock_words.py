"""What a clock that ran ahead has dated, in the store: which rows a word is about."""

from contextlib import closing
from datetime import timedelta

import pytest
from msgspec.structs import replace

from orchestrator.evidence import open_store
from orchestrator.evidence.ledger import Ledger
from orchestrator.model.act import Triaged
from orchestrator.model.list_source import ListOrigin, ListRead
from orchestrator.model.lockout import accounts_of
from orchestrator.model.logon import LogonOutcome
from orchestrator.sweep.judging import to_keep
from tests.bench.rematch import table
from tests.evidence.building import SCRIPT, START, UNIT, record, scope, trip

DAY = timedelta(days=1)
FAR = START + 400 * DAY
NOW = START + DAY
READ = (ListRead(origin=ListOrigin(path="/lists/a.txt"), sha256="1" * 64),)


@pytest.fixture
def store(tmp_path):
    with closing(open_store(tmp_path / "s", create=True)) as opened:
        yield opened


def swept(store, name: str, at) -> None:
    listed = table([f"{name}.example"])
    store.keep_sources(to_keep(listed), READ, at)
    head = replace(record(name), ioc_sha256=listed.sha256, started_at=at)
    store.begin(head, scope("a"), (SCRIPT,), to_keep(listed))
    (stored,) = (one for one in store.machines(name) if one.scoped.row.machine == "a")
    came = replace(trip("a", name.encode()), started_at=at, ended_at=at)
    store.add(head, came, stored, SCRIPT, (), None)


def triaged(name: str, at) -> Triaged:
    return Triaged(
        id=name * 64, machine=1, unit=UNIT.code, claimed=at, recorded=at, actor="Hà", reason="r"
    )


def test_what_is_dated_later_is_told_and_put_right_once(store):
    swept(store, "s1", START)
    swept(store, "s2", FAR)
    store.keep_acts([triaged("1", FAR + DAY)])
    assert store.newest_moment() == max(store.ahead(NOW)) == FAR + DAY
    store.keep_clock_word(NOW, "Hà", "đã đối chiếu")
    (word,) = store.clock_words()
    assert (word.at, word.actor, word.reason, word.evidence) == (NOW, "Hà", "đã đối chiếu", 2)
    assert min(word.wrong) == FAR
    assert store.ahead(NOW) == frozenset()
    assert store.newest_moment() == NOW


def test_rows_of_that_time_say_so_and_those_of_before_do_not(store):
    swept(store, "s1", START)
    swept(store, "s2", FAR)
    store.keep_acts([triaged("1", START), triaged("2", FAR)])
    store.keep_clock_word(NOW, "Hà", "r")
    tries = [one for _, one in store.attempts()]
    assert [one.dated for one in tries] == [None, FAR]
    acts = tuple(store.acts())
    assert [(act.id[0], act.dated) for act in acts] == [("1", None), ("2", FAR)]
    assert NOW < acts[1].claimed == acts[1].recorded < NOW + DAY
    assert {one.swept_dated for one in store.placed()} == {FAR}
    assert [at for _, _, at in store.last_asked()] in ([], [START])


def test_what_comes_later_is_of_its_own_day_whatever_was_dated_so_before(store):
    swept(store, "s1", FAR)
    store.keep_clock_word(NOW, "Hà", "r")
    swept(store, "s2", NOW + DAY)
    store.keep_acts([triaged("3", NOW + 2 * DAY), triaged("4", FAR + 2 * DAY)])
    assert [one.dated for _, one in store.attempts()] == [FAR, None]
    assert [act.dated for act in store.acts()] == [None, None]
    assert store.newest_moment() == FAR + 2 * DAY


def test_a_list_that_was_read_by_it_keeps_its_place(store):
    swept(store, "s1", FAR)
    swept(store, "s2", FAR + DAY)
    before = [one.ioc_set for one in store.source_versions()]
    store.keep_clock_word(NOW, "Hà", "r")
    swept(store, "s3", NOW + DAY)
    versions = store.source_versions()
    assert [one.ioc_set for one in versions[:2]] == before
    assert versions[-1].ioc_set == store.sweep("s3").ioc_sha256
    assert versions[-1].read_at == NOW + DAY
    assert all(NOW < one.read_at < NOW + DAY for one in versions[:2])


def test_a_dropped_source_is_dropped_whatever_its_date(store):
    swept(store, "s1", FAR)
    store.keep_clock_word(NOW, "Hà", "r")
    store.drop_source("/lists/other.txt", NOW + DAY, "Hà", "r")
    assert [one.dropped_at for one in store.source_versions()] == [None]
    store.drop_source("/lists/a.txt", NOW + DAY, "Hà", "r")
    assert [one.dropped_at for one in store.source_versions()] == [NOW + DAY]


def test_a_word_that_was_said_by_a_wrong_clock_is_put_right_too(store):
    swept(store, "s1", FAR)
    store.keep_clock_word(FAR - DAY, "Hà", "nhầm")
    assert store.ahead(NOW) == {FAR, FAR - DAY}
    store.keep_clock_word(NOW, "Hà", "đúng")
    assert store.ahead(NOW) == frozenset()
    assert store.newest_moment() == NOW
    (tried,) = (one for _, one in store.attempts())
    assert NOW < tried.at < NOW + DAY


def test_whose_words_they_are_gives_way_to_a_role(store):
    swept(store, "s1", FAR)
    store.keep_clock_word(NOW, "Hà", "r")
    assert store.forget_actor("Hà", "cán bộ") == 1
    assert [word.actor for word in store.clock_words()] == ["cán bộ"]


def test_a_rejection_of_that_time_counts_for_a_day_and_can_be_forgotten(store):
    with Ledger(store.folder) as ledger:
        for machine in ("a", "b"):
            row = ledger.sent("audit", machine, FAR)
            ledger.ended(row, LogonOutcome.REJECTED)
        ledger.forget("audit", FAR + DAY, "Hà")
        store.keep_clock_word(NOW, "Hà", "r")

        def refused(at) -> bool:
            account = accounts_of(ledger.rows(), at)["audit"]
            return account.refused("c", at) is not None

        assert refused(NOW + DAY / 2)
        assert not refused(NOW + 2 * DAY)
        assert not refused(FAR + 2 * DAY)
        ledger.forget("audit", NOW + DAY / 4, "Hà")
        assert not refused(NOW + DAY / 2)


def test_a_success_of_that_time_lets_nothing_go(store):
    with Ledger(store.folder) as ledger:
        for at, end in ((START, LogonOutcome.REJECTED), (FAR, LogonOutcome.ACCEPTED)):
            ledger.ended(ledger.sent("audit", "a", at), end)
        store.keep_clock_word(START + DAY / 4, "Hà", "r")
        account = accounts_of(ledger.rows(), START + DAY / 2)["audit"]
        assert account.refused("a", START + DAY / 2) is not None
