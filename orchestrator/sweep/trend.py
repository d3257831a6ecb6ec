"""The earlier dates that an overview sets beside today: the ends of days that saw a sweep end."""

from collections.abc import Iterable
from datetime import datetime

from orchestrator import evidence
from orchestrator.findings.compare import Comparison, FindingChange, Incomparable, compare
from orchestrator.model.campaign import Judged, JudgedKind, UnitStanding
from orchestrator.model.local_time import VIETNAM
from orchestrator.model.result import Verdict
from orchestrator.model.trend import SinceLast, Trend, TrendPoint
from orchestrator.sweep.standing import judge_all

_MOST_POINTS = 6  # beside today's
_MOST_JUDGED = 6_000  # machines judged again for it: a date costs about what today does


def trend_of(store: evidence.Store, judged: Judged) -> Trend:
    """Return how failing and coverage went until a moment.

    Args:
        store: Where the evidence lies.
        judged: Where all machines stand at that moment.
    """
    points, left_out, since_last = [_point(judged.at, judged.units)], 0, None
    for at in _dates(judged):
        before = judge_all(store, at, JudgedKind.DATE)
        found = compare(before.units, judged.units, since=at, pruned=store.pruned_before(at))
        since_last = since_last or _since(at, found)
        if isinstance(found, Incomparable):
            left_out += 1
        else:
            points.append(_point(at, before.units))
    points.reverse()
    return Trend(points=tuple(points), left_out=left_out, since_last=since_last)


def _dates(judged: Judged) -> tuple[datetime, ...]:
    """Return the ends of the earlier days on which a sweep ended, the newest first."""
    ends = (_end_of_day(source.span.hi) for source in judged.sources)
    days = sorted({end for end in ends if end < judged.at}, reverse=True)
    machines = max(1, sum(len(unit.machines) for unit in judged.units))
    return tuple(days[: min(_MOST_POINTS, max(1, _MOST_JUDGED // machines))])


def _end_of_day(moment: datetime) -> datetime:
    """Return the last second of a moment's day, as the district's clocks tell it."""
    day = moment.astimezone(VIETNAM)
    return day.replace(hour=23, minute=59, second=59, microsecond=0)


def _since(at: datetime, found: Comparison | Incomparable) -> SinceLast:
    if isinstance(found, Incomparable):
        return SinceLast(since=at, why_not=found.whys)
    counts = tuple((change, n) for change in FindingChange if (n := found.count(change)))
    return SinceLast(since=at, counts=counts)


def _point(at: datetime, units: Iterable[UnitStanding]) -> TrendPoint:
    verdicts = [one.verdict for unit in units for one in unit.machines]
    failed = verdicts.count(Verdict.FAIL)
    assessed = failed + verdicts.count(Verdict.PASS)
    return TrendPoint(
        at=at,
        in_scope=assessed + verdicts.count(Verdict.NOT_ASSESSED),
        assessed=assessed,
        failed=failed,
    )
