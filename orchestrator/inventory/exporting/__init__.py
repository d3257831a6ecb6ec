"""The inventory as a workbook that schools fill in, and what was found, in their own workbook."""

from orchestrator.inventory.exporting.machine_workbook import refused_workbook, template_workbook
from orchestrator.inventory.exporting.unit_status import StatusColumns, StatusWorkbook, with_status
from orchestrator.inventory.sheets.file_faults import MAX_FILE_BYTES as MAX_WORKBOOK_BYTES

__all__ = [
    "MAX_WORKBOOK_BYTES",
    "StatusColumns",
    "StatusWorkbook",
    "refused_workbook",
    "template_workbook",
    "with_status",
]
