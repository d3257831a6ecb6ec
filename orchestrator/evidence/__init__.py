"""Trips to the store and back: append-only; everything below can be run again from here."""

from orchestrator.evidence.lock import WriterLock
from orchestrator.evidence.records import (
    Answer,
    Key,
    Scoped,
    Stored,
    SweepRecord,
    SweepState,
    unsaved,
)
from orchestrator.evidence.scope import rules_of, scope_of, touched_units
from orchestrator.evidence.store import Store, open_store

__all__ = [
    "Answer",
    "Key",
    "Scoped",
    "Store",
    "Stored",
    "SweepRecord",
    "SweepState",
    "WriterLock",
    "open_store",
    "rules_of",
    "scope_of",
    "touched_units",
    "unsaved",
]
