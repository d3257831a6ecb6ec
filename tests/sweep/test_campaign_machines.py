"""Who may not be who they were is said, and nobody is joined without a person's word."""

from dataclasses import replace

from orchestrator.model.campaign import Doubt, MachineStanding
from orchestrator.sweep.campaign_machines import identities_as_json, identities_of
from tests.campaign.standings import NOW, look, standing


def of(number: int, box: str | None, *doubts: Doubt, removed: bool = False) -> MachineStanding:
    made = standing(number)
    seen = replace(look(1), machine=number, box=box)
    return replace(
        made,
        checks=tuple(replace(check, look=seen) for check in made.checks),
        doubts=doubts,
        scope=replace(made.scope, removed_at=NOW if removed else None),
    )


def judged(*machines: MachineStanding):
    there = tuple(one for one in machines if one.scope.removed_at is None)
    gone = tuple(one for one in machines if one.scope.removed_at is not None)
    unit = type("U", (), {"machines": there, "removed": gone})
    return type("J", (), {"units": (unit,)})


def test_a_machine_with_the_box_of_one_that_left_is_a_move_that_may_be():
    found = identities_of(judged(of(1, "box-a"), of(2, "box-b"), of(3, "box-a", removed=True)))
    assert [(one.left.scope.number, one.now.scope.number) for one in found.moves] == [(3, 1)]
    told = identities_as_json(found)["moves"][0]
    assert (told["box"], told["now"]["removed_at"]) == ("box-a", None)
    assert told["left"]["removed_at"] == "2026-11-20T03:00:00Z"


def test_who_has_no_box_moved_nowhere():
    assert identities_of(judged(of(1, None), of(2, None, removed=True))).moves == ()


def test_doubts_about_who_it_is_are_told_and_others_are_not():
    found = identities_of(
        judged(of(1, "a", Doubt.CLONED, Doubt.EXCUSED_SEEN), of(2, "b", Doubt.EXCUSED_SEEN))
    )
    assert [(one.machine.scope.number, one.doubts) for one in found.doubted] == [
        (1, (Doubt.CLONED,))
    ]
