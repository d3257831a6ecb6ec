"""Ranges in the names of hosts: `hs-[01:32]`, `[01:20:2]`, `[a:f]`, several in one name."""

from collections.abc import Sequence
from string import ascii_letters

from orchestrator.inventory.addresses import split_port

MAX_HOSTS = 100_000


def expand(pattern: str) -> tuple[tuple[str, ...], int | None]:
    """Return the names that a host's key stands for, and the port that it gives them.

    Raises:
        ValueError: The key cannot be expanded; the message says why.
    """
    name, port = split_port(pattern)
    names: tuple[str, ...] = ("",)
    rest = name
    while "[" in rest:
        head, written, rest = _cut(rest)
        values = _values(written)
        if len(names) * len(values) > MAX_HOSTS:
            raise ValueError(f"it stands for more than {MAX_HOSTS} hosts")
        names = tuple(before + head + value for before in names for value in values)
    return tuple(before + rest for before in names), port


def _cut(text: str) -> tuple[str, str, str]:
    head, _, after = text.partition("[")
    written, closed, rest = after.partition("]")
    if not closed or "]" in head or "|" in text:
        raise ValueError("its brackets do not close")
    return head, written, rest


def _values(written: str) -> Sequence[str]:
    """Return the values of `begin:end` or `begin:end:step`; zeros in front set the width."""
    begin, end, step = _bounds(written)
    if begin.isdecimal() and end.isdecimal():
        return _numbers(begin, end, step)
    if len(begin) == len(end) == 1 and begin in ascii_letters and end in ascii_letters:
        first, last = ascii_letters.index(begin), ascii_letters.index(end)
        if first > last:
            raise ValueError(f"the range [{written}] ends before it begins")
        return ascii_letters[first : last + 1 : step]
    raise ValueError(f"the range [{written}] is neither of numbers nor of single letters")


def _bounds(written: str) -> tuple[str, str, int]:
    parts = written.split(":")
    if not written.isascii() or len(parts) not in {2, 3}:
        raise ValueError(f"the range [{written}] is not begin:end or begin:end:step")
    begin, end, step = (*parts, "1")[:3]
    if not end:
        raise ValueError(f"the range [{written}] has no end")
    if not step.isdecimal() or int(step) == 0:
        raise ValueError(f"the range [{written}] has no positive step")
    return begin or "0", end, int(step)


def _numbers(begin: str, end: str, step: int) -> Sequence[str]:
    numbers = range(int(begin), int(end) + 1, step)
    if len(numbers) > MAX_HOSTS:
        raise ValueError(f"it stands for more than {MAX_HOSTS} hosts")
    if begin[0] != "0" or begin == "0":
        return [str(number) for number in numbers]
    if len(begin) != len(end):
        raise ValueError("the two ends of a range with leading zeros must be equally long")
    return [str(number).zfill(len(begin)) for number in numbers]
