"""What units declare for the annex, into their own files: one by one, or from a filled workbook.

Figures are values of the inventory, not acts of the store: a unit's file is where people write them
by hand, too, where they are reviewed and kept with their history, and where every report reads them
anew. `declared` and `submitted` say there who set them and when.
"""

from orchestrator.inventory.declaring.annex_files import save_annexes
from orchestrator.inventory.declaring.figure_faults import FigureFault, FigureProblem
from orchestrator.inventory.declaring.figure_form import form_workbook, write_form
from orchestrator.inventory.declaring.figure_import import (
    FigureImport,
    ImportedFigures,
    import_figures,
    imported_as_json,
    imported_as_text,
)
from orchestrator.inventory.declaring.figure_values import FigureField
from orchestrator.inventory.declaring.set_figures import (
    Handed,
    SetFigures,
    UnitChange,
    change_as_json,
    set_figures,
    set_submitted,
)

__all__ = [
    "FigureFault",
    "FigureField",
    "FigureImport",
    "FigureProblem",
    "Handed",
    "ImportedFigures",
    "SetFigures",
    "UnitChange",
    "change_as_json",
    "form_workbook",
    "import_figures",
    "imported_as_json",
    "imported_as_text",
    "save_annexes",
    "set_figures",
    "set_submitted",
    "write_form",
]
