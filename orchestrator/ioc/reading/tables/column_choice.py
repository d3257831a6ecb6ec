"""Which columns of a table hold what: judged by what stands in them, titles only hint.

Pure: titles and rows in, a choice or a question out.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from msgspec import Struct, field

from orchestrator.documents.grid import TableRow
from orchestrator.ioc.reading.tables.by_hand import KINDS, ColumnByHand, ColumnUse
from orchestrator.ioc.reading.tables.cell_contents import NETWORK, Content, content_of
from orchestrator.ioc.reading.tables.column_tally import tallied
from orchestrator.ioc.reading.tables.titles import (
    REFERENCES,
    Hint,
    ends_range,
    hint_of,
    is_from,
    is_towards,
    starts_range,
)
from orchestrator.ioc.reading.tables.type_words import type_of
from orchestrator.model.indicator import Kind, Unused

_MOST = 0.5
_FEW_HOSTS = 5  # a column of links has at least this many times as many rows as hosts
_FEW_URLS = 3  # fewer than these beside indicators tell nothing
_VALUES = (Hint.VALUE, Hint.ANY_VALUE)
_FREE = (Hint.UNKNOWN, Hint.NONE, Hint.NAME)
_SILENT = frozenset((Content.DATE, Content.NUMBER, Content.TYPE))
_ROLES = frozenset(
    (
        *(Hint.CONFIDENCE, Hint.UNTIL, Hint.SINCE, Hint.LAST_SEEN, Hint.FIRST_SEEN, Hint.FAMILY),
        *(Hint.TAGS, Hint.PHASE, Hint.TLP, Hint.DESCRIPTION, Hint.SOURCE, Hint.TO_IDS),
        Hint.ACTION,
    )
)


class ColumnPlan(Struct, frozen=True, kw_only=True):
    """What each column is for, by its number from 0.

    Attributes:
        values: Columns of indicators, each with the kinds that it may hold.
        patterns: Columns of STIX patterns.
        no_use: Columns of hashes, files or mail addresses: each cell is refused by name.
        type: The column that says of what kind a row's value is.
        roles: Columns that say more of a row's values.
        citing: Columns in whose text names are references.
        files: Value columns in which `invoice.zip` is a file.
        ends: By the column of the first addresses of ranges that of the last ones.
    """

    values: Mapping[int, frozenset[Kind]]
    patterns: tuple[int, ...] = ()
    no_use: tuple[int, ...] = ()
    type: int | None = None
    roles: Mapping[Hint, int] = field(default_factory=dict)
    citing: tuple[int, ...] = ()
    files: frozenset[int] = frozenset()
    ends: Mapping[int, int] = field(default_factory=dict)

    @property
    def used(self) -> frozenset[int]:
        """Columns of which something is kept."""
        typed = () if self.type is None else (self.type,)
        roles, ends = self.roles.values(), self.ends.values()
        return frozenset((*self.values, *self.patterns, *typed, *roles, *ends))


class ColumnQuestion(Struct, frozen=True, kw_only=True):
    """A column that may hold indicators, and that nobody said anything of.

    Attributes:
        at: Its number from 0.
        held: How many cells hold hosts, addresses or URLs.
        filled: How many hold anything.
        cited: Whether its title calls it a reference.
    """

    at: int
    held: int
    filled: int
    cited: bool


Choice = ColumnPlan | tuple[ColumnQuestion, ...]
ALL_KINDS = frozenset(Kind)


def choose(
    titles: Sequence[str], rows: Sequence[TableRow], given: Sequence[ColumnByHand] = ()
) -> Choice:
    """Return what the columns are for, or what has to be asked first.

    Args:
        titles: Of the columns; fewer than there are, or none.
        rows: Those to judge by.
        given: What a person decided.
    """
    return _Chooser(titles, rows, given).choice()


class _Chooser:
    """Holds what is known of the columns while they are chosen."""

    def __init__(
        self, titles: Sequence[str], rows: Sequence[TableRow], given: Sequence[ColumnByHand]
    ) -> None:
        self._rows = rows
        self._tallies = tallied(rows, len(titles))
        self._width = len(self._tallies)
        padded = (*titles, *("" for _ in range(self._width - len(titles))))
        self._titles = padded
        self._hints = tuple(map(hint_of, padded))
        self._hand = {
            at: one.use for one in given for at in range(self._width) if one.is_at(at, padded[at])
        }
        self._type = self._type_column()

    def choice(self) -> Choice:
        values = self._values()
        patterns = self._patterns()
        questions = tuple(self._questions({*values, *patterns}))
        if questions:
            return questions
        ends = dict(self._ends(values))
        values = tuple(at for at in values if at not in ends.values())
        no_use = tuple(at for at in self._columns() if at not in values and self._is_of_no_use(at))
        silent = {*values, *patterns, *no_use, *ends.values(), self._type}
        return ColumnPlan(
            values={at: KINDS.get(self._hand.get(at, ColumnUse.VALUE), ALL_KINDS) for at in values},
            patterns=patterns,
            no_use=no_use,
            type=self._type,
            roles=self._roles({*values, *patterns}),
            citing=tuple(
                at for at in range(self._width) if at not in silent and self._may_cite(at)
            ),
            files=frozenset(at for at in values if self._are_files(at)),
            ends=ends,
        )

    def _ends(self, values: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Yield which columns of addresses are the first and the last ones of ranges."""
        for start, end in pairwise(values):
            titled = starts_range(self._titles[start]) and ends_range(self._titles[end])
            both = (self._tallies[start], self._tallies[end])
            undecided = start not in self._hand and end not in self._hand
            if titled and undecided and all(one.contents[Content.ADDRESS] for one in both):
                yield start, end

    def _may_cite(self, at: int) -> bool:
        """Whether a column holds more than dates, numbers and words for types."""
        return not self._tallies[at].contents.keys() <= _SILENT

    def _columns(self) -> Iterator[int]:
        """Yield the columns that nobody decided about and no title makes references."""
        for at in range(self._width):
            if at not in self._hand and at != self._type and self._hints[at] not in REFERENCES:
                yield at

    def _type_column(self) -> int | None:
        """Return the column that says types: most of its cells are words for them."""
        by_hand = [at for at, use in self._hand.items() if use is ColumnUse.TYPE]
        if by_hand:
            return by_hand[0]
        typed = {
            at: tally.share(tally.contents[Content.TYPE]) + (self._hints[at] is Hint.TYPE)
            for at, tally in enumerate(self._tallies)
            if at not in self._hand
            and self._hints[at] in (Hint.TYPE, *_VALUES, *_FREE)
            and tally.share(tally.contents[Content.TYPE]) >= _MOST
        }
        return max(typed, key=lambda at: typed[at]) if typed else None

    def _patterns(self) -> tuple[int, ...]:
        return tuple(
            at
            for at, tally in enumerate(self._tallies)
            if at not in self._hand and tally.share(tally.contents[Content.PATTERN]) >= _MOST
        )

    def _values(self) -> tuple[int, ...]:
        """Return the columns of indicators: by hand, by types or titles, or by what they hold."""
        by_hand = [
            at for at, use in self._hand.items() if use not in (ColumnUse.TYPE, ColumnUse.REFERENCE)
        ]
        found = self._found_values()
        return tuple(sorted({*by_hand, *found}))

    def _found_values(self) -> tuple[int, ...]:
        patterns = self._patterns()
        titled = tuple(at for at in self._columns() if self._is_titled_value(at))
        if patterns:
            return tuple(
                at
                for at in titled
                if self._hints[at] is Hint.VALUE
                and at not in patterns
                and not self._is_said(at, patterns)
            )
        if self._type is not None and (named := self._named_by_type()):
            return tuple(sorted({*named, *titled}))
        if titled:
            return tuple(at for at in titled if not self._are_callers(at, titled))
        free = [at for at in self._columns() if self._hints[at] in _FREE and self._is_mostly(at)]
        return tuple(at for at in free if not self._are_links(at, free))

    def _is_titled_value(self, at: int) -> bool:
        """Whether a title promises indicators, and some stand below it."""
        tally = self._tallies[at]
        return self._hints[at] in _VALUES and bool(tally.network or tally.contents[Content.EITHER])

    def _is_mostly(self, at: int) -> bool:
        tally = self._tallies[at]
        if self._is_of_no_use(at):
            return False
        return tally.share(tally.network) > _MOST or (
            tally.share(tally.network) == _MOST and tally.network > 1
        )

    def _named_by_type(self) -> tuple[int, ...]:
        """Return the columns that most often hold what the type column says."""
        agreed = Counter[int]()
        for row in self._rows:
            kind = type_of(_at(row, self._type))
            if kind is None:
                continue
            for at, cell in enumerate(row.cells):
                agreed[at] += at != self._type and _agrees(kind, content_of(cell))
        columns = set(self._columns())
        most = max((n for at, n in agreed.items() if at in columns), default=0)
        return tuple(at for at, n in agreed.items() if n and n == most and at in columns)[:1]

    def _is_of_no_use(self, at: int) -> bool:
        tally = self._tallies[at]
        files = tally.contents[Content.EITHER] if self._may_be_files(at) else 0
        return tally.share(tally.of_no_use + files) >= _MOST

    def _may_be_files(self, at: int) -> bool:
        """Whether `invoice.zip` is a file by its column's title, or beside hashes."""
        tally = self._tallies[at]
        beside = any(one.share(one.contents[Content.HASH]) >= _MOST for one in self._tallies)
        untold = self._hints[at] in _FREE and not tally.contents[Content.HOST]
        return self._hints[at] is Hint.FILE or (untold and beside)

    def _are_files(self, at: int) -> bool:
        contents = self._tallies[at].contents
        return contents[Content.FILE] > contents[Content.HOST] + contents[Content.URL]

    def _are_callers(self, at: int, others: Sequence[int]) -> bool:
        """Whether rows are connections, and a column holds whoever began them: the victims."""
        if not is_from(self._titles[at]):
            return False
        towards = [other for other in others if is_towards(self._titles[other])]
        both = sum(1 for row in self._rows if any(_at(row, other) for other in towards))
        return bool(towards) and both > 1 and both * 2 > len(self._rows)

    def _are_links(self, at: int, others: Sequence[int]) -> bool:
        """Whether a column of URLs leads to a few sites that say something of many rows."""
        tally = self._tallies[at]
        urls = tally.contents[Content.URL]
        if len(others) == 1 or tally.share(urls) <= _MOST or tally.uncitable:
            return False
        return len(tally.hosts) * _FEW_HOSTS <= urls or (
            len(tally.hosts) == 1 and urls >= _FEW_URLS
        )

    def _is_said(self, at: int, taken: Sequence[int]) -> bool:
        """Whether a column holds but what stands in others already."""
        said = {value for other in taken for value in self._tallies[other].values}
        return self._tallies[at].values <= said

    def _questions(self, taken: set[int]) -> Iterator[ColumnQuestion]:
        """Yield each column that was not taken, holds mostly indicators, and has no other use."""
        lists_some = bool(taken) or any(self._is_of_no_use(at) for at in self._columns())
        for at, tally in enumerate(self._tallies):
            cited = self._hints[at] in REFERENCES
            decided = at in taken or at in self._hand or at == self._type
            if decided or (cited and lists_some) or self._is_of_no_use(at):
                continue
            held = self._asked(at, taken)
            if tally.share(held) > _MOST and not self._is_known(at, taken):
                yield ColumnQuestion(at=at, held=held, filled=tally.filled, cited=cited)

    def _asked(self, at: int, taken: set[int]) -> int:
        """Return how many cells of a column may be indicators; links beside indicators are none."""
        tally = self._tallies[at]
        links = bool(taken) and self._are_links(at, (*taken, at))
        few = bool(taken) and tally.contents[Content.URL] < _FEW_URLS
        return tally.addressing if links or few else tally.network

    def _is_known(self, at: int, taken: set[int]) -> bool:
        """Whether a column says nothing that is not listed anyway, as the names of patterns do."""
        if not taken:
            return False
        named = self._hints[at] is Hint.NAME and bool(self._patterns())
        return named or self._is_said(at, tuple(taken))

    def _roles(self, taken: set[int]) -> dict[Hint, int]:
        roles: dict[Hint, int] = {}
        for at, hint in enumerate(self._hints):
            if hint in _ROLES and at not in taken and at not in self._hand:
                roles.setdefault(hint, at)
        return roles


def _agrees(kind: frozenset[Kind] | Unused, content: Content) -> bool:
    if isinstance(kind, frozenset):
        return content in NETWORK or content is Content.EITHER
    match kind:
        case Unused.HASH:
            return content is Content.HASH
        case Unused.EMAIL:
            return content is Content.EMAIL
        case Unused.FILE_NAME:
            return content in (Content.FILE, Content.EITHER)
        case _:
            return False


def _at(row: TableRow, at: int | None) -> str:
    return row.cells[at] if at is not None and at < len(row.cells) else ""
