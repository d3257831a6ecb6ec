"""Which findings a person wants to see, in which order, and what all of them come to."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from msgspec import Struct

from orchestrator.errors import ExitCode
from orchestrator.findings.targets import FindingRow, finding_rows
from orchestrator.model.campaign import Finding, FindingState, Judged
from orchestrator.model.result import UnitVerdict

OPEN, CLOSED, DUE = "open", "closed", "due"
STATE_WORDS = (OPEN, CLOSED, DUE, *(str(state) for state in FindingState))
"""What findings may be chosen by: a state, or what several have in common."""


class FindingFilter(Struct, frozen=True, kw_only=True):
    """Which findings are wanted; what is empty or None asks nothing.

    Attributes:
        states: Words of `STATE_WORDS`; one of them must fit.
        unit: The unit's code.
        indicator: A part of the indicator, raw, in any case.
        older: Open for at least so long.
    """

    states: tuple[str, ...] = ()
    unit: str | None = None
    indicator: str | None = None
    older: timedelta | None = None


def chosen(judged: Judged, selection: FindingFilter) -> tuple[FindingRow, ...]:
    """Return the findings that are wanted: open ones first, the oldest first."""
    rows = (row for row in finding_rows(judged) if _fits(row, selection, judged.at))
    return tuple(sorted(rows, key=_order))


def is_due(finding: Finding, now: datetime) -> bool:
    """Whether somebody must do something now: look again, or handle what was to be handled."""
    look = finding.next_look is not None and finding.next_look <= now
    overdue = finding.due is not None and finding.due <= now
    return look or (overdue and finding.is_open and finding.remedy is None)


def age(finding: Finding, now: datetime) -> timedelta:
    """Return how long ago it was first seen, for certain."""
    return max(now - finding.first.hi, timedelta(0))


def standing_code(judged: Judged, unit: str | None = None) -> ExitCode:
    """Return the code that the standings of all units, or of one, come to.

    One that fails wins over one about which not enough is known; no unit at all is nothing known.
    """
    verdicts = {one.verdict for one in judged.units if unit in (None, one.unit.code)}
    if UnitVerdict.FAIL in verdicts:
        return ExitCode.FOUND
    return ExitCode.DONE if verdicts == {UnitVerdict.PASS} else ExitCode.INCOMPLETE


def _fits(row: FindingRow, selection: FindingFilter, now: datetime) -> bool:
    return all(_answers(row, selection, now))


def _answers(row: FindingRow, wanted: FindingFilter, now: datetime) -> Iterator[bool]:
    finding = row.finding
    yield not wanted.states or any(_is(finding, word, now) for word in wanted.states)
    yield wanted.unit in (None, row.unit.code)
    yield (wanted.indicator or "").casefold() in finding.key.value.casefold()
    yield wanted.older is None or (finding.is_open and age(finding, now) >= wanted.older)


def _is(finding: Finding, word: str, now: datetime) -> bool:
    match word:
        case "open":
            return finding.is_open
        case "closed":
            return not finding.is_open
        case "due":
            return is_due(finding, now)
        case _:
            return finding.state == word


def _order(row: FindingRow) -> tuple[bool, datetime, str, str, str]:
    finding = row.finding
    return not finding.is_open, finding.first.lo, row.place, finding.key.value, finding.key.klass


def counts(rows: Iterable[FindingRow]) -> tuple[int, int]:
    """Return how many findings there are, and how many of them are open."""
    told = tuple(rows)
    return len(told), sum(row.finding.is_open for row in told)
