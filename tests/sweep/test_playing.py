"""Weeks are played to their end by whatever computer, from their first day, or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from orchestrator import lab
from orchestrator.errors import UsageError
from orchestrator.evidence import open_store
from orchestrator.lab.scenes import Truth
from orchestrator.lab.shell import SHELL
from orchestrator.lab.story import DAYS, PlayedSweep, answering
from orchestrator.lab.story_truth import story_differences
from orchestrator.model.outcome import Trip
from orchestrator.model.result import Verdict
from orchestrator.report.report_json import as_json
from orchestrator.report.shown import Shown
from orchestrator.sweep import Reports, kept_campaign, now, planning, playing
from orchestrator.sweep.campaign_files import the_campaign
from orchestrator.sweep.clock import played
from orchestrator.vault import Vault

pytestmark = pytest.mark.skipif(not SHELL.exists(), reason="the lab's SSH machines need /bin/sh")


@dataclass
class Nobody:
    """Watches sweeps, and remembers whom they asked."""

    asked: list[int] = field(default_factory=list)

    @contextmanager
    def __call__(self, _planned: object) -> Iterator["Nobody"]:
        yield self

    def started(self, _sweep: str, total: int, _stop: object) -> None:
        self.asked.append(total)

    def machine(self, trip: Trip, unit: str) -> None:
        pass


def test_a_played_clock_goes_on_beside_the_real_one():
    behind = played(timedelta(days=-20))
    earlier, shown, later = now(), behind(), now()
    assert earlier <= shown + timedelta(days=20) <= later


def test_machines_that_were_too_slow_to_play_are_asked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    # Nobody who takes two seconds can answer in one: they are asked again, with more time.
    monkeypatch.setattr(planning, "_DEMO_TIMEOUT_S", 1.0)
    state, today, watch, told = tmp_path / "s", now(), Nobody(), list[playing.DayTold]()
    with lab.start(state, lab.played_time(today)) as district:
        reports = Reports(folder=None, state=state, lang="vi")
        reported = playing.play(district, reports, today, watch, told.append)
    assert [day.day for day in told] == list(DAYS)
    sweeps = sum(isinstance(step, PlayedSweep) for day in DAYS for step in day.steps)
    assert len(watch.asked) > sweeps
    kept = kept_campaign(state, reported.kept.ended_at)
    assert told[-1].standing[Verdict.FAIL] == 9
    rows = as_json(Shown(result=kept.result, judged=kept.judged))["machines"]
    first = DAYS[0].steps[0]
    assert isinstance(first, PlayedSweep)
    due = answering(first) | {"atn-03"}
    assert isinstance(rows, list)
    wrong = story_differences(rows)
    assert [said for said in wrong if said.partition(":")[0] in due] == []


def test_a_folder_with_anything_in_it_is_refused_and_left_alone(tmp_path: Path):
    playing.refuse_used(tmp_path)
    open_store(tmp_path, create=True).close()
    playing.refuse_used(tmp_path)
    with lab.start(tmp_path / "lab", lab.played_time(now())) as district:
        the_campaign(tmp_path, district.campaign, now(), Vault())
    before = (tmp_path / "orchestrator.sqlite3").read_bytes()
    with pytest.raises(UsageError, match="first day"):
        playing.refuse_used(tmp_path)
    assert (tmp_path / "orchestrator.sqlite3").read_bytes() == before


def test_who_is_to_answer_is_known_of_each_sweep():
    sweeps = [step for day in DAYS for step in day.steps if isinstance(step, PlayedSweep)]
    assert len(answering(sweeps[0])) > 20
    assert answering(sweeps[-1]) == frozenset()
    assert {"atn-03", "cbv-tep"} <= answering(sweeps[1])
    ok: set[Truth] = {lab.TRUTH[name] for name in answering(sweeps[0])}
    assert {outcome for truth in ok for _, outcome in truth.endings} == {"ok"}
