"""Scope and method: what was compared with what, who was left out, how far back one could see.

Machines that left the inventory are part of it: never out of sight, whatever became of them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from orchestrator.model.campaign import MachineStanding
from orchestrator.model.indicator import Unused
from orchestrator.model.result import AnswerKind, MachineResult, SweepResult, Verdict
from orchestrator.report.check_view import title
from orchestrator.report.figures import MACHINE_SIGNS, Sign
from orchestrator.report.shown import Shown
from orchestrator.text.catalogue import Catalogue
from orchestrator.text.defang import defang
from orchestrator.text.reasons import refusal

_MOST_ROWS = 200  # an inventory may lose as many as it likes: the page stays readable
_MOST_REFUSED = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeView:
    """The rows of the section, said in full sentences."""

    list: str
    files: tuple[str, ...]
    refused: str
    refused_rows: tuple[str, ...]
    refused_more: int
    allowed: str
    checks: tuple[tuple[str, str], ...]
    excluded: tuple[str, ...]


def scope_view(result: SweepResult, machines: Iterable[MachineResult], say: Catalogue) -> ScopeView:
    """Return the section for some machines of a sweep."""
    rows = tuple(machines)
    info = result.list
    return ScopeView(
        list=say(
            "scope.list_is",
            day=say.day(info.dated),
            n=info.indicators,
            addresses=info.addresses,
            ranges=info.ranges,
            domains=info.domains,
        ),
        files=tuple(
            say(
                "scope.file_is",
                name=file.name,
                day=say.day(file.dated),
                n=file.indicators,
                sha256=file.sha256,
            )
            for file in info.files
        ),
        refused=say("scope.refused_is", n=len(info.refused))
        if info.refused
        else say("scope.refused_none"),
        refused_rows=tuple(
            say(
                "scope.refused_row",
                file=row.file,
                line=str(row.line),
                text=defang(row.text),
                reason=_reason(row.reason, say),
            )
            for row in info.refused[:_MOST_REFUSED]
        ),
        refused_more=len(info.refused[_MOST_REFUSED:]),
        allowed=say("scope.allowed_is", n=len(info.allowed)) if info.allowed else "",
        checks=tuple((title(check, say), _check(check, rows, say)) for check in result.checks),
        excluded=tuple(_excluded(rows, say)),
    )


def _reason(word: str, say: Catalogue) -> str:
    """Return why a line is not used; a store may hold a word that an older version used."""
    return say.text(refusal(word)) if word in tuple(Unused) else word


def _check(check: str, machines: tuple[MachineResult, ...], say: Catalogue) -> str:
    asked = [row for machine in machines for row in machine.checks if row.check == check]
    answers = [row.answer for row in asked]
    said = say(
        "scope.check_is",
        answered=answers.count(AnswerKind.ANSWERED),
        unanswered=answers.count(AnswerKind.UNANSWERED),
        absent=answers.count(AnswerKind.NOT_APPLICABLE),
    )
    starts = [
        row.window_from
        for row in asked
        if row.answer is AnswerKind.ANSWERED
        and row.window_from
        and row.window_from != row.window_to
    ]
    if not starts:
        return said
    back = say("scope.check_window", first=say.moment(min(starts)), last=say.moment(max(starts)))
    return f"{said}; {back}"


def _excluded(machines: tuple[MachineResult, ...], say: Catalogue) -> Iterator[str]:
    for machine in machines:
        why = machine.scope.excluded
        if machine.verdict is Verdict.EXCLUDED and why:
            yield say(
                "scope.excluded_is",
                machine=machine.scope.machine,
                reason=why.reason,
                approver=why.approver,
                day=say.day(why.date),
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovedRow:
    """One machine that is in the inventory no more, and what is known of it."""

    unit: str
    machine: str
    room: str
    since: str
    sign: Sign
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovedView:
    """The rows that a page shows, and how many more there are."""

    rows: tuple[RemovedRow, ...]
    more: int


def removed_view(shown: Shown, codes: Iterable[str], say: Catalogue) -> RemovedView:
    """Return the machines of some units that left, by unit, then name."""
    rows = tuple(row for code in sorted(codes) for row in _of_unit(shown, code, say))
    return RemovedView(rows=rows[:_MOST_ROWS], more=len(rows[_MOST_ROWS:]))


def _of_unit(shown: Shown, code: str, say: Catalogue) -> Iterator[RemovedRow]:
    for one in shown.removed(code):
        row, since = one.scope.row, one.scope.removed_at
        yield RemovedRow(
            unit=code,
            machine=row.machine,
            room=row.room or "",
            since=say.moment(since) if since else "",
            sign=MACHINE_SIGNS[one.verdict],
            said=", ".join(_said(one, say)),
        )


def _said(one: MachineStanding, say: Catalogue) -> Iterator[str]:
    if one.reason is not None:
        yield say.word("reason", one.reason)
    if one.open_findings:
        yield say("kept.removed_open", n=len(one.open_findings))
    if not one.read_whole:
        yield say("kept.removed_unread")
