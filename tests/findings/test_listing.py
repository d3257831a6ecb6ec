"""Which findings are wanted, in which order, and what all of them come to."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from orchestrator.errors import ExitCode
from orchestrator.findings.finding_filter import (
    STATE_WORDS,
    FindingFilter,
    age,
    chosen,
    counts,
    is_due,
    standing_code,
)
from orchestrator.model.act import Handling
from orchestrator.model.campaign import FindingState
from orchestrator.model.result import UnitVerdict
from tests.findings.acts_made import BAD, GRAVE, LOOKED, NOTICED, NOW, UNIT, finding, judged


def values(**wanted):
    return [row.finding.key.value for row in chosen(judged(), FindingFilter(**wanted))]


def test_every_finding_is_shown_the_unit_s_own_before_those_of_machines():
    assert values() == [NOTICED, GRAVE, BAD]
    assert counts(chosen(judged(), FindingFilter())) == (3, 3)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"states": ("open",)}, 3),
        ({"states": ("closed",)}, 0),
        ({"states": ("closed", "new")}, 3),
        ({"states": ("due",)}, 0),
        ({"unit": UNIT.code}, 3),
        ({"unit": "u9"}, 0),
        ({"indicator": "EXAMPLE"}, 2),
        ({"older": timedelta(days=2)}, 3),
        ({"older": timedelta(days=3)}, 0),
    ],
)
def test_what_is_asked_for_is_shown(wanted, found):
    assert len(values(**wanted)) == found


def test_what_is_due_is_shown():
    state = judged()
    (unit,) = state.units
    sick, *rest = unit.machines
    waits, *others = sick.findings
    findings = (replace(waits, next_look=NOW), *others)
    found = chosen(
        replace(state, units=(replace(unit, machines=(replace(sick, findings=findings), *rest)),)),
        FindingFilter(states=("due",)),
    )
    assert [row.finding.key for row in found] == [waits.key]


def test_what_is_closed_is_no_longer_old():
    one = replace(finding(BAD), state=FindingState.CLOSED_VERIFIED)
    state = judged()
    (unit,) = state.units
    sick, *rest = unit.machines
    closed = replace(unit, machines=(replace(sick, findings=(one,)), *rest), findings=())
    rows = chosen(replace(state, units=(closed,)), FindingFilter(older=timedelta(0)))
    assert rows == ()
    (row,) = chosen(replace(state, units=(closed,)), FindingFilter(states=("closed",)))
    assert row.finding == one


def test_a_look_or_a_person_is_due():
    one = finding(BAD)
    assert not is_due(one, NOW)
    assert is_due(replace(one, next_look=NOW), NOW)
    assert not is_due(replace(one, next_look=NOW + timedelta(seconds=1)), NOW)
    late = replace(one, due=NOW)
    assert is_due(late, NOW)
    assert not is_due(replace(one, due=NOW + timedelta(seconds=1)), NOW)
    assert not is_due(replace(late, remedy=Handling.OTHER), NOW)
    assert not is_due(replace(late, state=FindingState.CLOSED_VERIFIED), NOW)


def test_an_age_is_never_below_nothing():
    assert age(finding(BAD), NOW) == NOW - LOOKED
    assert age(finding(BAD), LOOKED - timedelta(days=1)) == timedelta(0)


@pytest.mark.parametrize(
    ("verdicts", "code"),
    [
        ((UnitVerdict.PASS,), ExitCode.DONE),
        ((UnitVerdict.PASS, UnitVerdict.INSUFFICIENT), ExitCode.INCOMPLETE),
        ((UnitVerdict.INSUFFICIENT, UnitVerdict.FAIL), ExitCode.FOUND),
        ((), ExitCode.INCOMPLETE),
    ],
)
def test_the_worst_unit_decides_the_code(verdicts, code):
    state = judged()
    units = tuple(replace(state.units[0], verdict=verdict) for verdict in verdicts)
    assert standing_code(replace(state, units=units)) is code


def test_the_code_of_one_unit_is_its_own():
    state = judged()
    assert standing_code(state, UNIT.code) is ExitCode.FOUND
    assert standing_code(state, "u9") is ExitCode.INCOMPLETE


def test_every_state_is_a_word_to_choose_by():
    assert set(FindingState) < set(STATE_WORDS)
