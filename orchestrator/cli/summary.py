"""What a finished sweep says on the terminal: a table per unit, the reports, the next command."""

from pathlib import Path

from orchestrator.cli.table import table
from orchestrator.model.result import SweepResult, UnitResult, Verdict
from orchestrator.text.area_words import AreaWords, capital
from orchestrator.text.catalogue import Catalogue, catalogue

_FIGURES = frozenset({2, 3, 4, 5})
_COLUMNS = ("unit", "ward", "machines", "assessed", "fail", "not_assessed", "verdict")


def summary(result: SweepResult, words: Catalogue) -> str:
    """Return the table of units, worst as the store sorts them, with the totals below."""
    rows = [_row(unit, words) for unit in result.units]
    rows.append([words("sweep.total"), "", *_figures(result.units, words), ""])
    return table([_title(column, result, words) for column in _COLUMNS], rows, _FIGURES)


def _title(column: str, result: SweepResult, words: Catalogue) -> str:
    """Return a column's title; that of the bodies is their level, neutral where there is none."""
    areas = AreaWords.of(unit.unit for unit in result.units)
    if column == "ward" and areas:
        return capital(areas.word.said(words.lang))
    return words(f"sweep.{column}")


def _row(unit: UnitResult, words: Catalogue) -> list[str]:
    return [
        f"{unit.unit.name} ({unit.unit.code})",
        unit.unit.ward or "-",
        *_figures((unit,), words),
        words.word("verdict", unit.verdict),
    ]


def _figures(units: tuple[UnitResult, ...], words: Catalogue) -> list[str]:
    counts = (
        sum(unit.in_scope for unit in units),
        sum(unit.assessed for unit in units),
        sum(unit.count(Verdict.FAIL) for unit in units),
        sum(unit.count(Verdict.NOT_ASSESSED) for unit in units),
    )
    return [words.number(count) for count in counts]


def paths(result: SweepResult, folder: Path, words: Catalogue) -> str:
    """Return where to look, one line each."""
    level = result.authority.level.word
    data = f"{folder / 'report.json'}, {folder / 'findings.csv'}"
    return "\n".join(
        (
            words("sweep.district_report", level=level, path=folder / "index.html"),
            words("sweep.unit_reports", path=f"{folder}/*.html", n=len(result.units)),
            words("sweep.data", paths=data),
        )
    )


def next_step(result: SweepResult, state: Path, folder: Path, words: Catalogue) -> str:
    """Return the command that a person would type next."""
    if not result.finished:
        again = f"orchestrator sweep --resume {result.sweep} --state {state}"
        return f"{words('sweep.unfinished')}\n  {again}"
    again = f"orchestrator report {result.sweep} --state {state} -o {folder}"
    return f"{words('sweep.again')}\n  {again}"


def say(result: SweepResult, state: Path, folder: Path | None, lang: str) -> str:
    """Return all that is said at the end; `folder` is None where no report was written."""
    words = catalogue(lang)
    parts = [summary(result, words)]
    if folder is not None:
        parts.append(paths(result, folder, words))
    parts.append(next_step(result, state, folder or Path("reports"), words))
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
