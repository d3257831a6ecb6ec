"""What reports say, in the reader's language: texts by id, numbers and dates as written there."""

import string
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum

from orchestrator.errors import UsageError
from orchestrator.text import en, vi

NOTHING = "\u2013"  # an en dash: there is nothing to say here
_VIETNAM = timezone(timedelta(hours=7))  # Asia/Ho_Chi_Minh has had no other offset since 1975


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a sentence; `strong` where the catalogue stresses it."""

    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The texts of one language.

    A text names its fields in braces: `{n}` writes a number as the language does,
    `{n:machine|machines}` the number with its word, singular or plural.
    """

    lang: str
    texts: Mapping[str, str] = field(repr=False)

    def __call__(self, key: str, /, **fields: object) -> str:
        """Return a text with its fields filled in; KeyError for an unknown id or field."""
        return self._filled(self.texts[key], fields)

    def rich(self, key: str, /, **fields: object) -> tuple[Span, ...]:
        """Return a text in pieces; `*` in the catalogue, never in a field, turns stress."""
        pieces = self.texts[key].split("*")
        spans = (
            Span(self._filled(piece, fields), strong=bool(at % 2))
            for at, piece in enumerate(pieces)
        )
        return tuple(span for span in spans if span.text)

    def word(self, family: str, value: StrEnum) -> str:
        """Return the text of a member of a closed set: id `family.value`."""
        return self.texts[f"{family}.{value}"]

    def word_or(self, family: str, value: str) -> str:
        """Return the text of a word of an open set, or the word itself where there is none."""
        return self.texts.get(f"{family}.{value}", value)

    def number(self, value: int) -> str:
        """Return a whole number with the language's thousands mark: `3.448`."""
        grouped = f"{value:,}"
        return grouped.replace(",", ".") if self.lang == "vi" else grouped

    def percent(self, part: int, whole: int) -> str:
        """Return a share with one decimal, cut and not rounded: 100 % means all of them."""
        if not whole:
            return NOTHING
        tenths = part * 1000 // whole
        mark = "," if self.lang == "vi" else "."
        return f"{tenths // 10}{mark}{tenths % 10}%"

    def day(self, moment: datetime | date | str) -> str:
        """Return a date as dd/mm/yyyy; a text that is no ISO date comes back as it is."""
        if isinstance(moment, str):
            return _day_of(moment)
        local = moment.astimezone(_VIETNAM) if isinstance(moment, datetime) else moment
        return f"{local:%d/%m/%Y}"

    def clock(self, moment: datetime) -> str:
        """Return the time of day in Vietnam, to the minute."""
        return f"{moment.astimezone(_VIETNAM):%H:%M}"

    def moment(self, moment: datetime) -> str:
        """Return date and time in Vietnam, to the second."""
        return f"{moment.astimezone(_VIETNAM):%d/%m/%Y %H:%M:%S}"

    def _filled(self, text: str, fields: Mapping[str, object]) -> str:
        return _Writer(self).vformat(text, (), fields)


class _Writer(string.Formatter):
    """Fills fields: numbers as the language writes them, with their word if one is given."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def format_field(self, value: object, format_spec: str) -> str:
        if not isinstance(value, int):
            return str(value)
        number = self._catalogue.number(value)
        if not format_spec:
            return number
        one, _, many = format_spec.partition("|")
        return f"{number} {one if value == 1 else many}"


def catalogue(lang: str) -> Catalogue:
    """Return the catalogue of `vi` or `en`.

    Raises:
        UsageError: There is none for that language.
    """
    known = {"vi": vi.TEXTS, "en": en.TEXTS}
    if lang not in known:
        raise UsageError.one(f"no reports in the language '{lang}'", "Choose vi or en")
    return Catalogue(lang, known[lang])


def iso(moment: datetime) -> str:
    """Return a moment for data: UTC to the second, `2022-09-12T01:08:00Z`."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _day_of(text: str) -> str:
    try:
        return f"{date.fromisoformat(text):%d/%m/%Y}"
    except ValueError:
        return text
