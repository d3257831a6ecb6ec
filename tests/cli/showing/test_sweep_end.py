"""The end of a sweep on the terminal: contact, or controls alone."""

import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from orchestrator.cli.showing.printing import pasted_again
from orchestrator.cli.showing.sweep_end import report_end, sweep_end
from orchestrator.cli.showing.table import width
from orchestrator.model.result import ControlResult, ControlVerdict, Subject, SweepResult
from orchestrator.report import ReportsWritten
from orchestrator.sweep import Reported
from orchestrator.text.catalogue import catalogue
from tests.findings.acts_made import judged
from tests.findings.campaign_made import SCOPE, at, contact, joined, looked
from tests.findings.test_compare import unit
from tests.report import samples

PLACES = (Path("s"), Path("r"))


def put(*names: str, carried: tuple[str, ...] = ()) -> ReportsWritten:
    return ReportsWritten(paths=tuple(Path("r", name) for name in names), carried=carried)


USUAL = put("index.html", "findings.csv", "machines.csv", "report.json")


def ended(swept: SweepResult, kept: SweepResult | None = None) -> str:
    reported = Reported(swept=swept, judged=judged(), kept=kept or swept, written=USUAL)
    return sweep_end(reported, *PLACES, catalogue("en"))


def test_a_sweep_of_contact_names_its_units_and_tables():
    said = ended(samples.district(samples.small()))
    assert "\nData: r/findings.csv, r/machines.csv, r/report.json\n" in said


def test_every_file_that_was_asked_for_is_named_and_what_lies_beside_it():
    files = ("index.html", "u1.html", "report.json", "junit.xml", "findings.xlsx")
    written = put(*files, carried=("notes\x1b",))
    said = report_end(samples.district(samples.small()), Path("r"), written, catalogue("en"))
    assert "\nData: r/report.json, r/junit.xml, r/findings.xlsx\n" in said
    assert said.endswith(": notes\\x1b")


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
    assert "annex" not in said


def test_what_was_kept_before_stands_in_a_table_of_its_own():
    swept = samples.district(samples.small())
    said = ended(swept, samples.district(samples.small(), samples.school()))
    this, _, standing = said.partition("Where the units of this state folder stand now")
    assert "This sweep" in this
    assert samples.school().unit.name in standing
    assert "stand now" not in ended(swept)


def test_it_says_why_machines_are_unread_and_who_mends_it():
    said = ended(samples.district(samples.small(), samples.school()))
    _, _, whys = said.partition("Not assessed, ")
    assert "Who mends it" in whys
    assert "the unit's person, at the machine" in whys


def test_the_next_commands_can_be_pasted():
    swept = samples.district(samples.school())
    places = (Path("my state"), Path("out"))
    reported = Reported(swept=swept, judged=judged(), kept=swept, written=USUAL)
    said = sweep_end(reported, *places, catalogue("en"))
    assert "\n  orchestrator findings list --state 'my state' --lang en\n" in said
    assert f"orchestrator sweep --retry {swept.sweep} --state 'my state' -o out --lang en" in said
    assert said.endswith("\n  orchestrator report --state 'my state' -o out --lang en")


@pytest.mark.parametrize(
    ("began", "found", "typed"),
    [
        (".venv/bin/orchestrator", None, ".venv/bin/orchestrator"),
        ("/x/.venv/bin/orchestrator", "/x/.venv/bin/orchestrator", "orchestrator"),
        ("/x/orchestrator/__main__.py", None, f"{sys.executable} -m orchestrator"),
        ("/x/pytest/__main__.py", None, "orchestrator"),
    ],
)
def test_whoever_has_not_entered_the_environment_goes_on_by_its_path(
    began: str, found: str | None, typed: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("sys.argv", [began])
    monkeypatch.setattr("shutil.which", lambda _: found)
    assert pasted_again("checks") == f"{typed} checks"


def test_whoever_asks_again_logs_on_as_before():
    swept = samples.district(samples.school())
    reported = Reported(swept=swept, judged=judged(), kept=swept, written=USUAL)
    said = sweep_end(reported, *PLACES, catalogue("en"), ("--vault-id", "q@prompt", "-k"))
    assert f"orchestrator sweep --retry {swept.sweep} --vault-id q@prompt -k --state" in said


@pytest.mark.parametrize("columns", [60, 80, 400])
def test_the_table_fits_the_terminal(columns: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setenv("COLUMNS", str(columns))
    result = samples.district(samples.small(), samples.school())
    said = sweep_end(
        Reported(swept=result, judged=judged(), kept=result, written=None), *PLACES, catalogue("vi")
    )
    units = said.partition("\n\nChưa đánh giá được")[0]
    assert max(map(width, units.splitlines())) <= columns
    assert all(unit.unit.code in units for unit in result.units)
    assert (samples.school().unit.name in units) is (columns > 60)  # else codes alone


def test_what_the_sweep_changed_of_findings_is_told():
    result = replace(samples.district(samples.small()), started_at=at(4.9))
    seen = unit(6, (joined(looked(0), looked(5, contact())), SCOPE))
    reported = Reported(
        swept=result, judged=replace(judged(), units=(seen,)), kept=result, written=None
    )
    said = sweep_end(reported, *PLACES, catalogue("en"))
    (finding,) = seen.machines[0].findings
    assert "Findings that this sweep changed (1):" in said
    assert f"New     {finding.number}  u1/{SCOPE.row.machine}  " in said
    assert finding.key.value not in said.partition("Findings that")[2]  # it is defanged
