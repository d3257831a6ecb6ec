"""What a round of `campaign run` costs beside the sweep in it, where a machine takes its time.

    python -m tests.bench.round_cost [-n 1000] [-f 50] [--latency 2]

A made wire waits and then answers as a recorded machine does; all else is real: the inventory, the
plan, the state folder, the reports. What `sweep` does as well (read the inventory, plan, ask, write
the reports) is the sweep in it; the goal is 2 % more wall time at most. Nobody was asked before the
first round; the second has looks of all and asks a third of them again: those whose answer was cut.
The reports of all weigh in the sweep of both, so the second one's wall is not a third of the first.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from shutil import copyfile
from typing import ParamSpec, TypeVar

import pytest

from orchestrator.lab.recording import RECORDINGS, Scribe, replay
from orchestrator.model.outcome import OK, Ended, Outcome
from orchestrator.model.plan import Target, Via
from orchestrator.sweep import Defaults, campaign_files, campaign_rounds, planning, running
from orchestrator.sweep.campaign_rounds import RunRequest, one_round
from orchestrator.sweep.reporting import Reported, Reports
from orchestrator.transport.attempt import Attempt
from orchestrator.transport.base import Job, Reply
from orchestrator.transport.lockout import LockoutGuard, LogonProof
from tests.inventory.trees import HEAD
from tests.played import PLAYBOOK
from tests.sweep.campaign_folder import campaign_file
from tests.sweep.simulated.weeks import MONDAY, _Silent

A_UNIT, CUT = 50, 3
MORNING = timedelta(hours=8.5)  # all are asked then, of whom nobody knows when they are on
P, R = ParamSpec("P"), TypeVar("R")


@dataclass(slots=True, kw_only=True)
class Stopwatch:
    """How long what a sweep does took, and what the time is: it runs, from a Monday morning on."""

    spent: float = 0.0
    days: int = 0
    begun: float = field(default_factory=time.perf_counter)

    def now(self) -> datetime:
        """Return the time."""
        gone = timedelta(days=self.days, seconds=time.perf_counter() - self.begun)
        return (MONDAY + MORNING + gone).astimezone(UTC)

    def timed(self, work: Callable[P, R]) -> Callable[P, R]:
        """Return the same work, whose time is counted as the sweep's."""

        def done(*args: P.args, **kwargs: P.kwargs) -> R:
            began = time.perf_counter()
            try:
                return work(*args, **kwargs)
            finally:
                self.spent += time.perf_counter() - began

        return done


@dataclass(frozen=True, slots=True, kw_only=True)
class SlowWire:
    """Stands for the transport: each machine takes so many seconds."""

    latency_s: float
    watch: Stopwatch
    said: bytes = field(default=(RECORDINGS / "lab-win10-clean.txt").read_bytes(), repr=False)

    def run(self, target: Target, job: Job, attempt: Attempt, guard: LockoutGuard) -> Reply:
        """Ask one machine once."""
        guard.check(target.credential, target.machine)
        with guard.logon(target.credential, target.machine, attempt) as logon:
            logon.accepted(LogonProof.SURE)
        time.sleep(self.latency_s)
        number = int(target.machine[2:])
        facts = {"machine_id": f"7d0f6c1e-{number:024x}", "hardware": f"4C4C4544-{number:024X}"}
        said = replay(self.said, Scribe(nonce=job.nonce, now=self.watch.now(), facts=facts))
        if self.watch.days == 0 and number % CUT == 0:
            return Reply(outcome=Outcome(ended=Ended.PARTIAL), stdout=said[: len(said) // 2])
        return Reply(outcome=OK, stdout=said, exit_code=0)


def write_folder(folder: Path, machines: int) -> None:
    """Write the campaign's file, its playbook, its list and its inventory."""
    (folder / "iocs").mkdir()
    (folder / "iocs" / "list.txt").write_text("c2.example\n203.0.113.9\n", "utf-8")
    copyfile(PLAYBOOK, folder / "ioc-sweep.yml")
    lines = [f"all:\n  vars: {{{HEAD.strip()}, ansible_connection: winrm,"]
    lines += ["    ansible_password: x, ansible_port: 5985}", "  children:"]
    for one in range(machines):
        unit = one // A_UNIT
        if one % A_UNIT == 0:
            named = f"unit: {{name: Trường {unit}, type: primary_school}}, ansible_user: a-{unit}"
            lines += [f"    u{unit}:", f"      vars: {{{named}}}", "      hosts:"]
        address = f"127.{one // 62500}.{one // 250 % 250}.{one % 250 + 1}"
        lines.append(f"        m-{one}: {{ansible_host: {address}}}")
    (folder / "hosts.yml").write_text("\n".join(lines) + "\n", "utf-8")
    last = (MONDAY + timedelta(weeks=8)).date()
    campaign_file(folder, opens=f"{MONDAY.date()}", deadline=f"{last}", inventory="[hosts.yml]")


@contextmanager
def replaced(watch: Stopwatch, wire: SlowWire) -> Iterator[None]:
    """Replace the clock and the wire, and count the time of what a sweep does as well."""
    with pytest.MonkeyPatch.context() as patch:
        plan = partial(planning.plan_sweep, clock=watch.now)
        patch.setattr(campaign_rounds, "now", watch.now)
        patch.setattr(campaign_rounds, "run", partial(running.run, clock=watch.now))
        patch.setattr(campaign_rounds, "plan_sweep", watch.timed(plan))
        patch.setattr(campaign_files, "read_inventory", watch.timed(campaign_files.read_inventory))
        patch.setattr(campaign_rounds, "Reports", partial(_Timed, watch=watch))
        patch.setattr("orchestrator.transport.transports", lambda _: {Via.WINRM: wire})
        yield


@dataclass(frozen=True, slots=True, kw_only=True)
class _Timed:
    """The reports of a sweep, and what goes on within them."""

    watch: Stopwatch
    folder: Path | None
    state: Path
    lang: str

    def around(self, ask: Callable[[], running.SweepResult]) -> Reported:
        reports = Reports(folder=self.folder, state=self.state, lang=self.lang)
        return self.watch.timed(reports.around)(ask)


def one(folder: Path, watch: Stopwatch, forks: int) -> None:
    """Run a round, and print what it cost."""
    watch.spent, began, busy = 0.0, time.perf_counter(), time.process_time()
    request = RunRequest(
        file=folder / "campaign.yml",
        state=folder / "s",
        output=folder / "out",
        lang="vi",
        logon=Defaults(),
        forks=forks,
        unit_forks=forks,
        rate=None,
        timeout_s=60,
    )
    done = one_round(request, lambda _: nullcontext(_Silent()))
    wall, cpu = time.perf_counter() - began, time.process_time() - busy
    more = (wall / watch.spent - 1) * 100
    print(
        f"{done.asked:,} machines asked: {wall:.1f} s, CPU {cpu:.1f} s; the sweep in it"
        f" {watch.spent:.1f} s, the round {more:.1f} % more"
    )


def main() -> None:
    """Run two rounds a day apart."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", type=int, default=1000, help="machines")
    parser.add_argument("-f", type=int, default=50, help="how many are asked at a time")
    parser.add_argument("--latency", type=float, default=2.0, help="seconds that each takes")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder, watch = Path(made), Stopwatch()
        write_folder(folder, options.n)
        with replaced(watch, SlowWire(latency_s=options.latency, watch=watch)):
            one(folder, watch, options.f)
            watch.days = 1
            one(folder, watch, options.f)


if __name__ == "__main__":
    main()
