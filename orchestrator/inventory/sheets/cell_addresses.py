"""The address in a cell: one, whole and of one machine, or a doubt that says which slip it is."""

from collections.abc import Mapping

from orchestrator.documents.grid import CellKind, SheetCell
from orchestrator.inventory.reading.folded_text import tidy, title_key
from orchestrator.inventory.reading.machine_address import (
    AddressFault,
    FaultyAddress,
    machine_address,
)
from orchestrator.inventory.sheets.refusals import RowRefusal
from orchestrator.inventory.sheets.row_problems import RowProblemError

_DYNAMIC = frozenset(
    ("dhcp", "dong", "ip dong", "dia chi dong", "tu dong", "auto", "automatic", "khong", "khong co",
     "chua co", "cap phat dong", "cap phat tu dong", "")
)  # fmt: skip
_REFUSALS: Mapping[AddressFault, RowRefusal] = {
    AddressFault.COMMAS: RowRefusal.ADDRESS_COMMAS,
    AddressFault.OCTAL: RowRefusal.ADDRESS_OCTAL,
    AddressFault.TWO: RowRefusal.ADDRESS_TWO,
    AddressFault.BAD: RowRefusal.ADDRESS_BAD,
    AddressFault.OURSELVES: RowRefusal.ADDRESS_SPECIAL,
    AddressFault.SPECIAL: RowRefusal.ADDRESS_SPECIAL,
}


def cell_address(cell: SheetCell) -> str | None:
    """Return the address of a cell; None where it says that the machine has no fixed one.

    Raises:
        RowProblemError: It is not one address of one machine.
    """
    text = tidy(cell.text)
    if cell.kind is CellKind.NUMBER:
        raise RowProblemError(RowRefusal.ADDRESS_NUMBER, text=text)
    if cell.kind is CellKind.DATE:
        raise RowProblemError(RowRefusal.ADDRESS_DATE, text=text)
    if title_key(text) in _DYNAMIC:
        return None
    found = machine_address(text)
    if isinstance(found, FaultyAddress):
        raise RowProblemError(_REFUSALS[found.fault], text=text, offer=found.offer)
    return found
