"""List files to an IocSet: normalised, dated, hashed, guarded."""

from orchestrator.ioc.reading.tables.by_hand import columns_by_hand
from orchestrator.ioc.sets.load import info, load
from orchestrator.ioc.sets.set_codec import from_body, from_text, to_body, to_text

__all__ = ["columns_by_hand", "from_body", "from_text", "info", "load", "to_body", "to_text"]
