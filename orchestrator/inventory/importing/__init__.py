"""Machines of a school's list into the inventory; all is judged before anything is saved."""

from orchestrator.inventory.importing.changes import FileChange, save_all
from orchestrator.inventory.importing.import_plan import (
    Destination,
    ImportPlan,
    NewUnit,
    plan_import,
)
from orchestrator.inventory.importing.matching import Change, Decision

__all__ = [
    "Change",
    "Decision",
    "Destination",
    "FileChange",
    "ImportPlan",
    "NewUnit",
    "plan_import",
    "save_all",
]
