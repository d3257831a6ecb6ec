"""A SweepResult to HTML, CSV and JSON; same input, same bytes."""

from orchestrator.report.exchange.wanted import wanted
from orchestrator.report.folder import write_reports
from orchestrator.report.owner import ReportsFolder, ReportsWritten
from orchestrator.report.report_json import as_json, document_pieces, document_text
from orchestrator.report.shown import Shown
from orchestrator.report.unit_page import machine_page

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
