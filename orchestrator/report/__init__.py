"""A SweepResult to HTML, CSV and JSON; same input, same bytes."""

from orchestrator.report.folder import write_reports
from orchestrator.report.report_json import as_json

__all__ = ["as_json", "write_reports"]
