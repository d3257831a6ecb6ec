"""What a reader finds in one file: values with their places, and what is none of them."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from itertools import compress, count
from typing import NamedTuple

from msgspec import Struct

from orchestrator.ioc.reading.bounds import in_time
from orchestrator.ioc.reading.line_tokens import ListLine, Token
from orchestrator.ioc.reading.name_suffixes import is_archive_name
from orchestrator.ioc.reading.normalise import Value, labelled, normalise, whole_url
from orchestrator.model.indicator import Kind, ListedContext, Refusal, Unused

MAX_REFUSALS = 1000  # of one reason in one file; the rest is counted
_MAX_SHOWN_CHARS = 200
_FURTHER = "… +"  # before the number of refusals that are only counted


class Entry(NamedTuple):
    """One value of a list, where it stands and as it is published.

    `confidence` is 0-100; `until` and `since` (aware) bound its validity; `held` is why the
    list itself does not want it used; `context` is what else it says of the value.
    """

    line: int
    published: str
    value: Value
    confidence: int | None = None
    until: datetime | None = None
    held: Unused | None = None
    since: datetime | None = None
    context: ListedContext | None = None


class Chosen(Struct, frozen=True):
    """Numbers of lines from a first one on, of which those with a true mark are meant."""

    first: int
    marks: Sequence[object]

    def __iter__(self) -> Iterator[int]:
        """Yield the numbers, ascending."""
        return compress(count(self.first), self.marks)


@dataclass(frozen=True, slots=True)
class LinesOf(Collection[str]):
    """Lines of a text, which become objects only while somebody looks at them.

    `joined` has each ended by a line feed; those with a true mark are meant, all if there is none.
    """

    joined: str = field(repr=False)
    marks: bytes = field(default=b"", repr=False)

    def __iter__(self) -> Iterator[str]:
        """Yield them in order."""
        lines = self.joined.split("\n")
        lines.pop()
        return compress(lines, self.marks) if self.marks else iter(lines)

    def __contains__(self, text: object) -> bool:
        """Tell whether a text is one of them."""
        return any(one == text for one in self)

    def __len__(self) -> int:
        """Count them."""
        return len(self.marks) - self.marks.count(0) if self.marks else self.joined.count("\n")


class Run(NamedTuple):
    """Values of one kind in columns of equal length."""

    lines: Iterable[int]
    kind: Kind
    published: Collection[str]
    values: Collection[str]


class ListCell(NamedTuple):
    """One text of a file that may be a value, its defanging undone, or the reason why not.

    `text` is a `Value` where the reader knows it already. `column` counts a table's columns.
    """

    line: int
    published: str
    text: str | Value | Unused
    confidence: int | None = None
    until: datetime | None = None
    held: Unused | None = None
    since: datetime | None = None
    context: ListedContext | None = None
    column: int | None = None


class SeenAs(StrEnum):
    """What a column of a table is used for; the last three are not used."""

    VALUE = "value"
    TYPE = "type"
    CONFIDENCE = "confidence"
    UNTIL = "until"
    SINCE = "since"
    LAST_SEEN = "last_seen"
    FIRST_SEEN = "first_seen"
    FAMILY = "family"
    TAGS = "tags"
    PHASE = "phase"
    TLP = "tlp"
    DESCRIPTION = "description"
    SOURCE = "source"
    TO_IDS = "to_ids"
    ACTION = "action"
    REFERENCE = "reference"
    NO_USE = "no_use"  # hashes, files, mail addresses
    OTHER = "other"


class ColumnSeen(NamedTuple):
    """A column by its title, or its number where it has none, and what it is used for."""

    title: str
    use: SeenAs


class TableColumns(NamedTuple):
    """The columns of one table, or of one part of it; `line` is that of its header.

    `met` are the names of columns that a person gave and that it has.
    """

    line: int
    used: tuple[ColumnSeen, ...]
    unused: tuple[ColumnSeen, ...]
    met: frozenset[str] = frozenset()


class Entries(Struct, frozen=True):
    """All values of a file, in its order; a value may come several times."""

    parts: tuple[Entry | Run, ...]

    def __iter__(self) -> Iterator[Entry]:
        """Yield one entry a value."""
        for part in self.parts:
            if isinstance(part, Entry):
                yield part
                continue
            for number, published, text in zip(
                part.lines, part.published, part.values, strict=True
            ):
                yield Entry(number, published, Value(part.kind, text))

    def __len__(self) -> int:
        """Count the values."""
        return sum(1 if isinstance(part, Entry) else len(part.values) for part in self.parts)

    def distinct(self) -> dict[Kind, set[str]]:
        """Return the distinct values of every kind."""
        found: dict[Kind, set[str]] = {kind: set() for kind in Kind}
        for part in self.parts:
            if isinstance(part, Entry):
                found[part.value.kind].add(part.value.text)
            else:
                found[part.kind].update(part.values)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadList:
    """One file, read.

    `format` is a word of `readers.FORMATS`. `dated` is the day that a comment gives,
    `modified` that of the file itself (UTC).
    """

    name: str
    format: str
    sha256: str
    dated: date | None
    modified: date
    entries: Entries = field(repr=False)
    skipped: tuple[Refusal, ...] = field(repr=False)
    tables: tuple[TableColumns, ...] = ()


class Refusals:
    """Gathers refusals, of each reason the first thousand and how many came after; and columns.

    `tables` are those of the file, with the columns that were used and those that were not.
    """

    def __init__(self, file: str) -> None:
        """Start empty for one file."""
        self._file = file
        self.tables: list[TableColumns] = []
        self._kept: list[Refusal] = []
        self._counts: Counter[Unused] = Counter()
        self._last: dict[Unused, int] = {}

    def add(self, line: int, text: str, reason: Unused, column: int | None = None) -> None:
        """Keep or count one refusal."""
        self._counts[reason] += 1
        self._last[reason] = line
        if self._counts[reason] <= MAX_REFUSALS:
            self._kept.append(_refusal(self._file, line, text, reason, column))

    def all(self) -> tuple[Refusal, ...]:
        """Return them in order of lines; `… +<number>` stands for those only counted."""
        over = (
            _refusal(self._file, self._last[reason], f"{_FURTHER}{count - MAX_REFUSALS}", reason)
            for reason, count in self._counts.items()
            if count > MAX_REFUSALS
        )
        return in_order((*self._kept, *over))


def counted(refusals: Iterable[Refusal]) -> Counter[str]:
    """Return how many texts were refused for each reason, those that are only counted too."""
    found: Counter[str] = Counter()
    for one in refusals:
        further = one.text.removeprefix(_FURTHER)
        found[one.reason] += int(further) if further != one.text and further.isdecimal() else 1
    return found


def in_order(refusals: Iterable[Refusal]) -> tuple[Refusal, ...]:
    """Return refusals by line."""
    return tuple(sorted(refusals, key=lambda refusal: refusal.line))


def _refusal(file: str, line: int, text: str, reason: Unused, column: int | None = None) -> Refusal:
    shown = text if len(text) <= _MAX_SHOWN_CHARS else f"{text[:_MAX_SHOWN_CHARS]}…"
    return Refusal(file=file, line=line, text=shown, reason=reason, column=column)


_TOLD_ALONE = (Unused.HASH, Unused.TOO_LONG, Unused.DAMAGED)
_MAY_BE_LABELLED = (Unused.NOT_A_VALUE, Unused.SINGLE_LABEL, Unused.BAD_ADDRESS)
_SAYING = 8  # members of a cell up to here are those of its entry
_NOTHING_MORE = (None,) * 6  # port, confidence, end, held back, beginning, context


def of_cells(
    cells: Iterable[ListCell | ListLine | TableColumns], refusals: Refusals
) -> Iterator[Entry | Run]:
    """Yield the values of the cells; those of which nothing else is said come as columns."""
    columns: dict[Kind, tuple[list[int], list[str], list[str]]] = {}
    for cell in in_time(cells):
        if isinstance(cell, ListLine):
            yield from of_line(cell, refusals)
            continue
        if isinstance(cell, TableColumns):
            refusals.tables.append(cell)
            continue
        text = cell.text
        value = text if isinstance(text, (Unused, Value)) else normalise(text)
        if isinstance(value, Unused):
            refusals.add(cell.line, cell.published, value, cell.column)
        elif (value.port, *cell[3:_SAYING]) == _NOTHING_MORE:
            lines, published, values = columns.setdefault(value.kind, ([], [], []))
            lines.append(cell.line)
            published.append(cell.published)
            values.append(value.text if value.text != cell.published else cell.published)
        else:
            yield Entry(
                cell.line,
                cell.published,
                value,
                cell.confidence,
                cell.until,
                cell.held,
                cell.since,
                cell.context,
            )
    for kind, (lines, published, values) in columns.items():
        yield Run(lines, kind, published, values)


def _value_of(token: Token) -> Value | Unused:
    value = whole_url(token.text) if token.whole else normalise(token.text)
    told = labelled(token.text) if value in _MAY_BE_LABELLED else None
    return told or value


def of_line(line: ListLine, refusals: Refusals) -> Iterator[Entry]:
    """Yield the entries of one line of a plain list; its words are one refusal together."""
    for token in line.cited:
        if isinstance(normalise(token.text), Value):
            refusals.add(line.number, token.published, Unused.CITATION)
    words, found = [], 0
    values = [_value_of(token) for token in line.tokens]
    beside_hash = Unused.HASH in values
    for token, value in zip(line.tokens, values, strict=True):
        if beside_hash and is_archive_name(token.text):
            refusals.add(line.number, token.published, Unused.FILE_NAME)
        elif isinstance(value, Value):
            found += 1
            yield Entry(line.number, token.published, value)
        elif token.like_value or value in _TOLD_ALONE:
            refusals.add(line.number, token.published, value)
        else:
            words.append((token.published, value))
    if words:
        lone = not found and len(line.tokens) == 1
        reason = words[0][1] if lone else Unused.REMARK if found else Unused.NOT_A_VALUE
        refusals.add(line.number, " ".join(word for word, _ in words), reason)
