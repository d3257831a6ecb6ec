"""Machines that are not certainly who they were, on a terminal."""

from collections.abc import Iterator

from orchestrator.model.campaign import MachineStanding
from orchestrator.sweep.campaign_machines import Identities
from orchestrator.text.catalogue import Catalogue
from orchestrator.text.visible import visible


def identity_screen(found: Identities, words: Catalogue) -> str:
    """Return what is said: the doubts, then the moves that may be."""
    return "\n".join(_lines(found, words)) or words("campaign_run.identity_clear")


def _lines(found: Identities, words: Catalogue) -> Iterator[str]:
    if found.doubted:
        yield words("campaign_run.doubted", n=len(found.doubted))
    for one in found.doubted:
        told = "; ".join(words.word("machine_doubt", doubt) for doubt in one.doubts)
        yield f"  {_called(one.machine)}: {told}"
    if found.moves:
        yield words("campaign_run.moves", n=len(found.moves))
    for move in found.moves:
        yield f"  {_called(move.left)} → {_called(move.now)}"


def _called(one: MachineStanding) -> str:
    return visible(f"{one.scope.row.machine} ({one.scope.row.unit})")
