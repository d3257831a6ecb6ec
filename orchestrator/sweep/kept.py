"""A sweep that is kept in a state folder: its verdicts, and how it began."""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestrator import evidence
from orchestrator.model.result import SweepResult
from orchestrator.sweep.judging import judge


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """With what a kept sweep began; `limit` is the pattern that cut its machines down."""

    playbook: str | None = None
    inventory: tuple[str, ...] = ()
    limit: str | None = None


def judged(state: Path, name: str) -> SweepResult:
    """Return the verdicts of a kept sweep: `name` is its id, or `latest`.

    Raises:
        StateError: There is no such state folder or sweep, or its evidence is damaged.
    """
    with closing(evidence.open_store(state, create=False)) as store:
        return judge(store, name)


def beginning(state: Path, name: str) -> Beginning:
    """Return with what a kept sweep began; errors as `judged`."""
    with closing(evidence.open_store(state, create=False)) as store:
        selection: Mapping[str, Any] = store.sweep(name).selection
    return Beginning(
        playbook=selection.get("playbook"),
        inventory=tuple(selection.get("inventory", ())),
        limit=selection.get("limit"),
    )
