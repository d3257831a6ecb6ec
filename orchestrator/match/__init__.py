"""Observations and a table of indicators to hits; pure."""

from orchestrator.match.convicting import powerless
from orchestrator.match.engine import match
from orchestrator.match.index import Index, Match
from orchestrator.match.memo import Asked

__all__ = ["Asked", "Index", "Match", "match", "powerless"]
