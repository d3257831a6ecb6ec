"""How a machine stands, one typed trait at a time: a closed union.

A trait says nothing of listed addresses by itself; `Posture` in `model.observation` carries it,
with the names and addresses that stood in its row.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

_TABLE_GOOD_FOR = timedelta(days=365)


class IdKind(StrEnum):
    """What a machine is recognised by."""

    NAME = "name"
    MACHINE_ID = "machine_id"  # MachineGuid or /etc/machine-id: made new by a reinstallation
    HARDWARE = "hardware"  # the main board's UUID
    ADAPTER = "adapter"  # a network card's MAC address


@dataclass(frozen=True, slots=True, kw_only=True)
class Identifier:
    """One thing that a machine is recognised by; `where` names the network card of a MAC."""

    kind: IdKind
    value: str
    where: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
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

    def is_told_by_an_old_table(self, today: date) -> bool:
        """Whether the table is too old to say that a system is still mended."""
        return today - self.table_dated > _TABLE_GOOD_FOR


@dataclass(frozen=True, slots=True, kw_only=True)
class Patched:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Antivirus:
    """One antivirus product.

    `outdated` is what the product says of its signatures, None where it does not; `signed_at` is
    when they were last updated (aware UTC), None where that is not told.
    """

    name: str
    protection: Protection
    outdated: bool | None = None
    signed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Detection:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class FirewallProfile:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class FirewallService:
    """The service without which no profile is in effect."""

    name: str
    disabled: bool


class Half(StrEnum):
    """The two halves of SMB: what gives folders away, and what opens those of others."""

    SERVER = "server"
    CLIENT = "client"


@dataclass(frozen=True, slots=True, kw_only=True)
class Smb1:
    """Whether one half of SMB 1 is switched on; None where its sources do not tell.

    `by` names what decided.
    """

    half: Half
    on: bool | None
    by: str


class Outcome(StrEnum):
    """What a scanner's own log says of its run."""

    NOTHING_FOUND = "nothing_found"
    LEFT = "left"  # found, and a restart, a hand or another run has to finish it
    FAILED = "failed"
    UNTOLD = "untold"


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolTrace:
    """A trace of one of the campaign's tools.

    `ran` is False for a file that only shows that the tool was there; `routine` is True for what
    runs by itself every day. `when` is aware UTC.
    """

    tool: str
    ran: bool
    routine: bool = False
    when: datetime | None = None
    outcome: Outcome = Outcome.UNTOLD
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
