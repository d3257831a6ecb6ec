"""Trips to the store and back: append-only; everything below can be run again from here."""

from orchestrator.evidence.arrivals import (
    Arrival,
    ArrivedBefore,
    JoinWord,
    Receipt,
    WaitingAnswer,
    WaitKind,
    WaitReason,
)
from orchestrator.evidence.campaigns import CampaignRow, CampaignScope, ScopeInForce
from orchestrator.evidence.kit_rows import KitRow, Revoked
from orchestrator.evidence.locking import writer_lock
from orchestrator.evidence.look_rows import Looked
from orchestrator.evidence.matched import Waiting
from orchestrator.evidence.outbox_rows import KeptTry, OutboxPart, OutboxRow
from orchestrator.evidence.records import (
    KeptList,
    Key,
    ListForm,
    Road,
    Scoped,
    Stored,
    StoredAnswer,
    SweepRecord,
    SweepState,
    ToldEvidence,
    unsaved,
)
from orchestrator.evidence.relayed import KnownTries, RelayedPart, RelayedRow, RelayedTry
from orchestrator.evidence.scope_record import campaign_scope, rules_of, scope_of, touched_units
from orchestrator.evidence.scopes import Placed
from orchestrator.evidence.shard_rows import (
    GivenOut,
    KeptPlaybook,
    NewShard,
    OpenShard,
    ShardWord,
)
from orchestrator.evidence.shown_looks import ShownLook
from orchestrator.evidence.site_rows import SiteRow, SiteState, SiteWord, SiteWordKind
from orchestrator.evidence.standings import KeptStanding
from orchestrator.evidence.store import Store, open_store
from orchestrator.evidence.task_rows import LeftOut, TaskRow

__all__ = [
    "Arrival",
    "ArrivedBefore",
    "CampaignRow",
    "CampaignScope",
    "GivenOut",
    "JoinWord",
    "KeptList",
    "KeptPlaybook",
    "KeptStanding",
    "KeptTry",
    "Key",
    "KitRow",
    "KnownTries",
    "LeftOut",
    "ListForm",
    "Looked",
    "NewShard",
    "OpenShard",
    "OutboxPart",
    "OutboxRow",
    "Placed",
    "Receipt",
    "RelayedPart",
    "RelayedRow",
    "RelayedTry",
    "Revoked",
    "Road",
    "ScopeInForce",
    "Scoped",
    "ShardWord",
    "ShownLook",
    "SiteRow",
    "SiteState",
    "SiteWord",
    "SiteWordKind",
    "Store",
    "Stored",
    "StoredAnswer",
    "SweepRecord",
    "SweepState",
    "TaskRow",
    "ToldEvidence",
    "WaitKind",
    "WaitReason",
    "Waiting",
    "WaitingAnswer",
    "campaign_scope",
    "open_store",
    "rules_of",
    "scope_of",
    "touched_units",
    "unsaved",
    "writer_lock",
]
