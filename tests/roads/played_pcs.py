"""A district's PCs come home by kits: who they are, what people choose, and what is known before.

A fifth of the boards recognise nobody (none, or a maker's own), installations are copied by the
hundred, and one person in twenty chooses a wrong row. A PC's name is its own on its network, as
Windows has it; for some rows it is known beforehand.
"""

import random
from collections import defaultdict
from dataclasses import dataclass, field

from orchestrator.model.look import JoinedBy
from orchestrator.model.observation import IdKind
from orchestrator.roads.joining import (
    Clash,
    Differs,
    Join,
    Joined,
    KitWord,
    KnownPrints,
    Print,
    join,
)

_MAKERS_OWN = ("M-0001", "M-0002", "M-0003")


@dataclass(frozen=True)
class PlayedPc:
    """One PC: the number of its row (None: the inventory has none), its unit, name, hardware."""

    row: int | None
    unit: str
    name: str
    hardware: frozenset[Print]


@dataclass
class PlayedDistrict:
    """What is known of rows; `truth` is which PC each answer was really of."""

    rows: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    units: dict[int, str] = field(default_factory=dict)
    names: dict[str, dict[int, bool]] = field(default_factory=lambda: defaultdict(dict))
    owners: dict[Print, dict[int, bool]] = field(default_factory=lambda: defaultdict(dict))
    of: dict[int, set[Print]] = field(default_factory=lambda: defaultdict(set))
    joined: list[tuple[int, JoinedBy, PlayedPc]] = field(default_factory=list)
    in_doubt: set[int] = field(default_factory=set)
    waiting: list[tuple[Join, PlayedPc]] = field(default_factory=list)

    def bring(self, pc: PlayedPc, chosen: int | None) -> None:
        """Let an answer come home."""
        word = KitWord(unit=pc.unit, chosen=chosen, name=pc.name, hardware=pc.hardware)
        known = KnownPrints(owners=self.owners, of=self.of, units=self.units)
        found = join(word, self.rows[pc.unit], self.names, known)
        match found:
            case Joined(machine=row, by=by):
                self.joined.append((row, by, pc))
                self._learn(row, pc, sure=by.is_sure)
                return
            case Clash(machines=machines):
                self.in_doubt |= machines
            case Differs(machine=row):
                self.in_doubt.add(row)
            case _:
                pass
        self.waiting.append((found, pc))

    def _learn(self, row: int, pc: PlayedPc, *, sure: bool) -> None:
        self.names[pc.name][row] = self.names[pc.name].get(row, False) or sure
        for one in pc.hardware:
            self.owners[one][row] = self.owners[one].get(row, False) or sure
            self.of[row].add(one)

    @property
    def wrong(self) -> list[tuple[int, JoinedBy]]:
        """The joins to a row that is another PC's."""
        return [(row, by) for row, by, pc in self.joined if row != pc.row]

    @property
    def wrong_unseen(self) -> list[int]:
        """The rows that are shown as sure and hold another PC's answer."""
        sure = {row for row, by, _ in self.joined if by.is_sure} - self.in_doubt
        return [row for row, by in self.wrong if row in sure and by.is_sure]


def play(seed: int, pcs: int, known: float) -> PlayedDistrict:
    """Bring all PCs of a district home, and those that no inventory has.

    Args:
        seed: Of all that is drawn.
        pcs: How many PCs have a row.
        known: The share of rows whose PC's name the inventory knows.
    """
    chance = random.Random(seed)  # noqa: S311 - plays, keeps no secret
    district, found = PlayedDistrict(), list[PlayedPc]()
    for row in range(1, pcs + 1):
        unit = f"u{row % max(1, pcs // 100)}"
        pc = PlayedPc(row, unit, f"pc-{row}", frozenset(_hardware(row, chance)))
        district.rows[unit].add(row)
        district.units[row] = unit
        if chance.random() < known:
            district.names[pc.name][row] = True
        found.append(pc)
    runs = [(pc, _chosen(pc, district, chance)) for pc in found]
    runs.extend(  # one PC for its whole school
        (pc, chance.choice(sorted(district.rows[pc.unit])))
        for pc in chance.sample(found, max(1, pcs // 35))
    )
    for n in range(pcs // 50):
        unit = chance.choice(found).unit
        stranger = PlayedPc(None, unit, f"x-{n}", frozenset(_hardware(pcs + 1 + n, chance)))
        runs.append((stranger, None))
    chance.shuffle(runs)
    for pc, chosen in runs:
        district.bring(pc, chosen)
    return district


def _hardware(number: int, chance: random.Random) -> list[Print]:
    cards = [(IdKind.ADAPTER, f"{number}.{n}") for n in range(chance.choice((1, 1, 2)))]
    luck = chance.random()
    if luck < 0.1:
        return cards
    board = chance.choice(_MAKERS_OWN) if luck < 0.2 else f"B-{number}"
    return [*cards, (IdKind.HARDWARE, board)]


def _chosen(pc: PlayedPc, district: PlayedDistrict, chance: random.Random) -> int | None:
    """Return what its user chooses: the kit asks only where the PC's name is no row's."""
    if pc.row in district.names.get(pc.name, {}):
        return None
    if chance.random() < 0.05:
        return chance.choice(sorted(district.rows[pc.unit]))
    return pc.row
