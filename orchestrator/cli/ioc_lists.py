"""What `ioc check` and `ioc scan` share: the lists they ask, and how they tell a match."""

import argparse
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import date

from orchestrator.cli.list_warnings import tell
from orchestrator.ioc.sets.table_cache import load_table
from orchestrator.match import Match
from orchestrator.model.indicator import Allowed, Indicator, IocTable, Kind, Scope
from orchestrator.sweep.clock import now
from orchestrator.text.catalogue import Catalogue
from orchestrator.text.defang import defang
from orchestrator.text.visible import visible

SCHEMA = 1
NOTHING_LISTED, SOMETHING_LISTED, BAD_INPUT = 0, 3, 2


def table_of(args: argparse.Namespace) -> IocTable:
    """Return the lists that the options name, and tell what is doubtful about them.

    Raises:
        ListError: They cannot be used.
    """
    table = load_table(
        args.iocs,
        sinkholes=args.sinkholes,
        allow=args.allow,
        today=now().date(),
        state=args.state,
    )
    tell(table.warnings, args.lang)
    return table


def lists_as_json(table: IocTable) -> list[Mapping[str, object]]:
    """Return the files that were asked."""
    return [
        {"name": file.name, "sha256": file.sha256, "dated": file.dated, "count": file.indicators}
        for file in table.files
    ]


def match_as_json(found: Match) -> Mapping[str, object]:
    """Return a match: the rule, and the indicator with every place that lists it."""
    return {
        "rule": found.rule.value,
        "weak": found.weakness is not None,
        "weakness": found.weakness,
        "allowed": asdict(found.allowed) if found.allowed else None,
        "indicator": indicator_as_json(found.indicator),
    }


def indicator_as_json(one: Indicator) -> Mapping[str, object]:
    """Return an indicator with every place that lists it; values raw, as published."""
    return {
        "value": one.value,
        "kind": one.kind.value,
        "port": one.port,
        "scope": one.scope.value,
        "class": one.klass.value,
        "valid_from": one.valid_from.isoformat() if one.valid_from else None,
        "valid_until": one.valid_until.isoformat() if one.valid_until else None,
        "test": one.test,
        "shared": one.shared,
        "sources": len(_sources(one)),
        "confidence": _confidence(one),
        "citations": [
            {
                "list": cited.list,
                "version": cited.version,
                "line": cited.line,
                "published": cited.published,
                "confidence": cited.confidence,
            }
            for cited in one.citations
        ],
    }


def match_as_text(found: Match, words: Catalogue) -> Iterator[str]:
    """Yield the lines that explain a match, safe to look at: where it is listed, and what holds.

    Args:
        found: The match.
        words: Those of the reader's language.
    """
    one = found.indicator
    for cited in one.citations:
        place = visible(f"{cited.list}:{cited.line} ({cited.version})")
        listed = shown(cited.published)
        if cited.confidence is not None:
            listed = words("ioc.sure", value=listed, confidence=cited.confidence)
        yield f"{place}: {listed}"
    yield words("ioc.sources", n=len(_sources(one)))
    if one.scope is Scope.EXACT and one.kind is Kind.DOMAIN:
        yield words("ioc.exact_only")
    if one.valid_from:
        yield words("ioc.valid_from", day=_day(one.valid_from))
    if one.valid_until:
        yield words("ioc.valid_until", day=_day(one.valid_until))
    if one.shared:
        yield words("ioc.shared", owner=one.shared)
    if found.allowed:
        yield allowed_as_text(found.allowed, words)


def allowed_as_text(entry: Allowed, words: Catalogue) -> str:
    """Return who answers for an entry of an allow list, why, and until when."""
    place, until = f"{entry.list}:{entry.line}", _day(date.fromisoformat(entry.expires))
    owner, reason = visible(entry.owner), visible(entry.reason)
    return words("ioc.allowed", owner=owner, reason=reason, day=until, place=visible(place))


def _day(moment: date) -> str:
    return f"{moment:%d/%m/%Y}"


def _sources(one: Indicator) -> frozenset[str]:
    return frozenset(cited.list for cited in one.citations)


def _confidence(one: Indicator) -> int | None:
    """Return the highest confidence that a list states; lists are never averaged."""
    stated = (cited.confidence for cited in one.citations)
    return max((sure for sure in stated if sure is not None), default=None)


def shown(value: str) -> str:
    """Return a value as a person reads it: defanged, and nothing hidden in it."""
    return visible(defang(value))
