"""How a match is told on a terminal: where it is listed, and what holds; safe to look at."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from orchestrator.model.indicator import Allowed, Kind, Scope
from orchestrator.text.catalogue import Catalogue
from orchestrator.text.defang import defang
from orchestrator.text.visible import visible

if TYPE_CHECKING:  # rooms are imported when they run, so that --help stays fast
    from orchestrator.sweep import Match


def match_lines(found: "Match", words: Catalogue) -> Iterator[str]:
    """Yield the lines that explain a match in the language of `words`."""
    one = found.indicator
    for cited in one.citations:
        place = visible(f"{cited.list}:{cited.line} ({cited.version})")
        listed = shown(cited.published)
        if cited.confidence is not None:
            listed = words("ioc.sure", value=listed, confidence=cited.confidence)
        yield f"{place}: {listed}"
    yield words("ioc.sources", n=len(one.lists))
    if one.scope is Scope.EXACT and one.kind is Kind.DOMAIN:
        yield words("ioc.exact_only")
    if one.valid_from:
        yield words("ioc.valid_from", day=day_of(one.valid_from))
    if one.valid_until:
        yield words("ioc.valid_until", day=day_of(one.valid_until))
    if one.shared:
        yield words("ioc.shared", owner=one.shared)
    if found.allowed:
        yield allowed_line(found.allowed, words)


def allowed_line(entry: Allowed, words: Catalogue) -> str:
    """Return who answers for an entry of an allow list, why, and until when."""
    place, until = f"{entry.list}:{entry.line}", day_of(date.fromisoformat(entry.expires))
    owner, reason = visible(entry.owner), visible(entry.reason)
    return words("ioc.allowed", owner=owner, reason=reason, day=until, place=visible(place))


def shown(value: str) -> str:
    """Return a value as a person reads it: defanged, and nothing hidden in it."""
    return visible(defang(value))


def day_of(moment: date) -> str:
    """Return a day as its list gives it, in no time zone of ours."""
    return f"{moment:%d/%m/%Y}"
