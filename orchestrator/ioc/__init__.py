"""List files to an IocSet: normalised, dated, hashed, guarded."""

from orchestrator.ioc.body import from_body, to_body
from orchestrator.ioc.info import info
from orchestrator.ioc.load import load

__all__ = ["from_body", "info", "load", "to_body"]
