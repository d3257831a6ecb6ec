"""A notice of an authority is a finding of the unit until somebody names the machine."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from orchestrator.errors import UsageError
from orchestrator.model.act import EvidenceClass, Handling
from orchestrator.model.campaign import FindingState
from orchestrator.model.deed import Attribute, Handle
from orchestrator.model.result import UnitVerdict, Verdict
from orchestrator.sweep import acting, noticing
from orchestrator.sweep.noticing import NoticeRequest
from orchestrator.sweep.standing import standing
from tests.evidence.building import UNIT
from tests.sweep.kept_looks import LOOKED, NOW, looked_at
from tests.sweep.test_acting import signed

NOTICE = NoticeRequest(
    unit=UNIT.code,
    address="198.51.100[.]20",
    at="2026-11-28 14:30",
    indicator="hxxp://C2.Example/x",
    actor="Cán bộ A",
    reason="công văn 12/CATP",
)


@pytest.fixture
def state(tmp_path):
    looked_at(tmp_path / "state", "s1", LOOKED)
    return tmp_path / "state"


def unit(state, now=NOW):
    (one,) = standing(state, now).units
    return one


def test_a_notice_makes_its_unit_fail_and_no_machine(state):
    assert unit(state).verdict is not UnitVerdict.FAIL
    done = noticing.add_notice(state, NOTICE, NOW)
    (row,) = done.rows
    assert done.new
    assert (row.machine, row.finding.state) == (None, FindingState.NEW)
    assert row.finding.key.klass is EvidenceClass.REPORTED
    assert row.finding.key.value == "http://c2.example/x"
    assert not row.finding.before_listing
    stands = unit(state)
    assert stands.verdict is UnitVerdict.FAIL
    assert all(one.verdict is not Verdict.FAIL for one in stands.machines)


def test_it_happened_five_minutes_around_its_time_or_on_its_day(state):
    (row,) = noticing.add_notice(state, NOTICE, NOW).rows
    (met,) = row.finding.met
    assert met.span.hi - met.span.lo == timedelta(minutes=10)
    (row,) = noticing.add_notice(state, replace(NOTICE, at="27/11/2026"), NOW).rows
    first = min(row.finding.met, key=lambda one: one.span)
    assert first.span.hi - first.span.lo == timedelta(days=1, minutes=10) - timedelta(seconds=1)


def test_the_same_notice_twice_is_one_and_another_time_is_another(state):
    assert noticing.add_notice(state, NOTICE, NOW).new
    again = noticing.add_notice(state, NOTICE, NOW + timedelta(days=1))
    assert not again.new
    assert len(again.rows[0].finding.met) == 1
    other = noticing.add_notice(state, replace(NOTICE, at="2026-11-29 08:00"), NOW)
    assert other.new
    assert len(other.rows[0].finding.met) == 2


def test_the_machine_that_is_named_has_it_and_the_unit_no_more(state):
    (row,) = noticing.add_notice(state, NOTICE, NOW).rows
    request = acting.ActRequest(
        target=row.finding.number, deed=Attribute(machine="b"), signed=signed()
    )
    acting.record(state, request, NOW)
    stands = unit(state)
    assert stands.findings == ()
    (named,) = (one for one in stands.machines if one.findings)
    assert (named.scope.row.machine, named.verdict) == ("b", Verdict.FAIL)


def test_a_handled_notice_is_closed_by_a_whole_look_at_every_machine(state):
    (row,) = noticing.add_notice(state, NOTICE, NOW).rows
    request = acting.ActRequest(
        target=row.finding.number, deed=Handle(remedy=Handling.OTHER), signed=signed()
    )
    acting.record(state, request, NOW)
    later = NOW + timedelta(hours=26)
    looked_at(state, "s2", later, answering=("a",))
    assert unit(state, later).findings[0].is_open
    looked_at(state, "s3", later + timedelta(hours=1))
    assert unit(state, later + timedelta(hours=1)).findings[0].state is (
        FindingState.CLOSED_VERIFIED
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"unit": "th_khac"},
        {"address": "trường"},
        {"address": "c2.example"},
        {"at": "31/02/2026"},
        {"at": "2026-12-01 08:00"},
        {"at": "01/12/2026"},
        {"indicator": "không phải"},
        {"indicator": ""},
        {"actor": ""},
        {"reason": " "},
        {"reason": "x\udcff"},
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(state, wrong):
    with pytest.raises(UsageError) as refused:
        noticing.add_notice(state, replace(NOTICE, **wrong), NOW)
    assert len(refused.value.problems) == 1
    assert unit(state).findings == ()


@pytest.mark.parametrize(
    ("given", "value"),
    [
        ("203.0.113.7:443", "203.0.113.7:443"),
        ("[2001:db8::7]:443", "[2001:db8::7]:443"),
        ("BAD[.]example.", "bad.example"),
    ],
)
def test_an_indicator_is_told_as_lists_tell_it(state, given, value):
    (row,) = noticing.add_notice(state, replace(NOTICE, indicator=given), NOW).rows
    assert row.finding.key.value == value
