"""A set of indicators as columns: a million of them in a fraction of the memory of objects."""

from dataclasses import dataclass, field

from orchestrator.model.indicator import Allowed, ListFile, Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class IocTable:
    """A set of indicators, each a number: its place in `values` and its line in `records`.

    `values` holds the groups one after the other: domains, addresses, addresses that a port
    narrows (`address port`), IPv4 ranges, IPv6 ranges, URLs; `sizes` has the length of each.
    `records` has one line of JSON for each value: its citations as `[list, line, published]`
    (a number of `lists`; `published` only where it is not the value itself; a fourth member is
    the confidence), then an object with what differs from an indicator's defaults.
    `lists` are the names and versions that citations carry.
    """

    sizes: tuple[int, int, int, int, int, int]
    values: tuple[str, ...] = field(repr=False)
    records: bytes = field(repr=False)
    lists: tuple[tuple[str, str], ...]
    files: tuple[ListFile, ...]
    refused: tuple[Refusal, ...] = field(repr=False)
    sha256: str
    dated: str
    warnings: tuple[str, ...]
    allowed: tuple[Allowed, ...] = ()
