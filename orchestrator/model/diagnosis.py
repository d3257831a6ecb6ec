"""Why a machine cannot be asked: causes of a closed set, likeliest first, never one guess."""

from dataclasses import dataclass
from enum import StrEnum

from orchestrator.model.plan import Via


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
    NO_CREDENTIAL = "no_credential"
    UNREADABLE = "unreadable"
    LOGON_SLOW = "logon_slow"
    # what it says
    NOT_ADMIN = "not_admin"
    NOT_ROOT = "not_root"
    POWERSHELL_MISSING = "powershell_missing"
    SCRIPT_BLOCKED = "script_blocked"
    NO_SHELL = "no_shell"
    WINDOWS_OVER_SSH = "windows_over_ssh"
    UNSUPPORTED = "unsupported"
    SLOW = "slow"
    FLOOD = "flood"
    BUG = "bug"


class Mender(StrEnum):
    """Who can mend a cause."""

    OPERATOR = "operator"  # whoever runs the controller
    DISTRICT = "district"  # the district's IT
    SITE = "site"  # the unit's person, at the machine
    NETWORK = "network"  # whoever keeps the network


class State(StrEnum):
    """How far a machine could be reached."""

    LOGGED_ON = "logged_on"  # and the tiny script ran to its end
    DOOR_OPEN = "door_open"  # as far as one sees without logging on
    FAILED = "failed"
    EXCLUDED = "excluded"  # out of scope with approval: it was not touched
    UNKNOWN = "unknown"  # interrupted before it was its turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A door where a machine can be managed, and by which way."""

    via: Via
    port: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """What the symptoms mean.

    Attributes:
        state: How far it went.
        causes: What keeps it from going further, likeliest first; where `state` is `logged_on`
            or `door_open`, what will be missing or is suspicious.
        found: Where the machine can be managed, if that is not what the inventory says.
    """

    state: State
    causes: tuple[Cause, ...] = ()
    found: Found | None = None
