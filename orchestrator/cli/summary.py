"""What a finished sweep says on the terminal: a table per unit, the reports, the next command."""

from pathlib import Path

from orchestrator.cli.table import table
from orchestrator.cli.words import WORDS
from orchestrator.model.result import SweepResult, UnitResult, Verdict

_FIGURES = frozenset({2, 3, 4, 5})
_COLUMNS = ("unit", "ward", "machines", "assessed", "fail", "not_assessed", "verdict")


def summary(result: SweepResult, lang: str) -> str:
    """Return the table of units, worst as the store sorts them, with the totals below."""
    say = WORDS[lang]
    rows = [_row(unit, lang) for unit in result.units]
    rows.append(_total(result, lang))
    return table([say[column] for column in _COLUMNS], rows, _FIGURES)


def _row(unit: UnitResult, lang: str) -> list[str]:
    return [
        f"{unit.unit.name} ({unit.unit.code})",
        unit.unit.ward or "-",
        *_figures((unit,)),
        WORDS[lang][f"verdict_{unit.verdict}"],
    ]


def _total(result: SweepResult, lang: str) -> list[str]:
    return [WORDS[lang]["total"], "", *_figures(result.units), ""]


def _figures(units: tuple[UnitResult, ...]) -> list[str]:
    return [
        str(sum(unit.in_scope for unit in units)),
        str(sum(unit.assessed for unit in units)),
        str(sum(unit.count(Verdict.FAIL) for unit in units)),
        str(sum(unit.count(Verdict.NOT_ASSESSED) for unit in units)),
    ]


def paths(result: SweepResult, folder: Path, lang: str) -> str:
    """Return where to look, one line each."""
    say = WORDS[lang]
    return "\n".join(
        (
            f"{say['district_report']}: {folder / 'index.html'}",
            f"{say['unit_reports']}: {folder}/*.html ({len(result.units)})",
            f"{say['data']}: {folder / 'report.json'}, {folder / 'findings.csv'}",
        )
    )


def next_step(result: SweepResult, state: Path, folder: Path, lang: str) -> str:
    """Return the command that a person would type next."""
    say = WORDS[lang]
    if not result.finished:
        return f"{say['unfinished']}\n  orchestrator sweep --resume {result.sweep} --state {state}"
    return f"{say['again']}\n  orchestrator report {result.sweep} --state {state} -o {folder}"


def say(result: SweepResult, state: Path, folder: Path | None, lang: str) -> str:
    """Return all that is said at the end; `folder` is None where no report was written."""
    parts = [summary(result, lang)]
    if folder is not None:
        parts.append(paths(result, folder, lang))
    parts.append(next_step(result, state, folder or Path("reports"), lang))
    return "\n\n".join(parts)


def end_event(result: SweepResult) -> dict[str, object]:
    """Return the last event of `sweep --json`."""
    units = result.units
    return {
        "event": "sweep_end",
        "sweep": result.sweep,
        "machines": sum(unit.in_scope for unit in units),
        "assessed": sum(unit.assessed for unit in units),
        "pass": sum(unit.count(Verdict.PASS) for unit in units),
        "fail": sum(unit.count(Verdict.FAIL) for unit in units),
        "not_assessed": sum(unit.count(Verdict.NOT_ASSESSED) for unit in units),
        "seconds": round((result.ended_at - result.started_at).total_seconds(), 3),
    }
