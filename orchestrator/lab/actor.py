"""What a child process is told: which machines it plays, and how each of them misbehaves."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class Misbehaviour(StrEnum):
    """How a played machine misbehaves."""

    NONE = "none"
    CLOSED = "closed"  # nothing listens at its port
    DROPPED = "dropped"  # packets to its port are not answered
    SILENT = "silent"  # accepts the connection and never says a word
    GARBAGE = "garbage"  # speaks another protocol
    NO_EXEC = "no_exec"  # the command is never started (SSH) or never ends (WinRM)
    DRIP = "drip"  # its output comes byte by byte
    FLOOD = "flood"  # its output has no end
    CUT = "cut"  # its output breaks off before the end mark
    NOISE = "noise"  # its output is something else
    SLOW = "slow"  # answers rightly, after SLOW_S


SLOW_S = 2.0
DRIP_S = 0.3
FOREVER_S = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """One machine that a child process plays.

    Attributes:
        name: Its name in the inventory.
        fault: How it misbehaves.
        user: The account that may log on.
        password: What that account accepts; empty: no password is accepted.
        authorized_key: The public key that it accepts (SSH), as `authorized_keys` holds it.
        root: The folder that stands for `/` of the machine (SSH).
        path: The `PATH` of the scripts that it runs (SSH).
        recording: The name of the recording that it answers with (WinRM).
        board: What it says its main board is (WinRM); empty: as recorded.
        installation: Likewise of its installation of Windows.
        ahead_s: How far its clock is ahead of this computer's; behind it where that is negative.
    """

    name: str
    fault: Misbehaviour = Misbehaviour.NONE
    user: str = ""
    password: str = field(default="", repr=False)
    authorized_key: str = ""
    root: str = ""
    path: str = ""
    recording: str = ""
    board: str = ""
    installation: str = ""
    ahead_s: float = 0.0


def to_line(actors: Iterable[Actor]) -> str:
    """Return the actors as one line of JSON."""
    return json.dumps([asdict(actor) for actor in actors]) + "\n"


def from_line(line: str) -> tuple[Actor, ...]:
    """Return the actors that `to_line` wrote, in their order."""
    rows: list[dict[str, Any]] = json.loads(line)
    return tuple(Actor(**row | {"fault": Misbehaviour(row["fault"])}) for row in rows)
