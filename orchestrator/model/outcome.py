"""How the attempt to ask a machine ended, and its trip: nothing else leaves `transport`."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Ended(StrEnum):
    """The ways in which one attempt can end."""

    OK = "ok"
    PARTIAL = "partial"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    NO_ROUTE = "no_route"
    STALLED = "stalled"
    FLOODED = "flooded"
    HOSTKEY_CHANGED = "hostkey_changed"
    AUTH_REJECTED = "auth_rejected"
    AUTH_STALLED = "auth_stalled"
    PROTOCOL_ERROR = "protocol_error"
    TOO_OLD = "too_old"
    NOT_ATTEMPTED = "not_attempted"
    BUG = "bug"


class Phase(StrEnum):
    """The steps of one attempt, in order; each may stall."""

    CONNECT = "connect"
    BANNER = "banner"
    KEX = "kex"
    LOGIN = "login"
    OPEN = "open"
    EXEC = "exec"
    READ = "read"


class Why(StrEnum):
    """Why no attempt was made."""

    EXCLUDED = "excluded"
    NOT_SELECTED = "not_selected"
    UNSUPPORTED = "unsupported"
    CREDENTIAL_PAUSED = "credential paused"
    NO_CREDENTIAL = "no credential"
    INTERRUPTED = "interrupted"
    NOT_RUN = "not_run"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One ending; `at` is set for `stalled`, `why` for `not_attempted`, `detail` is for people.

    `str()` is the form of the store and of `report.json`: `ok`, `stalled(exec)`,
    `not_attempted(credential paused)`.
    """

    ended: Ended
    at: Phase | None = None
    why: Why | None = None
    detail: str = ""

    def __str__(self) -> str:
        """Return the word, with its phase or its why in brackets."""
        inner = self.at or self.why
        return f"{self.ended}({inner})" if inner else str(self.ended)

    @classmethod
    def parse(cls, text: str, detail: str = "") -> "Outcome":
        """Return the outcome whose `str()` is `text`; ValueError for any other text."""
        word, _, rest = text.partition("(")
        inner, ended = rest.removesuffix(")"), Ended(word)
        return cls(
            ended=ended,
            at=Phase(inner) if ended is Ended.STALLED else None,
            why=Why(inner) if ended is Ended.NOT_ATTEMPTED else None,
            detail=detail,
        )


OK = Outcome(ended=Ended.OK)


def not_attempted(why: Why) -> Outcome:
    """Return the outcome of a machine that was not tried."""
    return Outcome(ended=Ended.NOT_ATTEMPTED, why=why)


def stalled(at: Phase) -> Outcome:
    """Return the outcome of a machine whose deadline ran out in that phase.

    A stall while logging on is its own word: it must never count as a rejected password.
    """
    if at is Phase.LOGIN:
        return Outcome(ended=Ended.AUTH_STALLED)
    if at is Phase.CONNECT:
        return Outcome(ended=Ended.UNREACHABLE)
    return Outcome(ended=Ended.STALLED, at=at)


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
