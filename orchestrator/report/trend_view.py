"""How failing and coverage went, side by side: a line a date, each with two bars."""

from msgspec import Struct

from orchestrator.model.trend import SinceLast, Trend, TrendPoint
from orchestrator.report.figures import share
from orchestrator.text.catalogue import Catalogue

_LEAST = 20  # 2 % of a bar of 150 px


class TrendRow(Struct, frozen=True, kw_only=True):
    """One date; widths are SVG percentages, of the most that failed and of all in scope."""

    day: str
    failed: int
    failed_width: str
    coverage: str
    assessed: int
    in_scope: int
    coverage_width: str


class TrendView(Struct, frozen=True, kw_only=True):
    """The dates, how many more do not compare, and what changed since the one before."""

    rows: tuple[TrendRow, ...]
    left_out: int
    since: str  # empty where there is no date before
    changes: tuple[str, ...]
    why_not: tuple[str, ...]


def trend_view(trend: Trend, say: Catalogue) -> TrendView:
    """Return what the overview shows of a trend."""
    most = max((point.failed for point in trend.points), default=0)
    last = trend.since_last
    return TrendView(
        rows=tuple(_row(point, most, say) for point in trend.points),
        left_out=trend.left_out,
        since=say.day(last.since) if last else "",
        changes=_changes(last, say) if last else (),
        why_not=tuple(say.word("why_not", why) for why in last.why_not) if last else (),
    )


def _row(point: TrendPoint, most: int, say: Catalogue) -> TrendRow:
    return TrendRow(
        day=say.day(point.at),
        failed=point.failed,
        failed_width=share(point.failed, most, _LEAST),
        coverage=say.percent(point.assessed, point.in_scope),
        assessed=point.assessed,
        in_scope=point.in_scope,
        coverage_width=share(point.assessed, point.in_scope, _LEAST),
    )


def _changes(last: SinceLast, say: Catalogue) -> tuple[str, ...]:
    return tuple(
        say("district.change_is", change=say.word("change", change), n=n)
        for change, n in last.counts
    )
