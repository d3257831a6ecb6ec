"""Machines that left the inventory: never out of sight, whatever became of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from orchestrator.model.campaign import MachineStanding
from orchestrator.report.figures import MACHINE_SIGNS, Sign
from orchestrator.report.shown import Shown
from orchestrator.text.catalogue import Catalogue

_MOST_ROWS = 200  # an inventory may lose as many as it likes: the page stays readable


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
