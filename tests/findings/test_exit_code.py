from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from orchestrator.bodies import level, unit_type
from orchestrator.findings import exit_code, standing_code
from orchestrator.model.district import Authority, Unit
from orchestrator.model.outcome import OK
from orchestrator.model.result import (
    ControlResult,
    ControlVerdict,
    ListInfo,
    MachineResult,
    ScopeRow,
    Subject,
    SweepResult,
    UnitResult,
    UnitVerdict,
    Verdict,
)

AT = datetime(2026, 11, 24, tzinfo=UTC)
UNIT = Unit(code="u", name="Trường Hoa Sen", type=unit_type("primary_school"))


def result(*machines, verdict=UnitVerdict.PASS, warnings=(), finished=True):
    rows = tuple(
        MachineResult(
            scope=ScopeRow(machine=f"m{i}", unit="u", selected=selected), verdict=v, outcome=OK
        )
        for i, (v, selected) in enumerate(machines)
    )
    return SweepResult(
        sweep="s",
        playbook="p",
        checks=("connections",),
        finished=finished,
        started_at=AT,
        ended_at=AT,
        authority=Authority(
            name="Ba Đình", committee="UBND", campaign="c", level=level("district")
        ),
        list=ListInfo(sha256="0", indicators=1, dated="2026-11-24", warnings=warnings),
        units=(UnitResult(unit=UNIT, verdict=verdict, machines=rows),),
    )


@pytest.mark.parametrize(
    ("code", "made"),
    [
        (0, result((Verdict.PASS, True), (Verdict.EXCLUDED, True))),
        (3, result((Verdict.FAIL, True), verdict=UnitVerdict.FAIL)),
        (3, result((Verdict.FAIL, True), (Verdict.NOT_ASSESSED, True), verdict=UnitVerdict.FAIL)),
        (4, result((Verdict.NOT_ASSESSED, True), verdict=UnitVerdict.INSUFFICIENT)),
        (0, result((Verdict.PASS, True), warnings=("allow_expired",))),
        (4, result((Verdict.PASS, True), warnings=("list_stale",))),
        (4, result((Verdict.PASS, True), warnings=("list_test_only",))),
        (4, result((Verdict.PASS, True), warnings=("list_truncated",))),
        (3, result((Verdict.FAIL, True), warnings=("list_stale",))),
        (4, result((Verdict.PASS, True), finished=False)),
        (4, result((Verdict.EXCLUDED, True), verdict=UnitVerdict.INSUFFICIENT)),
        (4, result(verdict=UnitVerdict.INSUFFICIENT)),
        # those that were not selected do not count
        (
            0,
            result(
                (Verdict.PASS, True),
                (Verdict.NOT_ASSESSED, False),
                verdict=UnitVerdict.INSUFFICIENT,
            ),
        ),
    ],
)
def test_the_exit_code_judges_the_selected_machines(code, made):
    assert exit_code(made) == code


@pytest.mark.parametrize(
    ("verdict", "code"),
    [(ControlVerdict.FAIL, 3), (ControlVerdict.PASS, 4), (ControlVerdict.NOT_ASSESSED, 4)],
)
def test_a_sweep_of_controls_alone_is_never_done(verdict, code):
    made = result((Verdict.NOT_ASSESSED, True), verdict=UnitVerdict.INSUFFICIENT)
    (unit,) = made.units
    judged = ControlResult(control="EP-01", title="t", severity="high", verdict=verdict)
    machines = tuple(replace(machine, controls=(judged,)) for machine in unit.machines)
    asked = replace(made, units=(replace(unit, machines=machines),), subject=Subject.CONTROLS)
    assert exit_code(asked) == code
    assert exit_code(replace(asked, subject=Subject.CONTACT)) == 4


LEFT_OUT = ((Verdict.PASS, True), (Verdict.NOT_ASSESSED, False))


@pytest.mark.parametrize(
    ("code", "made"),
    [
        (0, result((Verdict.PASS, True))),
        (0, result((Verdict.PASS, False), (Verdict.EXCLUDED, False))),
        # what no sweep selected was not looked at either
        (4, result(*LEFT_OUT, verdict=UnitVerdict.INSUFFICIENT)),
        (4, replace(result(), units=())),
        # a notice, or a machine that left the inventory
        (3, result((Verdict.PASS, True), verdict=UnitVerdict.FAIL)),
    ],
)
def test_where_all_stand_is_judged_by_units_whoever_was_selected(code, made):
    assert standing_code(made) == code


def test_controls_that_break_where_no_contact_was_asked_are_a_failure():
    made = result((Verdict.NOT_ASSESSED, True), verdict=UnitVerdict.INSUFFICIENT)
    (unit,) = made.units
    broken = ControlResult(control="EP-01", title="t", severity="high", verdict=ControlVerdict.FAIL)
    machines = tuple(replace(machine, controls=(broken,)) for machine in unit.machines)
    units = (replace(unit, machines=machines),)
    assert standing_code(replace(made, units=units, subject=Subject.CONTROLS)) == 3
