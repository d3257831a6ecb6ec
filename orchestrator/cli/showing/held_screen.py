"""What is printed of lists that were held against all that is kept."""

from collections.abc import Iterator

from orchestrator.cli.showing.findings_screen import finding_table
from orchestrator.cli.showing.language import said
from orchestrator.sweep import lists
from orchestrator.text.catalogue import Catalogue


def held_lines(held: lists.HeldAgainst | lists.NotHeldAgainst, words: Catalogue) -> Iterator[str]:
    """Yield what lists changed in what is kept, or why they were not held against it."""
    match held:
        case lists.NotHeldAgainst():
            yield f"\n{words(f'not_held.{held.why}')}"
            yield from (f"  {said(one, words.lang)}" for one in held.problems)
        case lists.HeldAgainst():
            opened, gone = len(held.opened), len(held.withdrawn)
            yield f"\n{words('update.held', n=held.looks, opened=opened, gone=gone)}"
            if rows := (*held.opened, *held.withdrawn):
                yield finding_table(rows, held.at, words)
