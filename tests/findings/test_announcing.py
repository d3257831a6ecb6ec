"""That the campaign was announced is a person's word, by a document, once."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from orchestrator.findings.act_refusals import ActFault, Prepared
from orchestrator.findings.announcements import announcement, prepare_announcement
from orchestrator.model.deed import Claim, Signed
from orchestrator.model.result import UnitVerdict
from tests.findings.acts_made import NOW, UNIT, judged

SIGNED = Signed(
    actor="Cán bộ A", reason="12/UBND", claim=Claim(at=NOW - timedelta(days=3), told="2026-11-27")
)


def prepare(document="12/UBND", reached="38 người", signed=SIGNED, acts=(), now=NOW):
    return prepare_announcement(judged(now=now), acts, UNIT.code, document, reached, signed)


def act(**more):
    done = prepare(**more)
    assert isinstance(done, Prepared), done
    return done.act


def test_it_says_when_by_what_and_to_whom():
    done = act()
    assert (done.unit, done.document, done.reached) == (UNIT.code, "12/UBND", "38 người")
    assert (done.claimed, done.recorded) == (SIGNED.claim.at, NOW)


def test_the_same_words_are_one_act():
    first = act()
    again = prepare(acts=(first,), now=NOW + timedelta(days=1))
    assert (again.known, again.act.id) == (True, first.id)
    assert not prepare(document="13/UBND", acts=(first,)).known


def test_the_newest_word_counts():
    first, second = act(), act(document="13/UBND", now=NOW + timedelta(days=1))
    assert announcement((second, first), UNIT.code) == second
    assert announcement((first,), "u9") is None


def test_it_changes_no_verdict():
    (unit,) = judged((act(),)).units
    assert unit.announced == act()
    assert unit.verdict is UnitVerdict.FAIL
    assert unit.basis == judged().units[0].basis


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ({"document": " "}, ActFault.NO_DOCUMENT),
        ({"reached": "x\udcff"}, ActFault.NO_TEXT),
        ({"signed": replace(SIGNED, actor="")}, ActFault.NO_ACTOR),
        ({"signed": replace(SIGNED, reason="")}, ActFault.NO_REASON),
        (
            {"signed": replace(SIGNED, claim=Claim(at=NOW + timedelta(days=1), told="x"))},
            ActFault.FUTURE,
        ),
    ],
)
def test_what_speaks_against_it_is_said(more, fault):
    assert [one.fault for one in prepare(**more)] == [fault]
