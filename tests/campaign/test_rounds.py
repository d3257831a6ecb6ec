"""A round asks each machine once at most, within hours, quiet times, budget and the campaign."""

import random
from collections import Counter as Count
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from orchestrator.campaign.budget import Try, tries_of
from orchestrator.campaign.campaign_values import Ask, Campaign
from orchestrator.campaign.order import Need
from orchestrator.campaign.profile import Counter, HourProfile, counters_of, explores, profile_of
from orchestrator.campaign.quiet import Quiet, Weekly
from orchestrator.campaign.rounds import Candidate, Round, Waits, next_round
from orchestrator.model.campaign import FindingState
from orchestrator.model.local_time import VIETNAM
from orchestrator.model.lockout import Refused
from orchestrator.model.logon import LogonRefusal
from orchestrator.model.look import MachineTry
from orchestrator.model.outcome import OK
from orchestrator.model.result import Verdict
from tests.campaign.standings import DAY, NOW, OFF, ago, finding, never_read, standing

HOUR = timedelta(hours=1)
CAMPAIGN = Campaign(
    id="c",
    name="C",
    opens=date(2026, 11, 2),
    deadline=date(2026, 12, 15),
    inventory=("inv",),
    asks=(Ask(playbook="ioc-sweep.yml"), Ask(playbook="posture.yml", every=14 * DAY)),
    sha256="0",
)
ASKED = {"posture.yml": ago(1)}


def candidate(number: int, *tries: Try) -> Candidate:
    return Candidate(standing=never_read(number), tries=tries, asked=ASKED)


def round_of(
    *candidates: Candidate,
    campaign: Campaign = CAMPAIGN,
    now: datetime = NOW,
    profile: HourProfile | None = None,
) -> Round:
    profiles = {} if profile is None else {"u1": profile}
    return next_round(campaign, candidates, profiles, now, VIETNAM)


def names(one: Round) -> list[str]:
    return [visit.standing.scope.row.machine for visit in one.visits]


def test_those_in_need_are_asked_in_its_order():
    handled = finding(state=FindingState.HANDLED, next_look=ago(1))
    found = round_of(
        Candidate(standing=standing(1, good=3), asked=ASKED),
        Candidate(standing=standing(2), asked=ASKED),
        candidate(3),
        Candidate(standing=standing(4, verdict=Verdict.FAIL, findings=[handled]), asked=ASKED),
        Candidate(standing=standing(5)),
    )
    assert names(found) == ["m4", "m3", "m1", "m5"]
    asked = [[ask.playbook for ask in visit.asks] for visit in found.visits]
    assert asked == [["ioc-sweep.yml"]] * 3 + [["posture.yml"]]
    assert found.visits[0].needed.need is Need.VERIFY
    assert found.waiting == {}


def test_a_machine_comes_once_however_often_it_is_offered():
    assert names(round_of(candidate(1), candidate(2), candidate(1))) == ["m1", "m2"]
    silent = Try(at=NOW, heard=False)
    assert round_of(*[candidate(1, silent)] * 2).waiting == {Waits.BUDGET: 1}


def test_of_one_need_those_come_first_who_wait_longest():
    tried = {1: 2.0, 2: 9.0, 3: None, 4: 5.0}
    offered = [
        Candidate(standing=never_read(number, tried=days), asked=ASKED)
        for number, days in tried.items()
    ]
    assert names(round_of(*offered)) == ["m3", "m2", "m4", "m1"]


def test_outside_of_the_campaign_nobody_is_asked():
    ends = CAMPAIGN.ends(VIETNAM)
    for now, waiting in (
        (CAMPAIGN.begins(VIETNAM) - HOUR, {Waits.CLOSED: 1}),
        (ends, {Waits.CLOSED: 1}),
        (ends - 9 * HOUR, {}),
    ):
        found = round_of(candidate(1), now=now)
        assert (len(found.visits), found.waiting) == (1 - len(waiting), waiting)


@pytest.mark.parametrize(
    "quiet",
    [
        Quiet(days=(date(2026, 11, 20),)),
        Quiet(weekly=(Weekly(days=(4,), begins=9 * 60, minutes=61),)),
    ],
)
def test_in_a_quiet_time_nobody_is_asked(quiet: Quiet):
    found = round_of(candidate(1), campaign=replace(CAMPAIGN, quiet=quiet))
    assert (found.visits, found.waiting) == ((), {Waits.QUIET: 1})


def test_a_machine_that_was_tried_often_enough_waits():
    silent = [Try(at=NOW - hours * HOUR, heard=False) for hours in (2, 4, 7)]
    found = round_of(candidate(1, *silent), candidate(2), candidate(3, *silent[:1]))
    assert (names(found), found.waiting) == (["m2", "m3"], {Waits.BUDGET: 1})


def test_a_machine_whose_account_was_rejected_is_left_alone():
    paused = Refused(why=LogonRefusal.PAUSED, until=NOW + HOUR)
    found = round_of(replace(candidate(1), refused=paused), candidate(2))
    assert (names(found), found.waiting) == (["m2"], {Waits.ACCOUNT: 1})


def test_a_machine_waits_for_an_hour_in_which_its_unit_is_on():
    evening = HourProfile(hours={4 * 24 + 19: Counter(9, 9), 4 * 24 + 10: Counter(9, 0)})
    offered = [candidate(number) for number in range(1, 60)]
    found = round_of(*offered, profile=evening)
    curious = {f"m{n}" for n in range(1, 60) if explores(f"m{n}", NOW, VIETNAM)}
    assert set(names(found)) == curious
    assert 0 < len(curious) < 20
    assert found.waiting == {Waits.HOUR: 59 - len(curious)}
    assert len(round_of(*offered, profile=evening, now=NOW + 9 * HOUR).visits) == 59


@given(st.lists(st.integers(1, 30), max_size=30), st.randoms(use_true_random=False))
def test_a_round_is_the_same_for_any_order(numbers: list[int], chance: random.Random):
    offered = [candidate(number) for number in numbers]
    found = round_of(*offered)
    assert round_of(*chance.sample(offered, len(offered))) == found
    assert len(names(found)) == len(set(numbers))


def _on(now: datetime) -> bool:
    local = now.astimezone(VIETNAM)
    return local.weekday() == 5 and local.hour in (8, 9)


def test_weeks_of_rounds_find_machines_that_are_seldom_on():
    """A unit whose machines are on for two hours a week, on a day when schools are shut."""
    attempts: dict[int, list[MachineTry]] = {number: [] for number in range(1, 9)}
    tries: dict[int, tuple[Try, ...]] = dict.fromkeys(attempts, ())
    counters: dict[int, Counter] = {}
    for hour in range(6 * 7 * 24):
        now = CAMPAIGN.begins(VIETNAM) + hour * HOUR
        offered = [candidate(number, *some) for number, some in tries.items()]
        found = round_of(*offered, profile=profile_of(counters, now), now=now)
        for visit in found.visits:
            number = visit.standing.scope.number
            attempts[number].append(MachineTry(at=now, outcome=OK if _on(now) else OFF))
            tries[number] = tries_of(f"m{number}", attempts[number], (), VIETNAM)
        everything = (attempt for some in attempts.values() for attempt in some)
        counters = counters_of(everything, now, VIETNAM) if found.visits else counters
    for some in attempts.values():
        assert any(one.outcome == OK for one in some)
        days = Count(one.at.astimezone(VIETNAM).date() for one in some)
        assert max(days.values()) <= CAMPAIGN.machine_a_day
