"""`campaign machines`: who machines are over time, and what a person says about it.

That a unit has left the scope is said here, too.

Not in the room's face: only `campaign` asks.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from orchestrator import evidence
from orchestrator.errors import UsageError
from orchestrator.findings.act_refusals import Prepared
from orchestrator.findings.dropped_units import prepare_drop
from orchestrator.findings.targets import NoTarget, TargetFault
from orchestrator.model.campaign import Judged, MachineStanding
from orchestrator.model.deed import ConfirmBox, Move, Signed
from orchestrator.sweep.acting import (
    ActRequest,
    Recording,
    keep,
    kept_acts,
    no_target,
    record,
    refusal,
)
from orchestrator.sweep.scope import scope_of
from orchestrator.sweep.standing import standing
from orchestrator.text.catalogue import iso
from orchestrator.text.message import say
from orchestrator.text.visible import visible


class IdentityRow(Struct, frozen=True, kw_only=True):
    """One machine of which a reader should know who it is.

    Attributes:
        place: `UNIT/MACHINE`.
        machine: Where it stands.
        box: The hardware that answered last under its name, None if none could be told.
        also: Other machines, by their places, under whose names that hardware answered.
        moved_from: The removed one among them that it seems to be; None if none or several.
    """

    place: str
    machine: MachineStanding
    box: str | None
    also: tuple[str, ...]
    moved_from: str | None


def identities(state: Path, at: datetime) -> tuple[IdentityRow, ...]:
    """Return the machines that are in doubt, that were removed, or whose box has other names.

    Args:
        state: The state folder.
        at: Now (aware UTC).

    Raises:
        StateError: There is no such folder, nothing was swept yet, or it is damaged.
    """
    judged, boxes = standing(state, at), newest_boxes(state)
    return tuple(row for row in _rows(judged, boxes) if _is_told(row))


def newest_boxes(state: Path) -> Mapping[int, str]:
    """Return the hardware that answered last under each machine's number, where it was told."""
    with closing(evidence.open_store(state, create=False)) as store:
        looks = sorted(store.looks(), key=lambda one: (one.span, one.evidence))
    return {
        look.machine: look.box
        for look in looks
        if look.is_own and look.machine is not None and look.box is not None
    }


def confirm_box(state: Path, target: str, signed: Signed, at: datetime) -> Recording:
    """Record that the box which answers now is the machine's own; see `acting.record`."""
    boxes = newest_boxes(state)
    numbers = {place: one.scope.number for place, one in _machines(standing(state, at))}
    deed = ConfirmBox(box=boxes.get(numbers.get(target, 0), ""))
    return record(state, ActRequest(target=target, deed=deed, signed=signed), at)


def move(state: Path, target: str, older: str, signed: Signed, at: datetime) -> Recording:
    """Record that a machine is the one of an older row; see `acting.record`."""
    unit, _, name = older.partition("/")
    deed = Move(unit=unit, machine=name)
    return record(state, ActRequest(target=target, deed=deed, signed=signed), at)


def as_json(rows: tuple[IdentityRow, ...]) -> Mapping[str, object]:
    """Return what `campaign machines --json` prints."""
    return {"machines": [_row_as_json(row) for row in rows]}


def _row_as_json(row: IdentityRow) -> Mapping[str, object]:
    removed = row.machine.scope.removed_at
    unit, _, name = row.place.partition("/")
    return {
        "unit": unit,
        "machine": name,
        "removed_at": None if removed is None else iso(removed),
        "doubts": list(row.machine.doubts),
        "open": len(row.machine.open_findings),
        "box": row.box,
        "also": list(row.also),
        "moved_from": row.moved_from,
    }


def _machines(judged: Judged) -> Iterator[tuple[str, MachineStanding]]:
    for unit in judged.units:
        for one in (*unit.machines, *unit.removed):
            yield f"{unit.unit.code}/{one.scope.row.machine}", one


def _rows(judged: Judged, boxes: Mapping[int, str]) -> Iterator[IdentityRow]:
    machines = tuple(_machines(judged))
    named: defaultdict[str, list[str]] = defaultdict(list)
    removed = {place for place, one in machines if one.scope.removed_at is not None}
    for place, one in machines:
        if (box := boxes.get(one.scope.number)) is not None:
            named[box].append(place)
    for place, one in machines:
        box = boxes.get(one.scope.number)
        also = tuple(other for other in named.get(box or "", ()) if other != place)
        older = tuple(other for other in also if other in removed)
        yield IdentityRow(
            place=place,
            machine=one,
            box=box,
            also=also,
            moved_from=older[0] if len(older) == 1 and place not in removed else None,
        )


def _is_told(row: IdentityRow) -> bool:
    return bool(row.machine.doubts or row.also or row.machine.scope.removed_at is not None)


def drop_unit(state: Path, unit: str, signed: Signed, now: datetime) -> Prepared:
    """Keep that a unit is in scope no more; its machines are told of as removed.

    Args:
        state: The state folder.
        unit: Its code.
        signed: Who says so, and why.
        now: Now (aware UTC).

    Raises:
        UsageError: There is no such unit, a campaign's inventory decides about it, it is out
            already, or something speaks against it; nothing is kept.
        StateError: There is no such folder, it is damaged, or it cannot be written.
    """
    judged, acts = standing(state, now), kept_acts(state)
    with closing(evidence.open_store(state, create=False)) as store:
        scope, sweeps = scope_of(store), store.newest_sweeps()
        has_file = store.scope_in_force() is not None
    known = tuple(one.code for one in scope.units if one.code not in scope.left)
    if unit in scope.left:
        what = say("identity.unit_out", unit=visible(unit))
        raise UsageError.one(what, say("identity.mend.unit_out"))
    if unit not in known:
        raise no_target(NoTarget(fault=TargetFault.NO_UNIT, given=unit, known=known))
    if has_file:
        what = say("identity.unit_of_campaign", unit=visible(unit))
        raise UsageError.one(what, say("identity.mend.unit_of_campaign"))
    done = prepare_drop(judged, acts, unit, sweeps[unit], signed)
    if not isinstance(done, Prepared):
        raise UsageError(tuple({str(one): one for one in map(refusal, done)}.values()))
    keep(state, () if done.known else (done.act,))
    return done
