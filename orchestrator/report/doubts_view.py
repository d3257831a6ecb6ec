"""What must be known of answers that were read all the same, over some machines."""

from collections.abc import Iterable

from msgspec import Struct

from orchestrator.model.answer import Note
from orchestrator.model.result import MachineResult
from orchestrator.report.check_view import title
from orchestrator.text.catalogue import Catalogue
from orchestrator.text.viet import sort_key

_MOST_NAMES = 12


class DoubtRow(Struct, frozen=True, kw_only=True):
    """One note on one check: in words, and which machines it is about."""

    said: str
    check: str
    machines: int
    names: tuple[str, ...]
    more: int


def doubt_rows(machines: Iterable[MachineResult], say: Catalogue) -> tuple[DoubtRow, ...]:
    """Return a row for each note on each check, the one about most machines first."""
    about: dict[tuple[str, Note], list[str]] = {}
    for machine in machines:
        for check in machine.checks:
            for note in check.notes:
                about.setdefault((check.check, note), []).append(machine.scope.machine)
    rows = (
        DoubtRow(
            said=_sentence(say.word("note", note)),
            check=title(check, say),
            machines=len(names),
            names=tuple(sorted(names, key=sort_key)[:_MOST_NAMES]),
            more=len(names[_MOST_NAMES:]),
        )
        for (check, note), names in about.items()
    )
    return tuple(sorted(rows, key=lambda row: (-row.machines, row.check, row.said)))


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
