"""Readers of the Windows sections."""

from orchestrator.checks.base import Context, Part
from orchestrator.checks.table import nothing
from orchestrator.model.answer import Answer


def read_windows(_parts: tuple[Part, ...], _context: Context) -> Answer:
    """Return that nothing was read: the script's Windows part is still to come."""
    return nothing()
