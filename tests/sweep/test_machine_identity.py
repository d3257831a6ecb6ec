"""Who machines are over time: said, proposed, and joined by a person's word alone."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from orchestrator.errors import UsageError
from orchestrator.model.campaign import Doubt
from orchestrator.model.result import Verdict
from orchestrator.sweep import machine_identity
from orchestrator.sweep.standing import standing
from tests.evidence.building import UNIT
from tests.sweep.kept_looks import BAD, LOOKED, NOW, looked_at
from tests.sweep.test_acting import signed

A, B, C = (f"{UNIT.code}/{name}" for name in "abc")
DAY = timedelta(days=1)
SIGNED = signed(approver="Lãnh đạo B")


@pytest.fixture
def state(tmp_path):
    looked_at(tmp_path / "state", "s1", LOOKED, BAD)
    return tmp_path / "state"


def rows(state, now=NOW):
    return {row.place: row for row in machine_identity.identities(state, now)}


def verdict(state, name, now):
    (unit,) = standing(state, now).units
    every = (*unit.machines, *unit.removed)
    return next((one.verdict for one in every if one.scope.row.machine == name), None)


def test_nothing_is_told_of_machines_that_are_who_they_were(state):
    assert rows(state) == {}


def test_a_replaced_box_counts_by_a_person_s_word_and_clears_nothing_alone(state):
    looked_at(state, "s2", LOOKED + DAY, boxes={"b": "new box"})
    assert rows(state)[B].machine.doubts == (Doubt.OTHER_BOX,)
    assert verdict(state, "b", NOW) is Verdict.NOT_ASSESSED
    done = machine_identity.confirm_box(state, B, SIGNED, NOW)
    assert [one.kind for one in done.new] == ["same_machine"]
    assert verdict(state, "b", NOW) is Verdict.PASS
    assert verdict(state, "a", NOW) is Verdict.FAIL


def test_the_box_of_a_failing_machine_is_replaced_and_it_fails_until_a_later_look(state):
    looked_at(state, "s2", LOOKED + DAY, boxes={"a": "new box"})
    machine_identity.confirm_box(state, A, SIGNED, NOW)
    assert verdict(state, "a", NOW) is Verdict.FAIL


def test_a_renamed_machine_is_proposed_and_its_findings_follow_it(state):
    looked_at(
        state, "s2", LOOKED + DAY, answering=("b", "c"), there=("b", "c"), boxes={"c": "box a"}
    )
    told = rows(state)
    assert told[A].machine.scope.removed_at is not None
    assert (told[C].also, told[C].moved_from) == ((A,), A)
    machine_identity.move(state, C, A, SIGNED, NOW)
    assert verdict(state, "a", NOW) is None
    assert verdict(state, "c", NOW) is Verdict.FAIL


@pytest.mark.parametrize(
    ("target", "older"), [(A, B), (A, A), (A, "th_khac/b"), ("th_khac/a", B), (A, "b"), ("F-1", B)]
)
def test_what_is_no_move_is_refused(state, target, older):
    with pytest.raises(UsageError):
        machine_identity.move(state, target, older, SIGNED, NOW)


def test_no_box_is_confirmed_where_none_changed_or_nobody_approves(state):
    with pytest.raises(UsageError):
        machine_identity.confirm_box(state, A, SIGNED, NOW)
    looked_at(state, "s2", LOOKED + DAY, boxes={"b": "new box"})
    with pytest.raises(UsageError):
        machine_identity.confirm_box(state, B, replace(SIGNED, approver=""), NOW)
