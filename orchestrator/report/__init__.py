"""A SweepResult to HTML, CSV and JSON; same input, same bytes."""

from orchestrator.report.folder import write_reports
from orchestrator.report.report_json import as_json, document_text

__all__ = ["as_json", "document_text", "write_reports"]
