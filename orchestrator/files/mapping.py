"""Taking a written mapping apart, field by field; everything wrong with it is said at once."""

import datetime as dt
import re
from collections.abc import Callable, Collection, Mapping
from enum import StrEnum
from typing import NamedTuple, Self, TypeVar

from msgspec import Struct

from orchestrator.errors import Place
from orchestrator.files.problems import Problems
from orchestrator.files.yaml_nodes import MapEntry, MapNode, Node, ScalarNode, Vaulted
from orchestrator.text.message import say

_DAY_FIRST = re.compile("([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_DATE = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")  # ISO 8601 has other forms, not for people
_Choice = TypeVar("_Choice", bound=StrEnum)
_Value = TypeVar("_Value")


class Bounds(NamedTuple):
    """A whole number's least and greatest value, and what it is where nothing is written."""

    least: int
    most: int
    usual: int


class MappingReader(Struct, frozen=True):
    """The fields of one mapping; whatever is wrong with one is noted, and it reads as left out.

    A field without a value counts as left out too.

    Attributes:
        owner: What the mapping describes, for messages (`unit`).
        entries: Its fields by name.
        place: Where it begins, if it stands in a file.
        problems: Where to note.
    """

    owner: str
    entries: Mapping[str, MapEntry]
    place: Place | None
    problems: Problems

    @classmethod
    def of(
        cls,
        owner: str,
        node: Node,
        known: Collection[str],
        problems: Problems,
        *,
        mend: str = "",
    ) -> Self | None:
        """Return the reader of a mapping, its unknown fields noted; None if it is no mapping.

        Args:
            owner: What the mapping describes.
            node: What is written.
            known: The names of its fields.
            problems: Where to note.
            mend: How to write it, for one that is no mapping; usually said by its first field.
        """
        if not isinstance(node, MapNode):
            how = mend or say("mend.mapping", first=next(iter(known)))
            problems.add(node.place, say("field.mapping", name=owner), how)
            return None
        for entry in node.entries:
            if entry.key.value not in known:
                what = say("field.unknown", owner=owner, name=entry.key.text)
                problems.unknown(entry.key.place, what, entry.key.text, known)
        return cls.over(owner, node, problems)

    @classmethod
    def over(cls, owner: str, node: MapNode, problems: Problems) -> Self:
        """Return the reader of a mapping whose fields somebody else judges."""
        entries = {entry.key.value: entry for entry in node.entries}
        named = {name: entry for name, entry in entries.items() if isinstance(name, str)}
        return cls(owner, named, node.place, problems)

    def __contains__(self, name: str) -> bool:
        """Return whether the field is written, be it without a value."""
        return name in self.entries

    def entry(self, name: str) -> MapEntry | None:
        """Return a field as it is written; None if it is left out."""
        entry = self.entries.get(name)
        return entry if entry is not None and entry.node.value is not None else None

    def node(self, name: str) -> Node | None:
        """Return what a field holds; None if it is left out."""
        entry = self.entry(name)
        return None if entry is None else entry.node

    def key_place(self, name: str) -> Place | None:
        """Return where a field's name stands; the mapping's own place if it is not there."""
        return self.entries[name].key.place if name in self.entries else self.place

    def value_place(self, name: str) -> Place | None:
        """Return where a field's value stands; the mapping's own place if it is not there."""
        return self.entries[name].node.place if name in self.entries else self.place

    def refuse_empty(self) -> None:
        """Note every field without a value, where leaving it out would mean another thing."""
        for name, entry in self.entries.items():
            if entry.node.value is None:
                self.problems.add(
                    entry.key.place, say("field.empty", name=name), say("mend.fill_or_delete")
                )

    def text(self, name: str) -> str | None:
        """Return a text that may be left out."""
        return self._read(name, text_of)

    def needed(self, name: str) -> str | None:
        """Return a text that must be there."""
        node = self.node(name)
        blank = isinstance(node, ScalarNode) and isinstance(node.value, str) and not node.text
        if node is not None and not blank:
            return self.text(name)
        place = self.key_place(name) if node is None else node.place
        self.problems.add(place, say("field.missing", owner=self.owner, name=name), say("mend.add"))
        return None

    def date(self, name: str) -> str | None:
        """Return a date in ISO form that may be left out."""
        return self._read(name, date_of)

    def needed_date(self, name: str) -> str | None:
        """Return a date in ISO form that must be there."""
        return self.date(name) if self.needed(name) is not None else None

    def word(self, name: str, known: Collection[str]) -> str | None:
        """Return a word of a closed list that may be left out."""
        entry = self.entry(name)
        return None if entry is None else word_of(entry, known, self.problems)

    def choice(self, name: str, kind: type[_Choice]) -> _Choice | None:
        """Return a member of an enum that may be left out."""
        entry = self.entry(name)
        return None if entry is None else choice_of(entry, kind, self.problems)

    def needed_meaning(self, name: str, meanings: Mapping[str, _Value]) -> _Value | None:
        """Return what one of the known words stands for; one must be there."""
        word = self.word(name, meanings) if self.needed(name) is not None else None
        return None if word is None else meanings[word]

    def count(self, name: str) -> int | None:
        """Return a whole number from 0 up that may be left out."""
        return self._read(name, count_of)

    def number(self, name: str, bounds: Bounds) -> int:
        """Return a whole number between bounds; the usual one if it is left out."""
        entry = self.entry(name)
        if entry is None:
            return bounds.usual
        number = _whole(entry.node.value)
        if number is not None and bounds.least <= number <= bounds.most:
            return number
        what = say("field.number", name=name, least=bounds.least, most=bounds.most)
        self.problems.add(entry.node.place, what)
        return bounds.usual

    def flag(self, name: str) -> bool:
        """Return true or false; left out is false."""
        return bool(self._read(name, flag_of))

    def _read(
        self, name: str, read: Callable[[MapEntry, Problems], _Value | None]
    ) -> _Value | None:
        entry = self.entry(name)
        return None if entry is None else read(entry, self.problems)


def text_of(entry: MapEntry, problems: Problems) -> str | None:
    """Return a text, without white space around it.

    An unquoted number counts if nothing of it was lost (`203`, not `010`).
    """
    node = entry.node
    if node.value is None or refused_as_vaulted(entry, problems):
        return None
    if not isinstance(node, ScalarNode) or not (word := node.text.strip()):
        what = say("field.text", name=entry.key.text)
        problems.add(node.place, what, say("mend.in_quotes"))
        return None
    if isinstance(node.value, str) or _as_written(node.value) == node.text:
        return word
    written = _as_written(node.value)
    what = say("field.lossy_text", name=entry.key.text, word=node.text, value=written)
    problems.add(node.place, what, say("mend.write", word=node.text))
    return None


def refused_as_vaulted(entry: MapEntry, problems: Problems) -> bool:
    """Note a vaulted value where one is needed that reports may show."""
    vaulted = isinstance(entry.node.value, Vaulted)
    if vaulted:
        what = say("vault.field", name=entry.key.text)
        problems.add(entry.node.place, what, say("mend.vault_only"))
    return vaulted


def date_of(entry: MapEntry, problems: Problems) -> str | None:
    """Return a date as ISO text."""
    text = text_of(entry, problems)
    if text is None:
        return None
    if _DATE.fullmatch(text) and (date := _date(text)) is not None:
        return date.isoformat()
    what = say("field.date", name=entry.key.text)
    meant = _day_first(text)
    mend = say("mend.date") if meant is None else say("mend.write", word=meant.isoformat())
    problems.add(entry.node.place, what, mend)
    return None


def _day_first(text: str) -> dt.date | None:
    """Return the day that somebody wrote as Vietnam does, 30/11/2026."""
    found = _DAY_FIRST.fullmatch(text)
    return _date(f"{found[3]}-{found[2]:0>2}-{found[1]:0>2}") if found else None


def _date(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def word_of(entry: MapEntry, known: Collection[str], problems: Problems) -> str | None:
    """Return a word of a closed list."""
    if refused_as_vaulted(entry, problems):
        return None
    word = str(entry.node.value)
    if word in known:
        return word
    what = say("field.choice", word=word, name=entry.key.text)
    problems.unknown(entry.node.place, what, word, known)
    return None


def choice_of(entry: MapEntry, kind: type[_Choice], problems: Problems) -> _Choice | None:
    """Return a member of an enum by its value."""
    word = word_of(entry, tuple(kind), problems)
    return None if word is None else kind(word)


def count_of(entry: MapEntry, problems: Problems) -> int | None:
    """Return a whole number that is not negative."""
    number = _whole(entry.node.value)
    if number is None:
        what = say("field.count", name=entry.key.text)
        problems.add(entry.node.place, what, say("mend.digits"))
        return None
    if number < 0:
        what = say("field.negative", name=entry.key.text)
        problems.add(entry.node.place, what, say("mend.count_again"))
        return None
    return number


def flag_of(entry: MapEntry, problems: Problems) -> bool | None:
    """Return true or false."""
    if isinstance(entry.node.value, bool):
        return entry.node.value
    what = say("field.flag", name=entry.key.text)
    problems.add(entry.node.place, what, say("mend.true_false"))
    return None


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _as_written(value: object) -> str:
    return value.isoformat() if isinstance(value, dt.date) else str(value)
