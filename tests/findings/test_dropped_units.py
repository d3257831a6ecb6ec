"""A person takes a unit out of scope, and a sweep that has it again takes it back in."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from orchestrator.findings.act_refusals import ActFault, Prepared
from orchestrator.findings.dropped_units import dropped_units, prepare_drop
from orchestrator.model.act import Triaged
from orchestrator.model.deed import Claim, Signed
from tests.findings.acts_made import NOW, UNIT, judged

SIGNED = Signed(actor="Cán bộ A", reason="trường giải thể", claim=Claim(at=NOW, told="now"))


def prepare(sweep="s1", signed=SIGNED, acts=(), now=NOW):
    return prepare_drop(judged(now=now), acts, UNIT.code, sweep, signed)


def act(**more):
    done = prepare(**more)
    assert isinstance(done, Prepared), done
    return done.act


def test_it_says_of_which_unit_since_which_sweep():
    done = act()
    assert (done.unit, done.sweep, done.recorded) == (UNIT.code, "s1", NOW)
    assert dropped_units((done,), {UNIT.code: "s1"}) == {UNIT.code: NOW}


def test_the_same_words_are_one_act_and_the_first_counts():
    first = act()
    later = prepare(acts=(first,), now=NOW + timedelta(hours=1))
    assert (later.known, later.act.id) == (True, first.id)
    other = replace(first, id="x", recorded=NOW + timedelta(days=1))
    assert prepare(acts=(replace(first, id="x"), first)).known
    assert dropped_units((other, first), {UNIT.code: "s1"}) == {UNIT.code: NOW}


@pytest.mark.parametrize("newest", [{}, {UNIT.code: "s2"}])
def test_a_sweep_that_has_it_again_takes_it_back_in(newest):
    assert dropped_units((act(),), newest) == {}


def test_other_acts_take_nothing_out():
    other = Triaged(
        id="t", unit=UNIT.code, claimed=NOW, recorded=NOW, actor="A", reason="r", list=""
    )
    assert dropped_units((other,), {UNIT.code: "s1"}) == {}


def test_nobody_and_no_reason_are_refused():
    refused = prepare(signed=replace(SIGNED, actor="", reason=" "))
    assert {one.fault for one in refused} == {ActFault.NO_ACTOR, ActFault.NO_REASON}


def test_it_holds_since_it_was_said_to_and_never_from_later_than_now():
    past = replace(SIGNED, claim=Claim(at=NOW - timedelta(days=1), told="2026-11-29"))
    assert act(signed=past).claimed == NOW - timedelta(days=1)
    ahead = replace(SIGNED, claim=Claim(at=NOW + timedelta(minutes=4), told="x"))
    assert act(signed=ahead).claimed == NOW
