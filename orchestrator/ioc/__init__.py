"""List files to an IocSet: normalised, dated, hashed, guarded."""

from typing import TYPE_CHECKING

from orchestrator.lazy_face import lazy_face

if TYPE_CHECKING:
    from orchestrator.ioc.reading.tables.by_hand import columns_by_hand
    from orchestrator.ioc.sets.list_details import info
    from orchestrator.ioc.sets.load import load
    from orchestrator.ioc.sets.set_codec import from_body, from_text, to_body, to_text
else:
    __getattr__ = lazy_face(
        __name__,
        {
            "ioc.reading.tables.by_hand": "columns_by_hand",
            "ioc.sets.list_details": "info",
            "ioc.sets.load": "load",
            "ioc.sets.set_codec": "from_body from_text to_body to_text",
        },
    )

__all__ = ["columns_by_hand", "from_body", "from_text", "info", "load", "to_body", "to_text"]
