"""Kills sweeps at any moment, again and again, until they are through; a program of its own.

`python -m tests.faults.killing KILLS SEED FOLDER` prints one line of JSON: how many were killed,
how many sweeps came through, and what was wrong. Each sweep runs in a child that is forked from
this process, in which all is imported, so that a kill meets the sweep and not its beginning.
"""

import json
import os
import random
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

from orchestrator.errors import ExitCode, UsageError
from orchestrator.evidence import open_store
from orchestrator.model.outcome import Trip
from orchestrator.model.plan import Target
from orchestrator.model.result import Verdict
from orchestrator.sweep.logons import forget_rejections
from orchestrator.transport.attempt import Attempt
from orchestrator.transport.base import Job, Reply
from orchestrator.transport.lockout import LockoutGuard
from tests.faults.district import ACCOUNT, Place, PlayedWay

# What differs from run to run: times, ids of sweeps, digests of lists with their dates, and how far
# a machine's clock, which tells whole seconds, seems to be off.
_OF_ITS_OWN = re.compile(
    r"\d{14}\.\d{6}\+\d{3}|(?<=clock_offset_s\": )-?[0-9.]+|(?<=,)('-1|0)(?=,(\d{4}-|,))|"
    r"\d{8}-\d{6}-[0-9a-f]{4}|[0-9a-f]{64}|\d{4}-\d\d-\d\d(T[0-9:.]+(Z|\+[0-9:]+)?)?"
    r"|\d\d?[:h]\d\d(:\d\d)?|\d\d?/\d\d?/\d{4}|\d+ (giây|phút)"
)
_CLOCK_OFF = re.compile('<span class="line"><code>Đồng hồ máy lệch[^<]*</code></span>')
_SLOWEST_S = 0.03


@dataclass
class Line:
    """Where a child writes what happened, one name a line, whole whenever it is killed."""

    descriptor: int

    def tell(self, what: str, machine: str) -> None:
        os.write(self.descriptor, f"{what} {machine}\n".encode())

    def started(self, sweep: str, total: int, stop: Callable[[], None]) -> None:
        pass

    def machine(self, trip: Trip, unit: str, verdict: Verdict | None) -> None:  # noqa: ARG002
        self.tell("kept", trip.machine)


@dataclass(frozen=True)
class Slow:
    """A way whose machines take their time, and that tells whom it asks."""

    line: Line
    chance: random.Random
    way: PlayedWay = field(default_factory=PlayedWay)

    def run(self, target: Target, job: Job, attempt: Attempt, guard: LockoutGuard) -> Reply:
        self.line.tell("asked", target.machine)
        time.sleep(self.chance.uniform(0, _SLOWEST_S))
        return self.way.run(target, job, attempt, guard)


def attempted(folder: Path, line: Line, seed: str) -> None:
    """Begin a sweep or go on with the one that is there, as a person would after a crash."""
    place = Place(folder, pages=True, observer=line)
    way = Slow(line, random.Random(seed))  # noqa: S311 - no secret
    with suppress(UsageError):  # what was under way counts as rejected until a person says so
        forget_rejections(place.state, (ACCOUNT,), "Lan")
    if place.resume(way).code == ExitCode.BAD_INPUT:
        place.sweep(way)


def forked(folder: Path, seed: str) -> tuple[int, int]:
    """Return the child that runs `attempted`, and the pipe that it tells by."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        code = 1
        try:
            attempted(folder, Line(write), seed)
            code = 0
        finally:
            os._exit(code)
    os.close(write)
    return child, read


def heard(read: int) -> list[str]:
    """Return all that a child told before it ended."""
    with os.fdopen(read, encoding="utf-8") as told:
        return told.read().split("\n")[:-1]


def pages(folder: Path) -> Mapping[str, str]:
    """Return the reports without what is each run's own."""
    files = (path for path in folder.iterdir() if not path.name.startswith("."))
    texts = {path.name: path.read_text("utf-8") for path in files}
    return {
        name: _OF_ITS_OWN.sub("~", _CLOCK_OFF.sub("", text.replace(str(folder.parent), "")))
        for name, text in texts.items()
    }


def whole(place: Place) -> Iterator[str]:
    """Yield what is wrong with a store."""
    with closing(open_store(place.state, create=False)) as store:
        said = store._connection.execute("PRAGMA integrity_check").fetchone()[0]
        if said != "ok":
            yield f"corrupt: {said}"
        rows = store._connection.execute("SELECT machine, count(*) FROM evidence GROUP BY machine")
        yield from (f"{count} answers of {machine}" for machine, count in rows if count > 1)


@dataclass
class Killing:
    """One run of kills."""

    kills: int
    chance: random.Random
    folder: Path
    killed: int = 0
    through: int = 0
    wrong: list[str] = field(default_factory=list)

    def run(self) -> None:
        undisturbed, lasts_s = self._undisturbed()
        while self.killed < self.kills:
            number = self.through
            folder = self.folder / str(number)
            folder.mkdir()
            place = Place.made(folder, pages=True)
            self._until_through(folder, lasts_s)
            self.wrong += (f"sweep {number}: {one}" for one in whole(place))
            found = pages(place.out)
            differ = [name for name in undisturbed if found.get(name) != undisturbed[name]]
            self.wrong += (f"sweep {number}: {name} is another" for name in differ)
            self.through += 1

    def _undisturbed(self) -> tuple[Mapping[str, str], float]:
        folder = self.folder / "undisturbed"
        folder.mkdir()
        place = Place.made(folder, pages=True)
        attempted(folder, Line(os.open(os.devnull, os.O_WRONLY)), "warm")  # imports, templates
        began = time.monotonic()
        again = self.folder / "again"
        again.mkdir()
        Place.made(again)
        attempted(again, Line(os.open(os.devnull, os.O_WRONLY)), "measured")
        return pages(place.out), time.monotonic() - began

    def _until_through(self, folder: Path, lasts_s: float) -> None:
        kept: set[str] = set()
        while True:
            child, read = forked(folder, str(self.chance.random()))
            if self.killed < self.kills:
                time.sleep(self.chance.uniform(0, 1.5 * lasts_s))
                os.kill(child, signal.SIGKILL)
            told = heard(read)
            _, status = os.waitpid(child, 0)
            twice = kept.intersection(row[6:] for row in told if row.startswith("asked "))
            self.wrong += (f"{name} was asked again" for name in sorted(twice))
            kept.update(row[5:] for row in told if row.startswith("kept "))
            if not os.WIFSIGNALED(status):
                if os.WEXITSTATUS(status):
                    self.wrong.append("a traceback")
                return
            self.killed += 1


def main() -> None:
    killing = Killing(int(sys.argv[1]), random.Random(sys.argv[2]), Path(sys.argv[3]))  # noqa: S311
    killing.run()
    told = {"killed": killing.killed, "through": killing.through, "wrong": killing.wrong}
    sys.stdout.write(f"{json.dumps(told, ensure_ascii=False)}\n")


if __name__ == "__main__":
    main()
