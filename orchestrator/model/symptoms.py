"""What can be seen of a machine from outside: at its doors without a credential, and beyond them.

A door is a TCP port where a machine may be managed. What stands behind it is a union, so that a
diagnosis has to say what it makes of every kind.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from orchestrator.model.answer import Facts
from orchestrator.model.outcome import Outcome
from orchestrator.model.plan import Family, Target


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Mute:
    """It took the connection and said nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HungUp:
    """It took the connection and closed it without a word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ssh:
    """An SSH server; `software` is what it calls itself (hostile text)."""

    software: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Http:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Noise:
    """It speaks something else; `start` is how it begins (hostile bytes)."""

    start: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Tls:
    """A server that speaks TLS.

    Attributes:
        flaws: Why its certificate is not trusted; empty if it is, or need not be.
        inside: What speaks inside; None if the handshake was not completed.
    """

    flaws: tuple[Flaw, ...] = ()
    inside: Mute | HungUp | Http | Noise | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OldTls:
    """A server that speaks only a TLS which is no longer safe."""


Seen = Shut | Mute | HungUp | Ssh | Http | Noise | Tls | OldTls


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """One port, and what was seen there."""

    port: int
    seen: Seen


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpStatus:
    """A web server's no, by its status."""

    code: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WsmanFault:
    """A WinRM service's no, by Windows' own number."""

    code: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SshOffers:
    """An SSH server's no to a way of logging on, with those that it would take."""

    methods: tuple[str, ...]


Refusal = HttpStatus | WsmanFault | SshOffers


@dataclass(frozen=True, slots=True, kw_only=True)
class Symptoms:
    """All that is known of one machine; nothing in it is a guess.

    Attributes:
        target: Where the inventory says that it listens, and what opens it.
        family: Which script it is thought to understand.
        outcome: How the attempt to log on ended.
        refusal: The machine's own no, as a number or a list, if it said one.
        exit_code: Of the tiny script, None if it did not end.
        facts: What the script said of the machine.
        complete: Whether the script ran to its end.
        doors: What was seen without a credential, the expected door first; empty if not looked at.
        clock_offset_s: The machine's clock minus ours; None if it showed none.
    """

    target: Target
    family: Family
    outcome: Outcome
    refusal: Refusal | None = None
    exit_code: int | None = None
    facts: Facts = field(default_factory=Facts)
    complete: bool = False
    doors: tuple[Door, ...] = ()
    clock_offset_s: float | None = None
