"""List files to an IocSet: normalised, dated, hashed, guarded."""

from orchestrator.ioc.body import from_body, to_body
from orchestrator.ioc.load import load

__all__ = ["from_body", "load", "to_body"]
