"""A SweepResult to HTML, CSV and JSON; same input, same bytes."""

from typing import TYPE_CHECKING

from orchestrator.lazy_face import lazy_face

if TYPE_CHECKING:
    from orchestrator.report.exchange.wanted import wanted
    from orchestrator.report.folder import write_reports
    from orchestrator.report.owner import ReportsFolder, ReportsWritten
    from orchestrator.report.report_json import as_json, document_pieces, document_text
    from orchestrator.report.shown import Shown
    from orchestrator.report.unit_page import machine_page
else:
    __getattr__ = lazy_face(
        __name__,
        {
            "report.exchange.wanted": "wanted",
            "report.folder": "write_reports",
            "report.owner": "ReportsFolder ReportsWritten",
            "report.report_json": "as_json document_pieces document_text",
            "report.shown": "Shown",
            "report.unit_page": "machine_page",
        },
    )

__all__ = [
    "ReportsFolder",
    "ReportsWritten",
    "Shown",
    "as_json",
    "document_pieces",
    "document_text",
    "machine_page",
    "wanted",
    "write_reports",
]
