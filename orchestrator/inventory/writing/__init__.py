"""Changes to inventory files in YAML: what is not changed stays byte for byte.

`edited` works out the new bytes of a file, `save` puts them in its place; between the two a caller
lets `load(..., drafts=...)` and `district` judge the change.
"""

from orchestrator.inventory.writing.edited_file import edited
from orchestrator.inventory.writing.edits import Edit, HostEdit, UnitEdit, WardEdit
from orchestrator.inventory.writing.inventory_file import file_of_group, file_of_unit, save

__all__ = [
    "Edit",
    "HostEdit",
    "UnitEdit",
    "WardEdit",
    "edited",
    "file_of_group",
    "file_of_unit",
    "save",
]
