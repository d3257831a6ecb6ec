"""What is doubtful about the lists in use, told on standard error beside any answer."""

import sys
from collections.abc import Iterable

from orchestrator.text.catalogue import catalogue
from orchestrator.text.list_warnings import list_warning
from orchestrator.text.visible import visible


def warn_of_lists(warnings: Iterable[str], lang: str) -> None:
    """Print one line for each warning about a list (`lang`: `vi` or `en`)."""
    words = catalogue(lang)
    for said in warnings:
        sentence = "".join(span.text for span in list_warning(said, words))
        sys.stderr.write(f"{words('ioc.warning', warning=visible(sentence))}\n")
