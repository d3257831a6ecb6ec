"""What a person changes about inventory files by a command; all is judged before it is saved."""

from orchestrator.inventory.editing.adding import Addition, add, addition_as_json
from orchestrator.inventory.editing.normal_form import format_all, formatting_as_json
from orchestrator.inventory.importing.changes import FileChange, save_all

__all__ = [
    "Addition",
    "FileChange",
    "add",
    "addition_as_json",
    "format_all",
    "formatting_as_json",
    "save_all",
]
