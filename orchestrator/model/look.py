"""Looks at machines, and what they met: the append-only rows that a campaign is folded from.

Every time is a `Span`: accuse by the one end, clear by the other.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum

from msgspec import Struct, field

from orchestrator.model.act import EvidenceClass
from orchestrator.model.answer import Facts, Note, Unread, Window
from orchestrator.model.indicator import Allowed, Indicator, Kind
from orchestrator.model.observation import (
    CachedName,
    ConfiguredText,
    Connection,
    Detection,
    HostsLine,
    LookedUp,
    Observation,
    OwnAddress,
    Posture,
    ResolverSetting,
    Trait,
    Transfer,
)
from orchestrator.model.outcome import Outcome
from orchestrator.model.plan import ControlRule
from orchestrator.model.result import AnswerKind, ControlResult, Rule, Status, Weakness

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
"""The lower end of a time of which nothing says how long ago it may be."""
UNTOLD = Window()


class Span(Struct, frozen=True, order=True):
    """From when to when something may have happened: aware UTC, the controller's clock.

    ValueError where it ends before it begins.
    """

    lo: datetime
    hi: datetime

    def __post_init__(self) -> None:
        """Refuse a span that ends before it begins."""
        if self.lo > self.hi:
            msg = f"a span from {self.lo} to {self.hi}"
            raise ValueError(msg)


class Origin(StrEnum):
    """How an evidence row came; the last two are no word of the machine itself."""

    SWEEP = "sweep"
    KIT = "kit"
    INGEST = "ingest"  # a file of a router, a resolver or a server
    NOTICE = "notice"


_OWN = (Origin.SWEEP, Origin.KIT)


class Trust(StrEnum):
    """What an evidence row is worth, best first: a declared one accuses and clears nothing."""

    ASKED = "asked"
    RELAYED = "relayed"
    WITNESSED = "witnessed"
    DECLARED = "declared"


class Carrier(StrEnum):
    """How an evidence row came here, the more direct first."""

    NETWORK = "network"  # the machine answered here, or its site's result came by the broker
    FILE = "file"  # a kit's result, a bundle, what somebody handed in


class JoinedBy(StrEnum):
    """What an answer that nobody fetched was given its row by; the last two prove nothing."""

    HARDWARE = "hardware"
    NAME = "name"  # what the PC calls itself
    CHOICE = "choice"  # of who ran the kit
    HAND = "hand"  # of a person here, who decided

    @property
    def is_sure(self) -> bool:
        """Whether it is more than somebody's choice."""
        return self in (JoinedBy.HARDWARE, JoinedBy.NAME)


class Said(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """What became of one check in one look, canary proven; as `CheckResult`, without traits."""

    kind: AnswerKind
    reason: Unread | None = None
    why: str = ""
    detail: str = ""
    source: str | None = None
    window: Window = UNTOLD
    rows: int = 0
    notes: tuple[Note, ...] = ()


class LookControl(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one control was without any list: its answers read, its traits judged."""

    result: ControlResult
    rules: tuple[ControlRule, ...] = ()


class Look(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One evidence row, read; list-independent.

    Attributes:
        evidence: Its number in the store.
        machine: The row that it was taken under, None where none was named.
        unit: The unit's code.
        origin: How it came.
        trust: What it is worth.
        carrier: How it came here.
        source: Who told it where the machine did not: a router, a log, a notice; a kit's number.
        span: When it was taken.
        answers: What became of each check that was asked or is required.
        watch_from: Since when the machine had been remembering: the latest that is known of its
            boot, its resuming and the start of its resolver; None if unknown.
        cache_cap_s: How old a row of its resolver's cache can have been at most.
        box: The hardware that answered, None if it was not told or is anybody's.
        installation: The system on it, likewise.
        controls: What its controls were without any list.
        complete: Whether the answer came to its end mark: one that was cut accuses, and carries
            nothing that a pass needs.
        dated: Of one that a wrong clock dated, and a person put right, the date that it was given:
            it accuses, and proves nothing. `span` is then by when it was taken.
        joined_by: What gave it its row, None where the sweep asked that row.
    """

    evidence: int
    machine: int | None
    unit: str
    origin: Origin = Origin.SWEEP
    trust: Trust = Trust.ASKED
    carrier: Carrier = Carrier.NETWORK
    source: str = ""
    span: Span
    answers: Mapping[str, Said] = field(default_factory=dict)
    watch_from: datetime | None = None
    cache_cap_s: int = 86_400
    box: str | None = None
    installation: str | None = None
    controls: tuple[LookControl, ...] = ()
    complete: bool = True
    dated: datetime | None = None
    joined_by: JoinedBy | None = None

    @property
    def is_own(self) -> bool:
        """Whether the machine itself spoke."""
        return self.origin in _OWN


class LookDetail(Struct, frozen=True, kw_only=True):
    """What pages alone show of a look; no verdict rests on it.

    Attributes:
        facts: What the machine told of itself.
        traits: How it stands, by check; a check that showed none is not in it.
    """

    facts: Facts
    traits: Mapping[str, tuple[Trait, ...]]


class DroppedBy(StrEnum):
    """Who let an indicator go."""

    AUTHORITY = "authority"  # a newer version of a fetched source lacks it
    HERE = "here"  # a file was edited in the district: an act like any other


class Dropped(Struct, frozen=True, kw_only=True):
    """The list that no longer holds an indicator, and since when it is in force."""

    list: str
    at: datetime
    by: DroppedBy


class Excuse(Struct, frozen=True, kw_only=True):
    """An entry of the district's own allow list, since when it is in force, and until when."""

    entry: Allowed
    since: datetime
    until: datetime


class Met(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One indicator that one look met.

    `value` is the indicator's, with its port where it has one; `span` is when it happened, not
    when it was read. `since` is when the list `since_list` first met it; `sources` are the files
    of lists that name it, each by its newest version. `edited`: one that somebody keeps here has
    let it go, so that its going is no publisher's word alone.
    """

    evidence: int
    value: str
    klass: EvidenceClass
    status: Status
    check: str
    observed: str
    rule: Rule = Rule.EXACT
    weakness: Weakness | None = None
    excuse: Excuse | None = None
    span: Span
    process: str | None = None
    raw: str = ""
    since_list: str = ""
    since: datetime
    sources: tuple[str, ...] = ()
    edited: bool = False
    dropped: Dropped | None = None

    @property
    def counts(self) -> bool:
        """Whether it makes a finding: all but what is weak, and what the hosts file blocks."""
        return self.weakness is None and self.status is not Status.HOSTS_BLOCK


class MachineTry(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One try to ask a machine; `dated` as for a look."""

    at: datetime
    outcome: Outcome
    dated: datetime | None = None


def met_value(indicator: Indicator) -> str:
    """Return what a finding calls an indicator: its value, with its port where it has one."""
    if indicator.port is None:
        return indicator.value
    host = f"[{indicator.value}]" if indicator.kind is Kind.IPV6 else indicator.value
    return f"{host}:{indicator.port}"


def class_of(seen: Observation, origin: Origin) -> EvidenceClass:
    """Return what kind of evidence it is; what others than the machine say is reported."""
    if origin in (Origin.INGEST, Origin.NOTICE):
        return EvidenceClass.REPORTED
    match seen:
        case Connection() | Transfer():
            return EvidenceClass.CONTACT
        case CachedName() | LookedUp():
            return EvidenceClass.LOOKUP
        case Posture(trait=Detection()):
            return EvidenceClass.ANTIVIRUS
        case HostsLine() | ResolverSetting() | OwnAddress() | ConfiguredText() | Posture():
            return EvidenceClass.CONFIG
