"""What `campaign machines` prints for people: who machines are, and what is in doubt."""

from collections.abc import Iterator

from orchestrator.sweep.machine_identity import IdentityRow
from orchestrator.text.catalogue import Catalogue
from orchestrator.text.visible import visible


def identity_lines(rows: tuple[IdentityRow, ...], words: Catalogue) -> Iterator[str]:
    """Yield a machine and below it what should be known of it."""
    for row in rows:
        yield visible(row.place)
        yield from (f"  {line}" for line in _told(row, words))
    if not rows:
        yield words("identity.none")


def _told(row: IdentityRow, words: Catalogue) -> Iterator[str]:
    removed = row.machine.scope.removed_at
    if removed is not None:
        n = len(row.machine.open_findings)
        yield words("identity.removed", day=words.day(removed), n=n)
    for doubt in row.machine.doubts:
        yield words.word("machine_doubt", doubt)
    if row.also:
        names = ", ".join(map(visible, row.also))
        yield words("identity.also", names=names)
    if row.moved_from is not None:
        place, older = visible(row.place), visible(row.moved_from)
        yield words("identity.proposed", place=place, older=older)
