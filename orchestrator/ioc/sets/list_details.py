"""What is told of a list wherever it is named: its figures, and each indicator with its places."""

from collections.abc import Mapping

from orchestrator.model.indicator import Indicator, context_as_json
from orchestrator.model.ioc_table import IocTable, spans
from orchestrator.model.result import ListInfo


def info(table: IocTable) -> ListInfo:
    """Return the figures of a list; known sinkholes are tools, and not counted as listed."""
    sinkholes = table.columns.sinkholes
    listed = {
        group: len(span) - sum(number in span for number in sinkholes)
        for group, span in spans(table.columns.sizes).items()
    }
    return ListInfo(
        sha256=table.sha256,
        indicators=sum(listed.values()),
        dated=table.dated,
        files=table.files,
        refused=table.refused,
        warnings=table.warnings,
        allowed=table.allowed,
        domains=listed["domain"],
        addresses=listed["address"] + listed["port"],
        ranges=listed["cidr4"] + listed["cidr6"],
    )


def indicator_as_json(one: Indicator) -> Mapping[str, object]:
    """Return an indicator as JSON data; moments are ISO."""
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
        "sources": len(one.lists),
        "confidence": one.confidence,
        "citations": [
            {
                "list": cited.list,
                "version": cited.version,
                "line": cited.line,
                "published": cited.published,
                "confidence": cited.confidence,
                "context": context_as_json(cited.context) if cited.context else None,
            }
            for cited in one.citations
        ],
    }
