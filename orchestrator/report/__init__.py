"""A SweepResult to HTML, CSV and JSON; same input, same bytes."""

from orchestrator.report.document import as_json
from orchestrator.report.write import write_reports

__all__ = ["as_json", "write_reports"]
