"""List files to an IocSet: normalised, dated, hashed, guarded."""

from orchestrator.ioc.reading.tables.by_hand import columns_by_hand
from orchestrator.ioc.sets.load import info, load
from orchestrator.ioc.sets.set_codec import from_body, to_body

__all__ = ["columns_by_hand", "from_body", "info", "load", "to_body"]
