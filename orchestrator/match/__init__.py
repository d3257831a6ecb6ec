"""Observations and a table of indicators to hits; pure."""

from orchestrator.match.convicting import powerless
from orchestrator.match.engine import match
from orchestrator.match.index import Index, Match

__all__ = ["Index", "Match", "match", "powerless"]
