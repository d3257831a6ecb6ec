"""Scope and method: what was compared with what, who was left out, how far back one could see.

Machines that left the inventory are part of it: never out of sight, whatever became of them.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import PurePath

from msgspec import Struct, field

from orchestrator.model.campaign import MachineStanding
from orchestrator.model.indicator import Unused
from orchestrator.model.result import (
    AnswerKind,
    CheckResult,
    MachineResult,
    Verdict,
)
from orchestrator.report.check_view import title
from orchestrator.report.covers_view import Covers
from orchestrator.report.figures import MACHINE_SIGNS, Sign
from orchestrator.report.reading_order import standings_by_name
from orchestrator.report.shown import Shown
from orchestrator.text.catalogue import Catalogue
from orchestrator.text.defang import defang
from orchestrator.text.reasons import refusal
from orchestrator.text.viet import SortKey, sort_key

_MOST_ROWS = 200  # an inventory may lose as many as it likes: the page stays readable
_MOST_REFUSED = 10


class ScopeView(Struct, frozen=True, kw_only=True):
    """The rows of the section, said in full sentences."""

    covers: tuple[str, ...]
    playbook: str
    list: str
    files: tuple[str, ...]
    refused: str
    refused_rows: tuple[str, ...]
    refused_more: int
    allowed: str
    checks: tuple[tuple[str, str], ...]
    excluded: tuple[str, ...]


def scope_view(shown: Shown, machines: Iterable[MachineResult], say: Catalogue) -> ScopeView:
    """Return the section for some machines of a set of reports."""
    result, covers = shown.result, Covers(shown)
    asked = {check: _Asked() for check in result.checks}
    excluded: list[tuple[tuple[SortKey, SortKey], str]] = []
    for machine in machines:
        covers.add(machine)
        excluded.extend((_by_unit(machine), line) for line in _excluded(machine, say))
        for row in machine.checks:
            if row.check in asked:
                asked[row.check].add(row)
    info = result.list
    return ScopeView(
        covers=covers.said(say),
        playbook=PurePath(result.playbook.replace("\\", "/")).name,  # where it lies is nobody's
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
        checks=tuple((title(check, say), asked[check].said(say)) for check in result.checks),
        excluded=tuple(line for _, line in sorted(excluded)),
    )


def _reason(word: str, say: Catalogue) -> str:
    """Return why a line is not used; a store may hold a word that an older version used."""
    return say.text(refusal(word)) if word in tuple(Unused) else word


class _Asked(Struct):
    """How a check was answered on some machines, and how far back those answers see."""

    answers: Counter[AnswerKind] = field(default_factory=Counter)
    starts: tuple[datetime, datetime] | None = None

    def add(self, row: CheckResult) -> None:
        """Count one machine's answer."""
        self.answers[row.answer] += 1
        start = row.window_from
        if row.answer is AnswerKind.ANSWERED and start and start != row.window_to:
            first, last = self.starts or (start, start)
            self.starts = min(first, start), max(last, start)

    def said(self, say: Catalogue) -> str:
        """Return it in a sentence or two."""
        text = say(
            "scope.check_is",
            answered=self.answers[AnswerKind.ANSWERED],
            unanswered=self.answers[AnswerKind.UNANSWERED],
            absent=self.answers[AnswerKind.NOT_APPLICABLE],
        )
        if self.starts is None:
            return text
        first, last = map(say.moment, self.starts)
        return f"{text}; {say('scope.check_window', first=first, last=last)}"


def _by_unit(machine: MachineResult) -> tuple[SortKey, SortKey]:
    return sort_key(machine.scope.unit), sort_key(machine.scope.machine)


def _excluded(machine: MachineResult, say: Catalogue) -> Iterator[str]:
    why = machine.scope.excluded
    if machine.verdict is Verdict.EXCLUDED and why:
        yield say(
            "scope.excluded_is",
            machine=machine.scope.machine,
            reason=why.reason,
            approver=why.approver,
            day=say.day(why.date),
        )


class RemovedRow(Struct, frozen=True, kw_only=True):
    """One machine that is in the inventory no more, and what is known of it."""

    unit: str
    machine: str
    room: str
    since: str
    sign: Sign
    said: str


class RemovedView(Struct, frozen=True, kw_only=True):
    """The rows that a page shows, and how many more there are."""

    rows: tuple[RemovedRow, ...]
    more: int


def removed_view(shown: Shown, codes: Iterable[str], say: Catalogue) -> RemovedView:
    """Return the machines of some units that left, by unit, then name."""
    rows = tuple(row for code in sorted(codes, key=sort_key) for row in _of_unit(shown, code, say))
    return RemovedView(rows=rows[:_MOST_ROWS], more=len(rows[_MOST_ROWS:]))


def _of_unit(shown: Shown, code: str, say: Catalogue) -> Iterator[RemovedRow]:
    for one in standings_by_name(shown.removed(code)):
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
