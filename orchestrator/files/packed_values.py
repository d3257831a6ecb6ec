"""Many values of which one at a time is looked at: the others lie packed."""

import pickle
import zlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import TypeVar, overload

T = TypeVar("T")

_LEVEL = 1
FEW = 200
"""More than a district has units; to open one again and again takes its time."""


class PackedValues(Sequence[T]):
    """A sequence that holds its values packed, and opens one when it is asked for.

    The one that was opened last stays open. Values are our own frozen ones, made in this process
    and never anybody else's; of each, whoever asks twice gets an equal one.
    """

    def __init__(self, values: Iterable[T], few: int = FEW) -> None:
        """Pack values as they come; so many and less stay open."""
        left = iter(values)
        first = tuple(islice(left, few + 1))
        self._whole = first if len(first) <= few else None
        self._packed = [] if self._whole is not None else list(map(_pack, chain(first, left)))
        self._open: tuple[int, T] | None = None

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[T, ...]: ...
    def __getitem__(self, at: int | slice) -> T | tuple[T, ...]:
        """Open one value, or some."""
        if isinstance(at, slice):
            return tuple(self[one] for one in range(*at.indices(len(self))))
        if self._whole is not None:
            return self._whole[at]
        place = range(len(self._packed))[at]
        if self._open is None or self._open[0] != place:
            value: T = pickle.loads(zlib.decompress(self._packed[place]))  # noqa: S301 - see class
            self._open = place, value
        return self._open[1]

    def __iter__(self) -> Iterator[T]:
        """Open one value after the other."""
        return (self[at] for at in range(len(self)))

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._packed if self._whole is None else self._whole)

    def __eq__(self, other: object) -> bool:
        """Whether another sequence has the same values."""
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        """Return what a tuple of the values has."""
        return hash(tuple(self))

    def __repr__(self) -> str:
        """Say how many there are."""
        return f"PackedValues({len(self)})"


def _pack(value: object) -> bytes:
    return zlib.compress(pickle.dumps(value, pickle.HIGHEST_PROTOCOL), _LEVEL)
