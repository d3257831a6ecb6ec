"""`ipconfig /displaydns` by the shape of its blocks and by type numbers, never by its words.

    <name that was asked for>
    ----------------------------------------
    <label> : <name of the record>
    <label> : <type, a number>
    <label> : <time to live, seconds>
    <label> : <length>
    <label> : <section, a word>
    <label> : <data>

Further records of the block follow after an empty line. A block with no label at all says, in
some language, that there is no such name or no such record.
"""

import re
from collections.abc import Iterator

from msgspec import Struct

_RULE = re.compile(r"\s*-{4,}\s*")
_FIELDS = 5  # the data may be missing


class DisplayedRecord(Struct, frozen=True, kw_only=True):
    """One record of a block, or a block that has none: then `owner` is None."""

    asked: str
    owner: str | None
    record_type: int = 0
    ttl_s: int | None = None
    data: str = ""
    raw: str


class OddBlock(Struct, frozen=True, kw_only=True):
    """Lines of a block, or of one of its records, that have another shape."""

    text: str


def records(text: str) -> Iterator[DisplayedRecord | OddBlock]:
    """Yield every record of every block, in order; text before the first block is passed over."""
    lines = [line.rstrip() for line in text.split("\n")]
    rules = [at for at, line in enumerate(lines) if _RULE.fullmatch(line)]
    for place, at in enumerate(rules):
        end = rules[place + 1] - 1 if place + 1 < len(rules) else len(lines)
        asked = lines[at - 1].strip() if at else ""
        block = lines[at + 1 : max(end, at + 1)]
        if asked:
            yield from _block(asked, block)
        else:
            yield OddBlock(text=_said(lines[at : at + 1] + block))


def _block(asked: str, lines: list[str]) -> Iterator[DisplayedRecord | OddBlock]:
    groups = [group for group in _groups(lines) if any(":" in line for line in group)]
    if not groups:
        yield DisplayedRecord(asked=asked, owner=None, raw=f"{asked}: {_said(lines)}")
    for group in groups:
        yield _record(asked, group)


def _said(lines: list[str]) -> str:
    return " ".join(line.strip() for line in lines if line)


def _groups(lines: list[str]) -> Iterator[list[str]]:
    """Yield the runs of lines that are not empty."""
    group: list[str] = []
    for line in (*lines, ""):
        if line:
            group.append(line)
        elif group:
            yield group
            group = []


def _record(asked: str, group: list[str]) -> DisplayedRecord | OddBlock:
    values = [line.partition(":")[2].strip() for line in group if ":" in line]
    if len(values) < _FIELDS or not all(value.isdecimal() for value in values[1:4]):
        return OddBlock(text=f"{asked}: {_said(group)}")
    return DisplayedRecord(
        asked=asked,
        owner=values[0],
        record_type=int(values[1][:5]),
        ttl_s=int(values[2][:10]),
        data=values[5] if values[_FIELDS:] else "",
        raw="\n".join(line.strip() for line in group),
    )
