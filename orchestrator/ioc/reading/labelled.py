"""Values behind the word for their kind: `domain:bad.example`, `ip=192.0.2.7`, `full:a.example`."""

import re

from orchestrator.ioc.reading.normalise import Value, normalise
from orchestrator.ioc.reading.tables.type_words import folded, type_of
from orchestrator.model.indicator import Unused

_LABELLED = re.compile(r"(?P<label>[^\W\d_][\w-]{1,30})[:=](?P<value>(?!//).+)", re.DOTALL)
# Of lists of domains that routers and proxies read.
_ANY_KIND = ("full", "domain suffix", "domain full", "host suffix")
_EXPRESSIONS = ("keyword", "domain keyword", "regexp", "regex", "domain regex")


def labelled(text: str) -> Value | Unused | None:
    """Return what a word announces, None where no word does.

    Args:
        text: One refanged text that is no value as it stands.
    """
    found = _LABELLED.fullmatch(text)
    if found is None:
        return None
    label = folded(found["label"])
    if label in _EXPRESSIONS:
        return Unused.EXPRESSION
    announced = label in _ANY_KIND or isinstance(type_of(label), frozenset)
    return normalise(found["value"]) if announced else None
