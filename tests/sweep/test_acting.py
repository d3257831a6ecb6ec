"""What a person records is kept once, shown at once, and turns nothing green by itself."""

from datetime import timedelta

import pytest

from orchestrator.errors import ExitCode, StateError, UsageError
from orchestrator.evidence import writer_lock
from orchestrator.model.act import Handling
from orchestrator.model.campaign import FindingState
from orchestrator.model.deed import CallFalse, Handle, Signed, Triage
from orchestrator.model.result import Verdict
from orchestrator.sweep import acting, finding_list
from orchestrator.sweep.finding_list import FindingFilter
from orchestrator.sweep.standing import standing
from orchestrator.text.moments import today
from tests.evidence.building import UNIT
from tests.sweep.kept_looks import BAD, GRAVE, LOOKED, NOW, WORSE, looked_at

CLEANED = Handle(remedy=Handling.SCAN_REMOVED)
MACHINE = f"{UNIT.code}/a"


@pytest.fixture
def state(tmp_path):
    looked_at(tmp_path / "state", "s1", LOOKED, BAD, GRAVE)
    return tmp_path / "state"


def signed(now=NOW, at=None, approver=""):
    return Signed(
        actor="Cán bộ A", reason="đã quét", approver=approver, claim=acting.claim(at, now)
    )


def record(state, deed, target=MACHINE, now=NOW, **more):
    request = acting.ActRequest(target=target, deed=deed, signed=signed(now, **more))
    return acting.record(state, request, now)


def listed(state, now=NOW, **wanted):
    return finding_list.list_findings(state, FindingFilter(**wanted), now)


def states(state, now=NOW):
    return {row.finding.key.value: row.finding.state for row in listed(state, now).rows}


def verdict(state, now):
    (unit,) = standing(state, now).units
    return next(one.verdict for one in unit.machines if one.scope.row.machine == "a")


def number(state, value=BAD):
    return next(r.finding.number for r in listed(state).rows if r.finding.key.value == value)


def test_a_handling_closes_by_a_later_whole_look_and_by_nothing_else(state):
    assert states(state) == {BAD: FindingState.NEW, GRAVE: FindingState.NEW}
    done = record(state, CLEANED)
    assert [row.finding.state for row in done.rows] == [FindingState.HANDLED] * 2
    assert verdict(state, NOW) is Verdict.FAIL
    assert listed(state).code is ExitCode.FOUND
    soon, later = NOW + timedelta(hours=4), NOW + timedelta(hours=26)
    looked_at(state, "s2", soon)
    assert set(states(state, soon).values()) == {FindingState.VERIFYING}
    assert verdict(state, soon) is Verdict.FAIL
    looked_at(state, "s3", later)
    assert set(states(state, later).values()) == {FindingState.CLOSED_VERIFIED}
    assert verdict(state, later) is Verdict.PASS


def test_what_comes_back_after_a_handling_is_reopened(state):
    record(state, CLEANED)
    later = NOW + timedelta(hours=26)
    looked_at(state, "s2", later, BAD)
    assert states(state, later) == {
        BAD: FindingState.REOPENED,
        GRAVE: FindingState.CLOSED_VERIFIED,
    }


def test_the_same_words_twice_are_one_act(state):
    first = record(state, CLEANED)
    again = record(state, CLEANED, now=NOW + timedelta(minutes=1))
    assert (len(first.new), first.same) == (1, ())
    assert (again.new, [one.id for one in again.same]) == ((), [first.new[0].id])
    assert len(acting.kept_acts(state)) == 1


def test_nothing_is_kept_where_one_thing_speaks_against_it(state):
    with pytest.raises(UsageError) as refused:
        record(state, CallFalse(until=NOW), number(state))
    assert len(refused.value.problems) == 2
    assert acting.kept_acts(state) == ()


@pytest.mark.parametrize("at", ["31/02/2026", "hôm qua", "2026-13-01", "2026-11-28 25:00", ""])
def test_a_day_that_there_is_not_is_refused(at):
    with pytest.raises(UsageError):
        acting.claim(at, NOW)


def test_what_was_done_today_is_recorded_today_and_tomorrow_is_not(state):
    day = today(NOW)
    assert len(record(state, CLEANED, at=f"{day.at:%d/%m/%Y}").new) == 1
    with pytest.raises(UsageError):
        record(state, CLEANED, at=f"{day.at + timedelta(days=1):%d/%m/%Y}")


def test_a_handling_claimed_before_the_last_sighting_is_refuted(state):
    done = record(state, CLEANED, at="2026-11-27")
    assert {row.finding.state for row in done.rows} == {FindingState.NEW}  # none was there by then
    one = record(state, CLEANED, number(state), at="2026-11-27")
    assert [row.finding.state for row in one.rows] == [FindingState.REOPENED]


def test_what_is_on_one_machine_is_no_incident(state):
    request = acting.ActRequest(target=number(state), deed=Triage(), signed=signed(), incident=True)
    with pytest.raises(UsageError):
        acting.record(state, request, NOW)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, {BAD, GRAVE}),
        ({"states": ("new",)}, {BAD, GRAVE}),
        ({"states": ("closed",)}, set()),
        ({"states": ("due", "handled")}, set()),
        ({"indicator": "BAD."}, {BAD}),
        ({"older": timedelta(days=2)}, {BAD, GRAVE}),
        ({"older": timedelta(days=3)}, set()),
        ({"unit": UNIT.code}, {BAD, GRAVE}),
    ],
)
def test_findings_are_chosen(state, wanted, found):
    assert {row.finding.key.value for row in listed(state, **wanted).rows} == found


def test_a_look_that_is_due_is_due(state):
    record(state, CLEANED)
    assert listed(state, NOW + timedelta(hours=23), states=("due",)).rows == ()
    assert len(listed(state, NOW + timedelta(hours=25), states=("due",)).rows) == 2


def test_a_unit_that_there_is_not_is_refused(state):
    with pytest.raises(UsageError):
        listed(state, unit="th_khac")


def test_an_incident_is_on_every_machine_that_has_it(tmp_path):
    state = tmp_path / "state"
    looked_at(state, "s1", LOOKED, BAD, met_by=("a", "b"))
    request = acting.ActRequest(target=number(state), deed=Triage(), signed=signed(), incident=True)
    done = acting.record(state, request, NOW)
    assert len(done.new) == 2
    assert {row.machine_name for row in done.rows} == {"a", "b"}
    (one,) = listed(state).incidents
    assert len(one.machines) == 2


@pytest.mark.parametrize(("family", "incidents"), [("Mal", 1), ("", 0)])
def test_indicators_of_one_malware_are_an_incident(tmp_path, family, incidents):
    """The list's own word for what is behind them, however each line spells its case."""
    state = tmp_path / "state"
    looked_at(state, "s1", LOOKED, BAD, family=family)
    looked_at(state, "s2", LOOKED + timedelta(hours=1), WORSE, met_by=("b",), family=family)
    found = listed(state).incidents
    assert len(found) == incidents
    if family:
        assert (found[0].what.casefold(), found[0].machines) == ("mal", {1, 2})
        request = acting.ActRequest(
            target=number(state), deed=Triage(), signed=signed(), incident=True
        )
        assert len(acting.record(state, request, NOW).new) == 2


def test_acts_are_recorded_while_a_sweep_is_at_work(state):
    with writer_lock(state):
        record(state, CLEANED)
    assert len(acting.kept_acts(state)) == 1


def test_a_folder_without_a_sweep_is_one_message(tmp_path):
    with pytest.raises(StateError) as refused:
        listed(tmp_path / "nothing")
    assert len(refused.value.problems) == 1
