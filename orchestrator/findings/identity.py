"""Which box answers under a machine's name, and which of its looks are of the present system."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from operator import attrgetter

from msgspec import Struct

from orchestrator.model.act import Act, Moved, SameMachine
from orchestrator.model.campaign import Doubt, MachineScope
from orchestrator.model.look import BEGINNING, Look, Trust
from orchestrator.model.observation import Identifier, IdKind

in_time = attrgetter("span.lo", "span.hi", "evidence")
"""The order of looks: by time, and by number where the times are the same."""


class Fingerprint(Struct, frozen=True, kw_only=True):
    """The box and the installation on it; None where it was not told or is anybody's."""

    box: str | None = None
    installation: str | None = None


def fingerprint(traits: Iterable[Identifier]) -> Fingerprint:
    """Return what a machine is recognised by: its board, else all its network cards."""
    told = tuple(traits)
    boards = sorted(one.value for one in told if one.kind is IdKind.HARDWARE)
    cards = sorted({one.value for one in told if one.kind is IdKind.ADAPTER})
    systems = sorted(one.value for one in told if one.kind is IdKind.MACHINE_ID)
    return Fingerprint(
        box=boards[0] if boards else " ".join(cards) or None,
        installation=systems[0] if systems else None,
    )


class MachineIdentity(Struct, frozen=True, kw_only=True):
    """Whose looks are whose, for one machine.

    Attributes:
        number: What its findings are kept under: the oldest row that a move joins to it.
        numbers: All rows that are this machine.
        box: Its box as it is known now.
        boxes: All that answered under its name.
        confirmed_at: When a person recorded that `box` is its own, None if nobody did.
        own: Looks that it gave under its name, oldest first.
        carrying: Those of them that may carry coverage: of the present box and installation.
        about: All looks that may accuse it, by their number; what others saw included.
        elsewhere: The numbers of those that are about other machines.
        doubts: What a reader should know.
    """

    number: int
    numbers: frozenset[int]
    box: str | None
    boxes: frozenset[str]
    confirmed_at: datetime | None
    own: tuple[Look, ...]
    carrying: tuple[Look, ...]
    about: Mapping[int, Look]
    elsewhere: frozenset[int]
    doubts: tuple[Doubt, ...]

    @property
    def other_answers(self) -> bool:
        """Whether the newest answer under the name is of another box."""
        return Doubt.OTHER_BOX in self.doubts


def identify(looks: Iterable[Look], acts: Iterable[Act], scope: MachineScope) -> MachineIdentity:
    """Return which looks are of the machine as it stands now.

    Args:
        looks: Of all its rows, of its box under other names, and of its unit's devices.
        acts: Those in force.
        scope: Its row.
    """
    recorded = tuple(acts)
    ordered = sorted(looks, key=in_time)
    chain = _rows(scope.number, recorded)
    numbers = frozenset(chain)
    own = tuple([look for look in ordered if look.machine in numbers and look.is_own])
    seen = [look.box for look in own]
    boxes = frozenset([box for box in seen if box is not None])
    confirmed = _confirmed(recorded, numbers)
    first = _first_box(own, boxes)
    box = confirmed.box if confirmed else first
    owned = _owned(recorded, numbers, first)
    of_box = _of_present(own, seen, box)
    systems = [_system(look, scope) for look in of_box]
    system = next((one for one in reversed(systems) if one is not None), None)
    foreign = [look for look in ordered if look.machine not in numbers]
    elsewhere = frozenset([look.evidence for look in foreign if not _may_accuse(look, owned)])
    others = {look.box for look in foreign if look.is_own}
    return MachineIdentity(
        number=chain[-1],
        numbers=numbers,
        box=box,
        boxes=boxes,
        confirmed_at=confirmed.recorded if confirmed else None,
        own=own,
        carrying=_of_present(of_box, systems, system),
        about={look.evidence: look for look in ordered if look.evidence not in elsewhere},
        elsewhere=elsewhere,
        doubts=tuple(_doubts(own, box, systems, scope, others)),
    )


def _rows(number: int, acts: tuple[Act, ...]) -> list[int]:
    """Return the machine's row and those that it had before, the newest first."""
    sources: dict[int, int] = {}
    for act in sorted((one for one in acts if isinstance(one, Moved)), key=_when):
        if act.machine is not None:
            sources[act.machine] = act.source
    chain = [number]
    while (source := sources.get(chain[-1])) is not None and source not in chain:
        chain.append(source)
    return chain


def _when(act: Act) -> tuple[datetime, str]:
    return act.recorded, act.id


def _confirmed(acts: tuple[Act, ...], numbers: frozenset[int]) -> SameMachine | None:
    """Return the act since which the present box is its own without a break.

    One that is confirmed again after another was, is its own since then only.
    """
    found: SameMachine | None = None
    for act in sorted((one for one in acts if isinstance(one, SameMachine)), key=_when):
        if act.machine in numbers and (found is None or act.box != found.box):
            found = act
    return found


def _first_box(own: tuple[Look, ...], boxes: frozenset[str]) -> str | None:
    """Return the box that answered first; what is only declared speaks where nothing else does."""
    if len(boxes) <= 1:
        return next(iter(boxes), None)
    told = tuple(look for look in own if look.box is not None)
    sure = (look.box for look in told if look.trust is not Trust.DECLARED)
    return next(sure, None) or next((look.box for look in told), None)


def _system(look: Look, scope: MachineScope) -> str | None:
    return None if look.installation in scope.cloned else look.installation


def _of_present(
    looks: tuple[Look, ...], marks: list[str | None], mark: str | None
) -> tuple[Look, ...]:
    """Return the looks with that mark, and those without any since the last with another.

    `marks` are those of the looks, in their order.
    """
    if marks.count(mark) == len(marks):
        return looks
    others = (look for look, its in zip(looks, marks, strict=True) if its not in (None, mark))
    changed = max((look.span.hi for look in others), default=BEGINNING)
    return tuple(
        look
        for look, its in zip(looks, marks, strict=True)
        if its == mark or (its is None and look.span.lo > changed)
    )


def _owned(
    acts: tuple[Act, ...], numbers: frozenset[int], first: str | None
) -> Mapping[str, datetime | None]:
    """Return the boxes that were the machine's, and until when; None for the present one."""
    owned: dict[str, datetime | None] = {} if first is None else {first: None}
    for act in sorted((one for one in acts if isinstance(one, SameMachine)), key=_when):
        if act.machine in numbers:
            owned = {box: until or act.recorded for box, until in owned.items()} | {act.box: None}
    return owned


def _may_accuse(look: Look, owned: Mapping[str, datetime | None]) -> bool:
    """Whether a look that is not under the machine's name may be about it: by its box, or a device.

    A box that was the machine's accuses it by what it showed elsewhere while it was.
    """
    if look.machine is None:
        return True
    if look.box is None or look.box not in owned:
        return False
    until = owned[look.box]
    return until is None or look.span.lo <= until


def _doubts(
    own: tuple[Look, ...],
    box: str | None,
    systems: list[str | None],
    scope: MachineScope,
    others: set[str | None],
) -> Iterable[Doubt]:
    newest = next((look.box for look in reversed(own) if look.box is not None), box)
    if newest != box:
        yield Doubt.OTHER_BOX
    if box is not None and own and own[-1].box is None:
        yield Doubt.BOX_UNKNOWN
    if len(set(systems) - {None}) > 1:
        yield Doubt.REINSTALLED
    if scope.cloned and any(look.installation in scope.cloned for look in own):
        yield Doubt.CLONED
    if box is not None and box in others:
        yield Doubt.TWO_NAMES


def cloned_installations(looks: Iterable[Look]) -> frozenset[str]:
    """Return the installations that several boxes claim: copied disks recognise nobody."""
    boxes: defaultdict[str, set[str]] = defaultdict(set)
    for look in looks:
        if look.is_own and look.installation is not None and look.box is not None:
            boxes[look.installation].add(look.box)
    return frozenset(one for one, found in boxes.items() if len(found) > 1)


def names_of_boxes(looks: Iterable[Look]) -> Mapping[str, frozenset[int]]:
    """Return the rows under which each box answered, where those are several."""
    names: defaultdict[str, set[int]] = defaultdict(set)
    for look in looks:
        if look.is_own and look.box is not None and look.machine is not None:
            names[look.box].add(look.machine)
    return {box: frozenset(found) for box, found in names.items() if len(found) > 1}
