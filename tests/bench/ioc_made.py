"""Made lists and logs of any size; nothing is ever sent to a value of them."""

import random
from collections.abc import Sequence

from orchestrator.model.indicator import Citation, Indicator, IocSet, Kind


def values(count: int, rng: random.Random) -> tuple[list[str], list[str], list[str]]:
    """Return distinct domains (85 %), IPv4 addresses (14 %) and ranges (1 %)."""
    names = {
        f"{rng.getrandbits(44):x}.{rng.choice('abcdefgh')}{n}.test"
        for n in range(count * 85 // 100)
    }
    addresses = {_address(rng, 0) for _ in range(count * 14 // 100)}
    ranges = {f"{_address(rng, 8)}/24" for _ in range(count // 100)}
    return sorted(names), sorted(addresses), sorted(ranges)


def iocs(names: Sequence[str], addresses: Sequence[str], ranges: Sequence[str]) -> IocSet:
    """Return them as a set, as a list with one value a line gives it."""
    kinds = ((Kind.DOMAIN, names), (Kind.IPV4, addresses), (Kind.CIDR4, ranges))
    listed = [(kind, value) for kind, group in kinds for value in group]
    return IocSet(
        indicators=tuple(
            Indicator(
                value=value,
                kind=kind,
                citations=(Citation(list="made.txt", version="1", line=line, published=value),),
            )
            for line, (kind, value) in enumerate(listed, start=1)
        ),
        files=(),
        refused=(),
        sha256="0" * 64,
        dated="2026-11-01",
    )


def plain_values(count: int, rng: random.Random) -> list[str]:
    """Return unlisted names and addresses as a network asks for them."""
    names = [f"host{n}.site{n % 997}.example" for n in range(count * 9 // 10)]
    return names + [_address(rng, 0, 224) for _ in range(count - len(names))]


def planted(
    names: Sequence[str], addresses: Sequence[str], ranges: Sequence[str], each: int
) -> list[str]:
    """Return values that are listed: names, subdomains, addresses, addresses in ranges."""
    inside = [one.rpartition(".")[0] + ".77" for one in ranges[:each]]
    return [*names[:each], *(f"www.{n}" for n in names[-each:]), *addresses[:each], *inside]


def repeated(distinct: Sequence[str], count: int, rng: random.Random) -> list[str]:
    """Return `count` of the values; a few come very often, most hardly ever."""
    weights = [1 / rank**0.9 for rank in range(1, len(distinct) + 1)]
    return rng.choices(distinct, weights, k=count)


def _address(rng: random.Random, zero_bits: int, first: int | None = None) -> str:
    number = rng.randrange(0x0B000000, 0x60000000) >> zero_bits << zero_bits
    head = number >> 24 if first is None else first
    return f"{head}.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
