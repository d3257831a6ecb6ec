"""Whatever was not looked at is green nowhere: every form of it, in every output."""

import csv
import io
import json
import re
from pathlib import Path

import pytest
from msgspec.structs import replace

from orchestrator.cli.showing.sweep_end import report_end
from orchestrator.errors import ExitCode
from orchestrator.findings import exit_code, is_finished, judge_unit
from orchestrator.model.answer import Answer, NotApplicable, Unanswered, Unread
from orchestrator.model.outcome import Ended, Outcome, Why, not_attempted
from orchestrator.model.result import ListInfo, MachineResult, Subject, SweepResult, Verdict
from orchestrator.report import ReportsWritten, write_reports
from orchestrator.text.catalogue import Catalogue
from tests.findings.made import CHECKS, QUESTIONS, SCOPE, full, judge
from tests.report import samples
from tests.report.builders import LIST
from tests.report.samples import STATE

LANGS = ("vi", "en")


def unread(check: str, reason: Unread) -> MachineResult:
    answers: dict[str, Answer] = {**full(), check: Unanswered(reason=reason)}
    return judge(answers)


def ended(outcome: Outcome) -> MachineResult:
    return judge(None, outcome=outcome)


FORMS: dict[str, tuple[MachineResult, ...]] = {
    "no machine": (),
    "none reached": (ended(Outcome(ended=Ended.UNREACHABLE)),),
    "half run": (judge(full()), ended(not_attempted(Why.NOT_RUN))),
    "interrupted": (judge(full()), ended(not_attempted(Why.INTERRUPTED))),
    "cut": (ended(Outcome(ended=Ended.PARTIAL)),),
    "asked for connections alone": (judge(full(), questions=QUESTIONS[:1]),),
    "asked for all but one": (judge(full(), questions=QUESTIONS[1:]),),
    **{f"{check} unread": (unread(check, Unread.DENIED),) for check in CHECKS},
    **{f"{check} garbled": (unread(check, Unread.GARBLED),) for check in CHECKS},
    "no sockets on that system": (judge({**full(), "connections": NotApplicable(why="none")}),),
}
DOUBTS = ("list_stale", "list_shrunk", "list_mostly_unread a.txt", "list_truncated", "?")


def sweep(machines: tuple[MachineResult, ...], info: ListInfo = LIST) -> SweepResult:
    named = tuple(
        replace(one, scope=replace(SCOPE, machine=f"m{at}", unit="u"))
        for at, one in enumerate(machines)
    )
    unit = replace(samples.small().unit, code="u")
    judged = judge_unit(unit, named, info, demo=False)
    return samples.district(judged, finished=is_finished(named), list=info)


def green(result: SweepResult, folder: Path, lang: str) -> list[str]:
    """Return where a reader would see that a unit, or the whole, is compliant."""
    written = write_reports(result, folder, lang, state=STATE)
    found = []
    for page in folder.glob("*.html"):
        text = page.read_text("utf-8")
        if re.search(r'class="v-main pass"|class="say pass"', text):
            found.append(page.name)
        if page.name == "index.html" and re.search(r'<tr data-s="pass"', text):
            found.append("index.html: unit")
    found.extend(_on_terminal(result, folder, written, lang))
    found.extend(_on_annexes(result, folder))
    document = json.loads((folder / "report.json").read_text("utf-8"))
    found.extend(unit["code"] for unit in document["units"] if unit["verdict"] == "pass")
    if exit_code(result) is ExitCode.DONE:
        found.append("exit code")
    return found


def _on_terminal(
    result: SweepResult, folder: Path, written: ReportsWritten, lang: str
) -> list[str]:
    """Return the lines of a unit that end with the word for compliant."""
    words = Catalogue(lang)
    said = report_end(result, folder, written, words)
    rows = [line.split("  ") for line in said.splitlines()]
    return [row[0] for row in rows if row[-1].strip() == words("verdict.pass")]


def _on_annexes(result: SweepResult, folder: Path) -> list[str]:
    """Return the annexes that propose figures without a word of what was not looked at."""
    found = []
    for page in folder.glob("*.annex.html"):
        text = page.read_text("utf-8")
        warned = text.count('class="banner') > 1  # beside the one that says: one sweep alone
        unread = any(unit.count(Verdict.NOT_ASSESSED) or not unit.machines for unit in result.units)
        if not warned and not unread:
            found.append(page.name)
    return found


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("form", FORMS)
def test_no_output_is_green(form: str, lang: str, tmp_path: Path):
    assert green(sweep(FORMS[form]), tmp_path, lang) == []


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("doubt", DOUBTS)
def test_a_list_in_doubt_makes_nothing_green(doubt: str, lang: str, tmp_path: Path):
    doubtful = replace(LIST, warnings=(doubt,))
    assert green(sweep((judge(full()),), doubtful), tmp_path, lang) == []


@pytest.mark.parametrize("lang", LANGS)
def test_a_sweep_of_controls_alone_makes_nothing_green(lang: str, tmp_path: Path):
    result = replace(sweep(FORMS["asked for connections alone"]), subject=Subject.CONTROLS)
    assert green(result, tmp_path, lang) == []
    names = {path.name for path in tmp_path.iterdir()}
    assert "findings.csv" not in names
    assert not [name for name in names if name.endswith(".annex.html")]
    assert json.loads((tmp_path / "report.json").read_text("utf-8"))["subject"] == "controls"


def test_what_was_looked_at_is_green(tmp_path: Path):
    found = green(sweep((judge(full()),)), tmp_path, "vi")
    assert {"exit code", "u.html", "u.annex.html", "index.html: unit", "u"} <= set(found)
    assert any("(u)" in where for where in found)  # the terminal's row of the unit


@pytest.mark.parametrize("form", [form for form, rows in FORMS.items() if len(rows) == 1])
def test_no_machine_of_them_passes_in_its_own_row(form: str, tmp_path: Path):
    write_reports(sweep(FORMS[form]), tmp_path, "vi", state=STATE)
    text = (tmp_path / "machines.csv").read_text("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["verdict"] == "not_assessed"
    assert row["reason"]
