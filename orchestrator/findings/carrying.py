"""What a look met, carried over to a newer list: what stays, what comes, what is let go.

Every source has its own newest word. A list that lacks a source says nothing for it, so what that
source named stays as it was.
"""

from collections import defaultdict, deque
from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct, field
from msgspec.structs import replace

from orchestrator.model.look import Dropped, DroppedBy, Excuse, Met


class ListWord(Struct, frozen=True, kw_only=True):
    """What a newer list says of what looks met by older ones.

    Attributes:
        sha256: Its digest.
        at: Since when it is in force (aware).
        files: The sources that it holds, but for those that may lack what they have not let go.
        authorities: Those whose publisher speaks for himself, each since when.
        asked: The values that were met.
        naming: Of each of them that is still listed, the sources that name it.
    """

    sha256: str
    at: datetime
    files: frozenset[str]
    authorities: Mapping[str, datetime] = field(default_factory=dict)
    asked: frozenset[str]
    naming: Mapping[str, frozenset[str]]


_Key = tuple[object, ...]


def carried(old: tuple[Met, ...], new: tuple[Met, ...], word: ListWord) -> tuple[Met, ...]:
    """Return what a look met by all lists so far.

    Args:
        old: What it met by the lists before.
        new: What it meets by the newer one.
        word: What the newer one says.
    """
    places: defaultdict[_Key, deque[int]] = defaultdict(deque)
    for place, one in enumerate(new):
        places[_key(one)].append(place)
    kept: list[Met] = []
    for one in old:
        same = places[_key(one)]
        kept.append(_met_again(one, new[same.popleft()], word) if same else _unmet(one, new, word))
    left = sorted(place for some in places.values() for place in some)
    return (*kept, *(new[place] for place in left))


def untouched(one: Met, word: ListWord) -> Met:
    """Return what was met as a newer list leaves it that meets its evidence as the last one did.

    Such a list still lists the value, or the last one did not list it either.
    """
    if one.dropped is not None or not one.sources:
        return one
    sources = _sources(one, word)
    return _left_with(one, sources, word) if sources else _gone(one, word)


def _key(one: Met) -> _Key:
    seen = (one.value, one.klass, one.status, one.check, one.observed)
    return (*seen, one.span, one.process, one.raw, one.counts)


def _met_again(one: Met, again: Met, word: ListWord) -> Met:
    return replace(
        again,
        since=one.since,
        since_list=one.since_list,
        sources=_sources(one, word),
        edited=one.dropped is None and _is_edited(one, word),
        excuse=_excuse(one.excuse, again.excuse),
    )


def _excuse(old: Excuse | None, new: Excuse | None) -> Excuse | None:
    """Return the newer excuse: one that says the same is in force as long as the older."""
    if old is None or new is None:
        return new
    moved = replace(old.entry, list=new.entry.list, line=new.entry.line)
    return replace(new, since=old.since) if moved == new.entry else new


def _sources(one: Met, word: ListWord) -> tuple[str, ...]:
    """Return who names a value now: those that the list lacks said so last, the others say it."""
    untold = frozenset(one.sources) - word.files
    return tuple(sorted(untold | word.naming.get(one.value, frozenset())))


def _unmet(one: Met, new: tuple[Met, ...], word: ListWord) -> Met:
    """Return what the newer list does not meet: let go where no source has another word."""
    if one.dropped is not None or not one.sources:
        return one
    sources = _sources(one, word)
    untold = not word.files.issuperset(one.sources)
    if untold or (sources and _is_met_otherwise(one, new)):
        return _left_with(one, sources, word)
    return _gone(one, word)


def _left_with(one: Met, sources: tuple[str, ...], word: ListWord) -> Met:
    return replace(one, sources=sources, edited=_is_edited(one, word))


def _gone(one: Met, word: ListWord) -> Met:
    """Return that it is met no more.

    It is its publishers' word where each of them spoke for himself and names it no more; one list
    among them that was edited in the district makes it an act like any other.
    """
    named = word.naming.get(one.value, frozenset()).intersection(one.sources)
    edited = _is_edited(one, word) or bool(named)
    by = DroppedBy.HERE if edited else DroppedBy.AUTHORITY
    gone = Dropped(list=word.sha256, at=word.at, by=by)
    return replace(one, sources=(), edited=edited, dropped=gone)


def _is_edited(one: Met, word: ListWord) -> bool:
    """Whether a list that somebody keeps here has let it go, now or before."""
    naming = word.naming.get(one.value, frozenset())
    let_go = word.files.intersection(one.sources) - naming
    return one.edited or not all(_speaks(name, one, word) for name in let_go)


def _speaks(name: str, one: Met, word: ListWord) -> bool:
    """Whether a list's publisher has spoken for himself ever since it was met."""
    since = word.authorities.get(name)
    return since is not None and since <= one.since


def _is_met_otherwise(one: Met, new: tuple[Met, ...]) -> bool:
    """Whether the same was met by an indicator that is more specific: both still list it."""
    return any(
        other.counts and (other.check, other.observed) == (one.check, one.observed) for other in new
    )
