"""The rows of the store as frozen data."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from orchestrator.model.district import Authority, Unit
from orchestrator.model.look import Carrier, JoinedBy, Origin, Trust
from orchestrator.model.outcome import Outcome, Trip, Why
from orchestrator.model.plan import Family, Question, Script, Via
from orchestrator.model.result import Evidence, ScopeRow


class SweepState(StrEnum):
    """Where a sweep stands; one that was killed still says `running`."""

    RUNNING = "running"
    INTERRUPTED = "interrupted"
    FINISHED = "finished"


class Scoped(Struct, frozen=True, kw_only=True):
    """One machine of a sweep's scope: its row, why it is skipped, and what it is asked.

    `rule` is an index into the sweep's `rules`.
    """

    row: ScopeRow
    skipped: Why | None = None
    rule: int = 0


class SweepRecord(Struct, frozen=True, kw_only=True):
    """One sweep as stored.

    `rules` are the distinct question lists of its machines; `selection` is what was asked for on
    the command line (`sweep.selection`; never the value of a variable that may be a secret).
    `campaign` is the id of the campaign that it is a round of.
    """

    id: str
    playbook: str
    playbook_sha256: str
    rules: tuple[tuple[Question, ...], ...]
    selection: Mapping[str, object]
    ioc_sha256: str
    nonce: str
    authority: Authority
    units: tuple[Unit, ...]
    demo: bool
    started_at: datetime
    ended_at: datetime | None = None
    state: SweepState = SweepState.RUNNING
    campaign: str | None = None


class SweptSpan(Struct, frozen=True, kw_only=True):
    """When a sweep began and ended (None: it did not), and how many machines answered in it."""

    started_at: datetime
    ended_at: datetime | None
    answered: int


class Road(Struct, frozen=True, kw_only=True):
    """How an answer came that the controller did not fetch.

    Attributes:
        nonce: Of its own run: its canaries are made from it.
        trust: What it is worth.
        carrier: How it came here.
        source: The kit that brought it, or the site.
        earliest: The earliest moment at which it may have been taken (aware).
        joined_by: What gave it its row, None where it has none, or a site asked that row.
        origin: As its evidence has it: what a site asked is a sweep's.
    """

    nonce: str
    trust: Trust
    carrier: Carrier
    source: str
    earliest: datetime
    joined_by: JoinedBy | None
    origin: Origin = Origin.KIT


class StoredAnswer(Struct, frozen=True, kw_only=True):
    """One evidence row with its raw bytes, digest checked, and how to read them.

    `road` is None where the sweep itself asked. `decides`: it says what was read of its machine in
    its sweep; what was brought does not where the network ever reached the machine.
    """

    evidence: Evidence
    family: Family
    checks: tuple[str, ...]
    remote: bool
    collected_at: datetime
    road: Road | None = None
    decides: bool = True
    body: bytes


class ToldEvidence(Struct, frozen=True, kw_only=True):
    """What somebody else told of a unit, of no machine and of no sweep.

    Attributes:
        origin: How it came.
        unit: The unit's code.
        source: Who told it.
        collected_at: When it was recorded (aware).
        earliest: The earliest moment that it tells of (aware).
        body: It, as it was told.
    """

    origin: Origin
    unit: str
    source: str
    collected_at: datetime
    earliest: datetime
    body: bytes

    @property
    def sha256(self) -> str:
        """The digest of what was told: the same twice is one."""
        return hashlib.sha256(self.body).hexdigest()


class ListForm(StrEnum):
    """How the bytes of a kept list are to be read; room `ioc` does."""

    JSON = "json"  # the normalised body itself, whose digest is the list's
    TABLE = "table"  # the columns that are quick to load


class KeptList(Struct, frozen=True, kw_only=True):
    """A list as it is kept: its digest, its newest file's date (ISO), and its bytes."""

    sha256: str
    dated: str
    form: ListForm = ListForm.TABLE
    body: bytes


Key = tuple[str, str]
"""A machine's unit and name: what it is called within a district."""


class Stored(Struct, frozen=True, kw_only=True):
    """One machine in one sweep: its number in the store, and how its last attempt ended.

    `outcome` and `attempted_at` are None while it was not tried.
    """

    number: int
    scoped: Scoped
    outcome: Outcome | None = None
    attempted_at: datetime | None = None

    @property
    def key(self) -> Key:
        """Return unit and name."""
        return self.scoped.row.unit, self.scoped.row.machine


def unsaved(trip: Trip, script: Script) -> StoredAnswer:
    """Return a trip's answer in the form that the store gives it back in; it has no number yet."""
    return StoredAnswer(
        evidence=Evidence(
            id=0,
            sha256=hashlib.sha256(trip.stdout).hexdigest(),
            script_sha256=script.sha256,
            size_bytes=len(trip.stdout),
        ),
        family=script.family,
        checks=script.checks,
        remote=trip.via != Via.LOCAL,
        collected_at=trip.ended_at,
        body=trip.stdout,
    )
