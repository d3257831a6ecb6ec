"""Why a machine cannot be asked: symptoms, the causes that fit, and what `ping` found."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct, field

from orchestrator.model.answer import Facts
from orchestrator.model.district import Machine, Unit
from orchestrator.model.outcome import Outcome
from orchestrator.model.plan import Family, Target, Via


class Shut(StrEnum):
    """Why no connection came about."""

    SILENT = "silent"  # nobody said yes or no in time
    REFUSED = "refused"
    NO_HOST = "no_host"  # the last router, or we ourselves, found nobody at that address
    NO_ROUTE = "no_route"  # the controller knows no way to that network
    NO_NAME = "no_name"  # the name leads to no address, as far as the resolver says anything
    FORBIDDEN = "forbidden"  # our own system lets nothing out to that address
    UNTRIED = "untried"  # time ran out, or the controller ran short


class Flaw(StrEnum):
    """What keeps a certificate from being trusted."""

    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    WRONG_NAME = "wrong_name"
    SELF_SIGNED = "self_signed"
    UNKNOWN_CA = "unknown_ca"
    OTHER = "other"


class Mute(Struct, frozen=True, kw_only=True):
    """It took the connection and said nothing."""


class HungUp(Struct, frozen=True, kw_only=True):
    """It took the connection and closed it without a word."""


class Ssh(Struct, frozen=True, kw_only=True):
    """An SSH server; `software` is what it calls itself (hostile text)."""

    software: str


class Http(Struct, frozen=True, kw_only=True):
    """A web server, and how it took one unauthenticated WS-Management Identify.

    Attributes:
        status: The HTTP status.
        server: What it calls itself (hostile text), empty if it does not.
        offers: The ways to log on that it names, lower case (`negotiate`, `basic` ...).
        winrm: Whether it is a WS-Management service, by its answer or by what it offers.
        date: Its clock (aware UTC), None if it shows none.
    """

    status: int
    server: str = ""
    offers: tuple[str, ...] = ()
    winrm: bool = False
    date: datetime | None = None


class Noise(Struct, frozen=True, kw_only=True):
    """It speaks something else; `start` is how it begins (hostile bytes)."""

    start: bytes


class Tls(Struct, frozen=True, kw_only=True):
    """A server that speaks TLS.

    Attributes:
        flaws: Why its certificate is not trusted; empty if it is, or need not be.
        inside: What speaks inside; None if the handshake was not completed.
    """

    flaws: tuple[Flaw, ...] = ()
    inside: Mute | HungUp | Http | Noise | None = None


class OldTls(Struct, frozen=True, kw_only=True):
    """A server that speaks only a TLS which is no longer safe."""


Seen = Shut | Mute | HungUp | Ssh | Http | Noise | Tls | OldTls


class Door(Struct, frozen=True, kw_only=True):
    """One port, and what was seen there."""

    port: int
    seen: Seen


class HttpStatus(Struct, frozen=True, kw_only=True):
    """A web server's no, by its status."""

    code: int


class WsmanFault(Struct, frozen=True, kw_only=True):
    """A WinRM service's no, by Windows' own number."""

    code: int


class SshOffers(Struct, frozen=True, kw_only=True):
    """An SSH server's no to a way of logging on, with those that it would take."""

    methods: tuple[str, ...]


QUOTA_CODES = frozenset(range(2150859173, 2150859178))
"""Too many shells, operations, users, or too much load, as WinRM numbers them."""

Refusal = HttpStatus | WsmanFault | SshOffers


class Symptoms(Struct, frozen=True, kw_only=True):
    """All that is known of one machine; nothing in it is a guess.

    Attributes:
        target: Where the inventory says that it listens, and what opens it.
        family: Which script it is thought to understand.
        outcome: How the attempt to log on ended.
        refusal: The machine's own no, as a number or a list, if it said one.
        facts: What the script said of the machine.
        complete: Whether the script ran to its end.
        doors: What was seen without a credential, the expected door first; empty if not looked at.
        clock_offset_s: The machine's clock minus ours; None if it showed none.
    """

    target: Target
    family: Family
    outcome: Outcome
    refusal: Refusal | None = None
    facts: Facts = field(default_factory=Facts)
    complete: bool = False
    doors: tuple[Door, ...] = ()
    clock_offset_s: float | None = None


class Cause(StrEnum):
    """What can keep a machine from being asked, or keep its answer from being whole."""

    # the way there
    OFF = "off"
    PUBLIC_PROFILE = "public_profile"
    FIREWALL = "firewall"
    ADDRESS_CHANGED = "address_changed"
    UNKNOWN_NAME = "unknown_name"
    NO_ROUTE = "no_route"
    INTERCEPTED = "intercepted"
    BARRED = "barred"
    # a jump host on the way
    JUMP_DOWN = "jump_down"
    JUMP_KEY = "jump_key"
    JUMP_REJECTED = "jump_rejected"
    JUMP_FORBIDS = "jump_forbids"
    BEHIND_JUMP = "behind_jump"
    # the service behind the door
    WINRM_STOPPED = "winrm_stopped"
    NOT_PREPARED = "not_prepared"
    SSH_STOPPED = "ssh_stopped"
    WRONG_PORT = "wrong_port"
    WRONG_WAY = "wrong_way"
    WRONG_SCHEME = "wrong_scheme"
    WRONG_PATH = "wrong_path"
    NOT_WINRM = "not_winrm"
    NOT_SSH = "not_ssh"
    HUNG = "hung"
    BUSY = "busy"
    QUOTA = "quota"
    PROTOCOL = "protocol"
    # who it is
    NO_CERTIFICATE = "no_certificate"
    CERT_EXPIRED = "cert_expired"
    CERT_NOT_YET_VALID = "cert_not_yet_valid"
    CERT_NAME = "cert_name"
    CERT_SELF_SIGNED = "cert_self_signed"
    CERT_UNKNOWN_CA = "cert_unknown_ca"
    CERT_OTHER = "cert_other"
    MACHINE_CLOCK = "machine_clock"
    CONTROLLER_CLOCK = "controller_clock"
    TOO_OLD = "too_old"
    REINSTALLED = "reinstalled"
    IMPOSTOR = "impostor"
    # who we are
    WRONG_PASSWORD = "wrong_password"  # noqa: S105 - the name of a cause
    LOCKED = "locked"
    DISABLED = "disabled"
    NOT_ALLOWED = "not_allowed"
    TOKEN_FILTER = "token_filter"  # noqa: S105 - likewise
    NO_RIGHT = "no_right"
    METHOD_OFF = "method_off"
    BASIC_OFF = "basic_off"
    KEY_UNKNOWN = "key_unknown"
    CERT_UNMAPPED = "cert_unmapped"
    NO_TICKET = "no_ticket"
    WRONG_SPN = "wrong_spn"
    KERBEROS_MISSING = "kerberos_missing"
    PAUSED = "paused"
    HELD = "held"
    NO_CREDENTIAL = "no_credential"
    UNREADABLE = "unreadable"
    LOGON_SLOW = "logon_slow"
    PASSWORD_EXPIRED = "password_expired"  # noqa: S105 - likewise
    MAX_STARTUPS = "max_startups"
    PENALTY = "penalty"
    CHANNEL_REFUSED = "channel_refused"
    SERVER_ERROR = "server_error"
    DRIP = "drip"
    # what it says
    NOT_ADMIN = "not_admin"
    NOT_ROOT = "not_root"
    POWERSHELL_MISSING = "powershell_missing"
    POWERSHELL_BROKEN = "powershell_broken"
    CONSTRAINED_LANGUAGE = "constrained_language"
    APPLICATION_CONTROL = "application_control"
    ANTIMALWARE = "antimalware"
    EMPTY_ANSWER = "empty_answer"
    SCRIPT_BLOCKED = "script_blocked"
    NO_SHELL = "no_shell"
    NOLOGIN = "nologin"
    NO_EXIT_STATUS = "no_exit_status"
    WINDOWS_OVER_SSH = "windows_over_ssh"
    UNSUPPORTED = "unsupported"
    BEHIND_SITE = "behind_site"
    SLOW = "slow"
    CONTROLLER_BUSY = "controller_busy"
    FLOOD = "flood"
    BUG = "bug"


class Mender(StrEnum):
    """Who can mend a cause."""

    OPERATOR = "operator"  # whoever runs the controller
    DISTRICT = "district"  # the district's IT
    SITE = "site"  # the unit's person, at the machine
    NETWORK = "network"  # whoever keeps the network


class Reached(StrEnum):
    """How far a machine could be reached."""

    LOGGED_ON = "logged_on"  # and the tiny script ran to its end
    DOOR_OPEN = "door_open"  # as far as one sees without logging on
    FAILED = "failed"
    EXCLUDED = "excluded"  # out of scope with approval: it was not touched
    UNKNOWN = "unknown"  # interrupted before it was its turn


class Found(Struct, frozen=True, kw_only=True):
    """A door where a machine can be managed, and by which way."""

    via: Via
    port: int


class Diagnosis(Struct, frozen=True, kw_only=True):
    """What the symptoms mean.

    Attributes:
        state: How far it went.
        causes: What keeps it from going further, likeliest first; where `state` is `logged_on`
            or `door_open`, what will be missing or is suspicious.
        found: Where the machine can be managed, if that is not what the inventory says.
    """

    state: Reached
    causes: tuple[Cause, ...] = ()
    found: Found | None = None


class Checkup(Struct, frozen=True, kw_only=True):
    """One machine of the inventory, and how it is.

    Attributes:
        unit: Its unit.
        machine: The machine.
        diagnosis: What keeps it from being asked, if anything does.
        symptoms: What that was concluded from; None if the machine was not dialled.
        principal: Who logged on and how, never with what; empty if nobody could.
        host_key: Its SSH key's fingerprint, None for other ways.
        source: The controller's own address on the way to it, None if it cannot be told.
        connect_s: How long its connection took, None if there was none.
        seconds: How long all of it took.
    """

    unit: Unit
    machine: Machine
    diagnosis: Diagnosis
    symptoms: Symptoms | None = None
    principal: str = ""
    host_key: str | None = None
    source: str | None = None
    connect_s: float | None = None
    seconds: float = 0.0
