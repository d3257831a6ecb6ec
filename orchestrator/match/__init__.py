"""Observations and a table of indicators to hits; pure."""

from orchestrator.match.difference import ListDifference, Probe, difference, values_of
from orchestrator.match.engine import match
from orchestrator.match.index import Index, Match
from orchestrator.match.memo import Asked
from orchestrator.match.weighing import powerless

__all__ = [
    "Asked",
    "Index",
    "ListDifference",
    "Match",
    "Probe",
    "difference",
    "match",
    "powerless",
    "values_of",
]
