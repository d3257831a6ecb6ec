"""What a machine said, one typed fact at a time: a closed union."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from orchestrator.model.posture import Trait


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """Who saw it, and when: shared by all observations of one answer.

    `subject` is None for the machine that answered, else the address of a device behind it.
    Times are aware UTC or None where the source does not tell.
    """

    source: str
    subject: str | None = None
    seen_from: datetime | None = None
    seen_to: datetime | None = None


class State(StrEnum):
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
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
    state: State
    process: Process | None = None
    created_at: datetime | None = None
    raw: str


class Lookup(StrEnum):
    """How a cached look-up ended."""

    ANSWERED = "answered"
    NO_SUCH_NAME = "no_such_name"
    NO_RECORDS = "no_records"
    NO_ANSWER = "no_answer"  # no server answered, or the log does not tell how it ended


@dataclass(frozen=True, slots=True, kw_only=True)
class CachedName:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class HostsLine:
    """One effective line of a hosts file: `names` (lower case) lead to `address`."""

    sight: Sight
    address: str
    names: tuple[str, ...]
    line: int
    raw: str


class Origin(StrEnum):
    """Who set a resolver."""

    STATIC = "static"
    DHCP = "dhcp"
    FILE = "file"
    POLICY = "policy"  # a rule of the name resolution policy table
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolverSetting:
    """One configured DNS server; `interface` is None for a machine-wide setting."""

    sight: Sight
    address: str
    origin: Origin = Origin.UNKNOWN
    interface: str | None = None
    raw: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedUp:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfiguredText:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Posture:
    """How the machine stands: a typed trait, with the names and addresses in its row."""

    sight: Sight
    trait: Trait
    names: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    raw: str


Observation = (
    Connection | CachedName | HostsLine | ResolverSetting | LookedUp | ConfiguredText | Posture
)
