"""Which addresses something is to be said of, found by one look; of most there is nothing."""

import ipaddress
from bisect import bisect_right
from collections.abc import Iterable, Iterator


class Noted:
    """IPv4 ranges, merged where they meet."""

    def __init__(self, networks: Iterable[ipaddress.IPv4Network]) -> None:
        """Take the ranges in any order."""
        merged = tuple(_merged(networks))
        self._firsts = tuple(first for first, _ in merged)
        self._lasts = tuple(last for _, last in merged)

    def touch(self, first: int, last: int) -> bool:
        """Whether any address from the first to the last is in one of the ranges."""
        at = bisect_right(self._firsts, last)
        return at > 0 and self._lasts[at - 1] >= first


def _merged(networks: Iterable[ipaddress.IPv4Network]) -> Iterator[tuple[int, int]]:
    bounds = sorted((int(one.network_address), int(one.broadcast_address)) for one in networks)
    if not bounds:
        return
    first, last = bounds[0]
    for next_first, next_last in bounds[1:]:
        if next_first > last:
            yield first, last
            first = next_first
        last = max(last, next_last)
    yield first, last
