"""Observations and an IocSet to hits; pure."""

from orchestrator.match.engine import match
from orchestrator.match.index import Index

__all__ = ["Index", "match"]
