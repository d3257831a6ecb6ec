"""The page of one machine: its unit's page over that machine alone."""

import pytest
from msgspec.structs import replace

from orchestrator.errors import UsageError
from orchestrator.model.result import Verdict
from orchestrator.report import Shown, machine_page
from orchestrator.text.catalogue import catalogue
from tests.report import samples
from tests.report.exchange.written import campaign

VI = catalogue("vi")
AGAIN = "orchestrator sweep p.yml -i inv -l m"


def page(shown: Shown, given: str) -> str:
    return machine_page(shown, given, AGAIN, VI).decode()


def school() -> Shown:
    return Shown(result=samples.district(samples.small(), samples.school()))


def test_it_tells_of_that_machine_and_how_to_look_again():
    shown = school()
    unit = next(one for one in shown.result.units if one.unit == samples.school().unit)
    failing, *_ = (one for one in unit.machines if one.verdict is Verdict.FAIL)
    passing, *_ = (one for one in unit.machines if one.verdict is Verdict.PASS)
    text = page(shown, failing.scope.machine)
    assert AGAIN in text
    assert "KHÔNG ĐẠT" in text.upper()
    assert "1 trong 1 máy" in text
    assert passing.scope.machine not in text
    assert "index.html" not in text
    assert "1 trong 1 máy" not in page(shown, passing.scope.machine)
    assert "1 trong 1 đơn vị" not in text  # of one alone there is no whole to be a part of
    assert "Cả 1 đơn vị" not in text


def test_a_campaigns_page_has_the_findings_of_that_machine_alone():
    shown = campaign()
    assert shown.judged is not None
    with_findings, *_ = (
        one for unit in shown.judged.units for one in unit.machines if one.findings
    )
    row = with_findings.scope.row
    text = page(shown, f"{row.unit}/{row.machine}")
    assert all(one.number in text for one in with_findings.findings)


def test_a_name_that_is_no_machines_is_refused_with_the_nearest():
    name = samples.small().machines[0].scope.machine
    with pytest.raises(UsageError, match=name):
        page(school(), f"{name}x")
    with pytest.raises(UsageError, match="graph"):
        page(school(), "khong-co-gi-giong")


def test_a_name_of_two_units_must_say_which():
    unit = samples.small()
    other = replace(unit, unit=replace(unit.unit, code="khac"))
    shown = Shown(result=samples.district(unit, other))
    name = unit.machines[0].scope.machine
    with pytest.raises(UsageError, match=f"khac/{name}, {unit.unit.code}/{name}"):
        page(shown, name)
    assert name in page(shown, f"khac/{name}")
