"""What is known of rows while answers are given theirs: names, hardware; each answer adds to it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

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
        self._scopes: dict[tuple[str, str], Mapping[str, evidence.Stored]] = {}
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

    def rows(self, sweep: str, unit: str) -> Mapping[str, evidence.Stored]:
        """Return the rows of a unit as a sweep has them, by name."""
        if (sweep, unit) not in self._scopes:
            found: defaultdict[str, dict[str, evidence.Stored]] = defaultdict(dict)
            for one in self._store.machines(sweep):
                found[one.scoped.row.unit][one.scoped.row.machine] = one
            for code, rows in found.items():
                self._scopes[sweep, code] = rows
            self._scopes.setdefault((sweep, unit), {})
        return self._scopes[sweep, unit]

    def place(self, number: int) -> str:
        """Return a row's `UNIT/MACHINE`."""
        return "/".join(self._places[number])

    def join(self, said: KitWord, rows: Mapping[str, evidence.Stored]) -> Join:
        """Return whose an answer is among the rows of its unit."""
        prints = KnownPrints(owners=self._owners, of=self._of, units=self._units)
        return join(said, {one.number for one in rows.values()}, self._names, prints)


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
