"""Which machines of a campaign are not certainly who they were: doubts, and moves that may be."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from orchestrator.model.campaign import Doubt, Judged, MachineStanding
from orchestrator.sweep.campaign_files import used_campaign
from orchestrator.sweep.clock import now
from orchestrator.sweep.standing import standing
from orchestrator.text.catalogue import iso
from orchestrator.vault import Vault

IDENTITY = (Doubt.REINSTALLED, Doubt.OTHER_BOX, Doubt.BOX_UNKNOWN, Doubt.CLONED, Doubt.TWO_NAMES)
"""The doubts that are about who a machine is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubted:
    """One machine, and what is doubtful about who it is."""

    machine: MachineStanding
    doubts: tuple[Doubt, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A machine that the inventory lost and one that it has, seen with the same box.

    Nothing is joined before a person says so: until then each is judged alone.
    """

    left: MachineStanding
    now: MachineStanding
    box: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Identities:
    """All that is to be decided by a person, by unit and name."""

    doubted: tuple[Doubted, ...]
    moves: tuple[Move, ...]


def identities(state: Path, file: Path | None, at: datetime | None, vault: Vault) -> Identities:
    """Return which machines of a state folder's campaign are not certainly who they were.

    Args:
        state: The state folder.
        file: The campaign file; None for the one that the folder knows, or all that is kept.
        at: When (aware UTC), None for now.
        vault: What opens vaulted values of the campaign's inventory.

    Raises:
        InputError: The file, its inventory or the state folder cannot be used.
    """
    used_campaign(state, file, now(), vault)
    return identities_of(standing(state, at or now()))


def identities_of(judged: Judged) -> Identities:
    """Return what `identities` does, of what was judged."""
    there = tuple(one for unit in judged.units for one in unit.machines)
    gone = tuple(one for unit in judged.units for one in unit.removed)
    doubted = (
        Doubted(machine=one, doubts=tuple(doubt for doubt in one.doubts if doubt in IDENTITY))
        for one in there
    )
    return Identities(
        doubted=tuple(one for one in doubted if one.doubts), moves=tuple(_moves(there, gone))
    )


def _moves(there: tuple[MachineStanding, ...], gone: tuple[MachineStanding, ...]) -> Iterator[Move]:
    by_box: defaultdict[str, list[MachineStanding]] = defaultdict(list)
    for one in there:
        for box in _boxes(one):
            by_box[box].append(one)
    for left in gone:
        for box in sorted(_boxes(left)):
            yield from (Move(left=left, now=one, box=box) for one in by_box.get(box, ()))


def _boxes(one: MachineStanding) -> frozenset[str]:
    """Return the boxes that answered under its own name."""
    looks = (look for check in one.checks for look in (check.look, check.newest_try))
    own = (look for look in looks if look is not None and look.machine == one.scope.number)
    return frozenset(look.box for look in own if look.box is not None)


def identities_as_json(found: Identities) -> Mapping[str, object]:
    """Return it as JSON values."""
    return {
        "doubts": [
            {**_named(one.machine), "doubts": [str(doubt) for doubt in one.doubts]}
            for one in found.doubted
        ],
        "moves": [
            {"left": _named(one.left), "now": _named(one.now), "box": one.box}
            for one in found.moves
        ],
    }


def _named(one: MachineStanding) -> Mapping[str, object]:
    removed = one.scope.removed_at
    return {
        "unit": one.scope.row.unit,
        "machine": one.scope.row.machine,
        "verdict": str(one.verdict),
        "removed_at": iso(removed) if removed else None,
    }
