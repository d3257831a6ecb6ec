"""How the attempt to ask a machine ended, and its trip: nothing else leaves `transport`."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace


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
    SCRIPT_BLOCKED = "script_blocked"  # logged on, and the script did not begin
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
    CREDENTIAL_PAUSED = "credential paused"  # rejected
    ACCOUNT_HELD = "account held"  # nobody rejected it as far as is known, and somebody may have
    ACCOUNT_WAITS = "account waits"  # for its first success elsewhere: to be asked later
    NO_CREDENTIAL = "no credential"
    CONTROLLER_BUSY = "controller busy"  # ours to answer for, never the machine's
    INTERRUPTED = "interrupted"
    NOT_RUN = "not_run"
    AT_SITE = "at site"  # its site is to ask it, and has said nothing of it yet
    BEHIND_SITE = "behind site"  # only its site reaches it, and this sweep gave no site anything
    NOT_AT_SITE = "not at site"  # its site knows no such machine


class Barrier(StrEnum):
    """What kept the script from beginning on a machine that had let us in."""

    CONSTRAINED_LANGUAGE = "constrained_language"  # mostly set by AppLocker or WDAC
    APPLICATION_CONTROL = "application_control"  # the program itself may not be started
    ANTIMALWARE = "antimalware"  # AMSI, or what watches files
    NO_POWERSHELL = "no_powershell"
    POWERSHELL_BROKEN = "powershell_broken"  # it is there, and does not come up
    NO_SHELL = "no_shell"  # no /bin/sh: mostly a network device
    NOLOGIN = "nologin"  # the account's login shell runs nothing
    PASSWORD_EXPIRED = "password_expired"  # noqa: S105 - the account must change it first
    EMPTY_ANSWER = "empty_answer"  # ended well, it says, and said nothing
    NOT_STARTED = "not_started"  # none of these was told; never a guess among them


class ServiceFault(StrEnum):
    """What a machine's service did instead of its work, where that is known."""

    CLOSED = "closed"  # it closed the connection without a word
    MAX_STARTUPS = "max_startups"  # an SSH server that has too many log-ons under way
    PENALTY = "penalty"  # an SSH server that does not serve our address for a while
    CHANNEL_REFUSED = "channel_refused"  # logged on, and no session or no command may begin
    SERVER_ERROR = "server_error"  # HTTP 500
    BUSY = "busy"  # HTTP 503
    QUOTA = "quota"  # too many shells or operations, as Windows numbers them
    PASSWORD_EXPIRED = "password_expired"  # noqa: S105 - the account must change it first
    NO_EXIT_STATUS = "no_exit_status"  # its shell ended the session without one
    MUTE = "mute"  # it took the connection and said nothing
    DRIP = "drip"  # it began to say something and came to no end
    # of an SSH jump host on the way; the machine itself was not reached
    JUMP_DOWN = "jump_down"  # it does not answer
    JUMP_KEY = "jump_key"  # it shows another host key than the one on file
    JUMP_REJECTED = "jump_rejected"  # it lets us not in
    JUMP_FORBIDS = "jump_forbids"  # it lets us in and passes nothing on
    BEHIND_JUMP = "behind_jump"  # it reaches no such machine


_FAULTY = frozenset((Ended.PROTOCOL_ERROR, Ended.AUTH_REJECTED, Ended.AUTH_STALLED, Ended.PARTIAL))
"""Endings of which a `ServiceFault` may say more."""
_TOLD_FAULTY = _FAULTY | {Ended.UNREACHABLE}
JUMP_FAULTS = frozenset(fault for fault in ServiceFault if "jump" in fault)
"""Faults on the way to a machine, which is then unreachable."""


class Outcome(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One ending; `at` is set for `stalled`, `why` for `not_attempted`, `detail` is for people.

    `barrier` is set for `script_blocked`; `fault` may be where a service can have several, as in
    `protocol_error(busy)`. `error_id` is PowerShell's own name of the error that
    ended the script, which no translation changes; empty where none was told. `str()` is the form
    of the store and of `report.json`: `ok`, `stalled(exec)`, `not_attempted(credential paused)`,
    `script_blocked(antimalware)`.
    """

    ended: Ended
    at: Phase | None = None
    why: Why | None = None
    barrier: Barrier | None = None
    fault: ServiceFault | None = None
    detail: str = ""
    error_id: str = ""

    def __str__(self) -> str:
        """Return the word, with its phase, its why or its barrier in brackets."""
        inner = self.at or self.why or self.barrier or self.fault
        return f"{self.ended}({inner})" if inner else str(self.ended)

    @classmethod
    def parse(cls, text: str, detail: str = "", error_id: str = "") -> "Outcome":
        """Return the outcome whose `str()` is `text`; ValueError for any other text."""
        word, _, rest = text.partition("(")
        inner, ended = rest.removesuffix(")"), Ended(word)
        return cls(
            ended=ended,
            at=Phase(inner) if ended is Ended.STALLED else None,
            why=Why(inner) if ended is Ended.NOT_ATTEMPTED else None,
            barrier=Barrier(inner) if inner and ended is Ended.SCRIPT_BLOCKED else None,
            fault=ServiceFault(inner) if inner and ended in _TOLD_FAULTY else None,
            detail=detail,
            error_id=error_id,
        )


OK = Outcome(ended=Ended.OK)


def with_fault(outcome: Outcome, fault: ServiceFault | None) -> Outcome:
    """Return an outcome that says what the service did, where that is known and it has none yet."""
    if fault is None or outcome.fault is not None or outcome.ended not in _FAULTY:
        return outcome
    return replace(outcome, fault=fault)


_JUMP_HOST, _COLON = "jump host ", ": "


def behind(fault: ServiceFault, host: str, said: str) -> Outcome:
    """Return the outcome of a machine to which the jump host of that name did not let us."""
    detail = f"{_JUMP_HOST}{host}{_COLON}{said}"
    return Outcome(ended=Ended.UNREACHABLE, fault=fault, detail=detail)


def failed_jump_host(outcome: Outcome) -> str:
    """Return the name of the jump host at which an attempt ended, empty if it was at none."""
    if outcome.fault not in JUMP_FAULTS:
        return ""
    return outcome.detail.removeprefix(_JUMP_HOST).partition(_COLON)[0]


def script_blocked(barrier: Barrier, *, detail: str = "", error_id: str = "") -> Outcome:
    """Return the outcome of a machine that let us in and did not begin the script."""
    return Outcome(ended=Ended.SCRIPT_BLOCKED, barrier=barrier, detail=detail, error_id=error_id)


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


class Timing(Struct, frozen=True, kw_only=True):
    """How long one phase took, in seconds."""

    phase: Phase
    seconds: float


class Trip(Struct, frozen=True, kw_only=True):
    """What came of asking one machine once.

    `stdout` is raw and capped by the transport; empty where nothing was read. `started_at` and
    `ended_at` are aware UTC times of the controller. `principal` names who logged on (user and
    kind, never the secret). `host_key` is the SSH key's fingerprint, None for other ways.
    """

    machine: str
    outcome: Outcome
    started_at: datetime
    ended_at: datetime
    stdout: bytes = b""
    stderr: bytes = b""
    exit_code: int | None = None
    phases: tuple[Timing, ...] = ()
    principal: str = ""
    via: str = ""
    host_key: str | None = None
