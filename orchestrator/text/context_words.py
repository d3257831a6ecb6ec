"""What a list says of an indicator, on one line for people."""

from orchestrator.model.indicator import ListedContext
from orchestrator.text.catalogue import Catalogue
from orchestrator.text.defang import defang

_JOINT = "; "


def context_words(context: ListedContext, words: Catalogue) -> str:
    """Return everything that a context says, each part with its name; names are defanged."""
    said = {
        "family": context.family,
        "tags": ", ".join(context.tags),
        "phase": ", ".join(context.phases),
        "first_seen": context.first_seen,
        "last_seen": context.last_seen,
        "description": defang(context.description),
        "source": defang(context.source),
    }
    parts = [
        words("ioc.said", what=words(f"seen_as.{key}"), text=text)
        for key, text in said.items()
        if text
    ]
    return _JOINT.join([f"TLP:{context.tlp}".upper(), *parts] if context.tlp else parts)
