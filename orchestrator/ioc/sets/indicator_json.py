"""An indicator as JSON, with every place that lists it; values raw, as published."""

from collections.abc import Mapping

from orchestrator.model.indicator import Indicator, context_as_json


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
