"""What `ioc check` and `ioc scan` share: the lists they ask, and how they tell a match."""

import argparse
from collections.abc import Iterator, Mapping

from orchestrator.ioc.cache import load_table
from orchestrator.match import Match
from orchestrator.model.indicator import Indicator
from orchestrator.model.table import IocTable
from orchestrator.sweep.clock import now
from orchestrator.text.defang import defang
from orchestrator.text.visible import visible

SCHEMA = 1
NOTHING_LISTED, SOMETHING_LISTED, BAD_INPUT = 0, 3, 2


def table_of(args: argparse.Namespace) -> IocTable:
    """Return the lists that the options name.

    Raises:
        ListError: They cannot be used.
    """
    return load_table(args.iocs, sinkholes=args.sinkholes, today=now().date(), state=args.state)


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


def indicator_as_text(one: Indicator) -> Iterator[str]:
    """Yield one line for each place that lists an indicator, safe to look at."""
    for cited in one.citations:
        place = visible(f"{cited.list}:{cited.line} ({cited.version})")
        yield f"{place}: {shown(cited.published)}"


def shown(value: str) -> str:
    """Return a value as a person reads it: defanged, and nothing hidden in it."""
    return visible(defang(value))
