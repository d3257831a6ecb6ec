"""The addresses in a text that lists DNS servers."""

import re
from collections.abc import Iterator

from orchestrator.checks.values import address

_BETWEEN = re.compile(r"[ ,;]+")


def servers(text: str) -> Iterator[str]:
    """Yield the servers in a text; Windows parts them by blanks, commas or semicolons."""
    for word in _BETWEEN.split(text):
        found = address(word)
        if found is not None:
            yield found
