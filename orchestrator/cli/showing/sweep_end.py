"""What a finished sweep says on the terminal: its units, what is unread, the next command."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from orchestrator.cli.showing.printing import pasted_again, terminal_columns
from orchestrator.cli.showing.table import fits, table
from orchestrator.model.campaign import Judged
from orchestrator.model.district import Unit
from orchestrator.model.result import (
    ControlVerdict,
    Reason,
    Subject,
    SweepResult,
    UnitResult,
    UnitVerdict,
    Verdict,
)
from orchestrator.model.unassessed import MENDER_OF, PASSING
from orchestrator.text.area_words import AreaWords, capital
from orchestrator.text.catalogue import Catalogue
from orchestrator.text.defang import defang
from orchestrator.text.viet import sort_key
from orchestrator.text.visible import visible

if TYPE_CHECKING:
    from orchestrator.report import ReportsWritten
    from orchestrator.sweep import Reported

_Form: TypeAlias = tuple[list[str], list[list[str]], frozenset[int]]

_FIGURES = frozenset({2, 3, 4, 5})
_STANDS = (ControlVerdict.PASS, ControlVerdict.FAIL, ControlVerdict.NOT_ASSESSED)
_STAND_FIGURES = frozenset({2, 3, 4})
_MOST_BROUGHT = 20
_COLUMNS = ("unit", "ward", "machines", "assessed", "fail", "not_assessed", "verdict")


def sweep_end(
    reported: "Reported",
    state: Path,
    folder: Path,
    words: Catalogue,
    logon: tuple[str, ...] = (),
) -> str:
    """Return all that is said at the end of a sweep: what it found, and where units stand now.

    `logon` is how it was logged on to machines, as typed: whoever asks them again needs it, too.
    """
    swept, kept = reported.swept, reported.kept
    parts = [_table(swept, words)]
    if _table(kept, words) != parts[0]:
        parts = [
            f"{words('sweep.this')}\n{parts[0]}",
            f"{words('sweep.standing')}\n{_table(kept, words)}",
        ]
    parts.extend(_own_word(reported.judged, words))
    if reported.written is not None:
        parts.extend(_written(kept, folder, reported.written, words))
    parts.extend(_brought(reported, words))
    parts.extend(_not_assessed(kept, words))
    parts.extend(_at_sites(swept, words))
    parts.append(_next_steps(reported, state, folder, logon, words))
    return "\n\n".join((*_mark(kept, words), *parts))


def _at_sites(swept: SweepResult, words: Catalogue) -> Iterator[str]:
    """Yield what is to come of machines that were given to their sites."""
    n = sum(one.reason is Reason.AT_SITE for unit in swept.units for one in unit.machines)
    if n:
        yield words("shard.given", n=n, id=swept.sweep)


def report_end(
    result: SweepResult,
    folder: Path,
    written: "ReportsWritten",
    words: Catalogue,
    judged: Judged | None = None,
) -> str:
    """Return what is said of reports that were made again."""
    files = _written(result, folder, written, words)
    whys, own = _not_assessed(result, words), _own_word(judged, words)
    return "\n\n".join((*_mark(result, words), _table(result, words), *own, *whys, *files))


def _mark(result: SweepResult, words: Catalogue) -> Iterator[str]:
    """Yield that nothing of it is real, of the pretend units."""
    if result.demo:
        yield words("demo.mark")


def _own_word(judged: Judged | None, words: Catalogue) -> Iterator[str]:
    """Yield how many machines pass by their own word alone, where any does."""
    n = sum(unit.declared for unit in judged.units) if judged else 0
    if n:
        yield words("sweep.own_word", n=n)


def _written(
    result: SweepResult, folder: Path, written: "ReportsWritten", words: Catalogue
) -> Iterator[str]:
    """Yield where to look, and what others put beside it."""
    yield _paths(result, folder, written, words)
    if written.carried:
        names = ", ".join(visible(name) for name in written.carried)
        yield words("sweep.carried", names=names)


def _table(result: SweepResult, words: Catalogue) -> str:
    alone = result.subject is Subject.CONTROLS
    return _controls(result, words) if alone else _summary(result, words)


def _summary(result: SweepResult, words: Catalogue) -> str:
    """Return the table of units with the totals below, in the widest form that has room."""
    room, lines = terminal_columns(), _lines(result)
    forms = (_full(lines, words), *_narrow(lines, words))
    tables = [table(*form, room) for form in forms]
    return next((shown for shown in tables if fits(shown, room)), tables[-1])


class _Line(NamedTuple):
    """One unit; `figures`: machines in scope, assessed, failing, not assessed."""

    unit: Unit
    figures: tuple[int, int, int, int]
    verdict: UnitVerdict


def _lines(result: SweepResult) -> list[_Line]:
    """Return the units by name; each is opened once, since they may lie packed."""
    lines = [_Line(one.unit, _counts(one), one.verdict) for one in result.units]
    return sorted(lines, key=lambda one: (sort_key(one.unit.name), one.unit.code))


def _counts(unit: UnitResult) -> tuple[int, int, int, int]:
    failing, unread = unit.count(Verdict.FAIL), unit.count(Verdict.NOT_ASSESSED)
    return unit.in_scope, unit.assessed, failing, unread


def _full(lines: Sequence[_Line], words: Catalogue) -> _Form:
    rows = [_row(line, words) for line in lines]
    total = [sum(one.figures[at] for one in lines) for at in range(len(_FIGURES))]
    rows.append([words("sweep.total"), "", *map(words.number, total), ""])
    areas = AreaWords.of(one.unit for one in lines)
    return [_title(column, areas, words) for column in _COLUMNS], rows, _FIGURES


def _narrow(lines: Sequence[_Line], words: Catalogue) -> Iterator[_Form]:
    """Yield the table without its bodies, and then with the codes of units alone."""
    titles, rows, figures = _full(lines, words)
    less = [[row[0], *row[2:]] for row in rows]
    figures = frozenset(at - 1 for at in figures)
    yield [titles[0], *titles[2:]], less, figures
    codes = (*(line.unit.code for line in lines), less[-1][0])
    yield (
        [titles[0], *titles[2:]],
        [[code, *row[1:]] for code, row in zip(codes, less, strict=True)],
        figures,
    )


def _brought(reported: "Reported", words: Catalogue) -> Iterator[str]:
    """Yield which findings the sweep changed: new ones, those that came back, those now gone."""
    found = reported.brought
    if not found:
        return
    rows = [
        [
            words.word("change", one.change),
            one.finding.number,
            f"{one.machine.scope.row.unit}/{visible(one.machine.scope.row.machine)}",
            visible(defang(one.finding.key.value)),
        ]
        for one in found[:_MOST_BROUGHT]
    ]
    titles = [words(f"compared.{title}") for title in ("change", "finding", "machine", "indicator")]
    shown = table(titles, rows, frozenset(), terminal_columns())
    more = len(found) - len(rows)
    yield f"{words('sweep.brought', n=len(found))}\n{shown}"
    if more:
        yield words("sweep.brought_more", n=more)


def _not_assessed(result: SweepResult, words: Catalogue) -> Iterator[str]:
    """Yield why machines are not assessed, the commonest reason first, and who mends each."""
    found = Counter(
        machine.reason
        for unit in result.units
        for machine in unit.machines
        if machine.verdict is Verdict.NOT_ASSESSED and machine.reason is not None
    )
    if not found or result.subject is not Subject.CONTACT:
        return
    level = result.authority.level.word
    rows = [
        [
            words.number(n),
            words.word("reason", reason),
            words(f"mender.{MENDER_OF[reason]}", level=level),
        ]
        for reason, n in found.most_common()
    ]
    titles = [words("sweep.machines"), words("sweep.why"), words("sweep.mender")]
    shown = table(titles, rows, frozenset({0}), terminal_columns())
    yield f"{words('sweep.whys', n=found.total())}\n{shown}"


def _controls(result: SweepResult, words: Catalogue) -> str:
    """Return how machines stand by each control, where nothing was asked about contact."""
    counts: dict[tuple[str, str], Counter[ControlVerdict]] = {}
    for unit in result.units:
        for machine in unit.machines:
            for row in machine.controls:
                counts.setdefault((row.control, row.title), Counter())[row.verdict] += 1
    rows = [
        [control, title, *(words.number(said[verdict]) for verdict in _STANDS)]
        for (control, title), said in sorted(counts.items())
    ]
    titles = ("control", "title", *(f"controls_{verdict}" for verdict in _STANDS))
    shown = table([words(f"sweep.{title}") for title in titles], rows, _STAND_FIGURES)
    return f"{words('sweep.controls_alone')}\n\n{shown}"


def _title(column: str, areas: AreaWords, words: Catalogue) -> str:
    """Return a column's title; that of the bodies is their level, neutral where there is none."""
    if column == "ward" and areas:
        return capital(areas.word.said(words.lang))
    return words(f"sweep.{column}")


def _row(line: _Line, words: Catalogue) -> list[str]:
    return [
        f"{line.unit.name} ({line.unit.code})",
        line.unit.ward or "-",
        *map(words.number, line.figures),
        words.word("verdict", line.verdict),
    ]


def _paths(result: SweepResult, folder: Path, written: "ReportsWritten", words: Catalogue) -> str:
    """Return where to look, one line each; every file that is no page is named."""
    level = result.authority.level.word
    contact = result.subject is Subject.CONTACT
    data = (path.name for path in written.paths if path.suffix != ".html")
    units = "sweep.unit_reports" if contact else "sweep.unit_controls"
    return "\n".join(
        (
            words("sweep.district_report", level=level, path=folder / "index.html"),
            words(units, path=f"{folder}/*.html", n=len(result.units)),
            words("sweep.data", paths=", ".join(str(folder / name) for name in data)),
        )
    )


def _next_steps(
    reported: "Reported", state: Path, folder: Path, logon: tuple[str, ...], words: Catalogue
) -> str:
    """Return what a person would type next, as it is typed: same folders, same language."""
    swept = reported.swept
    lang = ("--lang", words.lang)
    same = ("--state", str(state), "-o", str(folder), *lang)
    if not swept.finished:
        again = pasted_again("sweep", "--resume", swept.sweep, *logon, *same)
        return f"{words('sweep.unfinished')}\n  {again}"
    steps: list[str] = []
    if any(unit.count(Verdict.FAIL) for unit in reported.kept.units):
        found = pasted_again("findings", "list", "--state", str(state), *lang)
        steps.append(f"{words('sweep.see_findings')}\n  {found}")
    if PASSING.intersection(_whys(swept)):
        again = pasted_again("sweep", "--retry", swept.sweep, *logon, *same)
        steps.append(f"{words('sweep.retry_later')}\n  {again}")
    report = pasted_again("report", *same)
    return "\n".join((*steps, f"{words('sweep.again')}\n  {report}"))


def _whys(result: SweepResult) -> Iterator[Reason]:
    """Yield the reasons of machines that were to be asked and are not assessed."""
    for unit in result.units:
        for machine in unit.machines:
            if machine.reason is not None and machine.scope.selected:
                yield machine.reason
