"""How many rows of one machine are read: rows are capped as bytes are.

A byte of a row costs nothing and a row does: it becomes an observation, is matched, judged, and
kept with its names and addresses. What is beyond a cap is not looked at, and its check then has no
answer; what stood before it was seen.
"""

from collections.abc import Iterable, Iterator, Mapping

from msgspec.structs import replace

from orchestrator.checks.base import Part
from orchestrator.checks.frame import Section
from orchestrator.model.answer import Answer, Answered, NotApplicable, Unanswered, Unread
from orchestrator.model.observation import (
    CachedName,
    Connection,
    Observation,
    OwnAddress,
    ResolverSetting,
    mentioned,
)

MOST_ROWS = 32_768
"""Of one section: twice the ports that Windows gives out to connections; no log, cache or list of
programs comes near."""

MOST_LONG_ROWS = 131_072
"""Of a section that is long on honest machines (`Parts.long`): a hosts file of 4 MiB that blocks
advertisements has so many lines, and so has a cache that prints eight of them a record."""

MOST_IN_ALL = MOST_LONG_ROWS + 2 * MOST_ROWS
"""Of all sections of one machine together."""

MOST_VALUES = MOST_LONG_ROWS
"""Names and addresses of one check: a row may hold very many."""

_FLOODED = "flooded"
_PLAIN = (Connection, CachedName, ResolverSetting, OwnAddress)  # of one name or address each


def within_caps(
    sections: Iterable[Section], long: Mapping[str, tuple[str, ...]]
) -> Iterator[Section]:
    """Yield sections with no more rows than are read; one that has more is `flooded`.

    Args:
        sections: As they were printed.
        long: For each check the names of its sections that may be long.
    """
    left = MOST_IN_ALL
    for section in sections:
        is_long = section.part.name in long.get(section.check, ())
        most = min(MOST_LONG_ROWS if is_long else MOST_ROWS, left)
        rows = section.part.body.count(b"\n")
        left -= min(rows, most)
        yield section if rows <= most else replace(section, part=_first(section.part, most))


def _first(part: Part, most: int) -> Part:
    """Return a section with its first rows alone; one that was not read says why by itself."""
    rows = part.body.split(b"\n", most)[:most]
    body = b"".join(row + b"\n" for row in rows)
    return replace(flooded(part, most) if part.status == "ok" else part, body=body)


def flooded(part: Part, most: int = MOST_ROWS) -> Part:
    """Return a section as one that has more rows than are read."""
    return replace(part, status=_FLOODED, detail=f"more than {most} rows")


def is_flooded(answer: Answer) -> bool:
    """Whether a check has no answer because there was too much of it."""
    return isinstance(answer, Unanswered) and answer.reason is Unread.FLOODED


def told_within_caps(answer: Answer, parts: Iterable[Part]) -> Answer:
    """Return an answer that tells no more than is kept of one machine, and is one only if whole.

    Args:
        answer: What the check's reader made of its sections.
        parts: Those sections: a reader may pass one over that was flooded.
    """
    if isinstance(answer, NotApplicable):
        return answer
    kept = _kept(answer.observations)
    if len(kept) < len(answer.observations):
        detail = f"more than {MOST_VALUES} names and addresses"
    elif isinstance(answer, Answered):
        detail = next((part.detail for part in parts if part.status == _FLOODED), "")
    else:
        return answer
    if not detail:
        return answer
    return Unanswered(
        reason=Unread.FLOODED,
        detail=detail,
        source=answer.source,
        observations=kept,
        notes=answer.notes,
    )


def _kept(observations: tuple[Observation, ...]) -> tuple[Observation, ...]:
    """Return the observations for whose names and addresses there is room, in their order."""
    left = MOST_VALUES
    kept = []
    for one in observations:
        values = 1 if isinstance(one, _PLAIN) else max(map(len, mentioned(one)))
        if values <= left:
            left -= values
            kept.append(one)
    return tuple(kept)
