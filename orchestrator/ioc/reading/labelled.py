"""Values behind the word for their kind: `domain:bad.example`, `ip=192.0.2.7`, `full:a.example`."""

import re

from orchestrator.ioc.reading.normalise import Value, normalise
from orchestrator.model.indicator import Unused

_LABELLED = re.compile(r"(?P<label>[a-z][a-z0-9_-]{0,30})[:=](?P<value>(?!//).+)", re.IGNORECASE)
# Also those of lists of domains that routers and proxies read.
_ANNOUNCING = frozenset(
    (
        *("domain", "host", "hostname", "fqdn", "dns", "full", "suffix", "domain-suffix"),
        *("host-suffix", "domain-full", "ip", "ipv4", "ipv6", "ip4", "ip6", "ip-cidr", "ip-cidr6"),
        *("cidr", "addr", "address", "dst", "src", "c2", "url", "uri", "ioc", "indicator"),
    )
)
_EXPRESSIONS = frozenset(("keyword", "domain-keyword", "regexp", "regex", "domain-regex"))


def labelled(text: str) -> Value | Unused | None:
    """Return what a word announces, None where no word does.

    Args:
        text: One refanged text that is no value as it stands.
    """
    found = _LABELLED.fullmatch(text)
    if found is None:
        return None
    label = found["label"].lower().replace("_", "-")
    if label in _EXPRESSIONS:
        return Unused.EXPRESSION
    return normalise(found["value"]) if label in _ANNOUNCING else None
