"""Reader of both families' sections: their rows are the same."""

import re

from orchestrator.checks.base import Context, Part
from orchestrator.checks.sections import joined, nothing
from orchestrator.checks.traits import Cells, answer_rows
from orchestrator.model.answer import Answer
from orchestrator.model.observation import Identifier, IdKind

_KINDS = {str(kind): kind for kind in IdKind}
_WIDTH = 3
_MAC = re.compile(r"(?:[0-9A-F]{2}:){5}[0-9A-F]{2}", re.ASCII)
_LOCAL = 0b10  # of a MAC's first byte: made up by software, and another one tomorrow
# What makers leave in thousands of main boards recognises none of them.
_ANYBODYS_UUIDS = frozenset(
    {
        "00000000-0000-0000-0000-000000000000",
        "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF",
        "03000200-0400-0500-0006-000700080009",
        "12345678-1234-5678-90AB-CDDEEFAABBCC",
    }
)


def read(parts: tuple[Part, ...], context: Context) -> Answer:
    """Return what the machine is recognised by: every section must have been read."""
    answers = tuple(answer_rows(part, context, _WIDTH, _identifier) for part in parts)
    return joined(answers) if answers else nothing()


def _identifier(cells: Cells) -> Identifier | None:
    kind, value, where = cells
    known = _KINDS.get(kind)
    if known is None or not value.strip():
        return None
    value = value.strip() if known is IdKind.NAME else value.strip().upper()
    if known is IdKind.HARDWARE and value in _ANYBODYS_UUIDS:
        return None
    if known is IdKind.ADAPTER and _MAC.fullmatch(value) and not _is_a_cards_own(value):
        return None
    return Identifier(kind=known, value=value, where=where)


def _is_a_cards_own(mac: str) -> bool:
    """Whether a maker gave the address to one card: not the loopback's, none made by software."""
    return mac != "00:00:00:00:00:00" and not int(mac[:2], 16) & _LOCAL
