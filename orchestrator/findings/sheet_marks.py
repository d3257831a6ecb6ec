"""The mark of an exported row: what stood in its cells, and where its finding stood then.

A mark is `m-BASIS-STATE-CELLS-CHECK`: the export that the row is of, where its finding stood, four
digits for each cell, and a check of all of it with the finding's number. It tells what was edited,
pasted or overtaken; it is no signature, since whoever imports answers by name.
"""

import hashlib
import re
from collections.abc import Sequence

from msgspec import Struct

from orchestrator.model.campaign import Finding

_BASIS, _STATE, _CELL, _CHECK = 12, 12, 4, 8
_WRITTEN = re.compile(
    rf"m-([0-9a-f]{{{_BASIS}}})-([0-9a-f]{{{_STATE}}})-((?:[0-9a-f]{{{_CELL}}})+)"
    rf"-([0-9a-f]{{{_CHECK}}})"
)


class RowMark(Struct, frozen=True, kw_only=True):
    """What a row's mark says."""

    basis: str
    state: str
    cells: tuple[str, ...]

    def edited(self, cells: Sequence[str]) -> int | None:
        """Return the number (from 0) of the first cell that is not as it was; None if all are."""
        found = (at for at, known in enumerate(self.cells) if _of_cell(at, cells[at]) != known)
        return next(found, None)


def mark_of(basis: str, finding: Finding, cells: Sequence[str]) -> str:
    """Return the mark of a row.

    Args:
        basis: The digest of all that the export rests on.
        finding: The row's finding.
        cells: What stands in the row's grey cells, its finding's number first.
    """
    told = "".join(_of_cell(at, text) for at, text in enumerate(cells))
    body = f"{basis[:_BASIS]}-{state_digest(finding)}-{told}"
    return f"m-{body}-{_check(finding.number, body)}"


def read_mark(written: str, number: str) -> RowMark | None:
    """Return a mark; None if it is none, or not of the finding of that number."""
    found = _WRITTEN.fullmatch(written.strip())
    if found is None:
        return None
    basis, state, told, check = found.groups()
    if check != _check(number, f"{basis}-{state}-{told}"):
        return None
    cells = tuple(told[at : at + _CELL] for at in range(0, len(told), _CELL))
    return RowMark(basis=basis, state=state, cells=cells)


def state_digest(finding: Finding) -> str:
    """Return a digest of where a finding stands: what was seen, what was recorded, what holds."""
    acts = " ".join(act.id for act in finding.acts)
    return _digest(f"{finding.state}\n{finding.last}\n{finding.looks_seen}\n{acts}", _STATE)


def _of_cell(at: int, text: str) -> str:
    return _digest(f"{at}\n{text}", _CELL)


def _check(number: str, body: str) -> str:
    return _digest(f"{number}\n{body}", _CHECK)


def _digest(text: str, digits: int) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:digits]
