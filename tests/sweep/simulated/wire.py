"""The wire of a pretend district: machines that are on or off, and what they print.

Answers are in the script's own format, made from a recorded machine; a log-on goes through the
real guard, as that of every transport does.
"""

import base64
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import pairwise

from orchestrator.lab.recording import RECORDINGS, Scribe, replay
from orchestrator.model.local_time import VIETNAM
from orchestrator.model.outcome import OK, Ended, Outcome
from orchestrator.model.plan import Target
from orchestrator.transport.attempt import Attempt
from orchestrator.transport.base import Job, Reply
from orchestrator.transport.library_errors import LibraryError
from orchestrator.transport.lockout import LockoutGuard, LogonProof
from tests.sweep.simulated.truth import REQUIRED, Given, Machine

_BEFORE_HOSTS = b" open64 hosts_file "
_CUT = frozenset({"connections"})  # of the check that came last nobody knows whether it was all


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """When the machines of a unit are on: weekdays (0 is Monday), hours, and how likely."""

    days: frozenset[int]
    hours: range
    likely: float

    def on(self, at: datetime, dice: random.Random) -> bool:
        """Tell whether a machine is on."""
        local = at.astimezone(VIETNAM)
        there = local.weekday() in self.days and local.hour in self.hours
        return there and dice.random() < self.likely


@dataclass(frozen=True, slots=True, kw_only=True)
class Wire:
    """Stands for the transport; keeps for the truth what it really gave."""

    seed: int
    machines: Mapping[str, Machine]
    hours: Mapping[str, Hours]
    wrong: frozenset[str]  # units whose password is wrong
    clock: Callable[[], datetime]
    rejected: list[tuple[str, datetime]]

    def run(self, target: Target, job: Job, attempt: Attempt, guard: LockoutGuard) -> Reply:
        """Ask one machine once."""
        one, at = self.machines[target.machine], self.clock()
        # Of its own, so that it does not matter in which order threads come.
        dice = random.Random(f"{self.seed} {one.name} {at}")  # noqa: S311 - no secret
        try:
            guard.check(target.credential, target.machine)
            one.tries.append(at)
            if not self.hours[one.unit].on(at, dice):
                return Reply(outcome=Outcome(ended=Ended.UNREACHABLE))
            with guard.logon(target.credential, target.machine, attempt) as logon:
                if one.unit in self.wrong:
                    self.rejected.append((one.unit, at))
                    logon.rejected()
                    return Reply(outcome=Outcome(ended=Ended.AUTH_REJECTED))
                logon.accepted(LogonProof.SURE)
        except LibraryError as trouble:
            return Reply(outcome=trouble.outcome)
        return self._answer(one, at, job.nonce, dice)

    def _answer(self, one: Machine, at: datetime, nonce: str, dice: random.Random) -> Reply:
        shown = frozenset(value for value, likely in one.infected.items() if dice.random() < likely)
        facts = {"machine_id": one.installation, "hardware": one.box}
        said = replay(printed(shown), Scribe(nonce=nonce, now=at, facts=facts))
        if dice.random() < _CUT_SOMETIMES:
            one.given.append(Given(at=at, read=_CUT, shown=shown, installation=one.installation))
            return Reply(outcome=Outcome(ended=Ended.PARTIAL), stdout=_cut(said))
        given = Given(at=at, read=REQUIRED, shown=shown, box=one.box, installation=one.installation)
        one.given.append(given)
        return Reply(outcome=OK, stdout=said, exit_code=0)


_CUT_SOMETIMES = 0.05


def _cut(said: bytes) -> bytes:
    """Return what had come when the connection broke: all before the third section."""
    return said[: said.rindex(b"\n", 0, said.index(_BEFORE_HOSTS)) + 1]


@cache
def printed(shown: frozenset[str]) -> bytes:
    """Return what the recorded clean machine prints if it also shows these values."""
    lines = (RECORDINGS / "lab-win10-clean.txt").read_bytes().splitlines(keepends=True)
    names = sorted(value for value in shown if not value[0].isdigit())
    addresses = sorted(shown - set(names))
    rows = {
        b" open64 connections tcp ": [
            f"192.168.10.61\t{50000 + n}\t{value}\t443\t5\t5220\t20220906081501.000000+420"
            for n, value in enumerate(addresses)
        ],
        b" open64 dns_cache records ": [f"{n}\t{n}\t1\t0\t212\t198.51.100.7" for n in names],
    }
    out = list(lines)
    for n, (line, body) in enumerate(pairwise(lines)):
        for mark, more in rows.items():
            if mark in line and more:
                text = _with_rows(base64.b64decode(body), more)
                out[n + 1] = base64.b64encode(text) + b"\n"
                out[n + 2] = _shut(lines[n + 2], text)
    return b"".join(out)


def _with_rows(text: bytes, more: list[str]) -> bytes:
    """Return a section with rows before its last one, which is the made one."""
    *first, last = text.splitlines(keepends=True)
    return b"".join((*first, *(f"{row}\n".encode() for row in more), last))


def _shut(line: bytes, text: bytes) -> bytes:
    """Return the line that ends a section, with how many rows and bytes it has now."""
    words = line.split(b" ")
    words[6:8] = [b"%d" % text.count(b"\n"), b"%d" % len(text)]
    return b" ".join(words)
