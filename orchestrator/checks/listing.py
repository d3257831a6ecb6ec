"""All that is to be known of the checks before they are asked: for people and for programs."""

from collections.abc import Iterator
from textwrap import TextWrapper

from orchestrator.checks import ALL
from orchestrator.checks.base import Check, Mark, Right
from orchestrator.errors import UsageError
from orchestrator.model.rules import RULES
from orchestrator.text.catalogue import Catalogue
from orchestrator.text.message import say

PARTS = ("title", "question", "asks", "needs", "lost", "blind", "cost")
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


def beyond(right: Right) -> tuple[Check, ...]:
    """Return the checks that want more of an account than a right on Windows; required ones first.

    Args:
        right: What the account has; the later in `Right`, the more.
    """
    ladder = tuple(Right)
    more = (one for one in ALL if ladder.index(one.windows_right) > ladder.index(right))
    return tuple(sorted(more, key=lambda one: one.id not in RULES.required))


def losses(right: Right, words: Catalogue) -> tuple[str, ...]:
    """Return a line for each check that an account with that right may leave unread."""
    return tuple(_loss(check, words) for check in beyond(right))


def _loss(check: Check, words: Catalogue) -> str:
    title, lost = (words(f"check.{check.id}.{part}") for part in ("title", "lost"))
    mark = f" ({words('checks.required_mark')})" if check.id in RULES.required else ""
    return f"{title}{mark}: {lost}"


def as_sheet(check: Check, words: Catalogue) -> str:
    """Return all of one check: what the list says, its arguments, its canary and its sources."""
    return "\n".join((*_paragraphs(check, words), *_details(check, words)))


def _fields(check: Check, words: Catalogue) -> dict[str, object]:
    return {
        "id": check.id,
        **{part: words(f"check.{check.id}.{part}") for part in PARTS},
        "windows_right": check.windows_right,
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
    yield _entry(words("checks.right"), words.word("right", check.windows_right))
    yield _entry(words("checks.lost"), text("lost"))
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
