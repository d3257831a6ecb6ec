"""Standings that were kept may be lost or damaged: they are told anew, and never a guess."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from orchestrator.evidence import open_store
from orchestrator.evidence.opening import FILE
from orchestrator.model.campaign import FindingState, Judged
from orchestrator.model.result import Verdict
from orchestrator.sweep import standing_cache
from orchestrator.sweep.standing import judge_all, standing
from tests.sweep.kept_looks import BAD, LOOKED, NOW, looked_at
from tests.sweep.test_acting import CLEANED, record


@pytest.fixture
def state(tmp_path: Path) -> Path:
    looked_at(tmp_path / "state", "s1", LOOKED, BAD)
    return tmp_path / "state"


def verdicts(judged: Judged) -> dict[str, Verdict]:
    return {one.scope.row.machine: one.verdict for unit in judged.units for one in unit.machines}


def kept(state: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(state / FILE)) as db:
        return db.execute("SELECT * FROM standing ORDER BY machine").fetchall()


def changed(state: Path, *statements: str) -> None:
    with closing(sqlite3.connect(state / FILE)) as db, db:
        for statement in statements:
            assert db.execute(statement).rowcount > 0


def test_what_was_told_is_kept_and_told_again(state: Path):
    first = standing(state, NOW)
    rows = kept(state)
    assert len(rows) == 3
    assert standing(state, NOW) == first
    assert kept(state) == rows  # nothing was told anew


def test_a_look_makes_those_anew_that_it_is_about(state: Path):
    standing(state, NOW)
    before = dict(row[:1] + row[-1:] for row in kept(state))
    looked_at(state, "s2", LOOKED + timedelta(days=1), answering=("b",))
    standing(state, NOW)
    after = dict(row[:1] + row[-1:] for row in kept(state))
    assert before[1] == after[1]
    assert before[2] != after[2]


@pytest.mark.parametrize(
    "damage",
    [
        """UPDATE standing SET said =
            CAST(replace(CAST(said AS TEXT), '"verdict":"fail"', '"verdict":"pass"') AS BLOB)""",
        "UPDATE standing SET said = x'7b7d'",
        "UPDATE standing SET said = x''",
        "UPDATE standing SET rests = '[]'",
        "UPDATE standing SET rests = '{'",
        "UPDATE standing SET rests = '[[1, 2]]'",
        "UPDATE standing SET next_change = NULL",
        "UPDATE standing SET next_change = 'z'",
        "UPDATE standing SET at = ''",
        "UPDATE standing SET basis = ''",
        "UPDATE standing SET said = (SELECT said FROM standing WHERE machine = 2)",
        "UPDATE mark SET mark = mark + 1",
        "DELETE FROM mark",
        "DELETE FROM standing",
    ],
)
def test_what_is_damaged_is_told_anew(state: Path, damage: str):
    first = standing(state, NOW)
    assert verdicts(first) == {"a": Verdict.FAIL, "b": Verdict.PASS, "zz-out": Verdict.EXCLUDED}
    changed(state, damage)
    assert standing(state, NOW) == first
    rows = kept(state)
    assert standing(state, NOW) == first
    assert kept(state) == rows


@pytest.mark.parametrize("older", ["UPDATE look SET reader = 0", "DELETE FROM look"])
def test_what_an_older_reader_read_is_read_again_though_all_was_kept(state: Path, older: str):
    standing(state, NOW)
    standing(state, NOW)
    changed(state, older)
    with closing(open_store(state, create=False)) as store:
        assert store.waiting()
    standing(state, NOW)
    with closing(open_store(state, create=False)) as store:
        assert not store.waiting()


def test_an_act_that_is_gone_is_no_traceback_and_no_finding_s_any_more(state: Path):
    record(state, CLEANED)
    standing(state, NOW)
    with closing(sqlite3.connect(state / FILE)) as db, db:
        db.execute("DROP TRIGGER act_stays")
        db.execute("DELETE FROM act")
    (unit,) = standing(state, NOW).units
    found = next(one for one in unit.machines if one.scope.row.machine == "a")
    assert [one.state for one in found.findings] == [FindingState.NEW]


def test_another_fold_or_other_rules_trust_nothing_that_was_kept(
    state: Path, monkeypatch: pytest.MonkeyPatch
):
    standing(state, NOW)
    before = kept(state)
    monkeypatch.setattr(standing_cache, "FOLD", standing_cache.FOLD + 1)
    standing(state, NOW)
    assert all(new[-1] != old[-1] for new, old in zip(kept(state), before, strict=True))


def test_a_store_that_cannot_be_written_to_is_judged_all_the_same(state: Path):
    first = standing(state, NOW)
    with closing(open_store(state, create=False)) as store:
        store._connection.execute("PRAGMA query_only = ON")
        later = NOW + timedelta(days=40)
        found = judge_all(store, later)
        assert not store.fill_marks()
    assert verdicts(found)["b"] is Verdict.NOT_ASSESSED
    assert standing(state, NOW) == first
