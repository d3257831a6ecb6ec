"""What the readers of posture sections share: rows of cells, each to one typed trait."""

from collections.abc import Callable

from msgspec.structs import replace

from orchestrator.checks.base import Context, Part
from orchestrator.checks.mentions import addresses_in, names_in
from orchestrator.checks.sections import ParsedSection, answer, now, sight, tabulate
from orchestrator.model.answer import Answer
from orchestrator.model.observation import Detection, Posture, Sight, Trait

Cells = tuple[str, ...]
TraitReader = Callable[[Cells], Trait | None]
"""Makes a trait of one row's cells; None for a row that says nothing."""


def stated(trait: Trait, line: str, seen: Sight) -> Posture:
    """Return a trait with the names and addresses in its row; a detection was seen in its time."""
    if isinstance(trait, Detection) and trait.found_at is not None:
        seen = replace(seen, seen_from=trait.found_at, seen_to=trait.found_at)
    return Posture(
        sight=seen,
        trait=trait,
        names=names_in(line),
        addresses=addresses_in(line),
        raw=line.strip(),
    )


def rows(part: Part, context: Context, width: int, read: TraitReader) -> ParsedSection:
    """Return what a section's rows say, the made row like any other.

    Args:
        part: A section whose rows are `width` cells, parted by tabs.
        context: The machine's clock.
        width: Cells in a row; a row of another width breaks the table.
        read: Makes a trait of each row.
    """
    seen = sight(part, context)

    def row(line: str) -> tuple[Posture, ...] | None:
        cells = tuple(line.split("\t"))
        if len(cells) != width:
            return None
        trait = read(cells)
        return () if trait is None else (stated(trait, line, seen),)

    return tabulate(part.body, row, seen)


def answer_rows(part: Part, context: Context, width: int, read: TraitReader) -> Answer:
    """Return the answer of one such section; its window is the present moment."""
    return answer(part, rows(part, context, width, read), now(context))
