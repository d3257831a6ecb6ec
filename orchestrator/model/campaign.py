"""The campaign: one standing verdict a machine from all its looks, and findings that live.

How the values relate. A `Look` (`model/look.py`) is what one evidence row said, whatever is
listed. A `Met` is one indicator that one look met; a later list adds rows, or closes one
(`dropped`). An `Act` (`model/act.py`) is what a person recorded, an `MachineTry` how asking ended.
All four are append-only rows, and their order means nothing. `findings.stand` folds those of one
machine (`MachineScope`) with the rules and the time into a `MachineStanding` and its `Finding`s;
`findings.stand_unit` folds standings into a `UnitStanding`; a `Judged` is all units of a
campaign, a sweep or a past date.
"""

import base64
import hashlib
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from orchestrator.model.act import Act, Announced, EvidenceClass, Handling
from orchestrator.model.district import Authority, Unit
from orchestrator.model.look import (
    Carrier,
    Look,
    MachineTry,
    Met,
    Origin,
    Said,
    Span,
    Trust,
    class_of,
    met_value,
)
from orchestrator.model.result import (
    ControlResult,
    Hit,
    ListInfo,
    Reason,
    ScopeRow,
    UnitVerdict,
    Verdict,
)
from orchestrator.model.trend import Trend


class MachineScope(Struct, frozen=True, kw_only=True):
    """One machine as the inventory has it now.

    Attributes:
        number: Its number in the store.
        row: Its row.
        removed_at: Since when the inventory lacks it, None while it has it.
        concerned: Its evidence that was not read yet, or not again since a list that concerns it.
        cloned: Installations that several boxes claim, and that therefore say nothing.
        in_doubt: Whether an answer waits for a word that may be of it, or of another one.
    """

    number: int
    row: ScopeRow
    removed_at: datetime | None = None
    concerned: frozenset[int] = frozenset()
    cloned: frozenset[str] = frozenset()
    in_doubt: bool = False


class FindingKey(Struct, frozen=True, kw_only=True):
    """What makes a finding the same over looks and lists; `machine` is None for a unit's own."""

    machine: int | None
    unit: str
    value: str
    klass: EvidenceClass

    @property
    def number(self) -> str:
        """Return what people call it by: `F-` and six letters or digits."""
        whose = self.unit if self.machine is None else str(self.machine)
        digest = hashlib.sha256(f"{whose}\n{self.value}\n{self.klass}".encode()).digest()
        return f"F-{base64.b32encode(digest).decode()[:6]}"


class FindingState(StrEnum):
    """Where a finding stands, in the order of precedence; all but the first three are open."""

    IOC_WITHDRAWN = "ioc_withdrawn"
    CLOSED_VERIFIED = "closed_verified"
    FALSE_POSITIVE = "false_positive"
    ACCEPTED_RISK = "accepted_risk"
    REOPENED = "reopened"
    VERIFYING = "verifying"
    HANDLED = "handled"
    ASSIGNED = "assigned"
    TRIAGED = "triaged"
    NEW = "new"


CLOSED_STATES = frozenset(
    {FindingState.IOC_WITHDRAWN, FindingState.CLOSED_VERIFIED, FindingState.FALSE_POSITIVE}
)


class Shortfall(StrEnum):
    """Why a later look does not show that a finding is gone."""

    TOO_EARLY = "too_early"  # what it shows may still be of before the handling
    NOT_WHOLE = "not_whole"
    JUST_STARTED = "just_started"  # it had hardly begun to remember, or nobody knows
    SOURCE_UNREAD = "source_unread"  # what had shown the finding was not read again
    DECLARED = "declared"
    OTHER_BOX = "other_box"
    FOREIGN_UNREAD = "foreign_unread"  # the router or log that named it was not read again
    MISDATED = "misdated"  # the clock was wrong that dated it


class Finding(Struct, frozen=True, kw_only=True):
    """One indicator on one machine over all looks.

    Attributes:
        key: What it is.
        state: Where it stands.
        met: Its sightings, in the order of their times.
        first: When it was first seen.
        last: When it was last seen.
        looks_seen: How many looks saw it.
        reopened: How many times it came back after a handling.
        not_seen_since: The newest whole look that read the same sources later, and saw nothing.
        next_look: The moment after which a look can decide; None where none is waited for.
        wanting: Why the newest look after the handling did not decide.
        owner: Who is to handle it.
        due: By when.
        remedy: How it was handled, as attested.
        remedy_shown: The look that shows that remedy.
        until: The end of the exception that holds.
        verified_by: The look that closed it.
        acts: All that was recorded of it and holds, oldest first.
    """

    key: FindingKey
    state: FindingState
    met: tuple[Met, ...]
    first: Span
    last: Span
    looks_seen: int
    reopened: int = 0
    not_seen_since: datetime | None = None
    next_look: datetime | None = None
    wanting: tuple[Shortfall, ...] = ()
    owner: str | None = None
    due: datetime | None = None
    remedy: Handling | None = None
    remedy_shown: int | None = None
    until: datetime | None = None
    verified_by: int | None = None
    acts: tuple[Act, ...] = ()

    @property
    def number(self) -> str:
        """What people call it by."""
        return self.key.number

    @property
    def is_open(self) -> bool:
        """Whether it makes its machine fail."""
        return self.state not in CLOSED_STATES

    @property
    def awaits_look(self) -> bool:
        """Whether it is excused by a person's word alone, and no whole look came after that."""
        return not self.is_open and self.next_look is not None

    @property
    def before_listing(self) -> bool:
        """Whether it was seen before any list named it."""
        return min(one.since for one in self.met) > self.first.hi


class Doubt(StrEnum):
    """What a reader should know of a machine's standing."""

    REINSTALLED = "reinstalled"
    OTHER_BOX = "other_box"
    BOX_UNKNOWN = "box_unknown"
    CLONED = "cloned"
    TWO_NAMES = "two_names"
    EXCUSED_SEEN = "excused_seen"  # what was called a false positive is still seen
    MISDATED = "misdated"  # a wrong clock dated some of what is known
    WAITING = "waiting"  # an answer waits for a word that may be of it, or of another one
    CHOSEN = "chosen"  # that what was brought is of it, only a person's choice says
    BY_HAND = "by_hand"  # a person here decided that what was brought is of it


class CheckStanding(Struct, frozen=True, kw_only=True):
    """One check on one machine.

    `look` carries the answer: the newest that counts, else the newest that was tried, None if
    nobody ever asked. `counts`: it is good for a pass now. `newest_try` is a newer look that did
    not answer it.
    """

    check: str
    required: bool
    said: Said
    look: Look | None
    counts: bool
    newest_try: Look | None = None

    @property
    def looked_at(self) -> datetime | None:
        """The earliest moment at which it may have been read."""
        return self.look.span.lo if self.look else None


class MachineStanding(Struct, frozen=True, kw_only=True):
    """What is known of one machine.

    `reason` is set exactly where the verdict is `not_assessed`. `as_of` is the oldest reading
    that carries a pass, `good_until` when that one is too old. `trust` and `carrier` are of the
    look that gives the verdict its worth, None where there is none. `read_whole`: one look ever
    read it whole; `whole_at` is the newest that may clear something. Nothing changes by itself
    before `next_change`. `checks` and `controls` may be read when they are asked for.
    """

    scope: MachineScope
    verdict: Verdict
    reason: Reason | None = None
    as_of: datetime | None = None
    good_until: datetime | None = None
    next_change: datetime | None = None
    trust: Trust | None = None
    carrier: Carrier | None = None
    read_whole: bool = False
    whole_at: datetime | None = None
    checks: Sequence[CheckStanding] = ()
    findings: tuple[Finding, ...] = ()
    controls: Sequence[ControlResult] = ()
    last_attempt: MachineTry | None = None
    doubts: tuple[Doubt, ...] = ()

    @property
    def open_findings(self) -> tuple[Finding, ...]:
        """Those that make it fail."""
        return tuple(one for one in self.findings if one.is_open)

    @property
    def own_looks(self) -> tuple[Look, ...]:
        """The looks of the machine itself that its checks are of, each once."""
        looks = {one.look.evidence: one.look for one in self.checks if one.look is not None}
        return tuple(look for look in looks.values() if look.is_own)

    def finding_of(self, hit: Hit) -> Finding | None:
        """Return the finding that a hit of one of its looks belongs to; weak ones make none."""
        key = (met_value(hit.indicator), class_of(hit.observation, Origin.SWEEP))
        return next((one for one in self.findings if (one.key.value, one.key.klass) == key), None)


class UnitStanding(Struct, frozen=True, kw_only=True):
    """What is known of one unit: machines sorted by name, those removed apart.

    `findings` are notices and devices that nobody could name a machine for. `announced` is the
    newest word on whether the campaign was announced to its staff. `basis` is the digest of all
    that the verdict rests on.
    """

    unit: Unit
    verdict: UnitVerdict
    machines: tuple[MachineStanding, ...]
    removed: tuple[MachineStanding, ...] = ()
    findings: tuple[Finding, ...] = ()
    announced: Announced | None = None
    basis: str

    def count(self, verdict: Verdict) -> int:
        """Return the number of machines in the inventory with that verdict."""
        return sum(one.verdict is verdict for one in self.machines)

    @property
    def declared(self) -> int:
        """How many machines pass by their own word."""
        passed = (one for one in self.machines if one.verdict is Verdict.PASS)
        return sum(one.trust is Trust.DECLARED for one in passed)


class JudgedKind(StrEnum):
    """What a set of reports speaks of."""

    CAMPAIGN = "campaign"
    SWEEP = "sweep"
    DATE = "date"


class JudgedSource(Struct, frozen=True, kw_only=True):
    """One sweep, kit, hand-in or notice that a verdict rests on."""

    origin: Origin
    id: str
    span: Span
    machines: int


class Judged(Struct, frozen=True, kw_only=True):
    """All that a set of reports shows, judged at one moment by one list.

    `units` are sorted by code and may be read one by one; `basis` is the digest of theirs.
    `trend` is how it came to this, where it was asked for.
    """

    kind: JudgedKind
    id: str
    at: datetime
    list: ListInfo
    rules_sha: str
    scope_sha: str
    authority: Authority
    units: Sequence[UnitStanding]
    sources: tuple[JudgedSource, ...] = ()
    trend: Trend | None = None
    basis: str
