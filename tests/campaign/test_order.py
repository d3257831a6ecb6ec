"""Who is asked first: whom a look would settle, then whom nobody knows, then what grows old."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from orchestrator.campaign.campaign_values import Ask
from orchestrator.campaign.order import Need, Needed, asks_of, need_of, rank
from orchestrator.model.campaign import FindingState, MachineScope, MachineStanding
from orchestrator.model.district import Exclusion
from orchestrator.model.look import BEGINNING, Origin
from orchestrator.model.result import Reason, ScopeRow, Verdict
from tests.campaign.standings import DAY, NOW, ago, finding, look, never_read, standing

SWEEP = Ask(playbook="ioc-sweep.yml")
POSTURE = Ask(playbook="posture.yml", every=14 * DAY)
FAIL, NOT_ASSESSED = Verdict.FAIL, Verdict.NOT_ASSESSED


def need(one: MachineStanding) -> tuple[Need, float] | None:
    """Return why a machine is asked, and since how many days."""
    found = need_of(one, [SWEEP], {}, NOW)
    return None if found is None else (found.need, (NOW - found.since) / DAY)


def test_a_machine_that_passes_for_long_is_left_alone():
    assert need(standing()) is None
    assert need(standing(good=7.1)) is None


def test_a_look_that_would_verify_comes_first_once_it_can():
    handled = finding(state=FindingState.HANDLED, next_look=ago(2))
    later = finding(state=FindingState.HANDLED, next_look=ago(-0.1))
    excused = finding(state=FindingState.FALSE_POSITIVE, next_look=ago(5))
    assert need(standing(verdict=FAIL, findings=[handled, later])) == (Need.VERIFY, 2)
    assert need(standing(verdict=FAIL, findings=[handled, excused])) == (Need.VERIFY, 5)
    assert need(standing(verdict=FAIL, findings=[later])) is None
    assert need(standing(seen=None, verdict=FAIL, findings=[handled])) == (Need.VERIFY, 2)


def test_what_a_newer_list_met_is_seen_again():
    listed = finding(listed=1, seen=9)
    assert need(standing(seen=9, verdict=FAIL, findings=[listed])) == (Need.REVISIT, 1)
    assert need(standing(seen=0.5, verdict=FAIL, findings=[listed])) is None
    closed = finding(listed=1, seen=9, state=FindingState.CLOSED_VERIFIED)
    assert need(standing(seen=9, findings=[closed])) is None


def test_a_machine_that_never_spoke_itself_was_never_read():
    assert need(never_read(tried=4)) == (Need.NEVER_READ, 4)
    assert need(never_read()) == (Need.NEVER_READ, (NOW - BEGINNING) / DAY)
    by_router = standing(origin=Origin.INGEST, verdict=FAIL, findings=[finding()], tried=2)
    assert need(by_router) == (Need.NEVER_READ, 2)
    kit = standing(origin=Origin.KIT)
    assert need(kit) is None


@pytest.mark.parametrize(
    "reason",
    [Reason.PARTIAL, Reason.NOT_ASKED, Reason.AGED, Reason.IDENTITY, Reason.DECLARED_ONLY],
)
def test_what_is_not_assessed_is_read_again(reason: Reason):
    one = standing(verdict=NOT_ASSESSED, reason=reason, tried=3)
    assert need(one) == (Need.PARTIAL, 3)


def test_a_failing_machine_that_was_half_read_is_read_whole():
    assert need(standing(verdict=FAIL, findings=[finding()], counts=False, tried=1)) == (
        Need.PARTIAL,
        1,
    )


def test_what_waits_to_be_matched_with_a_new_list_needs_no_look():
    assert need(standing(verdict=NOT_ASSESSED, reason=Reason.REJUDGING)) is None


def test_a_pass_is_renewed_within_its_last_week():
    assert need(standing(good=7)) == (Need.EXPIRING, -7)
    assert need(standing(good=1)) == (Need.EXPIRING, -1)


def test_a_fail_is_looked_at_again_after_a_week():
    assert need(standing(seen=7, verdict=FAIL, findings=[finding()])) == (Need.FAIL_UNSEEN, 7)
    assert need(standing(seen=6.9, verdict=FAIL, findings=[finding()])) is None
    tried = standing(seen=8, verdict=FAIL, findings=[finding()])
    newer = replace(tried, checks=(replace(tried.checks[0], newest_try=look(1)),))
    assert need(newer) is None


def test_nobody_asks_what_is_excluded_or_gone():
    row = ScopeRow(machine="m1", unit="u1")
    out = replace(row, excluded=Exclusion(reason="hỏng", approver="A", date="2026-11-01"))
    handled = [finding(state=FindingState.HANDLED, next_look=ago(2))]
    for scope in (
        MachineScope(number=1, row=row, removed_at=ago(1)),
        MachineScope(number=1, row=out),
    ):
        assert need(standing(scope=scope, verdict=FAIL, findings=handled)) is None


def test_a_playbook_that_is_asked_now_and_then_brings_a_machine_last():
    def due(asked: dict[str, float], one: MachineStanding) -> tuple[Need, list[str]] | None:
        last = {name: ago(days) for name, days in asked.items()}
        found = need_of(one, [SWEEP, POSTURE], last, NOW)
        if found is None:
            return None
        asks = asks_of(found, [SWEEP, POSTURE], last, NOW)
        return found.need, [ask.playbook for ask in asks]

    assert due({"posture.yml": 13}, standing()) is None
    assert due({"posture.yml": 14}, standing()) == (Need.PLAY_DUE, ["posture.yml"])
    assert due({}, standing()) == (Need.PLAY_DUE, ["posture.yml"])
    assert due({"posture.yml": 20}, standing(good=3)) == (
        Need.EXPIRING,
        ["ioc-sweep.yml", "posture.yml"],
    )
    assert due({"posture.yml": 3}, standing(good=3)) == (Need.EXPIRING, ["ioc-sweep.yml"])


def test_since_when_a_playbook_is_due_orders_those_that_wait_for_one():
    found = need_of(standing(), [SWEEP, POSTURE], {"posture.yml": ago(20)}, NOW)
    assert found == Needed(need=Need.PLAY_DUE, since=ago(20))


_numbers = st.integers(1, 6)
_days = st.floats(0, 40).map(lambda days: round(days, 1))
_standings = st.one_of(
    st.builds(standing, _numbers, seen=_days, good=_days, unit=st.sampled_from(("a", "b"))),
    st.builds(never_read, _numbers, tried=st.none() | _days),
    st.builds(
        lambda number, when, seen: standing(
            number,
            seen=seen,
            verdict=FAIL,
            findings=[finding(state=FindingState.HANDLED, next_look=ago(when))],
        ),
        _numbers,
        st.floats(-5, 5),
        _days,
    ),
    st.builds(
        lambda number, tried: standing(
            number, verdict=NOT_ASSESSED, reason=Reason.PARTIAL, tried=tried
        ),
        _numbers,
        _days,
    ),
)


@given(
    st.lists(_standings, max_size=12, unique_by=lambda one: one.scope.number),
    st.randoms(use_true_random=False),
)
def test_the_order_is_total_and_the_same_for_any_order_before(
    standings: list[MachineStanding], chance: random.Random
):
    def ordered(some: list[MachineStanding]) -> list[tuple[Need, int]]:
        found = [(one, needed) for one in some if (needed := need_of(one, [SWEEP], {}, NOW))]
        ranked = sorted((rank(one, needed), needed.need, one.scope.number) for one, needed in found)
        assert len({key for key, _, _ in ranked}) == len(ranked)
        return [(why, number) for _, why, number in ranked]

    first = ordered(standings)
    assert ordered(chance.sample(standings, len(standings))) == first
    ranks = [tuple(Need).index(why) for why, _ in first]
    assert ranks == sorted(ranks)
