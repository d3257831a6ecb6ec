"""Which row an answer is of that a kit brought: pure, and never a guess.

Hardware recognises, names help, and what a person chose is no proof: it joins where nothing speaks
against it, and says so for ever. A value that was seen on two rows recognises neither from then on.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping

from msgspec import Struct

from orchestrator.model.look import JoinedBy
from orchestrator.model.observation import Identifier, IdKind

_LABEL = 15  # characters that Windows keeps of a name where networks are older than DNS

Print = tuple[IdKind, str]
"""One thing that hardware is recognised by: the board's UUID, or a card's MAC address."""

Owners = Mapping[int, bool]
"""Rows, each with whether that they own a value is more than somebody's choice."""


class KitWord(Struct, frozen=True, kw_only=True):
    """What an answer says of whose it is.

    Attributes:
        unit: The unit's code for which the kit was made.
        chosen: The number of the row that a person chose, None if nobody did.
        name: What the PC calls itself, as `folded_name` has it; empty if it does not tell.
        hardware: What it is recognised by.
    """

    unit: str
    chosen: int | None = None
    name: str = ""
    hardware: frozenset[Print] = frozenset()


class Joined(Struct, frozen=True, kw_only=True):
    """It is of this row, for that reason."""

    machine: int
    by: JoinedBy


class Clash(Struct, frozen=True, kw_only=True):
    """What it says of itself speaks for several rows: all of them stand in doubt."""

    machines: frozenset[int]


class Differs(Struct, frozen=True, kw_only=True):
    """The row was another machine before: replaced, or not this one."""

    machine: int


class Unknown(Struct, frozen=True):
    """Nothing of it fits any row."""


Join = Joined | Clash | Differs | Unknown


class KnownPrints(Struct, frozen=True, kw_only=True):
    """What hardware is known of all rows of the district.

    Attributes:
        owners: The rows on which each value was seen.
        of: The values of each row.
        units: The unit of each row.
    """

    owners: Mapping[Print, Owners]
    of: Mapping[int, Collection[Print]]
    units: Mapping[int, str]


def folded_name(name: str) -> str:
    """Return a PC's name as names are compared: its first label, in no case."""
    return name.strip().partition(".")[0].casefold()[:_LABEL]


def hardware_of(told: Iterable[Identifier]) -> frozenset[Print]:
    """Return what of an answer's identifiers its hardware is recognised by."""
    kinds = (IdKind.HARDWARE, IdKind.ADAPTER)
    return frozenset((one.kind, one.value) for one in told if one.kind in kinds)


def join(
    said: KitWord,
    rows: Collection[int],
    names: Mapping[str, Owners],
    prints: KnownPrints,
) -> Join:
    """Return whose an answer is.

    Args:
        said: What it says.
        rows: The rows of its unit.
        names: What the PCs of these rows call themselves, as `folded_name` has it.
        prints: What hardware is known.
    """
    called = {row: sure for row, sure in names.get(said.name, {}).items() if row in rows}
    recognised = _recognised(said, called, prints)
    if len(recognised) > 1 or any(prints.units[row] != said.unit for row in recognised):
        return Clash(machines=frozenset(recognised) | _chosen(said))
    for row, sure in recognised.items():
        if said.chosen not in (None, row):
            return Clash(machines=frozenset((row,)) | _chosen(said))
        return Joined(machine=row, by=JoinedBy.HARDWARE if sure else JoinedBy.CHOICE)
    return (
        _by_name(said, called, prints)
        if said.chosen is None
        else _chosen_row(said.chosen, said, called, prints)
    )


def _chosen(said: KitWord) -> frozenset[int]:
    return frozenset() if said.chosen is None else frozenset((said.chosen,))


def _recognised(said: KitWord, called: Owners, prints: KnownPrints) -> dict[int, bool]:
    """Return the rows that own a value of its hardware, each with whether that is sure."""
    found: dict[int, bool] = {}
    for kind, value in said.hardware:
        owners = prints.owners.get((kind, value), {})
        for row, sure in owners.items() if len(owners) == 1 else ():
            named = row in called or row == said.chosen
            if kind is IdKind.ADAPTER or named or not _other_cards(said, row, prints):
                found[row] = found.get(row, False) or sure
    return found


def _other_cards(said: KitWord, row: int, prints: KnownPrints) -> bool:
    """Whether a board's UUID is all that is the same: makers leave one in many boards."""
    theirs = set(_cards(prints.of.get(row, ())))
    ours = set(_cards(said.hardware))
    return bool(theirs and ours) and theirs.isdisjoint(ours)


def _cards(prints: Iterable[Print]) -> Iterator[str]:
    return (value for kind, value in prints if kind is IdKind.ADAPTER)


def _by_name(said: KitWord, called: Owners, prints: KnownPrints) -> Join:
    """Return the one row that is called so, if the answer shows what hardware it is."""
    if len(called) != 1 or not said.hardware:
        return Unknown()
    ((row, sure),) = called.items()
    return _unless_other(row, JoinedBy.NAME if sure else JoinedBy.CHOICE, said, prints)


def _chosen_row(row: int, said: KitWord, called: Owners, prints: KnownPrints) -> Join:
    """Return the row that a person chose, where nothing speaks against it."""
    if called and row not in called:
        return Clash(machines=frozenset((row, *called)))
    if not said.hardware and row not in called:
        return Unknown()
    named = called.get(row, False) and len(called) == 1 and bool(said.hardware)
    return _unless_other(row, JoinedBy.NAME if named else JoinedBy.CHOICE, said, prints)


def _unless_other(row: int, by: JoinedBy, said: KitWord, prints: KnownPrints) -> Join:
    """Return the row, unless it was seen with other hardware.

    What cannot be compared (a board here, a card there) is no other, and no proof either.
    """
    theirs = frozenset(prints.of.get(row, ()))
    if not theirs or theirs & said.hardware:
        return Joined(machine=row, by=by)
    if {kind for kind, _ in theirs} & {kind for kind, _ in said.hardware}:
        return Differs(machine=row)
    return Joined(machine=row, by=JoinedBy.CHOICE)
