"""STIX 2 patterns to the values that they compare with."""

import re
from collections.abc import Iterator

from orchestrator.ioc.reading.line_tokens import refang
from orchestrator.model.indicator import Unused

# Possessive throughout: a pattern made to cost time costs a bounded look at each place.
_TERM = re.compile(
    r"(?P<denied>\bNOT\s{1,9}+)?(?<![A-Za-z0-9:-])"
    r"(?P<path>[a-z0-9-]{1,64}+:(?:[\w.'\"-]|\[(?:\*|\d{1,9})\]){1,100}+)\s{0,9}+"
    r"(?P<negated>NOT\s+)?(?P<operator>=|!=|IN|LIKE|MATCHES|ISSUBSET)\s{0,9}+"
    r"(?P<values>'(?:[^'\\]|\\.)*+'|\((?:[^()']|'(?:[^'\\]|\\.)*+')*+\))"
)
_QUOTED = re.compile(r"'((?:[^'\\]|\\.)*+)'")
_NETWORK = re.compile(
    r"(?:domain-name|ipv4-addr|ipv6-addr|url):value"
    r"|domain-name:resolves_to_refs\[\*\]\.value"
    r"|network-traffic:(?:dst|src)_ref\.value"
)
_SILENT = re.compile(r"network-traffic:(?:(?:dst|src)_(?:ref\.type|port)|protocols.*)")
_OPERATORS = ("=", "IN", "ISSUBSET")
MAX_PATTERN_CHARS = 64 * 1024


def terms(pattern: str) -> Iterator[tuple[str, str | Unused]]:
    """Yield each value that a pattern names, refanged, or with the reason why it is of no use."""
    for term in _TERM.finditer(pattern):
        if _SILENT.fullmatch(term["path"]):
            continue
        negated = term["negated"] or term["denied"]
        used = not negated and term["operator"] in _OPERATORS
        for quoted in _QUOTED.findall(term["values"]):
            value = re.sub(r"\\(.)", r"\1", quoted)
            network = _NETWORK.fullmatch(term["path"])
            yield value, refang(value) if network and used else _unused(term["path"])


def _unused(path: str) -> Unused:
    if "hashes" in path:
        return Unused.HASH
    if path.startswith("email"):
        return Unused.EMAIL
    return Unused.FILE_NAME if path.startswith("file:") else Unused.OTHER_TYPE
