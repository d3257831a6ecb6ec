"""What the sections of a damaged answer show, each read as if no other had come."""

from collections.abc import Iterator
from itertools import chain

from orchestrator.checks.base import Context, Part, Parts, Reader
from orchestrator.checks.odd_rows import as_setting
from orchestrator.checks.sections import sight, text_lines
from orchestrator.model.answer import Answer, NotApplicable
from orchestrator.model.observation import Mentioned, Observation, mentioned

_MOST = 32  # no script prints as many sections for a check; of more each is read by its words


def salvaged(
    answer: Answer, parts: tuple[Part, ...], whole: Parts, read: Reader, context: Context
) -> tuple[Observation, ...]:
    """Return what an answer shows, and what sections show that its reader passed over.

    Args:
        answer: What the reader made of all sections together.
        parts: The sections, in the order printed.
        whole: What the script prints.
        read: The reader.
        context: What it needs besides.
    """
    seen = () if isinstance(answer, NotApplicable) else answer.observations
    found = chain(seen, _each(parts, whole, read, context))
    # The same row may be read twice, once with the program behind it and once without.
    return tuple({_key(one): one for one in reversed(tuple(found))}.values())[::-1]


def _key(one: Observation) -> tuple[type, str, Mentioned]:
    return type(one), one.raw, mentioned(one)


def _each(
    parts: tuple[Part, ...], whole: Parts, read: Reader, context: Context
) -> Iterator[Observation]:
    explaining = tuple(one for one in parts[:_MOST] if one.name in whole.bare)
    for place, one in enumerate(parts):
        if not whole.knows(one.name) or place >= _MOST:
            yield from _by_words(one, context)
        elif one.name not in whole.bare:
            answer = read((*explaining, one), context)
            yield from () if isinstance(answer, NotApplicable) else answer.observations


def _by_words(part: Part, context: Context) -> Iterator[Observation]:
    seen = sight(part, context)
    for line in text_lines(part.body):
        yield from as_setting(line, seen)
