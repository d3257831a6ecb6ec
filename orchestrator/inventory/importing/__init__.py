"""Machines of a school's list into the inventory; all is judged before anything is saved."""

from orchestrator.inventory.importing.change import FileChange, save_all
from orchestrator.inventory.importing.matching import Change, Decision
from orchestrator.inventory.importing.planning import ImportPlan, NewUnit, Target, plan_import

__all__ = [
    "Change",
    "Decision",
    "FileChange",
    "ImportPlan",
    "NewUnit",
    "Target",
    "plan_import",
    "save_all",
]
