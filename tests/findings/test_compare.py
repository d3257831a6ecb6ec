"""Two dates by today's list: what is new, still there, not seen, verified, back or withdrawn."""

import pytest
from msgspec.structs import replace

from orchestrator.findings import stand_unit
from orchestrator.findings.compare import (
    Comparison,
    FindingChange,
    History,
    Incomparable,
    WhyNot,
    compare,
)
from orchestrator.model.campaign import MachineScope, UnitStanding
from orchestrator.model.look import DroppedBy
from orchestrator.model.rules import RULES
from tests.findings.campaign_made import (
    SCOPE,
    at,
    cached,
    contact,
    dropped,
    excluded,
    false_positive,
    handled,
    joined,
    looked,
    notice,
    off,
    standing,
)
from tests.findings.test_unit_standing import NOTHING, UNIT

A, B = 2, 9
OTHER = replace(SCOPE, number=8, row=replace(SCOPE.row, machine="m8"))


def unit(
    day: float, *machines: tuple[History, MachineScope], told: History = NOTHING
) -> UnitStanding:
    told = told.until(at(day))
    return stand_unit(
        UNIT,
        [standing(history.until(at(day)), at(day), scope) for history, scope in machines],
        looks=told.looks,
        met=told.met,
        acts=told.acts,
        rules=RULES,
        now=at(day),
        list_bars_pass=False,
    )


def between(history: History, told: History = NOTHING) -> Comparison:
    both = (unit(day, (history, SCOPE), told=told) for day in (A, B))
    found = compare(*([one] for one in both), since=at(A))
    assert isinstance(found, Comparison)
    return found


SEEN = looked(0, contact())
CASES = {
    "new": (looked(0), looked(5, contact())),
    "still": (SEEN, looked(5, contact())),
    "not_seen": (SEEN, looked(5)),
    "verified": (SEEN, handled(3), looked(5)),
    "reopened": (SEEN, handled(1), looked(5, contact())),
    "withdrawn": (looked(0, dropped(contact(), 5, DroppedBy.AUTHORITY)), looked(6)),
    "excused": (looked(0, cached()), false_positive(3), looked(6)),
}


@pytest.mark.parametrize("change", CASES)
def test_what_became_of_a_finding(change: str):
    found = between(joined(*CASES[change]))
    assert [one.change for one in found.changes] == [change]
    assert found.count(FindingChange(change)) == 1
    assert (found.common, found.gone, found.added) == (1, 0, 0)


def test_what_was_verified_and_came_back_is_reopened():
    history = joined(looked(-5, contact()), handled(-4), looked(0), looked(5, contact()))
    assert [one.change for one in between(history).changes] == ["reopened"]


def test_what_came_and_was_verified_between_is_verified():
    history = joined(looked(0), looked(3, contact()), handled(4), looked(6))
    assert [one.change for one in between(history).changes] == ["verified"]


@pytest.mark.parametrize(
    "history",
    [
        joined(looked(-5, contact()), handled(-4), looked(0)),
        looked(0, dropped(contact(), 1, DroppedBy.AUTHORITY)),
    ],
    ids=["verified", "withdrawn"],
)
def test_what_was_closed_before_and_stays_so_is_no_change(history: History):
    assert between(history).changes == ()


def test_an_excuse_that_ran_out_is_still_there():
    history = joined(looked(0, cached()), false_positive(1, until=8), looked(1.5))
    assert [one.change for one in between(history).changes] == ["still"]


def test_a_units_own_findings_are_compared_too():
    assert [one.change for one in between(looked(0), notice(5)).changes] == ["new"]


def test_what_is_gone_without_a_word_is_still_open():
    seen, clean = (unit(B, (one, SCOPE)) for one in (SEEN, looked(0)))
    found = compare([seen], [clean], since=at(A))
    assert isinstance(found, Comparison)
    assert [one.change for one in found.changes] == ["still"]
    closed = unit(B, (joined(SEEN, handled(1), looked(3)), SCOPE))
    found = compare([closed], [clean], since=at(A))
    assert isinstance(found, Comparison)
    assert found.changes == ()


def test_machines_that_only_one_date_knows_are_counted():
    both = unit(A, (SEEN, SCOPE), (SEEN, OTHER))
    later = unit(B, (SEEN, SCOPE), (SEEN, replace(OTHER, number=9)))
    found = compare([both], [later], since=at(A))
    assert isinstance(found, Comparison)
    assert (found.common, found.gone, found.added) == (1, 1, 1)
    assert {one.finding.key.machine for one in found.changes} == {7}


@pytest.mark.parametrize(
    ("before", "after", "pruned", "whys"),
    [
        ((looked(0), SCOPE), (looked(0), OTHER), (), (WhyNot.SCOPE,)),
        ((off(0), SCOPE), (looked(5), SCOPE), (), (WhyNot.COVERAGE,)),
        ((looked(0), SCOPE), (looked(0), SCOPE), (3,), (WhyNot.PRUNED,)),
        ((off(0), excluded()), (looked(5), SCOPE), (3,), (WhyNot.COVERAGE, WhyNot.PRUNED)),
    ],
)
def test_why_two_dates_cannot_be_compared(before, after, pruned, whys):
    a, b = unit(A, before), unit(B, after)
    found = compare([a], [b], since=at(A), pruned=frozenset(pruned))
    assert found == Incomparable(whys=whys)


def test_a_date_knows_only_what_was_there_by_then():
    history = joined(looked(0, contact()), handled(3), off(4), looked(5, contact()))
    assert history.until(at(5)) == history
    early = history.until(at(2))
    assert [len(part) for part in (early.looks, early.met, early.acts, early.attempts)] == [
        1,
        1,
        0,
        1,
    ]
