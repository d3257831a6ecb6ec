"""How far a sweep is, on a real terminal: machines, the time that is left, counts by verdict."""

import os
import pty
import sys
import termios

import pytest

from orchestrator.cli.showing.progress import Progress
from orchestrator.model.outcome import Trip
from orchestrator.model.result import Verdict
from orchestrator.text.catalogue import catalogue
from tests.cli.showing.test_list_bars import on_a_terminal, told_to
from tests.cli.test_going_on import place, shut
from tests.evidence import building

__all__ = ["place", "shut"]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="terminals are POSIX")
SWEEP = "20261130-152749-ab12"
SAID = (Verdict.PASS, Verdict.PASS, Verdict.FAIL, Verdict.NOT_ASSESSED)


@pytest.mark.parametrize(
    ("lang", "counts"),
    [
        ("vi", "đạt 2, không đạt 1, chưa đánh giá được 1]"),
        ("en", "2 compliant, 1 not, 1 not assessed"),
    ],
)
def test_the_bar_counts_by_verdict_and_tells_the_time_that_is_left(lang: str, counts: str):
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 100))
    trip: Trip = building.trip("a")
    with (
        os.fdopen(theirs, "w", encoding="utf-8") as terminal,
        Progress(terminal, (), catalogue(lang)) as shown,
    ):
        shown.started(SWEEP, 8, lambda: None)
        for verdict in SAID:
            shown.machine(trip, "u", verdict)
    last = told_to(ours).decode("utf-8").replace("\r", "\n").strip().splitlines()[-1]
    assert f"{SWEEP}  50%" in last
    assert "4/8 [" in last
    assert "<" in last.partition("[")[2].partition(",")[0]
    assert counts.rstrip("]") in last


@pytest.mark.usefixtures("place")
def test_a_sweep_shows_it_to_a_terminal_of_eighty_columns():
    told = on_a_terminal(["sweep", "plays/play.yml", "-i", "i", "--state", "s", "-o", "out"])
    last = told.decode("utf-8").replace("\r", "\n").strip().splitlines()[-1]
    assert "2/2 [" in last
    assert "0 compliant, 0 not, 2 not assessed" in last


@pytest.mark.usefixtures("place")
def test_a_ping_gives_no_verdicts():
    told = on_a_terminal(["ping", "-i", "i", "--state", "s"]).decode("utf-8")
    assert "2/2 [" in told
    assert "compliant" not in told
