"""The three weeks: told in order, about machines that there are; a report that lies is found."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from orchestrator.findings.act_refusals import LONGEST
from orchestrator.lab import story_differences
from orchestrator.lab.list_edits import DATA, LATER
from orchestrator.lab.scenes import Truth
from orchestrator.lab.story import (
    DAYS,
    LOOK_AT,
    PlayedAnnouncement,
    PlayedList,
    PlayedSweep,
    PlayedWithdrawal,
    PlayedWords,
    StoryPage,
    moment_of,
    played_time,
)
from orchestrator.lab.story_truth import CHANGED, FINDINGS
from orchestrator.lab.troupe import LOCAL_MACHINE, TROUPES
from orchestrator.lab.truth import TRUTH
from orchestrator.model.campaign import CLOSED_STATES
from orchestrator.model.deed import CallFalse
from orchestrator.model.local_time import VIETNAM
from orchestrator.model.result import Verdict

TODAY = (
    datetime(2026, 11, 30, 12, 30, tzinfo=UTC),
    datetime(2026, 11, 29, 17, 0, 1, tzinfo=UTC),  # the first moment of a day in Vietnam
    datetime(2027, 1, 3, 16, 59, 59, tzinfo=UTC),  # the last one
)
STEPS = tuple(step for day in DAYS for step in day.steps)
MACHINES = {(troupe.code, one.name) for troupe in TROUPES for one in troupe.players}


@pytest.mark.parametrize("today", TODAY)
def test_days_come_one_after_the_other_and_end_today(today: datetime):
    moments = [moment_of(day, today) for day in DAYS]
    assert moments[-1] == today
    gaps = (later - earlier for earlier, later in pairwise(moments))
    assert all(gap > timedelta(hours=8) for gap in gaps)
    assert [day.number for day in DAYS] == sorted({day.number for day in DAYS})
    assert timedelta(days=19) < today - moments[0] < timedelta(days=21)


@pytest.mark.parametrize("today", TODAY)
def test_the_machines_clocks_begin_on_the_first_day(today: datetime):
    time = played_time(today)
    assert today + time.ahead == time.begins == moment_of(DAYS[0], today)
    assert time.deadline > today.astimezone(VIETNAM).date()


def test_it_is_about_machines_that_there_are():
    words = [word for step in STEPS if isinstance(step, PlayedWords) for word in step.words]
    assert {(word.unit, word.machine) for word in words} <= MACHINES
    units = {troupe.code for troupe in TROUPES}
    announced = {step.unit for step in STEPS if isinstance(step, PlayedAnnouncement)}
    assert announced | set(LOOK_AT) <= units
    assert set(LOOK_AT.values()) == set(StoryPage)


def test_a_sweep_asks_those_whose_scene_it_sets():
    sweeps = [step for step in STEPS if isinstance(step, PlayedSweep)]
    first, *later, last = sweeps
    assert (first.scenes, last.scenes) == ({}, {})
    assert LOCAL_MACHINE in first.pattern
    for step in later:
        assert step.pattern.split(",") == list(step.scenes)


def test_whatever_comes_later_is_shipped_and_holds_what_the_story_is_about():
    for step in STEPS:
        if isinstance(step, PlayedList):
            assert "chia-se-tai-lieu[.]example" in (DATA / LATER / step.file).read_text("utf-8")
        if isinstance(step, PlayedWithdrawal):
            lists = (path.read_text("utf-8").splitlines() for path in (DATA / "iocs").iterdir())
            assert sum(step.published in lines for lines in lists) == 1


def test_an_exception_has_an_approver_and_an_end():
    at = TODAY[0]
    words = [word for step in STEPS if isinstance(step, PlayedWords) for word in step.words]
    told = [(word, word.deed(at)) for word in words]
    exceptions = [(word, deed) for word, deed in told if isinstance(deed, CallFalse)]
    assert exceptions
    assert all(word.approver and at < deed.until < at + LONGEST for word, deed in exceptions)


def test_the_truth_of_the_story_is_whole():
    assert {*CHANGED, *FINDINGS} <= set(TRUTH)
    for name, found in FINDINGS.items():
        opened = any(state not in CLOSED_STATES for _, _, state in found)
        verdict = CHANGED.get(name, TRUTH[name].verdict)
        assert verdict is (Verdict.FAIL if opened else Verdict.PASS), name
    failing = {name for name, truth in TRUTH.items() if truth.verdict is Verdict.FAIL}
    assert failing <= set(FINDINGS)
    assert len({state for found in FINDINGS.values() for _, _, state in found}) >= 7


def _right() -> dict[str, dict[str, object]]:
    return {name: _row(name, truth) for name, truth in TRUTH.items()} | {
        LOCAL_MACHINE: {"name": LOCAL_MACHINE}
    }


def _row(name: str, truth: Truth) -> dict[str, object]:
    reason, outcome = (None, "ok") if name in CHANGED else min(truth.endings, key=str)
    found = [
        {"indicator": value, "class": str(klass), "state": str(state)}
        for value, klass, state in FINDINGS.get(name, ())
    ]
    verdict = str(CHANGED.get(name, truth.verdict))
    return {
        "name": name,
        "verdict": verdict,
        "reason": reason,
        "outcome": outcome,
        "findings": found,
    }


def test_the_story_does_not_differ_from_itself():
    assert story_differences(_right().values()) == ()


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("atn-02", {"verdict": "fail"}),
        ("atn-03", {"reason": "unreachable", "outcome": "unreachable"}),
        ("cbv-tep", {"findings": []}),
        ("sm-02", {"findings": [{"indicator": "a", "class": "lookup", "state": "new"}]}),
        ("rt-03", {"verdict": "pass"}),
        (
            "dl-01",
            {
                "findings": [
                    {"indicator": "cap-nhat-gia.example", "class": "config", "state": "new"}
                ]
            },
        ),
    ],
)
def test_a_difference_from_the_story_is_said(name: str, change: dict[str, object]):
    rows = _right()
    rows[name] = rows[name] | change
    (said,) = story_differences(rows.values())
    assert said.startswith(f"{name}: ")


def test_a_machine_that_is_missing_or_unknown_is_said():
    rows = _right()
    del rows["sm-01"]
    rows["la"] = {"name": "la"}
    assert story_differences(rows.values()) == ("la: is not in the district", "sm-01: is missing")
