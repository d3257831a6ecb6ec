"""A unit fails for what its machines, removed ones and unnamed devices show."""

import pytest
from msgspec.structs import replace

from orchestrator.findings import judged_basis, stand_unit
from orchestrator.findings.compare import History
from orchestrator.model.act import EvidenceClass
from orchestrator.model.bilingual import Bilingual
from orchestrator.model.bodies import UnitType
from orchestrator.model.campaign import MachineScope, MachineStanding, Shortfall, UnitStanding
from orchestrator.model.district import Unit
from orchestrator.model.look import DroppedBy
from orchestrator.model.result import Status, UnitVerdict
from orchestrator.model.rules import RULES
from tests.findings.campaign_made import (
    SCOPE,
    at,
    attributed,
    contact,
    dropped,
    excluded,
    false_positive,
    handled,
    joined,
    looked,
    notice,
    off,
    removed,
    routed,
    router,
    rows,
    standing,
)

UNIT = Unit(code="u1", name="U", type=UnitType(code="k", name=Bilingual(vi="k", en="k")))
REP = EvidenceClass.REPORTED
NOTHING = rows()
PASS, FAIL, INSUFFICIENT = UnitVerdict.PASS, UnitVerdict.FAIL, UnitVerdict.INSUFFICIENT


def machine(
    *parts: History, scope: MachineScope = SCOPE, now: float = 1, number: int = 7
) -> MachineStanding:
    row = replace(scope.row, machine=f"m{number}")
    return standing(joined(*parts), at(now), replace(scope, number=number, row=row))


def unit(
    *machines: MachineStanding, told: History = NOTHING, now: float = 1, barred: bool = False
) -> UnitStanding:
    return stand_unit(
        UNIT,
        machines,
        looks=told.looks,
        met=told.met,
        acts=told.acts,
        rules=RULES,
        now=at(now),
        list_bars_pass=barred,
    )


CLEAN = machine(looked(0))
BAD = machine(looked(0, contact()))
UNREAD = machine(off(0))
FP = false_positive(0.5, klass=EvidenceClass.CONTACT, covers=(Status.CONNECTED,))


def test_a_unit_is_no_better_than_its_machines():
    assert unit(CLEAN).verdict is PASS
    assert unit(CLEAN, BAD, UNREAD).verdict is FAIL
    assert unit(CLEAN, UNREAD).verdict is INSUFFICIENT
    assert unit().verdict is INSUFFICIENT
    assert unit(CLEAN, barred=True).verdict is INSUFFICIENT


def test_a_unit_of_excluded_machines_has_nothing_to_show():
    out = machine(looked(0), scope=excluded())
    assert unit(out).verdict is INSUFFICIENT
    assert unit(CLEAN, out).verdict is PASS


def test_a_removed_machine_convicts_its_unit_while_a_finding_is_open():
    gone = machine(looked(0, contact()), scope=removed(0.5))
    found = unit(CLEAN, gone)
    assert found.verdict is FAIL
    assert (len(found.machines), len(found.removed)) == (1, 1)


@pytest.mark.parametrize(
    ("gone", "verdict"),
    [
        (machine(off(0), scope=removed(0.5)), INSUFFICIENT),
        (machine(looked(0, only=("connections",)), scope=removed(0.5)), INSUFFICIENT),
        (machine(off(0), scope=excluded(removed(0.5))), PASS),
        (machine(looked(0), scope=removed(0.5)), PASS),
        (machine(looked(0), scope=removed(0.5), now=40), PASS),
        (machine(looked(0, contact()), FP, scope=removed(0.5)), INSUFFICIENT),
        (machine(looked(0, contact()), FP, scope=excluded(removed(0.5))), INSUFFICIENT),
    ],
    ids=["never read", "in part", "excluded", "whole", "whole long ago", "awaits", "awaits, out"],
)
def test_removing_a_machine_raises_no_verdict(gone: MachineStanding, verdict: UnitVerdict):
    assert unit(CLEAN, gone).verdict is verdict


# Row 34: a notice for the unit's address, machines all clean.
def test_a_notice_is_the_units_own_finding_until_a_machine_is_named():
    found = unit(CLEAN, told=notice(0))
    assert found.verdict is FAIL
    (one,) = found.findings
    assert (one.state, one.key.machine) == ("new", None)
    assert one.not_seen_since is None


def test_a_notice_goes_to_the_machine_that_a_person_names():
    told = joined(notice(0), attributed(0.5))
    named = machine(looked(0.2), told)
    assert [one.state for one in named.findings] == ["new"]
    found = unit(named, told=told)
    assert (found.verdict, found.findings) == (FAIL, ())


def test_a_notice_does_not_go_to_a_machine_of_another_unit():
    elsewhere = rows(acts=[replace(attributed(0.5).acts[0], machine=99)])
    assert unit(CLEAN, told=joined(notice(0), elsewhere)).verdict is FAIL


def test_a_later_notice_is_not_the_named_machines_yet():
    told = joined(notice(0), attributed(0.5), notice(5))
    found = unit(CLEAN, told=told, now=6)
    assert (found.verdict, len(found.findings)) == (FAIL, 1)


def test_a_handled_notice_is_closed_when_all_machines_were_looked_at_since():
    told = joined(notice(0), handled(1, klass=REP, machine=None))
    old, new = machine(looked(0)), machine(looked(3, machine=8), number=8)
    waiting = unit(old, new, told=told, now=4)
    assert waiting.verdict is FAIL
    (one,) = waiting.findings
    assert (one.state, one.wanting) == ("verifying", (Shortfall.NOT_WHOLE,))
    closed = unit(new, told=told, now=4)
    assert closed.verdict is PASS
    assert [one.state for one in closed.findings] == ["closed_verified"]
    (lone,) = unit(told=told, now=4).findings
    assert lone.state == "handled"


@pytest.mark.parametrize(
    ("gone", "state"),
    [
        (machine(looked(0, machine=9), scope=removed(0.5), number=9), "verifying"),
        (machine(off(0), scope=removed(0.5), number=9), "verifying"),
        (machine(looked(3, machine=9), scope=removed(3.5), number=9), "closed_verified"),
        (machine(looked(-3, machine=9), scope=removed(-2), number=9), "closed_verified"),
        (machine(off(0), scope=excluded(removed(0.5)), number=9), "closed_verified"),
    ],
    ids=["not since", "never", "since", "left before it", "excluded"],
)
def test_a_machine_that_left_may_be_the_one_that_nobody_named(gone: MachineStanding, state: str):
    told = joined(notice(0), handled(1, klass=REP, machine=None))
    clean = machine(looked(3, machine=8), number=8)
    (one,) = unit(clean, gone, told=told, now=4).findings
    assert one.state == state


def test_a_device_that_told_of_nobody_must_be_read_again():
    told = joined(router(0, routed(-1), named=False), handled(1, klass=REP, machine=None))
    clean = machine(looked(3))
    (one,) = unit(clean, told=told, now=4).findings
    assert one.wanting == (Shortfall.FOREIGN_UNREAD,)
    later = joined(told, router(3, named=False))
    assert unit(clean, told=later, now=4).verdict is PASS


def test_an_excused_notice_awaits_a_look_at_every_machine():
    excuse = false_positive(1, klass=REP, covers=(Status.CONNECTED,), machine=None)
    told = joined(notice(0), excuse)
    assert unit(CLEAN, told=told, now=2).verdict is INSUFFICIENT
    assert unit(machine(looked(2)), told=told, now=3).verdict is PASS


def test_a_withdrawn_indicator_leaves_no_unit_failing():
    told = router(0, dropped(routed(-1), 1, DroppedBy.AUTHORITY), named=False)
    assert unit(CLEAN, told=told).verdict is PASS


def test_the_basis_changes_with_what_a_page_shows():
    basis = unit(CLEAN).basis
    assert basis == unit(CLEAN).basis
    others = (unit(UNREAD), unit(BAD), unit(CLEAN, UNREAD), unit(CLEAN, told=notice(0)))
    assert len({basis, *(one.basis for one in others)}) == 5
    sets = (others, others[:2], others[::-1])
    assert len({judged_basis(one) for one in sets}) == 3
