"""How it went: failing beside coverage, and what cannot be compared is said, not drawn."""

from datetime import timedelta

from msgspec.structs import replace

from orchestrator.findings.compare import FindingChange, WhyNot
from orchestrator.model.trend import SinceLast, Trend, TrendPoint
from orchestrator.report.trend_view import trend_view
from orchestrator.text.catalogue import NOTHING, Catalogue
from tests.report.builders import END

SAY = Catalogue("vi")
FIRST = TrendPoint(at=END - timedelta(days=7), in_scope=10, assessed=4, failed=4)
LAST = TrendPoint(at=END, in_scope=10, assessed=8, failed=1)
SINCE = SinceLast(since=FIRST.at, counts=((FindingChange.STILL, 1), (FindingChange.VERIFIED, 3)))


def test_failing_and_coverage_stand_side_by_side_the_oldest_first():
    view = trend_view(Trend(points=(FIRST, LAST), since_last=SINCE), SAY)
    assert [row.day for row in view.rows] == ["05/09/2022", "12/09/2022"]
    assert [(row.failed, row.coverage) for row in view.rows] == [(4, "40,0%"), (1, "80,0%")]
    assert [row.failed_width for row in view.rows] == ["100.0%", "25.0%"]
    assert [row.coverage_width for row in view.rows] == ["40.0%", "80.0%"]
    assert view.since == "05/09/2022"
    assert view.changes == ("Còn: 1", "Đã kiểm chứng: 3")


def test_a_date_that_does_not_compare_says_why():
    since = SinceLast(since=FIRST.at, why_not=(WhyNot.COVERAGE,))
    view = trend_view(Trend(points=(LAST,), left_out=1, since_last=since), SAY)
    assert view.left_out == 1
    assert view.changes == ()
    assert view.why_not == ("một ngày đã xem nhiều hơn hẳn ngày kia",)


def test_one_date_alone_and_no_machine_draw_nothing_wrong():
    empty = replace(LAST, in_scope=0, assessed=0, failed=0)
    (row,) = trend_view(Trend(points=(empty,)), SAY).rows
    assert (row.failed_width, row.coverage_width, row.coverage) == ("0.0%", "0.0%", NOTHING)
