"""JUnit XML: green is what passes, and nothing that was not looked at."""

from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from msgspec.structs import replace

from orchestrator.errors import ExitCode
from orchestrator.findings.verdicts import standing_code
from orchestrator.model.outcome import Why, not_attempted
from orchestrator.model.result import (
    ControlVerdict,
    Reason,
    Subject,
    SweepResult,
    UnitVerdict,
    Verdict,
)
from orchestrator.report import Shown
from orchestrator.report.exchange.junit import junit_bytes
from orchestrator.text.catalogue import catalogue
from tests.report import builders as made
from tests.report import samples
from tests.report.exchange.written import campaign, written

EN = catalogue("en")


def root_of(shown: Shown) -> Element:
    root: Element = fromstring(junit_bytes(shown, EN))
    return root


def ends(shown: Shown) -> dict[tuple[str, str], str]:
    """Return how each case ends, by unit and name."""
    return {
        (case.get("classname", ""), case.get("name", "")): case[0].tag if len(case) else "green"
        for case in root_of(shown).iter("testcase")
    }


def test_every_machine_is_a_case_that_ends_as_its_verdict():
    shown = Shown(result=samples.district())
    told = ends(shown)
    names = {
        Verdict.PASS: "green",
        Verdict.FAIL: "failure",
        Verdict.NOT_ASSESSED: "error",
        Verdict.EXCLUDED: "skipped",
    }
    for unit in shown.result.units:
        for machine in unit.machines:
            end = told[unit.unit.code, machine.scope.machine]
            assert end == names[machine.verdict]


def test_counts_are_of_the_cases():
    root = root_of(Shown(result=samples.district()))
    for element in (root, *root.iter("testsuite")):
        cases = list(element.iter("testcase"))
        assert element.get("tests") == str(len(cases))
        for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert element.get(name) == str(sum(case.find(tag) is not None for case in cases))


def test_a_failure_names_what_was_met_and_an_error_what_to_do():
    root = root_of(Shown(result=samples.district()))
    cases = {case.get("name"): case for case in root.iter("testcase")}
    (failure,) = cases["PC-VANPHONG-01"]
    assert "203[.]0[.]113[.]45" in (failure.text or "")
    (error,) = cases["PC-KETOAN-02"]
    assert error.get("type") == "unreachable"
    assert error.get("message") == "No response"
    assert len((error.text or "").splitlines()) == 2
    (skipped,) = cases["MAY-CHIEU-01"]
    assert skipped.get("message") == "máy chiếu không quản trị được"


def passing(**changes: object) -> SweepResult:
    machine = made.assessed(made.row("PC-1", "a"))
    return samples.district(made.unit("a", "A", UnitVerdict.PASS, machine), **changes)


def nobody() -> SweepResult:
    away = made.not_assessed(
        made.row("PC-1", "a"), Reason.NOT_SELECTED, not_attempted(Why.NOT_SELECTED)
    )
    return samples.district(made.unit("a", "A", UnitVerdict.INSUFFICIENT, away))


@pytest.mark.parametrize(
    "result",
    [
        replace(passing(), units=()),
        replace(passing(), units=(made.unit("a", "A", UnitVerdict.INSUFFICIENT),)),
        samples.district(
            made.unit("a", "A", UnitVerdict.INSUFFICIENT, made.excluded(made.row("PC-1", "a")))
        ),
        replace(passing(), finished=False),
        replace(passing(), list_bars_pass=True),
        replace(passing(), subject=Subject.CONTROLS),
        nobody(),
    ],
)
def test_nothing_looked_at_is_never_green(result: SweepResult):
    assert set(ends(Shown(result=result)).values()) - {"green", "skipped"}


def test_all_is_green_where_the_command_ends_with_0():
    assert standing_code(passing()) is ExitCode.DONE
    assert set(ends(Shown(result=passing())).values()) == {"green"}


def test_a_control_that_is_not_met_fails_where_nothing_else_was_asked():
    machine = made.assessed(made.row("PC-1", "a"))
    (control,) = machine.controls
    broken = replace(
        machine,
        verdict=Verdict.NOT_ASSESSED,
        reason=Reason.NOT_ASKED,
        controls=(replace(control, verdict=ControlVerdict.FAIL),),
    )
    unit = made.unit("a", "A", UnitVerdict.INSUFFICIENT, broken)
    controls = samples.district(unit, subject=Subject.CONTROLS)
    assert ends(Shown(result=controls))["a", "PC-1"] == "failure"
    assert ends(Shown(result=samples.district(unit)))["a", "PC-1"] == "error"


def test_a_machine_that_left_with_something_open_is_a_failure():
    shown = campaign()
    assert shown.judged is not None
    (unit,) = shown.judged.units
    left = replace(unit.removed[0], findings=unit.machines[0].findings)
    units = (replace(unit, removed=(left,)),)
    told = ends(replace(shown, judged=replace(shown.judged, units=units)))
    assert told[unit.unit.code, "hs-03"] == "failure"


def test_a_flood_of_hits_is_cut_and_counted():
    machine = made.assessed(made.row("PC-1", "a"), *(made.live_hit(),) * 50)
    shown = Shown(result=samples.district(made.unit("a", "A", UnitVerdict.FAIL, machine)))
    (case,) = [one for one in root_of(shown).iter("testcase") if one.get("name") == "PC-1"]
    assert (case[0].text or "").splitlines()[-1] == "and 10 more"


def test_it_is_written_beside_the_reports(tmp_path: Path):
    files = written(tmp_path, campaign(), also=("junit",))
    assert files["junit.xml"].startswith(b"<?xml version=")
