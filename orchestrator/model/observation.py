"""What a machine said, one typed fact or trait at a time: closed unions."""

from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from msgspec import Struct


class IdKind(StrEnum):
    """What a machine is recognised by."""

    NAME = "name"
    MACHINE_ID = "machine_id"  # MachineGuid or /etc/machine-id: made new by a reinstallation
    HARDWARE = "hardware"  # the main board's UUID
    ADAPTER = "adapter"  # a network card's MAC address


class Identifier(Struct, frozen=True, kw_only=True):
    """One thing that a machine is recognised by; `where` names the network card of a MAC."""

    kind: IdKind
    value: str
    where: str = ""


class System(Struct, frozen=True, kw_only=True):
    """The operating system and how long its maker mends it.

    `version` is the build with its revision, or the distribution's version. `ends` is the last
    day with security updates at no extra fee, None for a system that the table does not hold;
    `ends_source` where that is written; `table_dated` the day on which the table was checked.
    """

    name: str
    version: str
    edition: str = ""
    ends: date | None = None
    ends_source: str = ""
    table_dated: date


class Patched(Struct, frozen=True, kw_only=True):
    """The newest update that is installed; `at` is aware UTC, None where it was not told."""

    update: str
    at: datetime | None = None


class Protection(StrEnum):
    """What an antivirus product says of itself."""

    ON = "on"
    OFF = "off"
    SNOOZED = "snoozed"
    EXPIRED = "expired"
    UNKNOWN = "unknown"  # installed, and nothing tells whether it protects


class Antivirus(Struct, frozen=True, kw_only=True):
    """One antivirus product.

    `outdated` is what the product says of its signatures, None where it does not; `signed_at` is
    when they were last updated (aware UTC), None where that is not told.
    """

    name: str
    protection: Protection
    outdated: bool | None = None
    signed_at: datetime | None = None


class Detection(Struct, frozen=True, kw_only=True):
    """One detection in the antivirus product's history.

    `handled` is whether the product removed or blocked it, None where it does not tell;
    `resources` are files and URLs as the product wrote them.
    """

    threat: str
    found_at: datetime | None = None
    handled: bool | None = None
    resources: tuple[str, ...] = ()
    process: str | None = None


class Network(StrEnum):
    """The three firewall profiles of Windows, by the kind of network they are for."""

    DOMAIN = "domain"
    PRIVATE = "private"
    PUBLIC = "public"


class FirewallProfile(Struct, frozen=True, kw_only=True):
    """One profile as it is in effect: a policy's value, else the machine's own.

    None where neither says. `blocks_inbound`, `blocks_outbound`: what happens to traffic without
    a rule.
    """

    network: Network
    name: str
    on: bool | None
    blocks_inbound: bool | None = None
    blocks_outbound: bool | None = None
    logs_dropped: bool | None = None
    logs_allowed: bool | None = None
    by_policy: bool = False


class FirewallService(Struct, frozen=True, kw_only=True):
    """The service without which no profile is in effect."""

    name: str
    disabled: bool


class Half(StrEnum):
    """The two halves of SMB: what gives folders away, and what opens those of others."""

    SERVER = "server"
    CLIENT = "client"


class Smb1(Struct, frozen=True, kw_only=True):
    """Whether one half of SMB 1 is switched on; None where its sources do not tell.

    `by` names what decided.
    """

    half: Half
    on: bool | None
    by: str


class ScanOutcome(StrEnum):
    """What a scanner's own log says of its run."""

    NOTHING_FOUND = "nothing_found"
    LEFT = "left"  # found, and a restart, a hand or another run has to finish it
    FAILED = "failed"
    UNTOLD = "untold"


class ToolTrace(Struct, frozen=True, kw_only=True):
    """A trace of one of the campaign's tools.

    `ran` is False for a file that only shows that the tool was there; `routine` is True for what
    runs by itself every day. `when` is aware UTC.
    """

    tool: str
    ran: bool
    routine: bool = False
    when: datetime | None = None
    outcome: ScanOutcome = ScanOutcome.UNTOLD
    where: str


Trait = (
    Identifier
    | System
    | Patched
    | Antivirus
    | Detection
    | FirewallProfile
    | FirewallService
    | Smb1
    | ToolTrace
)


class Sight(Struct, frozen=True, kw_only=True):
    """Who saw it, and when: shared by all observations of one answer.

    `subject` is None for the machine that answered, else the address of a device behind it.
    Times are aware UTC or None where the source does not tell.
    """

    source: str
    subject: str | None = None
    seen_from: datetime | None = None
    seen_to: datetime | None = None


class ConnectionState(StrEnum):
    """The life of a connection, in the words of RFC 9293; UDP rows have `NONE`."""

    LISTEN = "LISTEN"
    SYN_SENT = "SYN_SENT"
    SYN_RECEIVED = "SYN_RECEIVED"
    ESTABLISHED = "ESTABLISHED"
    FIN_WAIT_1 = "FIN_WAIT_1"
    FIN_WAIT_2 = "FIN_WAIT_2"
    CLOSE_WAIT = "CLOSE_WAIT"
    CLOSING = "CLOSING"
    LAST_ACK = "LAST_ACK"
    TIME_WAIT = "TIME_WAIT"
    CLOSED = "CLOSED"
    NONE = "NONE"


class Process(Struct, frozen=True, kw_only=True):
    r"""The owner of a connection; None where only the number could be read.

    `user` is `DOMAIN\name`, `started_at` aware UTC by the machine's clock.
    """

    pid: int
    path: str | None = None
    command_line: str | None = None
    user: str | None = None
    started_at: datetime | None = None

    def __str__(self) -> str:
        """Return path and number, as reports and JSON show it."""
        return f"{self.path} (PID {self.pid})" if self.path else f"PID {self.pid}"


class Connection(Struct, frozen=True, kw_only=True):
    """One row of the socket table that has a remote end.

    Addresses are normalised texts (`ipaddress`, IPv4-mapped unwrapped, no zone). `raw` is the
    row as read.
    """

    sight: Sight
    protocol: str  # "tcp" or "udp"
    local_address: str
    local_port: int
    remote_address: str
    remote_port: int
    state: ConnectionState
    process: Process | None = None
    created_at: datetime | None = None
    raw: str


class Lookup(StrEnum):
    """How a cached look-up ended."""

    ANSWERED = "answered"
    NO_SUCH_NAME = "no_such_name"
    NO_RECORDS = "no_records"
    NO_ANSWER = "no_answer"  # no server answered, or the log does not tell how it ended


class CachedName(Struct, frozen=True, kw_only=True):
    """One record of a resolver cache: `name` was asked for.

    `name` and a name in `target` are lower case without a final dot. `record_type` is the DNS
    number (1 A, 5 CNAME, 28 AAAA ...), 0 if unknown. `address` is set for A and AAAA, `target`
    for records that lead to another name.
    """

    sight: Sight
    name: str
    lookup: Lookup
    record_type: int = 0
    address: str | None = None
    target: str | None = None
    ttl_s: int | None = None
    raw: str


class HostsLine(Struct, frozen=True, kw_only=True):
    """One effective line of a hosts file: `names` (lower case) lead to `address`."""

    sight: Sight
    address: str
    names: tuple[str, ...]
    line: int
    raw: str


class SetBy(StrEnum):
    """Who set a resolver."""

    STATIC = "static"
    DHCP = "dhcp"
    FILE = "file"
    POLICY = "policy"  # a rule of the name resolution policy table
    UNKNOWN = "unknown"


class ResolverSetting(Struct, frozen=True, kw_only=True):
    """One configured DNS server; `interface` is None for a machine-wide setting."""

    sight: Sight
    address: str
    origin: SetBy = SetBy.UNKNOWN
    interface: str | None = None
    raw: str


class OwnAddress(Struct, frozen=True, kw_only=True):
    """One address of the machine itself: a list that names it may speak of what it hosts."""

    sight: Sight
    address: str
    raw: str


class LookedUp(Struct, frozen=True, kw_only=True):
    """One look-up that an event log holds, of which a cache may know nothing any more.

    `name` and `targets` (the aliases it led through) are lower case without a final dot. `when`
    is aware UTC by the machine's clock. `process` is who asked; its number may be another's now.
    """

    sight: Sight
    name: str
    lookup: Lookup
    addresses: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    process: Process | None = None
    when: datetime | None = None
    raw: str


class ConfiguredText(Struct, frozen=True, kw_only=True):
    """A setting or a command line, `text`, with the names and addresses that stand in it.

    `where` is its place: a registry key and value, a service, a task, a file. A setting that is
    there and switched off is not `in_force`.
    """

    sight: Sight
    where: str
    text: str
    names: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    in_force: bool = True
    raw: str


class Transfer(Struct, frozen=True, kw_only=True):
    """A file that Windows' background transfer service fetches, or a job of it with its command.

    `source` is where from, `target` where to, `command` what runs at the end, `owner` whose job it
    is. `when` is aware UTC for what a log tells of, None for a job that waits.
    """

    sight: Sight
    job: str
    source: str
    target: str | None = None
    owner: str | None = None
    command: str | None = None
    names: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    when: datetime | None = None
    raw: str


class Posture(Struct, frozen=True, kw_only=True):
    """How the machine stands: a typed trait, with the names and addresses in its row."""

    sight: Sight
    trait: Trait
    names: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    raw: str


Observation = (
    Connection
    | CachedName
    | HostsLine
    | ResolverSetting
    | OwnAddress
    | LookedUp
    | ConfiguredText
    | Transfer
    | Posture
)


class Mentioned(NamedTuple):
    """The names and addresses that an observation is about; `targets` are names it led to."""

    names: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()

    @property
    def values(self) -> tuple[str, ...]:
        """All of them."""
        return (*self.names, *self.addresses, *self.targets)


def mentioned(observation: Observation) -> Mentioned:
    """Return what an observation is about: the other side, and never the machine itself."""
    match observation:
        # The most frequent first: each case that does not fit costs.
        case ConfiguredText() | Posture() | Transfer():
            return Mentioned(observation.names, observation.addresses)
        case Connection():
            return Mentioned(addresses=(observation.remote_address,))
        case CachedName(name=name, address=address, target=target):
            return Mentioned((name,), (address,) if address else (), (target,) if target else ())
        case HostsLine():
            return Mentioned(observation.names, (observation.address,))
        case ResolverSetting() | OwnAddress():
            return Mentioned(addresses=(observation.address,))
        case LookedUp():
            return Mentioned((observation.name,), observation.addresses, observation.targets)


def dated(seen: Observation) -> datetime | None:
    """Return when something happened that a log tells of, None for what holds at the look."""
    match seen:
        case LookedUp(when=when) | Transfer(when=when):
            return when
        case Posture(trait=Detection(found_at=found_at)):
            return found_at
        case Connection(created_at=created) if created == seen.sight.seen_to:
            return created
        case _:
            return None
