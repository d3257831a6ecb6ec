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
from orchestrator.lab import scenes
from orchestrator.lab.actor import SLOW_S
from orchestrator.lab.shell import SHELL
from orchestrator.lab.story import DAYS, Chapter, PlayedSweep, outcomes
from orchestrator.model.outcome import Trip
from orchestrator.model.result import Verdict
from orchestrator.sweep import now, planning, playing
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

    def machine(self, trip: Trip, unit: str, verdict: Verdict | None) -> None:
        pass


def test_a_played_clock_goes_on_beside_the_real_one():
    behind = played(timedelta(days=-20))
    earlier, shown, later = now(), behind(), now()
    assert earlier <= shown + timedelta(days=20) <= later


SLOW = PlayedSweep(
    chapter=Chapter.LOOKED_AGAIN,
    pattern="sm-01,sm-03",
    scenes={"sm-01": scenes.SHARED_FILES, "sm-03": scenes.SLOW},
)


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[playing._Stage]:
    """Two weeks ago, on a computer that gives nobody the two seconds that one machine needs."""
    monkeypatch.setattr(planning, "_DEMO_TIMEOUT_S", SLOW_S / 2)
    today, state = now(), tmp_path / "s"
    time = lab.played_time(today)
    with lab.start(state, time) as district:
        the_campaign(state, district.campaign, time.begins, Vault(), create=True)
        yield playing._Stage(district, state, played(time.ahead), 1, Nobody(), "quan-mau")


def test_who_was_too_slow_to_be_played_is_asked_again(stage: playing._Stage):
    (result,) = stage.play(SLOW)
    found = {m.scope.machine: str(m.outcome) for u in result.units for m in u.machines}
    assert (found["sm-01"], found["sm-03"]) == ("ok", "ok")
    assert isinstance(stage.watch, Nobody)
    assert stage.watch.asked[0] == 2
    assert 2 <= len(stage.watch.asked) <= 4
    assert timedelta(days=19) < now() - result.ended_at < timedelta(days=21)


def test_a_computer_that_is_too_busy_says_so(
    stage: playing._Stage, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(playing, "_PATIENT_S", SLOW_S / 2)
    with pytest.raises(UsageError, match=r"too busy to play in time: .*sm-03"):
        stage.play(SLOW)


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


def test_how_asking_is_to_end_is_known_of_each_sweep():
    sweeps = [step for day in DAYS for step in day.steps if isinstance(step, PlayedSweep)]
    first, second, *_, last = map(outcomes, sweeps)
    assert {name: first[name] for name in ("sm-01", "rt-03", "cm-02")} == {
        "sm-01": "ok",
        "rt-03": "stalled(read)",
        "cm-02": "refused",
    }
    assert {"hcn-01", "pkh-03", "dg-03"}.isdisjoint(first)  # no rejected password is sent again
    assert second == dict.fromkeys(("atn-02", "atn-03", "cbv-01", "cbv-tep"), "ok")
    assert last == {}
