"""Quotation marks around a name: YAML knows only two kinds, Word and Excel type others."""

from orchestrator.errors import Place
from orchestrator.files.problems import Problems
from orchestrator.text.message import say

_MARKS = "\"'`´“”„‟‘’‚‛«»‹›＂＇"  # noqa: RUF001 - those that are typed
_ENDS = f"{_MARKS} "


def refuse_quoted(name: str, place: Place | None, problems: Problems) -> None:
    """Refuse a name that stands in quotation marks, or has lost one of a pair.

    Whoever signs a letter would find them there. Marks inside of a name may be part of it, and so
    may a pair at one end.

    Args:
        name: What a person wrote.
        place: Where.
        problems: Where it is noted.
    """
    bare = unquoted(name)
    if bare == name:
        return
    mend = say("mend.write", word=bare) if bare else say("mend.name_bare")
    problems.add(place, say("field.quoted", word=name), mend)


def unquoted(name: str) -> str:
    """Return a name without quotation marks that are not its own."""
    bare = name.strip(_ENDS)
    marked, own = (any(mark in text for mark in _MARKS) for text in (name, bare))
    return bare if marked and not own else name
