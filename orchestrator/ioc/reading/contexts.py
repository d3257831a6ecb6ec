"""What lists say of an indicator beside its value, from the words that they use for it."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from orchestrator.model.indicator import ListedContext, Tlp

_MAX_CHARS, _MAX_TAGS = 300, 20
_EMPTY = frozenset(("", "-", "none", "n/a", "na", "null", "unknown", "không rõ", "không có"))
_TLP = re.compile(
    r"(?:.*?\btlp[:=\s_]*)?\"?(clear|white|green|amber\+strict|amber|red)\"?", re.IGNORECASE
)
_SPELT = {"white": Tlp.CLEAR}
_PARTS = re.compile(r"[,;|\n]")


class Undated(NamedTuple):
    """What a list says of a value beside dates, each text shortened."""

    family: str
    tags: tuple[str, ...]
    phases: tuple[str, ...]
    tlp: Tlp | None
    description: str
    source: str


def context_of(
    *,
    family: str = "",
    tags: Iterable[str] = (),
    first_seen: str = "",
    last_seen: str = "",
    phases: Iterable[str] = (),
    tlp: Tlp | None = None,
    description: str = "",
    source: str = "",
) -> ListedContext | None:
    """Return what a list says, shortened; None where it says nothing.

    Tags that are a TLP mark count as one, those that name a phase as a phase.
    """
    undated = undated_of(
        family=family, tags=tags, phases=phases, tlp=tlp, description=description, source=source
    )
    return with_dates(undated, first_seen, last_seen)


def undated_of(
    *,
    family: str = "",
    tags: Iterable[str] = (),
    phases: Iterable[str] = (),
    tlp: Tlp | None = None,
    description: str = "",
    source: str = "",
) -> Undated:
    """Return the part of a context that many values share; see `context_of`."""
    marks = [word for word in map(said, tags) if word]
    levels = [level for word in marks if "tlp" in word.lower() and (level := tlp_of(word))]
    steps = [word.rpartition(":")[2] for word in marks if word.startswith("kill-chain:")]
    others = [
        word for word in marks if "tlp" not in word.lower() and not word.startswith("kill-chain:")
    ]
    return Undated(
        family=said(family),
        tags=tuple(dict.fromkeys(others))[:_MAX_TAGS],
        phases=tuple(dict.fromkeys((*filter(None, map(said, phases)), *steps)))[:_MAX_TAGS],
        tlp=strictest((*((tlp,) if tlp else ()), *levels)),
        description=said(description),
        source=said(source),
    )


def with_dates(undated: Undated, first_seen: str, last_seen: str) -> ListedContext | None:
    """Return a whole context; None where nothing is said."""
    return _shared(undated, said(first_seen), said(last_seen))


def tlp_of(text: str) -> Tlp | None:
    """Return the mark that a text is: `TLP:AMBER+STRICT`, `white`; None if it is none."""
    found = _TLP.fullmatch(text.strip())
    if found is None:
        return None
    word = found[1].lower()
    return _SPELT.get(word) or Tlp(word)


def strictest(levels: Iterable[Tlp]) -> Tlp | None:
    """Return the mark that lets the fewest people read."""
    return max(levels, key=tuple(Tlp).index, default=None)


def parted(text: str) -> tuple[str, ...]:
    """Return the words of a cell that holds several."""
    return tuple(filter(None, (part.strip() for part in _PARTS.split(text))))


def said(text: str) -> str:
    """Return a text on one line, shortened; empty where it only says that nothing is known."""
    line = " ".join(text.split())
    if line.lower() in _EMPTY:
        return ""
    return line if len(line) <= _MAX_CHARS else f"{line[:_MAX_CHARS]}…"


@lru_cache(maxsize=4096)
def _shared(undated: Undated, first_seen: str, last_seen: str) -> ListedContext | None:
    """Return one object for all values of which the same is said."""
    if not (first_seen or last_seen or any(undated)):
        return None
    family, tags, phases, tlp, description, source = undated
    return ListedContext(
        family=family,
        tags=tags,
        first_seen=first_seen,
        last_seen=last_seen,
        phases=phases,
        tlp=tlp,
        description=description,
        source=source,
    )
