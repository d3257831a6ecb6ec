"""What a person reads, in their own language: texts by id, numbers and dates as written there."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache

from msgspec import Struct

from orchestrator.errors import UsageError
from orchestrator.model.local_time import VIETNAM
from orchestrator.text.message import Message, say
from orchestrator.text.template import filled, number
from orchestrator.text.topics import LANGUAGES, template

NOTHING = "\u2013"  # an en dash: there is nothing to say here


class TextSpan(Struct, frozen=True):
    """A piece of a sentence; `strong` where the catalogue stresses it."""

    text: str
    strong: bool = False


class Catalogue(Struct, frozen=True):
    """The texts of one language, `vi` or `en`; how they are written, `text.template` says."""

    lang: str

    def __call__(self, key: str, /, **fields: object) -> str:
        """Return a text with its fields filled in; KeyError for an unknown id or field."""
        return self._filled(self._template(key), fields) if fields else _unfilled(self.lang, key)

    def __contains__(self, key: str) -> bool:
        return template(self.lang, key) is not None

    def text(self, said: str) -> str:
        """Return a message in this language; any other text comes back as it is."""
        return self(said.id, **said.fields) if isinstance(said, Message) else said

    def rich(self, key: str, /, **fields: object) -> tuple[TextSpan, ...]:
        """Return a text in pieces; `*` in the catalogue, never in a field, turns stress."""
        pieces = self._template(key).split("*")
        spans = (
            TextSpan(self._filled(piece, fields), strong=bool(at % 2))
            for at, piece in enumerate(pieces)
        )
        return tuple(span for span in spans if span.text)

    def word(self, family: str, value: StrEnum) -> str:
        """Return the text of a member of a closed set: id `family.value`."""
        return self(f"{family}.{value}")

    def word_or(self, family: str, value: str) -> str:
        """Return the text of a word of an open set, or the word itself where there is none."""
        key = f"{family}.{value}"
        return self(key) if key in self else value

    def number(self, value: int) -> str:
        """Return a whole number with the language's thousands mark: `3.448`."""
        return number(value, self.lang)

    def decimal(self, value: float) -> str:
        """Return a number with one decimal: `1,5` in Vietnamese."""
        return f"{value:.1f}".replace(".", self._point)

    def percent(self, part: int, whole: int) -> str:
        """Return a share with one decimal, cut and not rounded: 100 % means all of them."""
        if not whole:
            return NOTHING
        tenths = part * 1000 // whole
        return f"{tenths // 10}{self._point}{tenths % 10}%"

    def day(self, moment: datetime | date | str) -> str:
        """Return a date as dd/mm/yyyy; a text that is no ISO date comes back as it is."""
        if isinstance(moment, str):
            return _day_of(moment)
        local = moment.astimezone(VIETNAM) if isinstance(moment, datetime) else moment
        return f"{local:%d/%m/%Y}"

    def clock(self, moment: datetime) -> str:
        """Return the time of day in Vietnam, to the minute."""
        return f"{moment.astimezone(VIETNAM):%H:%M}"

    def moment(self, moment: datetime) -> str:
        """Return date and time in Vietnam, to the second."""
        return f"{moment.astimezone(VIETNAM):%d/%m/%Y %H:%M:%S}"

    @property
    def _point(self) -> str:
        return "," if self.lang == "vi" else "."

    def _template(self, key: str) -> str:
        text = template(self.lang, key)
        if text is None:
            raise KeyError(key)
        return text

    def _filled(self, text: str, fields: Mapping[str, object]) -> str:
        said = {
            name: self.text(value) if isinstance(value, Message) else value
            for name, value in fields.items()
        }
        return filled(text, said, self.lang)


@cache
def _unfilled(lang: str, key: str) -> str:
    """Return a text without fields: a page says the same few of them thousands of times."""
    text = template(lang, key)
    if text is None:
        raise KeyError(key)
    return filled(text, {}, lang)


def catalogue(lang: str) -> Catalogue:
    """Return the catalogue of `vi` or `en`.

    Raises:
        UsageError: There is none for that language.
    """
    if lang not in LANGUAGES:
        raise UsageError.one(say("language.unknown", word=lang), say("language.mend.choose"))
    return Catalogue(lang)


def iso(moment: datetime) -> str:
    """Return a moment for data: UTC to the second, `2022-09-12T01:08:00Z`."""
    return f"{moment.astimezone(UTC).isoformat(timespec='seconds').removesuffix('+00:00')}Z"


def iso_day(moment: datetime) -> str:
    """Return a moment's day in Vietnam for data and comparing: `2022-09-12`."""
    return f"{moment.astimezone(VIETNAM):%Y-%m-%d}"


def _day_of(text: str) -> str:
    try:
        return f"{date.fromisoformat(text):%d/%m/%Y}"
    except ValueError:
        return text
