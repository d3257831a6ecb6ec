"""What changed between two dates, both by today's list and rules: no list spoils that."""

from collections.abc import Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from orchestrator import evidence
from orchestrator.errors import UsageError
from orchestrator.findings.compare import Changed, Comparison, FindingChange, Incomparable, compare
from orchestrator.model.campaign import Judged, JudgedKind
from orchestrator.sweep.clock import now
from orchestrator.sweep.reading_again import bring_up_if_free
from orchestrator.sweep.standing import judge_all
from orchestrator.text.catalogue import iso
from orchestrator.text.message import say

__all__ = [
    "Compared",
    "Comparison",
    "FindingChange",
    "Incomparable",
    "compare_dates",
    "compared_as_json",
]


class Compared(Struct, frozen=True, kw_only=True):
    """Two dates and what became of the findings between them; `machines` names each by number."""

    since: datetime
    until: datetime
    outcome: Comparison | Incomparable
    machines: Mapping[int, str]


def compare_dates(state: Path, since: datetime, until: datetime | None) -> Compared:
    """Return what changed from one date to another, None for today.

    Raises:
        UsageError: The later date is not later.
        StateError: There is no such state folder, nothing was swept yet, or it is damaged.
    """
    today = now()
    end = until or today
    if since >= end:
        raise UsageError.one(say("compared.order"), say("compared.turn"))
    with closing(evidence.open_store(state, create=False)) as store:
        bring_up_if_free(store, state, today)
        before = judge_all(store, since, JudgedKind.DATE)
        after = judge_all(store, end, JudgedKind.DATE)
        pruned = store.pruned_before(since)
    return Compared(
        since=since,
        until=end,
        outcome=compare(before.units, after.units, since=since, pruned=pruned),
        machines=_names(before) | _names(after),
    )


def _names(judged: Judged) -> dict[int, str]:
    return {
        one.scope.number: one.scope.row.machine
        for unit in judged.units
        for one in (*unit.machines, *unit.removed)
    }


def compared_as_json(found: Compared) -> Mapping[str, object]:
    """Return what programs are told of two dates."""
    head: dict[str, object] = {"since": iso(found.since), "until": iso(found.until)}
    match found.outcome:
        case Incomparable(whys=whys):
            return head | {"comparable": False, "why": [str(why) for why in whys]}
        case Comparison() as one:
            return head | {
                "comparable": True,
                "common": one.common,
                "gone": one.gone,
                "added": one.added,
                "counts": {str(change): one.count(change) for change in FindingChange},
                "changes": [_changed(row, found.machines) for row in one.changes],
            }


def _changed(row: Changed, machines: Mapping[int, str]) -> Mapping[str, object]:
    key = row.finding.key
    return {
        "change": str(row.change),
        "finding": row.finding.number,
        "unit": key.unit,
        "machine": None if key.machine is None else machines.get(key.machine),
        "indicator": key.value,
        "class": str(key.klass),
        "state": str(row.finding.state),
    }
