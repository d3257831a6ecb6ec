"""What was brought is worth what its way is: choices are told of, and doubt carries nothing."""

import pytest
from msgspec.structs import replace

from orchestrator.model.campaign import Doubt
from orchestrator.model.look import JoinedBy, Origin, Trust
from orchestrator.model.result import Reason, Verdict
from orchestrator.model.rules import RULES
from tests.findings.campaign_made import SCOPE, contact, joined, looked, standing

DOUBTED = replace(SCOPE, in_doubt=True)


def kit(day: float, *saw, by: JoinedBy = JoinedBy.HARDWARE, trust=Trust.DECLARED, box="A"):
    return looked(day, *saw, made=day - 1, origin=Origin.KIT, trust=trust, joined_by=by, box=box)


@pytest.mark.parametrize(
    ("by", "doubts"),
    [
        (JoinedBy.HARDWARE, ()),
        (JoinedBy.NAME, ()),
        (JoinedBy.CHOICE, (Doubt.CHOSEN,)),
        (JoinedBy.HAND, (Doubt.BY_HAND,)),
    ],
)
def test_what_gave_it_its_row_is_told(by, doubts):
    found = standing(kit(2, by=by))
    assert (found.verdict, found.trust, found.doubts) == (Verdict.PASS, Trust.DECLARED, doubts)
    assert by.is_sure is (by in (JoinedBy.HARDWARE, JoinedBy.NAME))


def test_a_choice_is_sure_once_the_network_meets_the_same_box():
    found = standing(joined(kit(2, by=JoinedBy.CHOICE), looked(3, box="A")))
    assert found.doubts == ()
    other = standing(joined(kit(2, by=JoinedBy.CHOICE, box=None), looked(3, box="A")))
    assert Doubt.CHOSEN in other.doubts


def test_a_word_by_hand_is_told_for_ever():
    found = standing(joined(kit(2, by=JoinedBy.HAND), looked(3, box="A")))
    assert found.doubts == (Doubt.BY_HAND,)


def test_while_it_is_in_doubt_whose_it_is_a_declared_pass_is_none():
    found = standing(kit(2), scope=DOUBTED)
    assert (found.verdict, found.reason) == (Verdict.NOT_ASSESSED, Reason.IDENTITY)
    assert found.doubts == (Doubt.WAITING,)


@pytest.mark.parametrize("trust", [Trust.ASKED, Trust.RELAYED, Trust.WITNESSED])
def test_a_stick_takes_no_pass_away_that_is_worth_more(trust):
    found = standing(looked(2, trust=trust, box="A"), scope=DOUBTED)
    assert (found.verdict, found.doubts) == (Verdict.PASS, (Doubt.WAITING,))


def test_in_doubt_a_fail_stays_one():
    found = standing(kit(2, contact()), scope=DOUBTED)
    assert found.verdict is Verdict.FAIL


def test_where_nobody_looked_there_is_nothing_in_doubt_but_the_look():
    found = standing(joined(), scope=DOUBTED, now=None)
    assert (found.verdict, found.reason) == (Verdict.NOT_ASSESSED, Reason.NOT_RUN)


def test_what_is_declared_does_not_do_where_it_is_not_accepted():
    found = standing(kit(2), rules=replace(RULES, accept_declared=False))
    assert (found.verdict, found.reason) == (Verdict.NOT_ASSESSED, Reason.DECLARED_ONLY)
