"""Machines of a school's list into the inventory; all is judged before anything is saved."""

from orchestrator.inventory.importing.changes import FileChange, save_all
from orchestrator.inventory.importing.import_plan import (
    Destination,
    ImportPlan,
    NewUnit,
    plan_import,
)
from orchestrator.inventory.importing.import_report import import_as_json, import_as_text
from orchestrator.inventory.importing.matching import Change, Decision
from orchestrator.inventory.importing.sheet_import import (
    ImportRequest,
    SheetImport,
    destination,
    import_sheet,
)

__all__ = [
    "Change",
    "Decision",
    "Destination",
    "FileChange",
    "ImportPlan",
    "ImportRequest",
    "NewUnit",
    "SheetImport",
    "destination",
    "import_as_json",
    "import_as_text",
    "import_sheet",
    "plan_import",
    "save_all",
]
