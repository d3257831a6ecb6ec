"""What `findings import` says of a sheet: how many rows became what, and why some did not."""

from collections.abc import Iterator

from orchestrator.errors import Problem
from orchestrator.sweep import finding_import
from orchestrator.text.catalogue import Catalogue
from orchestrator.text.visible import visible

_SHOWN = 20  # refused rows; all of them are in --json


def import_lines(done: finding_import.Imported, words: Catalogue) -> Iterator[str]:
    """Yield the figures, the refused rows, and whether anything was kept."""
    yield words(
        "act.imported",
        read=done.read,
        taken=len(done.taken),
        same=len(done.same),
        refused=len(done.refused),
    )
    for row in done.refused[:_SHOWN]:
        yield f"  {row.cell}: {_problem(row, words)}"
    if len(done.refused) > _SHOWN:
        yield f"  {words('page.more', n=len(done.refused) - _SHOWN)}"
    if done.dry_run:
        yield words("act.dry_run")


def _problem(row: finding_import.RefusedRow, words: Catalogue) -> Problem:
    family = "sheet_fault" if isinstance(row.fault, finding_import.SheetFault) else "act_fault"
    why = words(f"{family}.{row.fault}.why", about=visible(row.about))
    mend = words(f"{family}.{row.fault}.mend")
    return Problem(what=why, mend=mend)
