"""Typed reading of what people write into `unit:`, `district:` and their like."""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

from orchestrator.files.yaml_nodes import MapEntry, MapNode, ScalarNode, Vaulted
from orchestrator.inventory.problems import Problems
from orchestrator.text.message import say
from orchestrator.text.suggest import did_you_mean

_DATE = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")  # ISO 8601 has other forms, not for people
_Choice = TypeVar("_Choice", bound=Enum)
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class FieldReader:
    """The fields of one mapping; whatever is wrong with them is noted, and reads as None.

    Attributes:
        owner: What the mapping describes, for messages (`unit`).
        node: The mapping.
        problems: Where to note.
    """

    owner: str
    node: MapNode
    problems: Problems

    @classmethod
    def of(
        cls, entry: MapEntry, known: tuple[str, ...], problems: Problems
    ) -> "FieldReader | None":
        """Return the fields of a variable, its unknown ones noted; None if it is no mapping."""
        if not isinstance(entry.node, MapNode):
            what, mend = (
                say("field.mapping", name=entry.key.text),
                say("mend.mapping", first=known[0]),
            )
            problems.error(entry.node.place, what, mend)
            return None
        for field in entry.node.entries:
            if field.key.value not in known:
                _note_unknown(entry.key.text, field, known, problems)
        return cls(entry.key.text, entry.node, problems)

    def text(self, name: str) -> str | None:
        """Return a text that may be left out."""
        return self._read(name, text_of)

    def needed(self, name: str) -> str | None:
        """Return a text that must be there."""
        entry = self.node.find(name)
        if entry is None or entry.node.value is None or entry.node.value == "":
            place = entry.key.place if entry else self.node.place
            what = say("field.missing", owner=self.owner, name=name)
            self.problems.error(place, what, say("mend.add"))
            return None
        return text_of(entry, self.problems)

    def date(self, name: str) -> str | None:
        """Return a date in ISO form that may be left out."""
        return self._read(name, date_of)

    def needed_date(self, name: str) -> str | None:
        """Return a date in ISO form that must be there."""
        return self.date(name) if self.needed(name) is not None else None

    def choice(self, name: str, words: Mapping[str, _Value]) -> _Value | None:
        """Return what one of the known words stands for; one must be there."""
        entry = self.node.find(name)
        if self.needed(name) is None or entry is None:
            return None
        return choice_of(entry, words, self.problems)

    def count(self, name: str) -> int | None:
        """Return a whole number from 0 up that may be left out."""
        return self._read(name, count_of)

    def flag(self, name: str) -> bool:
        """Return true or false; left out is false."""
        return bool(self._read(name, flag_of))

    def entry(self, name: str) -> MapEntry | None:
        """Return a field as it is written, unless it is left empty."""
        entry = self.node.find(name)
        return entry if entry is not None and entry.node.value is not None else None

    def _read(
        self, name: str, read: Callable[[MapEntry, Problems], _Value | None]
    ) -> _Value | None:
        entry = self.entry(name)
        return None if entry is None else read(entry, self.problems)


def text_of(entry: MapEntry, problems: Problems) -> str | None:
    """Return a text; an unquoted number counts if nothing of it was lost (`203`, not `010`)."""
    node = entry.node
    if refused_as_vaulted(entry, problems):
        return None
    if isinstance(node, ScalarNode):
        if node.value is None:
            return None
        if node.text.strip() and _as_written(node.value) == node.text:
            return node.text
    if node.value == "" or not isinstance(node, ScalarNode):
        what = say("field.text", name=entry.key.text)
        problems.error(node.place, what, say("mend.in_quotes"))
    else:
        value = _as_written(node.value)
        what = say("field.lossy_text", name=entry.key.text, word=node.text, value=value)
        problems.error(node.place, what, say("mend.write", word=node.text))
    return None


def refused_as_vaulted(entry: MapEntry, problems: Problems) -> bool:
    """Note a vaulted value where one is needed that reports may show."""
    vaulted = isinstance(entry.node.value, Vaulted)
    if vaulted:
        what = say("vault.field", name=entry.key.text)
        problems.error(entry.node.place, what, say("mend.vault_only"))
    return vaulted


def date_of(entry: MapEntry, problems: Problems) -> str | None:
    """Return a date as ISO text."""
    text = text_of(entry, problems)
    if text is None:
        return None
    if _DATE.fullmatch(text) and (date := _date(text)) is not None:
        return date.isoformat()
    what = say("field.date", name=entry.key.text)
    problems.error(entry.node.place, what, say("mend.date"))
    return None


def _date(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def members(kind: type[_Choice]) -> Mapping[str, _Choice]:
    """Return the members of an enum by their words."""
    return {str(member.value): member for member in kind}


def choice_of(entry: MapEntry, words: Mapping[str, _Value], problems: Problems) -> _Value | None:
    """Return what one of the known words stands for."""
    if refused_as_vaulted(entry, problems):
        return None
    text = str(entry.node.value)
    if text in words:
        return words[text]
    meant = did_you_mean(text, words)
    what = say("field.choice", word=text, name=entry.key.text)
    known = say("mend.one_of", words=", ".join(words))
    mend = say("mend.did_you_mean", meant=meant) if meant else known
    problems.error(entry.node.place, what, mend)
    return None


def count_of(entry: MapEntry, problems: Problems) -> int | None:
    """Return a whole number that is not negative."""
    value = entry.node.value
    if isinstance(value, int) and not isinstance(value, bool):
        if value >= 0:
            return value
        what = say("field.negative", name=entry.key.text)
        problems.error(entry.node.place, what, say("mend.count_again"))
        return None
    what = say("field.count", name=entry.key.text)
    problems.error(entry.node.place, what, say("mend.digits"))
    return None


def flag_of(entry: MapEntry, problems: Problems) -> bool | None:
    """Return true or false."""
    if isinstance(entry.node.value, bool):
        return entry.node.value
    what = say("field.flag", name=entry.key.text)
    problems.error(entry.node.place, what, say("mend.true_false"))
    return None


def _note_unknown(owner: str, field: MapEntry, known: tuple[str, ...], problems: Problems) -> None:
    meant = did_you_mean(field.key.text, known)
    all_known = say("mend.known", words=", ".join(known))
    mend = say("mend.did_you_mean", meant=meant) if meant else all_known
    problems.error(field.key.place, say("field.unknown", owner=owner, name=field.key.text), mend)


def _as_written(value: object) -> str:
    return value.isoformat() if isinstance(value, dt.date) else str(value)
