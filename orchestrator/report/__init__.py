"""A SweepResult to HTML, CSV and JSON; same input, same bytes."""

from orchestrator.report.folder import write_reports
from orchestrator.report.owner import ReportsFolder, Written
from orchestrator.report.report_json import as_json, document_text

__all__ = ["ReportsFolder", "Written", "as_json", "document_text", "write_reports"]
