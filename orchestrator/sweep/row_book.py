"""What is known of rows while answers are given theirs: names, hardware; each answer adds to it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from msgspec import Struct

from orchestrator import evidence
from orchestrator.model.observation import IdKind
from orchestrator.roads.joining import (
    Join,
    KitWord,
    KnownPrints,
    Print,
    folded_name,
    join,
)

_KINDS = {"board": IdKind.HARDWARE, "card": IdKind.ADAPTER}
_NAME, _BOX = "name", "box"
Kept = Iterable[tuple[str, str]]
"""What a machine is recognised by, as it is kept: kinds and values."""


class UnitRows(Struct, frozen=True):
    """The rows of a unit as a sweep has them: by their names, and by their numbers."""

    by_name: Mapping[str, evidence.Stored]
    by_number: Mapping[int, evidence.Stored]


class RowBook:
    """The rows of a state folder, and what they are recognised by."""

    def __init__(self, store: evidence.Store) -> None:
        """Read what is kept."""
        self._store = store
        self._names: defaultdict[str, dict[int, bool]] = defaultdict(dict)
        self._owners: defaultdict[Print, dict[int, bool]] = defaultdict(dict)
        self._of: defaultdict[int, set[Print]] = defaultdict(set)
        self._places = store.machine_numbers()
        self._units = {number: unit for number, (unit, _) in self._places.items()}
        self._scopes: dict[tuple[str, str], UnitRows] = {}
        for number, (_, name) in self._places.items():
            self._names[folded_name(name)][number] = True
        for kind, value, number, sure in store.prints():
            self._learn(number, kind, value, sure=sure)

    def learn(self, number: int, prints: Kept, *, sure: bool) -> None:
        """Know what a row is recognised by; `sure` if that is more than somebody's choice."""
        for kind, value in prints:
            self._learn(number, kind, value, sure=sure)

    def _learn(self, number: int, kind: str, value: str, *, sure: bool) -> None:
        if kind == _NAME:
            known = self._names[value]
            known[number] = known.get(number, False) or sure
            return
        for one in _prints(kind, value):
            owners = self._owners[one]
            owners[number] = owners.get(number, False) or sure
            self._of[number].add(one)

    def rows(self, sweep: str, unit: str) -> UnitRows:
        """Return the rows of a unit as a sweep has them."""
        if (sweep, unit) not in self._scopes:
            found: defaultdict[str, list[evidence.Stored]] = defaultdict(list)
            for one in self._store.machines(sweep):
                found[one.scoped.row.unit].append(one)
            for code in (unit, *tuple(found)):
                self._scopes[sweep, code] = UnitRows(
                    {one.scoped.row.machine: one for one in found[code]},
                    {one.number: one for one in found[code]},
                )
        return self._scopes[sweep, unit]

    def place(self, number: int) -> str:
        """Return a row's `UNIT/MACHINE`."""
        return "/".join(self._places[number])

    def join(self, said: KitWord, rows: UnitRows) -> Join:
        """Return whose an answer is among the rows of its unit."""
        prints = KnownPrints(owners=self._owners, of=self._of, units=self._units)
        return join(said, rows.by_number.keys(), self._names, prints)


def _prints(kind: str, value: str) -> Iterable[Print]:
    """Return what a kept value is of hardware: a box is its board, or else all its cards."""
    if kind in _KINDS:
        return ((_KINDS[kind], value),)
    if kind != _BOX:
        return ()
    words = value.split(" ")
    if all(":" in word for word in words):
        return tuple((IdKind.ADAPTER, word) for word in words)
    return ((IdKind.HARDWARE, value),)
