"""A word on the clock gives each row that was dated wrongly the time by which it happened."""

from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from orchestrator.model.act import EvidenceClass, Triaged
from orchestrator.model.clock_word import ClockWord, Redating
from orchestrator.model.indicator import Allowed, Kind
from orchestrator.model.look import Dropped, DroppedBy, Excuse, Look, MachineTry, Met, Origin, Span
from orchestrator.model.outcome import OK
from orchestrator.model.result import Status

DAY, MOMENT = timedelta(days=1), timedelta(microseconds=1)
RIGHT = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
FAR = RIGHT + 400 * DAY
WORD = ClockWord(
    at=RIGHT, actor="a", reason="r", evidence=5, wrong=frozenset({FAR, FAR + DAY, FAR + 2 * DAY})
)
TOLD = Redating.of([WORD])
CARD = Allowed(
    value="x", kind=Kind.DOMAIN, owner="o", reason="r", expires="2028-01-01", list="l", line=1
)


def look(evidence: int, lo: datetime, hi: datetime | None = None) -> Look:
    span = Span(lo, hi or lo)
    return Look(evidence=evidence, machine=1, unit="u", span=span, watch_from=lo - DAY)


def met(evidence: int, at: datetime) -> Met:
    return Met(
        evidence=evidence,
        value="bad.example",
        klass=EvidenceClass.CONTACT,
        status=Status.CONNECTED,
        check="connections",
        observed="bad.example",
        span=Span(at - DAY, at),
        since=at,
    )


def act(claimed: datetime, recorded: datetime) -> Triaged:
    return Triaged(
        id="1", machine=1, unit="u", claimed=claimed, recorded=recorded, actor="a", reason="r"
    )


def test_without_a_word_all_stays_as_it_is_dated():
    told = Redating()
    rows = (look(1, FAR), met(1, FAR), MachineTry(at=FAR, outcome=OK), act(FAR, FAR))
    ways = (told.look, told.met, told.tried, told.act)
    assert all(way(row) is row for way, row in zip(ways, rows, strict=True))
    assert (told.moment(FAR), told.wrongly(FAR)) == (FAR, None)


def test_a_look_of_before_the_word_that_is_dated_later_is_misdated():
    found = TOLD.look(look(5, FAR))
    assert (found.span, found.dated) == (Span(RIGHT, RIGHT), FAR)
    assert found.watch_from == RIGHT - DAY


def test_one_that_was_dated_rightly_or_came_after_the_word_is_not():
    for one in (look(5, RIGHT), look(5, RIGHT - DAY), look(6, FAR + 5 * DAY), look(6, RIGHT + DAY)):
        assert TOLD.look(one) is one


def test_what_came_home_by_a_wrong_clock_is_of_before_the_word():
    kit = replace(look(5, RIGHT - DAY, FAR), origin=Origin.KIT)
    assert TOLD.look(kit).span == Span(RIGHT - DAY, RIGHT)


def test_what_came_home_later_in_something_that_a_wrong_clock_made_is_misdated():
    came = TOLD.look(replace(look(6, RIGHT + 2 * DAY, FAR), origin=Origin.KIT))
    assert came.span == Span(RIGHT + MOMENT, RIGHT + 2 * DAY)
    assert came.dated == came.span.hi


def test_what_it_met_happened_by_then():
    assert TOLD.met(met(5, FAR)).span == Span(RIGHT, RIGHT)
    assert TOLD.met(met(5, RIGHT)) == met(5, RIGHT)
    assert TOLD.met(met(6, FAR + 3 * DAY)) == met(6, FAR + 3 * DAY)


def test_what_lists_said_by_a_wrong_clock_keeps_its_order():
    excuse = Excuse(entry=CARD, since=FAR + DAY, until=FAR + 90 * DAY)
    gone = Dropped(list="l", at=FAR + 2 * DAY, by=DroppedBy.HERE)
    found = TOLD.listed(replace(met(5, FAR), excuse=excuse, dropped=gone))
    assert found.excuse is not None
    assert found.dropped is not None
    assert found.span == met(5, FAR).span
    times = (found.since, found.excuse.since, found.dropped.at)
    assert times == (RIGHT + MOMENT, RIGHT + 2 * MOMENT, RIGHT + 3 * MOMENT)


def test_tries_and_acts_say_what_they_were_dated():
    tried = TOLD.tried(MachineTry(at=FAR, outcome=OK))
    assert (tried.at, tried.dated) == (RIGHT + MOMENT, FAR)
    found = TOLD.act(act(RIGHT - DAY, FAR))
    assert (found.claimed, found.recorded, found.dated) == (RIGHT - DAY, RIGHT + MOMENT, FAR)
    assert TOLD.act(act(FAR, FAR)).claimed == RIGHT + MOMENT
    assert TOLD.wrongly(FAR) == FAR


def test_the_earliest_word_holds_whatever_order_they_come_in():
    mistaken = ClockWord(
        at=FAR - DAY, actor="a", reason="r", evidence=9, wrong=frozenset({FAR, FAR + DAY})
    )
    for words in ((WORD, mistaken), (mistaken, WORD)):
        told = Redating.of(words)
        assert told.moment(FAR) == RIGHT + MOMENT
        assert told.look(look(5, FAR)).span.hi == RIGHT
        assert told.look(look(7, FAR)).span.hi == FAR - DAY
        assert told.met(met(5, FAR)).span.hi == RIGHT
