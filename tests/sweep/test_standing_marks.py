"""Whatever a standing rests on takes its mark away when it changes: without that it would be told.

Each change is made twice: as it is, and with the triggers gone that tell of it. Then what is kept
must be wrong, or the change would prove nothing.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from orchestrator.evidence import Looked, Store, ToldEvidence, open_store
from orchestrator.model.act import Attributed, EvidenceClass, Handled, Handling, Moved, SameMachine
from orchestrator.model.look import Look, Met, Origin, Span
from orchestrator.model.outcome import Ended, Outcome
from orchestrator.model.result import Status
from orchestrator.sweep.judging import to_keep
from orchestrator.sweep.standing import judge_all
from orchestrator.sweep.standing_cache import StandingCache
from tests.bench.rematch import table
from tests.evidence.building import SCRIPT, UNIT, trip
from tests.sweep.kept_looks import BAD, LOOKED, NOW, looked_at
from tests.sweep.test_standing_cache import anew

SOON = LOOKED + timedelta(hours=30)
HEAD = {"unit": UNIT.code, "claimed": SOON, "recorded": SOON, "actor": "a", "reason": "r"}
LIST = table([BAD, "new.example"])


@pytest.fixture
def store(tmp_path: Path):
    """Both machines are looked at; `a` met something, and the box of `a` answers as `b`, too."""
    state = tmp_path / "state"
    looked_at(state, "s1", LOOKED, BAD)
    looked_at(state, "s2", LOOKED + timedelta(hours=1), answering=("b",), boxes={"b": "box a"})
    with closing(open_store(state, create=False)) as opened:
        opened.keep_acts([Attributed(id="0" * 64, machine=2, value=BAD, klass=REPORTED, **HEAD)])
        yield opened


REPORTED = EvidenceClass.REPORTED


def met(store: Store, evidence: int, klass: EvidenceClass = EvidenceClass.CONTACT) -> Met:
    return Met(
        evidence=evidence,
        value=BAD,
        klass=klass,
        status=Status.CONNECTED,
        check="connections",
        observed=BAD,
        span=Span(LOOKED, LOOKED),
        since_list=store.sweep("s1").ioc_sha256,
        since=LOOKED,
    )


def another_name(store: Store) -> None:
    looked_at(store.folder, "s3", SOON, answering=("a",), boxes={"a": "box b"})


def met_elsewhere(store: Store) -> None:
    store.come_into_force(to_keep(LIST), (), {3: (met(store, 3),)})


def no_more_met(store: Store) -> None:
    store.come_into_force(to_keep(LIST), (), {1: ()})


def concerned(store: Store) -> None:
    store.come_into_force(to_keep(LIST), (1,), {})


def off(store: Store) -> None:
    came = replace(trip("a", b"", Outcome(ended=Ended.UNREACHABLE)), started_at=SOON)
    store.add(store.sweep("s1"), came, _stored(store), SCRIPT, (), None)


def unread(store: Store) -> None:
    came = replace(trip("a", b"more"), started_at=SOON)
    store.add(store.sweep("s1"), came, _stored(store), SCRIPT, (), None)


def _stored(store: Store):
    return next(one for one in store.machines("s1") if one.scoped.row.machine == "a")


def handled(store: Store) -> None:
    finding = {"value": BAD, "klass": EvidenceClass.LOOKUP, "remedy": Handling.OTHER}
    store.keep_acts([Handled(id="1" * 64, machine=1, **finding, **HEAD)])


def same_machine(store: Store) -> None:
    store.keep_acts([SameMachine(id="2" * 64, machine=2, box="box a", approver="b", **HEAD)])


def moved(store: Store) -> None:
    store.keep_acts([Moved(id="3" * 64, machine=2, source=1, approver="b", **HEAD)])


def noticed(store: Store) -> None:
    told = ToldEvidence(
        origin=Origin.NOTICE,
        unit=UNIT.code,
        source="SOC",
        collected_at=SOON,
        earliest=LOOKED,
        body=b"x",
    )
    span = Span(LOOKED, SOON)
    look = Look(evidence=0, machine=None, unit=UNIT.code, origin=Origin.NOTICE, span=span)
    found = Looked(look=look, met=(met(store, 0, REPORTED),), whole=False)
    store.keep_told(told, found)


def read_otherwise(store: Store) -> None:
    look = next(one for one in store.looks() if one.evidence == 1)
    store.keep_looks([Looked(look=replace(look, answers={}), met=(), whole=False)])


def clock_put_right(store: Store) -> None:
    store.keep_clock_word(LOOKED + timedelta(minutes=30), "a", "r")


CHANGES: list[tuple[Callable[[Store], None], tuple[str, ...]]] = [
    (another_name, ("fingerprint_insert", "fingerprint_delete")),
    (met_elsewhere, ("met_insert",)),
    (no_more_met, ("met_delete",)),
    (concerned, ("concerned_insert",)),
    (off, ("attempt_insert",)),
    (unread, ("attempt_insert", "evidence_insert")),
    (handled, ("act_insert",)),
    (same_machine, ("act_insert",)),
    (moved, ("act_insert",)),
    (clock_put_right, ("clock_word",)),
    (noticed, ("evidence_insert", "look_insert", "met_insert")),
    (
        read_otherwise,
        ("look_insert", "met_insert", "met_delete", "fingerprint_insert", "fingerprint_delete"),
    ),
]


@pytest.mark.parametrize("change", [change for change, _ in CHANGES])
def test_what_changes_is_told_anew(store: Store, change):
    judge_all(store, NOW)
    change(store)
    assert judge_all(store, NOW) == anew(store, NOW)


@pytest.mark.parametrize(("change", "triggers"), CHANGES)
def test_it_is_the_triggers_that_tell(store: Store, change, triggers):
    judge_all(store, NOW)
    for name in triggers:
        store._connection.execute(f"DROP TRIGGER {name}_unmarks")
    change(store)
    assert judge_all(store, NOW) != anew(store, NOW)


@pytest.mark.parametrize("change", [change for change, _ in CHANGES])
def test_what_changes_while_it_is_told_is_told_by_the_next(store: Store, change, monkeypatch):
    begin = StandingCache.begin

    def late(cache: StandingCache, of):
        change(store)  # all that was read until now is of before
        return begin(cache, of)

    with monkeypatch.context() as patch:
        patch.setattr(StandingCache, "begin", late)
        judge_all(store, NOW)
    assert judge_all(store, NOW) == anew(store, NOW)


def test_an_answer_that_is_pruned_waits_no_more(store: Store):
    unread(store)
    judge_all(store, NOW)
    store.prune((4,), NOW)
    assert judge_all(store, NOW) == anew(store, NOW)


def test_no_mark_comes_back_as_it_was(store: Store):
    judge_all(store, NOW)
    before = dict(store.marks())
    with closing(sqlite3.connect(store.folder / "orchestrator.sqlite3")) as db, db:
        db.execute("DELETE FROM mark")
    store.fill_marks()
    after = store.marks()
    assert before.keys() == after.keys()
    assert not set(before.values()) & set(after.values())
