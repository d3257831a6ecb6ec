"""An indicator is judged by the time of what was seen, and counts in doubt."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from orchestrator.match import Asked, Index, match
from orchestrator.model.ioc_table import as_table
from orchestrator.model.observation import LookedUp, Lookup, Observation, Sight
from orchestrator.model.result import Hit, Weakness
from tests.match.made import answered, cached, connection, indicator, iocs

AT = datetime(2022, 9, 12, 1, 10, tzinfo=UTC)
DAY = timedelta(days=1)
MOMENTS = st.timedeltas(timedelta(days=-9), timedelta(days=9)).map(AT.__add__)


def index(since: datetime | None = None, until: datetime | None = None) -> Index:
    made = (
        replace(indicator(text), valid_from=since, valid_until=until)
        for text in ("bad.example", "203.0.113.66", "203.0.113.77:443")
    )
    return Index(as_table(iocs(made)))


def hits(made: Index, *seen: Observation) -> list[Hit]:
    return list(match({"x": answered(*seen)}, made, Asked(at=AT)))


def looked_up(when: datetime | None) -> LookedUp:
    return LookedUp(
        sight=Sight(source="log", seen_from=AT - 9 * DAY, seen_to=AT),
        name="bad.example",
        lookup=Lookup.ANSWERED,
        addresses=("192.0.2.1",),
        when=when,
        raw=str(when),
    )


@pytest.mark.parametrize(
    ("until", "weakness"),
    [(AT - DAY, Weakness.EXPIRED), (AT, None), (AT + DAY, None), (None, None)],
)
def test_what_is_seen_now_is_judged_by_now(until: datetime | None, weakness: Weakness | None):
    (hit,) = hits(index(until=until), connection("203.0.113.66"))
    assert (hit.weakness, hit.fails) == (weakness, weakness is None)


def test_a_start_to_come_is_weak_and_one_that_has_come_looks_back():
    (early,) = hits(index(since=AT + DAY), connection("203.0.113.66"))
    assert early.weakness is Weakness.NOT_YET_VALID
    (before,) = hits(index(since=AT - DAY), looked_up(AT - 3 * DAY))
    assert before.fails


def test_an_event_is_judged_by_its_own_time():
    made = index(until=AT - 2 * DAY)
    (late,) = hits(made, looked_up(AT - DAY))
    assert late.weakness is Weakness.EXPIRED
    (early,) = hits(made, looked_up(AT - 3 * DAY))
    assert early.fails
    (somewhen,) = hits(made, looked_up(None))  # some day of a log that reaches back nine
    assert somewhen.fails


def test_of_several_look_ups_the_one_that_counts_speaks():
    made = index(until=AT - 2 * DAY)
    for rows in ((AT - DAY, AT - 3 * DAY), (AT - 3 * DAY, AT - DAY)):
        (hit,) = hits(made, *map(looked_up, rows))
        assert hit.fails


def test_a_cache_may_hold_what_it_asked_while_the_indicator_was_valid():
    row = replace(cached("bad.example", "192.0.2.1"), sight=Sight(source="c", seen_from=AT - DAY))
    (hit,) = hits(index(until=AT - DAY / 2), row)
    assert hit.fails


def test_a_connection_counts_from_its_beginning():
    row = replace(connection("203.0.113.66"), created_at=AT - 3 * DAY)
    (hit,) = hits(index(until=AT - 2 * DAY), row)
    assert hit.fails


def test_a_clock_that_runs_ahead_excuses_nothing():
    row = replace(connection("203.0.113.66"), created_at=AT + 3000 * DAY)
    (hit,) = hits(index(until=AT + DAY), row)
    assert hit.fails


def test_the_end_of_validity_is_named_before_another_port():
    (hit,) = hits(index(until=AT - DAY), connection("203.0.113.77", port=80))
    assert hit.weakness is Weakness.EXPIRED


@given(st.none() | MOMENTS, st.none() | MOMENTS, MOMENTS)
def test_a_look_up_counts_exactly_while_the_indicator_is_valid(
    since: datetime | None, until: datetime | None, when: datetime
):
    (hit,) = hits(index(since, until), looked_up(when))
    ended = until is not None and min(when, AT) > until
    unbegun = since is not None and since > AT
    assert hit.fails is not (ended or unbegun)
