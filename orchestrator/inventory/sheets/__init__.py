"""Lists of machines that a school keeps in Excel or CSV: to rows, and from rows to machines.

What a cell says is judged here alone; what the inventory says of it is no matter of this folder.
"""

from orchestrator.inventory.sheets.machine_list import Options, Taken, read_machines
from orchestrator.inventory.sheets.open_sheets import open_sheets
from orchestrator.inventory.sheets.rows import RowDraft, RowRefused

__all__ = ["Options", "RowDraft", "RowRefused", "Taken", "open_sheets", "read_machines"]
