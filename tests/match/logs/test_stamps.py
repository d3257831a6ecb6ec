"""Times as logs write them: with the log's own zone, and nothing guessed."""

import pytest

from orchestrator.match.logs.line_reading import LogTime
from orchestrator.match.logs.stamps import either_order, epoch, stamped, stated


@pytest.mark.parametrize(
    ("line", "iso", "zone", "rest"),
    [
        ("2026-11-30T08:54:41Z x", "2026-11-30T08:54:41Z", "UTC", "x"),
        ("2026-11-30 08:54:41,123 x", "2026-11-30T08:54:41", None, "x"),
        ("2026-11-30 08:54:41 -0330 x", "2026-11-30T08:54:41-03:30", "-03:30", "x"),
        ("<13>1 2026-11-30T08:54:41.5+07:00 x", "2026-11-30T08:54:41+07:00", "+07:00", "x"),
        ("Nov 30, 2026 08:54:41 UTC x", "2026-11-30T08:54:41Z", "UTC", "x"),
        ("[1796003681] x", "2026-11-30T01:54:41Z", "UTC", "x"),
        ("1796003681.123 x", "2026-11-30T01:54:41Z", "UTC", "x"),
        ("Nov  3 08:54:41 x", None, None, "x"),
        ("08:54:41 x", None, None, "x"),
        ("2026-13-30 08:54:41 x", None, None, "x"),  # no such month
        ("2026-02-30 08:54:41 x", None, None, "x"),
        ("2026-11-30 08:54:41 +9900 x", None, "+9900", "x"),
    ],
)
def test_a_line_that_begins_with_a_time(line: str, iso: str | None, zone: str | None, rest: str):
    time, left = stamped(line)
    assert time is not None
    assert (time.iso, time.zone, left) == (iso, zone, rest)


@pytest.mark.parametrize("line", ["", "x 2026-11-30 08:54:41", "2026-11-30", "17960036811234 x"])
def test_a_line_that_begins_otherwise_is_whole(line: str):
    assert stamped(line) == (None, line)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("1796003681", "2026-11-30T01:54:41Z"),
        ("1796003681123", "2026-11-30T01:54:41Z"),
        ("1796003681123456", "2026-11-30T01:54:41Z"),
        ("1796003681123456789", "2026-11-30T01:54:41Z"),
        ("179600368", "1975-09-10T16:59:28Z"),
    ],
)
def test_seconds_and_their_parts(text: str, iso: str):
    assert epoch(text) == LogTime(told=text, iso=iso, zone="UTC")


@pytest.mark.parametrize(
    "text", ["", "x", "17960036811", "-1796003681", "1796003681.1.2", "١٢٣٤٥٦٧٨٩٠"]
)
def test_what_counts_no_seconds(text: str):
    assert epoch(text) is None


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("30/11/2026 08:54:41", "2026-11-30T08:54:41"),
        ("11/30/2026 12:54:41 AM", "2026-11-30T00:54:41"),
        ("11/30/2026 8:54:41 CH", "2026-11-30T20:54:41"),
        ("11/11/2026 12:54:41 PM", "2026-11-11T12:54:41"),
        ("10/11/2026 08:54:41", None),  # the tenth of November, or the eleventh of October
        ("31/31/2026 08:54:41", None),
        ("30.11.2026 25:54:41", None),
        ("2026-11-30 08:54:41", "2026-11-30T08:54:41"),
        ("20261130 08:54:41", "2026-11-30T08:54:41"),
        ("20261330 08:54:41", None),
        ("soon", None),
    ],
)
def test_day_and_month_are_told_apart_only_where_they_can_be(text: str, iso: str | None):
    assert either_order(text) == LogTime(told=text, iso=iso, zone=None)


def test_what_is_no_time_states_none():
    assert stated("2026-11-30 08:54:41 and more") is None
    assert stated("never") is None
