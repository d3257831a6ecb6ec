"""The end of a sweep on the terminal: contact, or controls alone."""

from dataclasses import replace
from pathlib import Path

from orchestrator.cli.showing.sweep_end import sweep_end
from orchestrator.model.result import ControlResult, ControlVerdict, Subject, SweepResult
from orchestrator.sweep import Reported
from orchestrator.text.catalogue import catalogue
from tests.findings.acts_made import judged
from tests.report import samples

PLACES = (Path("s"), Path("r"))


def ended(swept: SweepResult, kept: SweepResult | None = None) -> str:
    reported = Reported(swept=swept, judged=judged(), kept=kept or swept, carried=())
    return sweep_end(reported, *PLACES, catalogue("en"))


def test_a_sweep_of_contact_names_its_units_and_tables():
    said = ended(samples.district(samples.small()))
    assert "machines.csv, r/findings.csv" in said


def test_a_sweep_of_controls_alone_concludes_of_no_unit():
    unit = samples.small()
    row = ControlResult(
        control="EP-01", title="Antivirus", severity="high", verdict=ControlVerdict.FAIL
    )
    machines = tuple(replace(machine, controls=(row,)) for machine in unit.machines)
    result = samples.district(replace(unit, machines=machines))
    said = ended(replace(result, subject=Subject.CONTROLS))
    assert "no unit is concluded to be compliant" in said
    assert "EP-01" in said
    assert "findings.csv" not in said
    assert "annex" not in said


def test_what_was_kept_before_stands_in_a_table_of_its_own():
    swept = samples.district(samples.small())
    said = ended(swept, samples.district(samples.small(), samples.school()))
    this, _, standing = said.partition("Where the units of this state folder stand now")
    assert "This sweep" in this
    assert samples.school().unit.name in standing
    assert "stand now" not in ended(swept)
