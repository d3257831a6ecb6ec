"""Which box is the machine, which of its looks are of its present system, and who else it is."""

import pytest
from msgspec.structs import replace

from orchestrator.findings.compare import History
from orchestrator.findings.identity import (
    Fingerprint,
    cloned_installations,
    fingerprint,
    identify,
    names_of_boxes,
)
from orchestrator.model.campaign import Doubt
from orchestrator.model.look import Origin, Trust
from orchestrator.model.observation import Identifier, IdKind
from orchestrator.model.result import Verdict
from tests.findings.campaign_made import (
    SCOPE,
    at,
    contact,
    handled,
    joined,
    looked,
    moved,
    only_finding,
    same_machine,
    standing,
)


def told(kind: IdKind, value: str) -> Identifier:
    return Identifier(kind=kind, value=value)


@pytest.mark.parametrize(
    ("identifiers", "box", "installation"),
    [
        ((), None, None),
        ((told(IdKind.NAME, "PC"),), None, None),
        ((told(IdKind.HARDWARE, "B"), told(IdKind.ADAPTER, "M")), "B", None),
        ((told(IdKind.ADAPTER, "N"), told(IdKind.ADAPTER, "M")), "M N", None),
        ((told(IdKind.MACHINE_ID, "I"),), None, "I"),
    ],
)  # fmt: skip
def test_a_box_is_its_board_else_its_network_cards(identifiers, box, installation):
    assert fingerprint(identifiers) == Fingerprint(box=box, installation=installation)


def test_a_declared_kit_does_not_say_which_box_the_machine_is():
    kit = looked(0, box="K", origin=Origin.KIT, trust=Trust.DECLARED)
    assert identify(kit.looks, (), SCOPE).box == "K"
    assert identify(joined(kit, looked(1, box="A")).looks, (), SCOPE).box == "A"


def test_a_look_without_a_box_counts_and_is_said():
    found = standing(joined(looked(0, box="A"), looked(1)))
    assert (found.verdict, found.as_of) == (Verdict.PASS, at(1))
    assert found.doubts == (Doubt.BOX_UNKNOWN,)


def test_a_look_of_nobody_before_another_box_answered_does_not_count():
    found = standing(
        joined(looked(0), looked(1, box="B"), same_machine(2, "A"), looked(3, box="A"))
    )
    assert found.as_of == at(3)
    held = identify(joined(looked(0), looked(1, box="B")).looks, same_machine(2, "A").acts, SCOPE)
    assert held.carrying == ()


def test_the_box_that_comes_back_is_the_machine_again():
    history = joined(looked(0, box="A"), looked(1, box="B"))
    assert standing(history).reason == "identity"
    back = standing(joined(history, looked(2, box="A", only=("connections",))))
    assert (back.verdict, back.as_of) == (Verdict.PASS, at(0))


def test_an_installation_that_several_boxes_claim_is_not_used():
    looks = (
        *looked(0, box="A", system="I").looks,
        *looked(0, box="B", system="I", machine=8).looks,
    )
    nobody = looked(0, system="II").looks
    assert cloned_installations((*looks, *nobody)) == {"I"}
    history = joined(looked(0, box="A", system="I"), looked(1, box="A", system="II", only=()))
    assert standing(history).reason == "not_asked"
    cloned = standing(history, scope=replace(SCOPE, cloned=frozenset({"I", "II"})))
    assert cloned.verdict is Verdict.PASS
    assert cloned.doubts == (Doubt.CLONED,)


def test_what_a_box_showed_under_another_name_accuses_it_while_it_is_its_own():
    seen = looked(2, contact(), box="A", machine=8)
    own = joined(looked(0, box="A"), seen)
    assert standing(own).verdict is Verdict.FAIL
    assert standing(joined(looked(0, box="B"), seen)).verdict is Verdict.PASS
    assert standing(joined(looked(0), looked(2, contact(), machine=8))).verdict is Verdict.PASS
    given = joined(own, same_machine(3, "B"), looked(4, box="B"))
    assert standing(given).verdict is Verdict.FAIL
    later = joined(looked(0, box="A"), same_machine(1, "B"), seen, looked(4, box="B"))
    assert standing(later).verdict is Verdict.PASS


def test_an_act_about_another_machine_says_nothing_of_this_one():
    act = replace(same_machine(1, "B").acts[0], machine=8)
    history = replace(looked(0, box="A"), acts=(act,))
    assert standing(history).verdict is Verdict.PASS


def test_a_box_confirmed_again_is_its_own_since_then_only():
    story = joined(
        looked(0, contact(), box="A"),
        handled(1),
        same_machine(2, "B"),
        looked(4, box="B"),
    )
    assert standing(story).verdict is Verdict.PASS
    corrected = joined(story, same_machine(5, "A"))
    assert standing(corrected).verdict is Verdict.FAIL
    again = joined(corrected, same_machine(6, "B"))
    assert standing(again).verdict is Verdict.FAIL
    assert standing(joined(story, same_machine(5, "B"))).verdict is Verdict.PASS


def test_a_moved_machine_keeps_its_looks_and_the_number_of_its_findings():
    old = looked(0, contact(), machine=5, box="A")
    before = only_finding(standing(old, scope=replace(SCOPE, number=5)))
    found = standing(joined(old, moved(1, source=5), looked(2, box="A")))
    assert only_finding(found).number == before.number
    assert only_finding(found).state == "new"
    assert standing(joined(old, looked(2, box="B"))).verdict is Verdict.PASS


def test_a_circle_of_moves_ends():
    looks = looked(0).looks
    acts = (*moved(1, source=5).acts, *moved(1, source=7, machine=5).acts)
    assert identify(looks, acts, SCOPE).numbers == {5, 7}
    nobody = (replace(moved(1, source=5).acts[0], machine=None),)
    assert identify(looks, nobody, SCOPE).numbers == {7}


def test_one_box_under_two_names_is_told():
    history = joined(looked(0, box="A"), looked(1, box="A", machine=8), looked(1, machine=9))
    assert names_of_boxes(history.looks) == {"A": {7, 8}}
    assert standing(history).doubts == (Doubt.TWO_NAMES,)


def test_no_history_is_no_machine():
    empty = History(looks=(), met=(), acts=(), attempts=())
    assert identify(empty.looks, empty.acts, SCOPE).box is None
