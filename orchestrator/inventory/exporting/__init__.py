"""The inventory as a workbook that schools fill in, and what was found, in their own workbook."""

from orchestrator.inventory.exporting.template import refused_workbook, template_workbook

__all__ = ["refused_workbook", "template_workbook"]
