"""Somebody who looks on while many things are gone through, and may show how far it is."""

from collections.abc import Iterable
from typing import Protocol, TypeVar

_Item = TypeVar("_Item")


class Watch(Protocol):
    """What is handed the things before they are gone through; it yields each of them."""

    def __call__(self, items: Iterable[_Item], total: int, /) -> Iterable[_Item]:
        """Yield the items; there are `total` of them."""


def unwatched(items: Iterable[_Item], _total: int, /) -> Iterable[_Item]:
    """Return the items: nobody looks on."""
    return items
