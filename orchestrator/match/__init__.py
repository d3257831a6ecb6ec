"""Observations and a table of indicators to hits; pure."""

from orchestrator.match.convicting import powerless
from orchestrator.match.engine import match
from orchestrator.match.index import Index, Match
from orchestrator.match.memo import Look

__all__ = ["Index", "Look", "Match", "match", "powerless"]
