"""List files to an IocSet: normalised, dated, hashed, guarded."""

from orchestrator.ioc.sets.body import from_body, to_body
from orchestrator.ioc.sets.load import info, load

__all__ = ["from_body", "info", "load", "to_body"]
