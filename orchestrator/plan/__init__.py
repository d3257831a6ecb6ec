"""Playbook, district and checks to a Plan: one fused script per family; no network."""

from orchestrator.plan.compile import compile_plan
from orchestrator.plan.connection import Defaults
from orchestrator.plan.description import SCRIPT_NAMES, describe, list_tasks, write_scripts
from orchestrator.plan.fuse import fuse
from orchestrator.plan.greeting import plan_greeting
from orchestrator.plan.playbook import Play, Playbook, Task
from orchestrator.plan.playbook_reader import read_playbook
from orchestrator.plan.standpoint import CENTRE, Standpoint

__all__ = [
    "CENTRE",
    "SCRIPT_NAMES",
    "Defaults",
    "Play",
    "Playbook",
    "Standpoint",
    "Task",
    "compile_plan",
    "describe",
    "fuse",
    "list_tasks",
    "plan_greeting",
    "read_playbook",
    "write_scripts",
]
