"""Which act may be recorded on what."""

import unicodedata
from datetime import timedelta

import pytest
from msgspec.structs import replace

from orchestrator.findings.act_content import with_id
from orchestrator.findings.act_refusals import LONGEST, ActFault, Prepared, prepare
from orchestrator.findings.targets import (
    NoTarget,
    OneFinding,
    TargetFault,
    WholeMachine,
    find_target,
    finding_rows,
)
from orchestrator.model.act import EvidenceClass, Handling, SameMachine
from orchestrator.model.campaign import Doubt, FindingState
from orchestrator.model.deed import (
    AcceptRisk,
    Assign,
    Attribute,
    CallFalse,
    Claim,
    ConfirmBox,
    Handle,
    Move,
    Signed,
    TakeBack,
    Triage,
)
from orchestrator.model.result import Status
from tests.findings.acts_made import (
    BAD,
    LOOKED,
    NOTICED,
    NOW,
    SICK,
    SICK_LOOKS,
    UNIT,
    finding,
    judged,
    look,
)

TODAY = Claim(at=NOW, told="2026-11-30")
SIGNED = Signed(actor="Cán bộ A", reason="đã quét sạch", approver="Lãnh đạo B", claim=TODAY)
CLEANED = Handle(remedy=Handling.SCAN_REMOVED)
SOON = NOW + timedelta(days=30)


def target(given):
    found = find_target(judged(), given)
    assert isinstance(found, OneFinding | WholeMachine), found
    return found


def number(value=BAD):
    return finding(value).number


def record(deed, given=None, signed=SIGNED, acts=(), now=NOW):
    state = judged(acts, now)
    return prepare(state, acts, find_target(state, given or number()), deed, signed)


def act(deed, given=None, signed=SIGNED, acts=(), now=NOW):
    done = record(deed, given, signed, acts, now)
    assert isinstance(done, Prepared), done
    return done.act


def faults(*given, **more):
    refused = record(*given, **more)
    assert isinstance(refused, tuple), refused
    return [one.fault for one in refused]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("F-999999", NoTarget(fault=TargetFault.NO_FINDING, given="F-999999")),
        ("hs-01", NoTarget(fault=TargetFault.NO_TARGET, given="hs-01")),
        ("/hs-01", NoTarget(fault=TargetFault.NO_TARGET, given="/hs-01")),
        ("u9/x", NoTarget(fault=TargetFault.NO_UNIT, given="u9", known=(UNIT.code,))),
        (
            f"{UNIT.code}/hs-1",
            NoTarget(fault=TargetFault.NO_MACHINE, given="hs-1", known=("hs-03", "hs-01", "hs-02")),
        ),
    ],
)
def test_nothing_is_meant_by(given, said):
    assert find_target(judged(), given) == said


def test_a_number_is_found_in_any_case_and_a_machine_by_its_unit():
    rows = {row.finding.key.value: row for row in finding_rows(judged())}
    assert find_target(judged(), number().lower()) == OneFinding(row=rows[BAD])
    assert rows[BAD].place == f"{UNIT.code}/hs-01"
    assert rows[NOTICED].place == UNIT.code
    assert rows[NOTICED].machine_name == ""
    assert target(f"{UNIT.code}/hs-03").machine.scope.number == 3


def test_two_findings_of_one_number_are_told_apart_by_no_guess():
    state = judged()
    doubled = replace(state, units=tuple(state.units) * 2)
    assert find_target(doubled, number()) == NoTarget(
        fault=TargetFault.SEVERAL_FINDINGS, given=number(), known=(f"{UNIT.code}/hs-01",) * 2
    )


@pytest.mark.parametrize(
    ("deed", "signed", "said"),
    [
        (CLEANED, replace(SIGNED, actor=" "), ActFault.NO_ACTOR),
        (CLEANED, replace(SIGNED, reason=""), ActFault.NO_REASON),
        (CLEANED, replace(SIGNED, actor="\u200b."), ActFault.NO_ACTOR),
        (CLEANED, replace(SIGNED, reason="---"), ActFault.NO_REASON),
        (CLEANED, replace(SIGNED, reason="x\udcff"), ActFault.NO_TEXT),
        (Assign(owner="x\udcff"), SIGNED, ActFault.NO_TEXT),
        (
            CLEANED,
            replace(SIGNED, claim=Claim(at=NOW + timedelta(minutes=6), told="x")),
            ActFault.FUTURE,
        ),
        (CallFalse(until=SOON), replace(SIGNED, approver=""), ActFault.NO_APPROVER),
        (AcceptRisk(until=SOON), replace(SIGNED, approver=" "), ActFault.NO_APPROVER),
        (CallFalse(until=NOW), SIGNED, ActFault.UNTIL_PAST),
        (CallFalse(until=NOW + LONGEST + timedelta(days=2)), SIGNED, ActFault.UNTIL_FAR),
        (AcceptRisk(until=NOW + timedelta(days=900)), SIGNED, ActFault.UNTIL_FAR),
        (Assign(owner=""), SIGNED, ActFault.NO_OWNER),
        (Assign(owner="x", due=NOW - timedelta(days=1)), SIGNED, ActFault.DUE_PAST),
        (Attribute(machine="hs-02"), SIGNED, ActFault.NOT_OF_UNIT),
        (TakeBack(act="12345678"), SIGNED, ActFault.NO_ACT),
        (TakeBack(act="1"), SIGNED, ActFault.NO_ACT),
    ],
)
def test_what_is_not_recorded_of_a_finding(deed, signed, said):
    assert faults(deed, signed=signed) == [said]


def test_all_that_speaks_against_an_act_is_said_at_once():
    nobody = Signed(actor="", reason="", claim=TODAY)
    assert faults(CallFalse(until=NOW), signed=nobody) == [
        ActFault.NO_ACTOR,
        ActFault.NO_REASON,
        ActFault.NO_APPROVER,
        ActFault.UNTIL_PAST,
    ]


@pytest.mark.parametrize(
    ("deed", "machine", "said"),
    [
        (CallFalse(until=SOON), "hs-01", ActFault.NOT_OF_ALL),
        (AcceptRisk(until=SOON), "hs-01", ActFault.NOT_OF_ALL),
        (Attribute(machine="hs-02"), "hs-01", ActFault.NOT_OF_ALL),
        (CLEANED, "hs-02", ActFault.NOTHING_FOUND),
    ],
)
def test_what_is_not_recorded_of_a_whole_machine(deed, machine, said):
    assert faults(deed, f"{UNIT.code}/{machine}") == [said]


def test_a_clock_behind_what_was_recorded_records_nothing():
    later = act(CLEANED)
    for early, acts in ((NOW - timedelta(minutes=6), (later,)), (NOW - timedelta(days=3), ())):
        signed = replace(SIGNED, claim=Claim(at=early, told="x"))
        assert faults(Triage(), signed=signed, acts=acts, now=early) == [ActFault.CLOCK_BACK]


def test_an_act_on_a_finding_says_what_it_is_about():
    done = act(CLEANED)
    assert (done.machine, done.unit, done.value, done.klass) == (
        SICK,
        UNIT.code,
        BAD,
        EvidenceClass.LOOKUP,
    )
    assert (done.actor, done.reason, done.list) == (SIGNED.actor, SIGNED.reason, "ab" * 32)
    assert done.recorded == done.claimed == NOW
    (row,) = (r for r in finding_rows(judged((done,))) if r.finding.key.value == BAD)
    assert row.finding.state is FindingState.HANDLED
    assert row.finding.is_open


def test_an_act_on_a_machine_is_about_all_of_it():
    done = act(CLEANED, f"{UNIT.code}/hs-01")
    assert (done.machine, done.value, done.klass) == (SICK, None, None)
    rows = [row for row in finding_rows(judged((done,))) if row.machine is not None]
    assert {row.finding.state for row in rows} == {FindingState.HANDLED}


@pytest.mark.parametrize(
    ("deed", "state"),
    [
        (Triage(attested="Cô C"), FindingState.TRIAGED),
        (Assign(owner="Cô C", due=SOON), FindingState.ASSIGNED),
        (CallFalse(until=SOON), FindingState.FALSE_POSITIVE),
        (AcceptRisk(until=SOON), FindingState.ACCEPTED_RISK),
    ],
)
def test_each_deed_has_its_state(deed, state):
    done = act(deed)
    assert finding(acts=(done,)).state is state


def test_a_false_positive_covers_what_was_seen_and_no_more():
    assert act(CallFalse(until=SOON)).covers == (Status.RESOLVED,)


def test_what_was_claimed_a_little_ahead_counts_as_now():
    ahead = replace(SIGNED, claim=Claim(at=NOW + timedelta(minutes=4), told="x"))
    assert act(CLEANED, signed=ahead).claimed == NOW


def test_the_same_words_are_one_act_whenever_they_come():
    at = Claim(at=NOW - timedelta(days=1), told="2026-11-29")
    first = act(CLEANED, signed=replace(SIGNED, claim=at))
    again = record(
        CLEANED, signed=replace(SIGNED, claim=at), acts=(first,), now=NOW + timedelta(days=3)
    )
    assert again.known
    assert again.act.id == first.id
    assert with_id(replace(first, list="another"), "name", SIGNED).id == (
        with_id(first, "name", SIGNED).id
    )


def test_how_accents_are_put_together_makes_no_other_act():
    apart = replace(SIGNED, reason=f" {unicodedata.normalize('NFD', SIGNED.reason)} ")
    assert act(CLEANED, signed=apart).id == act(CLEANED).id


@pytest.mark.parametrize(
    "other",
    [
        {"deed": Handle(remedy=Handling.REIMAGED)},
        {"signed": replace(SIGNED, actor="khác")},
        {"signed": replace(SIGNED, reason="khác")},
        {"signed": replace(SIGNED, claim=Claim(at=NOW, told="2026-11-29"))},
        {"given": f"{UNIT.code}/hs-01"},
    ],
)
def test_other_words_are_another_act(other):
    assert act(**{"deed": CLEANED, **other}).id != act(CLEANED).id


def test_the_notice_of_a_unit_is_given_to_a_machine():
    done = act(Attribute(machine="hs-02"), number(NOTICED))
    assert (done.machine, done.value) == (2, NOTICED)
    assert faults(Attribute(machine="hs-9"), number(NOTICED)) == [ActFault.NO_MACHINE]
    given_elsewhere = act(Attribute(machine="hs-01"), number(NOTICED))
    assert given_elsewhere.id != done.id


def test_an_act_is_taken_back_once():
    done = act(CallFalse(until=SOON))
    undone = act(TakeBack(act=done.id[:12].upper()), acts=(done,))
    assert (undone.ref, undone.approver, undone.machine) == (done.id, SIGNED.approver, SICK)
    assert finding(acts=(done, undone)).state is FindingState.NEW
    assert faults(TakeBack(act=done.id), acts=(done, undone)) == [ActFault.UNDONE]


def test_an_act_on_a_whole_machine_is_taken_back_by_the_machine_or_the_finding():
    done = act(CLEANED, f"{UNIT.code}/hs-01")
    for given in (f"{UNIT.code}/hs-01", number()):
        assert act(TakeBack(act=done.id), given, acts=(done,)).ref == done.id


def test_an_act_is_named_by_enough_of_its_id():
    done = act(CLEANED)
    twin = replace(act(Triage()), id=done.id[:9] + "0" * 55)
    assert faults(TakeBack(act=done.id[:8]), acts=(done, twin)) == [ActFault.SEVERAL_ACTS]
    assert faults(TakeBack(act=done.id), number(NOTICED), acts=(done,)) == [ActFault.NO_ACT]


def test_what_says_who_a_machine_is_is_not_taken_back():
    same = SameMachine(
        id="a" * 64,
        machine=SICK,
        unit=UNIT.code,
        claimed=NOW,
        recorded=NOW,
        actor="x",
        reason="y",
        box="box",
        approver="z",
    )
    given = f"{UNIT.code}/hs-01"
    assert faults(TakeBack(act=same.id), given, acts=(same,)) == [ActFault.NOT_UNDOABLE]


def swapped():
    """Return the district after another box answered as hs-01."""
    other = replace(look(5, at=LOOKED + timedelta(hours=1)), box="other box")
    return judged(looks=(*SICK_LOOKS, other))


def test_another_box_is_the_machine_s_by_a_person_s_word():
    state = swapped()
    there = find_target(state, f"{UNIT.code}/hs-01")
    assert there.machine.doubts == (Doubt.OTHER_BOX,)
    done = prepare(state, (), there, ConfirmBox(box="other box"), SIGNED)
    assert (done.act.kind, done.act.box, done.act.machine) == ("same_machine", "other box", SICK)
    later = judged((done.act,), looks=(*SICK_LOOKS, replace(look(5), box="other box")))
    assert later.units[0].machines[0].open_findings  # no word clears


def test_a_machine_is_an_older_one_that_left():
    done = act(Move(unit=UNIT.code, machine="hs-03"), f"{UNIT.code}/hs-02")
    assert (done.kind, done.machine, done.source) == ("moved", 2, 3)
    other = act(Move(unit=UNIT.code, machine="hs-03"), f"{UNIT.code}/hs-01")
    assert other.id != done.id


@pytest.mark.parametrize(
    ("deed", "given", "fault"),
    [
        (ConfirmBox(box=""), f"{UNIT.code}/hs-01", ActFault.NO_BOX),
        (ConfirmBox(box="box"), f"{UNIT.code}/hs-01", ActFault.SAME_BOX),
        (ConfirmBox(box="box"), None, ActFault.NOT_A_MACHINE),
        (Move(unit=UNIT.code, machine="hs-03"), None, ActFault.NOT_A_MACHINE),
        (Move(unit=UNIT.code, machine="hs-9"), f"{UNIT.code}/hs-01", ActFault.NO_OLD_ROW),
        (Move(unit=UNIT.code, machine="hs-01"), f"{UNIT.code}/hs-01", ActFault.NO_OLD_ROW),
        (Move(unit=UNIT.code, machine="hs-02"), f"{UNIT.code}/hs-01", ActFault.STILL_THERE),
    ],
)
def test_what_is_not_recorded_of_who_a_machine_is(deed, given, fault):
    assert faults(deed, given) == [fault]
    assert ActFault.NO_APPROVER in faults(deed, given, signed=replace(SIGNED, approver=""))
