"""A dated trace that was old when it was read is shown, and convicts nobody."""

from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from orchestrator.match import Asked, match
from orchestrator.model.observation import Detection, LookedUp, Posture, Sight
from orchestrator.model.result import Weakness
from orchestrator.model.rules import RULES
from tests.match.made import AT, answered, connection, index, looked_up

LISTED = index("bad.example", "203.0.113.66")
DAY = timedelta(days=1)
SOUND = Asked(at=AT, clock=AT)


def name_of(days: int) -> LookedUp:
    return replace(looked_up("bad.example"), when=AT - days * DAY)


def address_of(days: int) -> LookedUp:
    led = replace(looked_up("other.example"), addresses=("203.0.113.66",))
    return replace(led, when=AT - days * DAY)


def detected(days: int) -> Posture:
    return Posture(
        sight=Sight(source="x"),
        trait=Detection(threat="t", found_at=AT - days * DAY),
        names=("bad.example",),
        raw="bad.example",
    )


@pytest.mark.parametrize(
    ("seen", "weak"),
    [
        (name_of(365), None),
        (name_of(366), Weakness.OLD_TRACE),
        (address_of(90), None),
        (address_of(91), Weakness.OLD_TRACE),
        (detected(300), None),
        (detected(1400), Weakness.OLD_TRACE),
    ],
)
def test_a_trace_ages_by_what_it_names(seen: LookedUp | Posture, weak: Weakness | None):
    (hit,) = match({"x": answered(seen)}, LISTED, SOUND)
    assert hit.weakness is weak


def test_a_connection_that_stands_now_is_no_trace_however_long_it_stands():
    row = replace(connection("203.0.113.66"), created_at=AT - 400 * DAY)
    (hit,) = match({"x": answered(row)}, LISTED, SOUND)
    assert hit.weakness is None


def test_a_connection_in_a_log_is_a_trace():
    row = connection("203.0.113.66")
    when = AT - 100 * DAY
    row = replace(row, created_at=when, sight=replace(row.sight, seen_from=when, seen_to=when))
    (hit,) = match({"x": answered(row)}, LISTED, SOUND)
    assert hit.weakness is Weakness.OLD_TRACE


@pytest.mark.parametrize("clock", [None, AT + 2 * DAY, AT - 2 * DAY, AT - 1500 * DAY])
def test_a_clock_that_is_off_makes_nothing_old(clock: datetime | None):
    (hit,) = match({"x": answered(name_of(1400))}, LISTED, Asked(at=AT, clock=clock))
    assert hit.weakness is None


def test_a_newer_trace_of_the_same_name_counts():
    (hit,) = match({"x": answered(name_of(1400), name_of(3))}, LISTED, SOUND)
    assert hit.weakness is None


def test_the_ages_are_rules():
    rules = replace(RULES, old_name=3000 * DAY)
    look = Asked(at=AT, clock=AT, rules=rules)
    (hit,) = match({"x": answered(name_of(1400))}, LISTED, look)
    assert hit.weakness is None
