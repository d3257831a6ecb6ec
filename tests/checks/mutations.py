"""What can befall a script's output on its way: one change each, made from a seed.

Each mutation takes a whole output and a random source and returns another output, or None where
that output has nothing of the kind. What a reader could not notice is not made: a row among others
that goes away together with its count, or the empty line before a section that was never opened.
"""

import base64
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import NamedTuple

from orchestrator.checks.base import Parts
from tests.record import NONCE

MARK = f"@{NONCE} ".encode()
# The canary as it stands in texts, in addresses, and as /proc/net and JSON write its bytes.
_CANARY = (
    f"canary-{NONCE}".encode(),
    b":00c0:ffee:00c0:ffee:",
    b"EEFFC000",
    b"eeffc000",
    b"00c0ffee",
)
_COUNTED = re.compile(rb"(\S+ shut \S+ \S+ \S+) (\d+) (\d+) (\d+)(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """One section as it stands in an output: its first line, its body, the line that ends it."""

    opening: bytes
    body: bytes
    shut: bytes

    @property
    def part(self) -> str:
        return self.shut.split(b" ")[3].decode()

    @property
    def check(self) -> str:
        return self.shut.split(b" ")[2].decode()

    @property
    def packed(self) -> bool:
        return b" open64 " in self.opening

    def rows(self) -> list[bytes]:
        """Return the body's rows, each with its line end, base64 undone."""
        body = base64.b64decode(self.body) if self.packed else self.body[:-1]
        return body.splitlines(keepends=True) if b"\r" not in body else _lines(body)

    def with_rows(self, rows: list[bytes], *, counted: bool) -> "Printed":
        """Return the section with other rows; its counts say so, or say what they said."""
        body = b"".join(rows)
        shut = self.shut
        if counted:
            found = _COUNTED.fullmatch(shut)
            assert found is not None
            rest = b" %d %d" % (body.count(b"\n"), len(body))
            shut = found[1] + b" " + found[2] + rest + found[5]
        text = base64.b64encode(body) + b"\n" if self.packed else body + b"\n"
        return Printed(opening=self.opening, body=text, shut=shut)

    def whole(self) -> bytes:
        return self.opening + self.body + self.shut


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """A whole output of frame 2, taken apart at its lines."""

    head: bytes
    sections: tuple[Printed, ...]
    end: bytes

    def with_sections(self, *sections: Printed, renumbered: bool) -> bytes:
        """Return the output with other sections; renumbered, it says of itself that it is whole."""
        end, said = self.end, sections
        if renumbered:
            said = tuple(_numbered(one, at) for at, one in enumerate(sections, 1))
            words = self.end.split(b" ")
            end = b" ".join((*words[:4], b"%d\n" % len(sections)))
        return b"".join((self.head, *(one.whole() for one in said), end))

    def whole(self) -> bytes:
        return self.with_sections(*self.sections, renumbered=False)


Change = Callable[[Output, Random], "bytes | None"]


class Mutation(NamedTuple):
    """One way in which an output may change, by its name."""

    name: str
    change: Change


def take_apart(raw: bytes) -> Output:
    """Return the parts of a whole output."""
    head, sections, end = b"", [], b""
    opening, body = b"", b""
    for line in _lines(raw):
        verb = line.split(b" ")[1] if line.startswith(MARK) else b""
        if verb in (b"frame", b"fact"):
            head += line
        elif verb in (b"open", b"open64"):
            opening, body = line, body.strip()
        elif verb == b"shut":
            sections.append(Printed(opening=opening, body=body, shut=line))
            opening, body = b"", b""
        elif verb == b"done":
            # A golden may keep the empty line before a section of a check that it leaves out.
            end, body = line, body.strip()
        else:
            body += line
    assert not body
    return Output(head=head, sections=tuple(sections), end=end)


def joined(outputs: list[bytes]) -> bytes:
    """Return one output with the sections of several, renumbered, as if all were asked at once."""
    parts = [take_apart(raw) for raw in outputs]
    sections = (section for part in parts for section in part.sections)
    return parts[0].with_sections(*sections, renumbered=True)


def _lines(raw: bytes) -> list[bytes]:
    """Return the lines by LF alone, each with its end."""
    return re.findall(rb"[^\n]*\n|[^\n]+\Z", raw)


def _numbered(section: Printed, number: int) -> Printed:
    shut = _COUNTED.sub(rb"\g<1> %d \3 \4\5" % number, section.shut)
    return Printed(opening=section.opening, body=section.body, shut=shut)


def drop_a_line(output: Output, random: Random) -> bytes | None:
    lines = _lines(output.whole())
    # The empty line before a section that was never opened is nobody's.
    at = random.choice([at for at, line in enumerate(lines) if line.strip()])
    return b"".join(lines[:at] + lines[at + 1 :])


def double_a_line(output: Output, random: Random) -> bytes | None:
    lines = _lines(output.whole())
    at = random.randrange(len(lines))
    return b"".join(lines[: at + 1] + lines[at:])


def drop_a_section(output: Output, random: Random) -> bytes | None:
    at = random.randrange(len(output.sections))
    return output.with_sections(*_without(output, at), renumbered=False)


def double_a_section(output: Output, random: Random) -> bytes | None:
    """Say a section twice, in its place or at the end, with right numbers or without."""
    at = random.randrange(len(output.sections))
    to = random.choice((at, len(output.sections)))
    said = list(output.sections)
    said.insert(to, output.sections[at])
    return output.with_sections(*said, renumbered=random.random() < 0.5)


def swap_two_sections(output: Output, random: Random) -> bytes | None:
    if len(output.sections) == 1:
        return None
    said = list(output.sections)
    first, second = random.sample(range(len(said)), 2)
    said[first], said[second] = said[second], said[first]
    return output.with_sections(*said, renumbered=False)


def cut(output: Output, random: Random) -> bytes | None:
    raw = output.whole()
    return raw[: random.randrange(len(raw))]


def empty_a_section(output: Output, random: Random) -> bytes | None:
    at, section = _opened(output, random)
    return section and _with(output, at, section.with_rows([], counted=False))


def lose_all_rows(output: Output, random: Random) -> bytes | None:
    """Leave a section that has made rows without any, rightly counted."""
    at, section = _proven(output, random)
    return section and _with(output, at, section.with_rows([], counted=True))


def lose_a_made_row(output: Output, random: Random) -> bytes | None:
    """Take the made rows that begin a section, or those that end it; rightly counted."""
    at, section = _proven(output, random)
    if section is None:
        return None
    rows = section.rows()
    made = max(n for n in range(1, len(rows) // 2 + 1) if rows[:n] == rows[-n:])
    kept = random.choice((rows[made:], rows[:-made]))
    return _with(output, at, section.with_rows(kept, counted=True))


def change_a_row_count(output: Output, random: Random) -> bytes | None:
    """Drop or double a row, and leave the counts as they were."""
    at, section = _opened(output, random)
    if section is None or not section.rows():
        return None
    rows = section.rows()
    place = random.randrange(len(rows))
    changed = rows[:place] + random.choice(([], [rows[place]] * 2)) + rows[place + 1 :]
    return _with(output, at, section.with_rows(changed, counted=False))


def miscount(output: Output, random: Random) -> bytes | None:
    at = random.randrange(len(output.sections))
    section = output.sections[at]
    found = _COUNTED.fullmatch(section.shut)
    assert found is not None
    counts = [found[2], found[3], found[4]]
    which = random.randrange(3)
    counts[which] = random.choice((b"%d" % (int(counts[which]) + 1), b"", b"x", b"-1", b"\xd9\xa3"))
    shut = b" ".join((found[1], *counts)) + found[5]
    return _with(output, at, Printed(opening=section.opening, body=section.body, shut=shut))


def miscount_the_end(output: Output, random: Random) -> bytes | None:
    words = output.end.split()
    which = random.choice((3, 4))
    words[which] = random.choice((b"%d" % (int(words[which]) + 1), b"x", b"", b"0"))
    return output.whole().removesuffix(output.end) + b" ".join(words) + b"\n"


def more_behind_the_end(output: Output, random: Random) -> bytes | None:
    more = (output.end, output.sections[0].whole(), b"x", b"error: late\n", b"\0")
    return output.whole() + random.choice(more)


def lose_the_frame_line(output: Output, _random: Random) -> bytes | None:
    return output.whole().partition(b"\n")[2]


def alter_the_frame_line(output: Output, random: Random) -> bytes | None:
    first, _, rest = output.whole().partition(b"\n")
    other = (b"frame 1", b"frame 3", b"frame", b"frame 2 2", b"fr", b"Frame 2", b"frame two")
    return first.replace(b"frame 2", random.choice(other)) + b"\n" + rest


def alter_the_end_mark(output: Output, random: Random) -> bytes | None:
    other = (b"done 1", b"done 3", b"don", b"dones 2", b"Done 2", b"done 2 2", b"done two")
    end = output.end.replace(b"done 2", random.choice(other))
    cropped = random.choice((end, MARK + b"done\n", output.end[:-1], b" " + output.end))
    return output.whole().removesuffix(output.end) + cropped


def add_a_part(output: Output, random: Random) -> bytes | None:
    """Let a check say a part that its script does not have, and all numbers be right."""
    model = random.choice(output.sections)
    name = b"%s strange" % model.check.encode()
    more = Printed(
        opening=b"%sopen %s source\n" % (MARK, name),
        body=b"row\n\n",
        shut=b"%sshut %s ok 0 1 4 \n" % (MARK, name),
    )
    said = list(output.sections)
    said.insert(random.randint(0, len(said)), more)
    return output.with_sections(*said, renumbered=True)


def open_twice(output: Output, random: Random) -> bytes | None:
    at, section = _opened(output, random)
    if section is None:
        return None
    twice = Printed(opening=section.opening * 2, body=section.body, shut=section.shut)
    return _with(output, at, twice)


def lack_a_needed_part(output: Output, random: Random, parts: Mapping[str, Parts]) -> bytes | None:
    """Leave out a part that a whole answer has, and let all numbers be right."""
    needed = [
        at
        for at, section in enumerate(output.sections)
        if _is_needed(section, parts[section.check])
    ]
    if not needed:
        return None
    return output.with_sections(*_without(output, random.choice(needed)), renumbered=True)


def _is_needed(section: Printed, parts: Parts) -> bool:
    return section.part in (*parts.needed, *(second for _, second in parts.behind))


def _without(output: Output, at: int) -> tuple[Printed, ...]:
    return output.sections[:at] + output.sections[at + 1 :]


def _with(output: Output, at: int, section: Printed) -> bytes:
    said = (*output.sections[:at], section, *output.sections[at + 1 :])
    return output.with_sections(*said, renumbered=False)


def _is_made(row: bytes) -> bool:
    return any(mark in row for mark in _CANARY)


def _opened(output: Output, random: Random) -> tuple[int, Printed | None]:
    return _one(output, random, lambda section: bool(section.opening))


def _proven(output: Output, random: Random) -> tuple[int, Printed | None]:
    return _one(output, random, lambda one: bool(one.opening) and any(map(_is_made, one.rows())))


def _one(
    output: Output, random: Random, wanted: Callable[[Printed], bool]
) -> tuple[int, Printed | None]:
    places = [at for at, section in enumerate(output.sections) if wanted(section)]
    if not places:
        return 0, None
    at = random.choice(places)
    return at, output.sections[at]


_ANYWHERE: tuple[Change, ...] = (
    drop_a_line,
    double_a_line,
    drop_a_section,
    double_a_section,
    swap_two_sections,
    cut,
    empty_a_section,
    lose_all_rows,
    lose_a_made_row,
    change_a_row_count,
    miscount,
    miscount_the_end,
    more_behind_the_end,
    lose_the_frame_line,
    alter_the_frame_line,
    alter_the_end_mark,
    add_a_part,
    open_twice,
)


def mutations(parts: Mapping[str, Parts]) -> tuple[Mutation, ...]:
    """Return every mutation; `parts` says of each check which sections it needs."""
    without = partial(lack_a_needed_part, parts=parts)
    return (*(Mutation(way.__name__, way) for way in _ANYWHERE), Mutation("lack a part", without))
