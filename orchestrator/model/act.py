"""What persons record of findings and machines: append-only, each kind a value of its own.

One row each: `kind` names the class in `ACTS`, the target has columns, all else is of its class.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from msgspec import Struct

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


class Recorded(Struct, frozen=True, kw_only=True):
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


class _OnMachine(Recorded, frozen=True, kw_only=True):
    """About one finding, or about all of its machine where `value` is None."""

    value: str | None = None
    klass: EvidenceClass | None = None


class _OnFinding(Recorded, frozen=True, kw_only=True):
    """About one finding and no other: what excuses must not reach what nobody has seen yet."""

    value: str
    klass: EvidenceClass


class Triaged(_OnMachine, frozen=True, kw_only=True):
    """Somebody looked at it; `attested`: who, as a sheet says."""

    kind: ClassVar = "triaged"
    attested: str = ""


class Assigned(_OnMachine, frozen=True, kw_only=True):
    """Somebody is to handle it, by `due` if that was said."""

    kind: ClassVar = "assigned"
    owner: str
    due: datetime | None = None


class Handled(_OnMachine, frozen=True, kw_only=True):
    """It was handled at `claimed`.

    `attachment` is the digest of what was handed in with it, `attested` who handled it, as a
    sheet says.
    """

    kind: ClassVar = "handled"
    remedy: Handling
    note: str = ""
    attachment: str | None = None
    attested: str = ""


class FalsePositive(_OnFinding, frozen=True, kw_only=True):
    """It is none, until then, as far as it showed the statuses that are covered."""

    kind: ClassVar = "false_positive"
    until: datetime
    covers: tuple[Status, ...]
    approver: str


class AcceptedRisk(_OnFinding, frozen=True, kw_only=True):
    """It stays, until then, with approval; it fails all the same."""

    kind: ClassVar = "accepted_risk"
    until: datetime
    approver: str


class Attributed(_OnFinding, frozen=True, kw_only=True):
    """The unit's finding is this machine's (`machine`), and stays so whatever is said later."""

    kind: ClassVar = "attributed"


class SameMachine(Recorded, frozen=True, kw_only=True):
    """The box that answers under the machine's name is its box from now on."""

    kind: ClassVar = "same_machine"
    box: str
    approver: str


class Moved(Recorded, frozen=True, kw_only=True):
    """The machine is the one that an older row (`source`) named."""

    kind: ClassVar = "moved"
    source: int
    approver: str


class Undone(Recorded, frozen=True, kw_only=True):
    """Another act (`ref`) was a mistake; none about identity or undoing is taken back."""

    kind: ClassVar = "undo"
    ref: str
    approver: str


class Announced(Recorded, frozen=True, kw_only=True):
    """The campaign was announced to a unit's staff at `claimed`, by a document.

    `reached` is who was reached, in the person's words. A newer one corrects an older.
    """

    kind: ClassVar = "announced"
    document: str
    reached: str = ""


class UnitDropped(Recorded, frozen=True, kw_only=True):
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
