"""What persons record of findings and machines: append-only, each kind a value of its own.

One row each: `kind` names the class in `ACTS`, the target has columns, all else is of its class.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from enum import StrEnum
from typing import ClassVar

from orchestrator.model.result import Status


class EvidenceClass(StrEnum):
    """What kind of evidence a finding rests on; a graver kind is another finding."""

    CONTACT = "contact"  # the machine talked to it, or tried
    LOOKUP = "lookup"  # it had the name looked up
    CONFIG = "config"  # it is set to: state, and no sample of a moment
    REPORTED = "reported"  # somebody else saw it: a router, a resolver, a notice
    ANTIVIRUS = "antivirus"  # the machine's own antivirus met it


class Handling(StrEnum):
    """How a finding was handled, as the person attests it."""

    SCAN_CLEAN = "scan_clean"
    SCAN_REMOVED = "scan_removed"
    REIMAGED = "reimaged"
    REPLACED = "replaced"
    SETTING_RESTORED = "setting_restored"
    ISOLATED = "isolated"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """Who recorded what, and when: what every act has.

    Attributes:
        id: Digest of the content without `recorded`: the same row twice is one act.
        machine: Whose finding it is about, None for a unit's own.
        unit: The unit's code.
        claimed: When it was done, as the person says (aware UTC).
        recorded: When we were told: nothing looked at before can show what came of it.
        actor: Who answers for it.
        reason: Why, in the person's words.
        list: Digest of the list in force when it was recorded.
        dated: Of what was recorded by a wrong clock that a person put right, the date that it was
            given; `recorded` is then by when we were told.
    """

    id: str
    machine: int | None = None
    unit: str
    claimed: datetime
    recorded: datetime
    actor: str
    reason: str
    list: str = ""
    dated: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _OnMachine(Recorded):
    """About one finding, or about all of its machine where `value` is None."""

    value: str | None = None
    klass: EvidenceClass | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _OnFinding(Recorded):
    """About one finding and no other: what excuses must not reach what nobody has seen yet."""

    value: str
    klass: EvidenceClass


@dataclass(frozen=True, slots=True, kw_only=True)
class Triaged(_OnMachine):
    """Somebody looked at it; `attested`: who, as a sheet says."""

    kind: ClassVar = "triaged"
    attested: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned(_OnMachine):
    """Somebody is to handle it, by `due` if that was said."""

    kind: ClassVar = "assigned"
    owner: str
    due: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Handled(_OnMachine):
    """It was handled at `claimed`.

    `attachment` is the digest of what was handed in with it, `attested` who handled it, as a
    sheet says.
    """

    kind: ClassVar = "handled"
    remedy: Handling
    note: str = ""
    attachment: str | None = None
    attested: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FalsePositive(_OnFinding):
    """It is none, until then, as far as it showed the statuses that are covered."""

    kind: ClassVar = "false_positive"
    until: datetime
    covers: tuple[Status, ...]
    approver: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedRisk(_OnFinding):
    """It stays, until then, with approval; it fails all the same."""

    kind: ClassVar = "accepted_risk"
    until: datetime
    approver: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attributed(_OnFinding):
    """The unit's finding is this machine's (`machine`), and stays so whatever is said later."""

    kind: ClassVar = "attributed"


@dataclass(frozen=True, slots=True, kw_only=True)
class SameMachine(Recorded):
    """The box that answers under the machine's name is its box from now on."""

    kind: ClassVar = "same_machine"
    box: str
    approver: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved(Recorded):
    """The machine is the one that an older row (`source`) named."""

    kind: ClassVar = "moved"
    source: int
    approver: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone(Recorded):
    """Another act (`ref`) was a mistake; none about identity or undoing is taken back."""

    kind: ClassVar = "undo"
    ref: str
    approver: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced(Recorded):
    """The campaign was announced to a unit's staff at `claimed`, by a document.

    `reached` is who was reached, in the person's words. A newer one corrects an older.
    """

    kind: ClassVar = "announced"
    document: str
    reached: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitDropped(Recorded):
    """A unit is in scope no more, though no campaign file says so.

    `sweep` is the newest one that had it in scope: one that has it again takes it back in.
    """

    kind: ClassVar = "unit_dropped"
    sweep: str


Act = (
    Triaged
    | Assigned
    | Handled
    | FalsePositive
    | AcceptedRisk
    | Attributed
    | SameMachine
    | Moved
    | Undone
    | Announced
    | UnitDropped
)
UNDOABLE = (Triaged, Assigned, Handled, FalsePositive, AcceptedRisk)
ACTS: Mapping[str, type[Act]] = {
    one.kind: one
    for one in (
        Triaged,
        Assigned,
        Handled,
        FalsePositive,
        AcceptedRisk,
        Attributed,
        SameMachine,
        Moved,
        Undone,
        Announced,
        UnitDropped,
    )
}
"""Every kind of act by its word, which is what a store and an export hold."""


def act_id(act: Act) -> str:
    """Return the digest of all that an act says, but for its id and when we were told.

    So the same row of the same workbook, read twice, is one act.
    """
    said = ((one.name, getattr(act, one.name)) for one in fields(act))
    told = sorted((name, _plain(value)) for name, value in said if name not in _NOT_SAID)
    return hashlib.sha256(repr((act.kind, told)).encode("utf-8", "surrogatepass")).hexdigest()


_NOT_SAID = ("id", "recorded", "dated")


def _plain(value: object) -> str:
    """Return a field as text that does not depend on its zone, or on how Python shows it."""
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat()
        case tuple():
            return " ".join(sorted(map(str, value)))
        case None:
            return ""
        case _:
            return str(value)
