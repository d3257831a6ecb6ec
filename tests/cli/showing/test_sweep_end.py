"""The end of a sweep on the terminal: contact, or controls alone."""

from dataclasses import replace
from pathlib import Path

from orchestrator.cli.showing.sweep_end import sweep_end
from orchestrator.model.result import ControlResult, ControlVerdict, Subject
from orchestrator.text.catalogue import catalogue
from tests.report import samples

PLACES = (Path("s"), Path("r"))


def test_a_sweep_of_contact_names_its_units_and_tables():
    said = sweep_end(samples.district(samples.small()), *PLACES, catalogue("en"))
    assert "machines.csv, r/findings.csv" in said


def test_a_sweep_of_controls_alone_concludes_of_no_unit():
    unit = samples.small()
    row = ControlResult(
        control="EP-01", title="Antivirus", severity="high", verdict=ControlVerdict.FAIL
    )
    machines = tuple(replace(machine, controls=(row,)) for machine in unit.machines)
    result = samples.district(replace(unit, machines=machines))
    said = sweep_end(replace(result, subject=Subject.CONTROLS), *PLACES, catalogue("en"))
    assert "no unit is concluded to be compliant" in said
    assert "EP-01" in said
    assert "findings.csv" not in said
    assert "annex" not in said
