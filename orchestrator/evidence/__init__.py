"""Trips to the store and back: append-only; everything below can be run again from here."""

from orchestrator.evidence.codec import moment, stamp
from orchestrator.evidence.lock import WriterLock
from orchestrator.evidence.records import Answer, Scoped, Stored, SweepRecord, SweepState
from orchestrator.evidence.scope import rules_of, scope_of, touched_units
from orchestrator.evidence.store import Store, open_store

__all__ = [
    "Answer",
    "Scoped",
    "Store",
    "Stored",
    "SweepRecord",
    "SweepState",
    "WriterLock",
    "moment",
    "open_store",
    "rules_of",
    "scope_of",
    "stamp",
    "touched_units",
]
