"""Lists of machines that a school keeps in Excel or CSV: to rows, and from rows to machines.

What a cell says is judged here alone; what the inventory says of it is no matter of this folder.
"""

from orchestrator.inventory.sheet.opening import open_sheets
from orchestrator.inventory.sheet.reading import Options, Taken, read_machines
from orchestrator.inventory.sheet.rows import RowDraft, RowRefused

__all__ = ["Options", "RowDraft", "RowRefused", "Taken", "open_sheets", "read_machines"]
