"""What a sweep will ask, whom, and by which way: printable before anything is sent."""

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct, field

from orchestrator.errors import Place
from orchestrator.model.secret import Secret


class Family(StrEnum):
    """The two kinds of script; every machine that has neither is unsupported."""

    POSIX = "posix"
    WINDOWS = "windows"


class Via(StrEnum):
    """The ways to a machine."""

    SSH = "ssh"
    WINRM = "winrm"
    LOCAL = "local"


class Severity(StrEnum):
    """How grave the failure of a control is."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class ControlRule(StrEnum):
    """What a control rests on: a task or its check names it, `findings` holds what each means.

    The first two fit every check that can meet a listed name or address; each of the others is
    one check's own.
    """

    CONTACT = "contact"  # live contact of the whole machine, whichever check saw it
    OWN_HITS = "own_hits"  # listed names and addresses that the check itself saw
    APPROVED_RESOLVERS = "approved_resolvers"
    HOSTS_INTACT = "hosts_intact"
    OS_SUPPORT = "os_support"
    ANTIVIRUS = "antivirus"
    FIREWALL = "firewall"
    SMB1 = "smb1"
    CAMPAIGN_TOOL = "campaign_tool"


class Script(Struct, frozen=True, kw_only=True):
    """One fused script of one family: ASCII, the same bytes for every machine and sweep."""

    family: Family
    text: bytes
    sha256: str
    checks: tuple[str, ...]


class Question(Struct, frozen=True, kw_only=True):
    """One task of the playbook for one machine: a check, its arguments, and what hangs on it.

    `required`: a verdict about contact needs it. `control`, `severity`: as the playbook says.
    `rule` is what the control rests on, None for a task without a control.
    """

    check: str
    task: str
    arguments: Mapping[str, object] = field(default_factory=dict)
    required: bool
    control: str | None = None
    severity: Severity = Severity.HIGH
    rule: ControlRule | None = None


class Password(Struct, frozen=True, kw_only=True):
    """Log on with a password."""

    user: str
    secret: Secret


class LocalPassword(Struct, frozen=True, kw_only=True):
    """The password of an account that lives on one machine alone, as LAPS sets it."""

    user: str
    secret: Secret


class KeyFile(Struct, frozen=True, kw_only=True):
    """Log on with a private key file (SSH), opened with `passphrase` if it has one."""

    user: str
    path: str
    passphrase: Secret | None = None


class Agent(Struct, frozen=True, kw_only=True):
    """Log on with the keys that an SSH agent holds; they count as one credential."""

    user: str


class Ticket(Struct, frozen=True, kw_only=True):
    """Log on with the Kerberos ticket that whoever runs the sweep holds (`kinit`).

    `user` is the principal whose ticket it is, empty for the cache's own.
    """

    user: str = ""


class Nobody(Struct, frozen=True, kw_only=True):
    """No logon: the local machine."""


Credential = Password | KeyFile | Agent | Ticket | Nobody


class WinrmOptions(Struct, frozen=True, kw_only=True):
    """How WinRM is spoken; the safe way unless the inventory says otherwise.

    `auth` is `ntlm`, `basic`, `certificate` or `kerberos`; `ca_path` a PEM file that the server's
    certificate must chain to (None: the system's). `path` is the endpoint's, `/wsman` if nobody
    moved it. `kerberos_host` is the name in the machine's ticket (None: its address).
    """

    https: bool = True
    auth: str = "ntlm"
    ca_path: str | None = None
    verify: bool = True
    path: str = "/wsman"
    kerberos_host: str | None = None


class JumpHost(Struct, frozen=True, kw_only=True):
    """An SSH server on the way to a machine, with a credential of its own."""

    name: str
    address: str
    port: int
    credential: Credential


class Target(Struct, frozen=True, kw_only=True):
    """Where a machine listens, and what opens it.

    `jump` are the jump hosts on the way, the first one to be reached first: `address` is dialled
    by the last of them. Empty: by the controller.
    """

    machine: str
    via: Via
    address: str
    port: int
    credential: Credential
    winrm: WinrmOptions = WinrmOptions()
    jump: tuple[JumpHost, ...] = ()

    @property
    def known_as(self) -> str:
        """Its name among host keys: one private address behind two jump hosts is two machines."""
        return "@".join((self.address, *(f"{hop.address}:{hop.port}" for hop in self.jump[::-1])))

    @property
    def credentials(self) -> tuple[Credential, ...]:
        """All that is shown on the way to it: its own, and those of its jump hosts."""
        return (self.credential, *(hop.credential for hop in self.jump))


class Assignment(Struct, frozen=True, kw_only=True):
    """One machine's part of a plan: its target, its family and its questions."""

    machine: str
    unit: str
    target: Target
    family: Family
    questions: tuple[Question, ...]


class SiteAssignment(Struct, frozen=True, kw_only=True):
    """One machine that a site asks: which questions; by which way, and as whom, the site knows."""

    machine: str
    unit: str
    site: str
    questions: tuple[Question, ...]


class Skipped(Struct, frozen=True, kw_only=True):
    """A machine in scope that will not be asked, and why (a word of `model.outcome.Why`)."""

    machine: str
    why: str


class Plan(Struct, frozen=True, kw_only=True):
    """A whole sweep on paper.

    `assignments`, `at_sites` and `skipped` together name every machine in scope exactly once.
    """

    playbook: str
    playbook_sha256: str
    place: Place
    scripts: Mapping[Family, Script]
    assignments: tuple[Assignment, ...]
    skipped: tuple[Skipped, ...]
    at_sites: tuple[SiteAssignment, ...] = ()


def is_local(user: str, machine: str) -> bool:
    """Whether an account is one of the machine itself rather than of a domain."""
    domain, mark, _ = user.rpartition("\\")
    if mark:
        return domain.casefold() in {".", machine.casefold()}
    return "@" not in user


def bare_name(user: str) -> str:
    """Return an account's name without the domain or the machine that it belongs to."""
    return user.rpartition("\\")[2].partition("@")[0]
