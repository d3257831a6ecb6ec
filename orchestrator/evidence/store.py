"""The store of a state folder: all that is kept in its one file."""

from pathlib import Path

from orchestrator.evidence.campaign_store import CampaignStore
from orchestrator.evidence.look_store import LookStore
from orchestrator.evidence.opening import opened
from orchestrator.evidence.standing_store import StandingStore
from orchestrator.evidence.sweep_store import SweepStore


class Store(SweepStore, LookStore, CampaignStore, StandingStore):
    """The evidence of all sweeps of one state folder; use from one thread."""


def open_store(folder: Path, *, create: bool) -> Store:
    """Open the store of a state folder; one of an earlier version is brought up to this one.

    Args:
        folder: The state folder; made with mode 0700 if `create`.
        create: Whether a folder or file that is not there yet is made.

    Raises:
        StateError: It is not there (and not to be made), not ours, damaged, from a newer version,
            or from an earlier one and cannot climb now.
    """
    return Store(opened(folder, create=create), folder)
