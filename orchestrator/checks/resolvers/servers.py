"""The addresses in a text that lists DNS servers, and those that a machine may ask."""

import ipaddress
import re
from collections.abc import Iterator, Mapping

from orchestrator.checks.values import address
from orchestrator.text.message import say

_BETWEEN = re.compile(r"[\s,;]+")


def servers(text: str) -> Iterator[str]:
    """Yield the servers in a text; white space, commas or semicolons part them."""
    for word in _BETWEEN.split(text):
        found = address(word)
        if found is not None:
            yield found


def wrong_arguments(arguments: Mapping[str, object]) -> Mapping[str, str]:
    """Return what is wrong with `approved`: it takes a list of addresses and ranges, or a text."""
    given = arguments.get("approved", ())
    words = _BETWEEN.split(given.strip()) if isinstance(given, str) else given
    if not isinstance(words, list | tuple):
        return {"approved": say("question.addresses")}
    wrong = next((word for word in words if not _is_network(word)), None)
    return {} if wrong is None else {"approved": say("question.no_network", word=repr(wrong))}


def _is_network(word: object) -> bool:
    try:
        ipaddress.ip_network(str(word).strip(), strict=False)
    except ValueError:
        return False
    # A bare number is an address to Python (1 is 0.0.0.1), and surely not to its writer.
    return isinstance(word, str)
