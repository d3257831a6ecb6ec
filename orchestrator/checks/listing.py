"""All that is to be known of the checks before they are asked: for people and for programs."""

from collections.abc import Iterator
from textwrap import TextWrapper

from orchestrator.checks import ALL
from orchestrator.checks.base import Check, Mark
from orchestrator.errors import UsageError
from orchestrator.model.rules import RULES
from orchestrator.text.catalogue import Catalogue
from orchestrator.text.message import say

PARTS = ("title", "question", "asks", "needs", "blind", "cost")
"""What each check has a text for, in each language: the id is `check.<check>.<part>`."""

_WIDTH = 100
_LINES = TextWrapper(
    width=_WIDTH,
    initial_indent="  ",
    subsequent_indent="    ",
    break_long_words=False,
    break_on_hyphens=False,
)


def find(name: str) -> Check:
    """Return a check by its id.

    Raises:
        UsageError: There is none of that name.
    """
    found = next((check for check in ALL if check.id == name), None)
    if found is None:
        known = say("checks.known", names=", ".join(check.id for check in ALL))
        raise UsageError.one(say("checks.unknown", name=name), known)
    return found


def as_json(checks: tuple[Check, ...], words: Catalogue) -> dict[str, object]:
    """Return the checks as `checks --json` prints them; texts are in the language of `words`."""
    return {"lang": words.lang, "checks": [_fields(one, words) for one in checks]}


def as_text(checks: tuple[Check, ...], words: Catalogue) -> str:
    """Return what each check asks, needs, cannot see and costs, and by what it is judged."""
    return "\n\n".join("\n".join(_paragraphs(check, words)) for check in checks)


def as_sheet(check: Check, words: Catalogue) -> str:
    """Return all of one check: what the list says, its arguments, its canary and its sources."""
    return "\n".join((*_paragraphs(check, words), *_details(check, words)))


def _fields(check: Check, words: Catalogue) -> dict[str, object]:
    return {
        "id": check.id,
        **{part: words(f"check.{check.id}.{part}") for part in PARTS},
        "required": check.id in RULES.required,
        "control": check.control,
        "rule": check.rule,
        "judged": _judged(check, words),
        "arguments": list(check.arguments),
        "shows": [kind.__name__ for kind in check.shows],
        "canary": list(check.canary),
        "letter": check.letter,
        "sources": list(check.sources),
    }


def _paragraphs(check: Check, words: Catalogue) -> Iterator[str]:
    def text(part: str) -> str:
        return words(f"check.{check.id}.{part}")

    yield f"{check.id}: {text('title')}"
    yield _LINES.fill(text("question"))
    yield _entry(words("checks.asks"), text("asks"))
    yield _entry(words("checks.needs"), text("needs"))
    yield _entry(words("checks.blind"), text("blind"))
    yield _entry(words("checks.cost"), text("cost"))
    code = f"{check.control}. " if check.control else ""
    yield _entry(words("checks.control"), f"{code}{_judged(check, words)}")
    if check.id in RULES.required:
        yield _LINES.fill(words("checks.required"))


def _details(check: Check, words: Catalogue) -> Iterator[str]:
    if check.arguments:
        yield _entry(words("checks.arguments"), ", ".join(check.arguments))
    marks = words("checks.canary_marks", marks=_marks(check, words))
    yield _entry(words("checks.canary"), marks)
    yield _entry(words("checks.letter"), check.letter)
    yield _entry(words("checks.sources"), "; ".join(check.sources))


def _entry(head: str, text: str) -> str:
    return _LINES.fill(f"{head}: {text}")


def _judged(check: Check, words: Catalogue) -> str:
    return words(f"judged.{check.rule or 'none'}")


def _marks(check: Check, words: Catalogue) -> str:
    match check.canary:
        case (Mark.NAME,):
            return words("checks.mark_name")
        case (Mark.ADDRESS,):
            return words("checks.mark_address")
        case _:
            return words("checks.mark_both")
