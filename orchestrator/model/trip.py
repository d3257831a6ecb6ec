"""One round trip to one machine, as collected: raw, not yet read."""

from dataclasses import dataclass, field
from datetime import datetime

from orchestrator.model.outcome import Outcome, Phase


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """How long one phase took, in seconds."""

    phase: Phase
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Trip:
    """What came of asking one machine once.

    `stdout` is raw and capped by the transport; empty where nothing was read. `started_at` and
    `ended_at` are aware UTC times of the controller. `principal` names who logged on (user and
    kind, never the secret). `host_key` is the SSH key's fingerprint, None for other ways.
    """

    machine: str
    outcome: Outcome
    started_at: datetime
    ended_at: datetime
    stdout: bytes = field(default=b"", repr=False)
    stderr: bytes = field(default=b"", repr=False)
    exit_code: int | None = None
    phases: tuple[Timing, ...] = ()
    principal: str = ""
    via: str = ""
    host_key: str | None = None
