"""When something happened lies between two moments; what is not known lies further apart."""

import pytest
from msgspec.structs import replace

from orchestrator.findings.spans import Clocks, cache_cap_s, look_span, met_span, watch_from
from orchestrator.model.answer import Facts, NotApplicable, Window
from orchestrator.model.look import BEGINNING, Origin, Span
from tests.findings.campaign_made import DAY, HOUR, at
from tests.match.made import SIGHT, answered, cached, connection, hosts, looked_up

NOW = at(10)
LOOK = Span(NOW, NOW)
RIGHT = Clocks(look=LOOK, machine=NOW)
FAST = Clocks(look=LOOK, machine=NOW + HOUR)
WRONG = Clocks(look=LOOK, machine=NOW - 2 * DAY)
SILENT = Clocks(look=LOOK)
KIT = Clocks(look=Span(at(3), NOW), machine=at(3))


@pytest.mark.parametrize(
    ("origin", "made", "span"),
    [
        (Origin.SWEEP, None, LOOK),
        (Origin.SWEEP, at(3), Span(at(3), NOW)),
        (Origin.KIT, at(3), Span(at(3), NOW)),
        (Origin.KIT, at(12), Span(NOW, at(12))),
        (Origin.KIT, None, Span(BEGINNING, NOW)),
        (Origin.INGEST, at(9), Span(at(9), NOW)),
        (Origin.NOTICE, at(2), Span(at(2), NOW)),
    ],
)
def test_a_look_was_taken_between_its_making_and_its_arrival(origin, made, span):
    assert look_span(origin, NOW, made) == span


def span(seen, clocks=RIGHT, window=None, booted_at=None):
    return met_span(seen, clocks, window or Window(), booted_at)


def test_what_holds_at_the_look_is_of_the_look():
    assert span(connection("192.0.2.1")) == LOOK
    assert span(hosts("192.0.2.1", "a.example"), KIT) == KIT.look


def test_a_logged_row_is_of_its_own_time_by_our_clock():
    row = replace(looked_up("a.example"), when=at(8))
    assert span(row) == Span(at(8), at(8))
    assert span(row, FAST) == Span(at(8) - HOUR, at(8) - HOUR)


@pytest.mark.parametrize("clocks", [WRONG, SILENT, KIT])
def test_a_clock_that_is_no_measure_leaves_the_whole_window(clocks: Clocks):
    row = replace(looked_up("a.example"), when=at(8))
    assert span(row, clocks, Window(start=at(1))) == Span(at(1), NOW)
    assert span(row, clocks) == Span(BEGINNING, NOW)
    assert span(row, clocks, Window(start=at(99))) == Span(clocks.look.lo, NOW)


def since(start=None):
    return replace(cached("a.example", "192.0.2.1"), sight=replace(SIGHT, seen_from=start))


def test_a_row_of_a_cache_may_be_as_old_as_the_cache_keeps_it():
    assert span(since()) == Span(NOW - DAY, NOW)
    assert span(since(NOW - 2 * HOUR)) == Span(NOW - 2 * HOUR, NOW)
    assert span(since(NOW - 3 * DAY)) == Span(NOW - 3 * DAY, NOW)
    assert span(since(NOW - 2 * HOUR), FAST) == Span(NOW - 3 * HOUR, NOW)
    assert span(since(at(2)), KIT) == Span(at(2), NOW)


def test_no_row_of_a_cache_is_older_than_the_boot():
    assert span(since(), booted_at=NOW - HOUR) == Span(NOW - HOUR, NOW)
    assert span(since(NOW - DAY), booted_at=NOW - HOUR) == Span(NOW - HOUR, NOW)
    assert span(since(NOW + HOUR)) == LOOK


def test_a_cache_on_a_machine_without_a_clock_may_be_of_any_time():
    assert span(since(NOW - HOUR), SILENT) == Span(BEGINNING, NOW)
    assert span(since(), SILENT) == Span(NOW - DAY, NOW)


def test_a_cache_keeps_what_its_rows_say_and_a_day_where_they_do_not():
    assert cache_cap_s(answered(since(NOW - 2 * DAY), since()), RIGHT) == 2 * 86_400
    assert cache_cap_s(answered(since(), hosts("192.0.2.1", "a.example")), RIGHT) == 86_400
    assert cache_cap_s(answered(since(NOW - 2 * DAY)), SILENT) == 86_400
    assert cache_cap_s(NotApplicable(why="none"), RIGHT) == 86_400
    assert cache_cap_s(None, RIGHT) == 86_400


def test_a_machine_remembers_since_its_boot():
    facts = Facts(booted_at=NOW - HOUR)
    assert watch_from(facts, RIGHT) == NOW - HOUR
    assert watch_from(facts, FAST) == NOW - 2 * HOUR
    assert watch_from(facts, SILENT) is None
    assert watch_from(Facts(), RIGHT) is None
