"""Observations and an IocSet to hits; pure."""

from orchestrator.match.compact import Compact
from orchestrator.match.engine import match
from orchestrator.match.index import Index
from orchestrator.match.tables import Match

__all__ = ["Compact", "Index", "Match", "match"]
