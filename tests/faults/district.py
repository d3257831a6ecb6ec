"""Twenty machines that answer at once from recordings, swept and reported on in this process."""

import contextlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from orchestrator.errors import ExitCode, InputError, UsageError
from orchestrator.lab import recording
from orchestrator.lab.list_edits import DATA
from orchestrator.model.outcome import OK, Ended, Outcome, Phase, Trip
from orchestrator.model.plan import Target, Via
from orchestrator.model.result import SweepResult, Verdict
from orchestrator.sweep import (
    Observer,
    PlannedSweep,
    Reports,
    SweepRequest,
    now,
    plan_sweep,
    resume,
    run,
)
from orchestrator.sweep.clock import Clock
from orchestrator.sweep.logons import forget_rejections
from orchestrator.sweep.retrying import EVERY_REASON, Only
from orchestrator.transport.attempt import Attempt
from orchestrator.transport.base import Job, Reply, Transport
from orchestrator.transport.invoke import stdin
from orchestrator.transport.library_errors import LibraryError
from orchestrator.transport.lockout import LockoutGuard, LogonProof
from tests.inventory.trees import HEAD, write

RECORDINGS = (
    "lab-win10-clean",
    "lab-win10-infected",
    "lab-win10-looked-up",
    "lab-win10-no-rights",
    "lab-win11-block",
)
MACHINES = {f"m-{n:02}": RECORDINGS[n % len(RECORDINGS)] for n in range(20)}
ACCOUNT = "kiem-tra"
UNITS = "th_{0}:\n  vars: {{unit: {{name: Trường {0}, type: primary_school}}}}\n  hosts:\n"

Told = Mapping[str, tuple[str, str | None]]
"""Of each machine its verdict and the reason why it has none."""


class PlayedWay:
    """Answers for every machine as it was recorded, by the form of a transport."""

    def __init__(self) -> None:
        self.asked = 0

    def run(self, target: Target, job: Job, attempt: Attempt, guard: LockoutGuard) -> Reply:
        self.asked += 1
        attempt.phase(Phase.LOGIN)
        try:
            with guard.logon(target.credential, target.machine, attempt) as logon:
                logon.accepted(LogonProof.SURE)
        except LibraryError as refused:
            return Reply(outcome=refused.outcome)
        attempt.phase(Phase.READ)
        given = stdin(job.script, job.nonce)
        said = recording.answer(MACHINES[target.machine], given, now(), {})
        ended = OK if said.stdout else Outcome(ended=Ended.PARTIAL)
        return Reply(outcome=ended, stdout=said.stdout, stderr=said.stderr, exit_code=said.code)


class Unseen:
    """An observer that shows nothing."""

    def started(self, sweep: str, total: int, stop: Callable[[], None]) -> None:
        pass

    def machine(self, trip: Trip, unit: str, verdict: Verdict | None) -> None:
        pass


@dataclass(frozen=True)
class Place:
    """A folder with an inventory, a playbook, lists, and what sweeps leave there.

    Attributes:
        folder: The folder.
        pages: Whether reports are written.
        observer: Who is told how sweeps go on.
    """

    folder: Path
    pages: bool = False
    observer: Observer = field(default_factory=Unseen)

    @classmethod
    def made(
        cls, folder: Path, *, pages: bool = False, observer: Observer | None = None
    ) -> "Place":
        units = {
            f"i/{unit}.yml": UNITS.format(unit)
            + "".join(
                f"    {name}: {{ansible_host: 192.0.2.{n + 1}}}\n"
                for n, name in enumerate(MACHINES)
                if n % 2 == number
            )
            for number, unit in enumerate(("x", "y"))
        }
        logon = f"ansible_connection: winrm\nansible_user: {ACCOUNT}\nansible_password: mat-khau\n"
        write(
            folder,
            {
                "i/group_vars/all.yml": HEAD + logon,
                "plays/play.yml": (DATA / "ioc-sweep.yml").read_text("utf-8"),
                "plays/iocs/a.txt": "203.0.113.10\nc2.chim-cu.example\ncap-nhat-gia.example\n",
                **units,
            },
        )
        return cls(folder, pages, observer or Unseen())

    @property
    def state(self) -> Path:
        return self.folder / "s"

    @property
    def out(self) -> Path:
        return self.folder / "out"

    def sweep(self, way: Transport, clock: Clock = now) -> "HowItEnded":
        """Begin a sweep and end as the door does; a fault of ours is raised."""

        def ask() -> SweepResult:
            ways = {Via.WINRM: way}
            planned = self._planned()
            return run(planned, self.state, self.observer, clock=clock, ways=lambda _: ways)

        return self._ended(ask)

    def resume(self, way: Transport, retry: Only | None = None) -> "HowItEnded":
        """Go on with the last sweep, likewise."""

        def ask() -> SweepResult:
            ways = {Via.WINRM: way}
            return resume(
                self._planned(),
                self.state,
                "latest",
                self.observer,
                retry=retry,
                ways=lambda _: ways,
            )

        return self._ended(ask)

    def go_on(self, way: Transport) -> "HowItEnded":
        """Go on as a person would, until every machine has been asked."""
        ended = self.resume(way)
        if ended.code == ExitCode.BAD_INPUT:  # it had not begun
            return self.sweep(way)
        with contextlib.suppress(UsageError):  # nothing was rejected, as far as is known
            forget_rejections(self.state, (ACCOUNT,), "Lan")
        return self.resume(way, EVERY_REASON)

    def written(self) -> Told:
        """Return what the written reports say; nothing if there are none."""
        path = self.out / "report.json"
        if not path.exists():
            return {}
        machines = json.loads(path.read_text("utf-8"))["machines"]
        return {one["name"]: (one["verdict"], one["reason"]) for one in machines}

    def _planned(self) -> PlannedSweep:
        request = SweepRequest(
            playbook=self.folder / "plays/play.yml",
            inventory=(str(self.folder / "i"),),
            forks=4,
        )
        return plan_sweep(request)

    def _ended(self, ask: Callable[[], SweepResult]) -> "HowItEnded":
        folder = self.out if self.pages else None
        try:
            reported = Reports(folder=folder, state=self.state, lang="vi").around(ask)
        except InputError as error:
            return HowItEnded(error.exit_code, str(error), {})
        machines = (machine for unit in reported.kept.units for machine in unit.machines)
        told = {one.scope.machine: (one.verdict, one.reason) for one in machines}
        return HowItEnded(reported.exit_code, "", told)


@dataclass(frozen=True)
class HowItEnded:
    """How the door ends a sweep: its exit code, what it says if it refuses, what is told of all."""

    code: ExitCode
    said: str
    told: Told
