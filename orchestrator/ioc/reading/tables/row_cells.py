"""One row of a table to cells: a cell is one value, or several whole ones, never half of one."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import takewhile
from typing import Generic, NamedTuple, TypeVar

from orchestrator.documents.grid import TableRow
from orchestrator.ioc.reading.confidence import confidence_of
from orchestrator.ioc.reading.contexts import Undated, parted, tlp_of, undated_of, with_dates
from orchestrator.ioc.reading.entries import ListCell
from orchestrator.ioc.reading.line_tokens import DAMAGED, ListLine, Token, refang, texts_of
from orchestrator.ioc.reading.name_suffixes import is_file_name, may_be_file_name
from orchestrator.ioc.reading.normalise import Value, normalise, whole_url
from orchestrator.ioc.reading.pattern_terms import terms
from orchestrator.ioc.reading.tables.cell_contents import (
    NETWORK,
    OF_NO_USE,
    Content,
    content_of,
    content_of_token,
)
from orchestrator.ioc.reading.tables.column_choice import ALL_KINDS, ColumnPlan
from orchestrator.ioc.reading.tables.titles import Hint
from orchestrator.ioc.reading.tables.type_words import folded, type_of
from orchestrator.ioc.reading.validity_dates import last_seen, since_of, until_of
from orchestrator.model.indicator import Kind, ListedContext, Unused

_SEVERAL = re.compile(r"[\s,;|]")
_SCHEME = re.compile(
    r"(?:[a-z][a-z0-9+.-]*|h(?:xx|\*\*)ps?)[\[({]?:[\])}]?[\[({]?//", re.IGNORECASE
)
_URLS = re.compile(r"[\s;|,]*(?:\s|;|\|)[\s;|,]*(?=h(?:tt|xx|\*\*)ps?[\[({]?:)", re.IGNORECASE)
_WITH_PORT = re.compile(r"([^|\s]+)\|(\d{1,5})")
_LABEL = re.compile(r"[^\W\d_][\w &/-]{0,24}:\s+(?=\S)")
_PATH_TAIL = re.compile(r"/|\.[a-z0-9]{2,4}(?:\?|$)|=", re.IGNORECASE)
_FEW_WORDS = 2
_MAX_KNOWN = 4096
_BARE = re.compile(r"[A-Za-z0-9_-]++(?:\.[A-Za-z0-9_-]++)++(?:/[0-9]{1,2})?")
_LINK = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)


class _Steady(NamedTuple):
    """What a row says of its values beside dates: many rows say the same."""

    confidence: int | None
    held: Unused | None
    undated: Undated


class _Dates(NamedTuple):
    """The dates of a row: the last and the first moment of its values, and as they are written."""

    until: datetime | None
    since: datetime | None
    first_seen: str
    last_seen: str


class _Said(NamedTuple):
    """What a row says of all its values."""

    confidence: int | None
    until: datetime | None
    since: datetime | None
    context: ListedContext | None


_QUOTES = {"'": "'", "`": "`", "\u2018": "\u2019", "\u201c": "\u201d", "<": ">"}
_LETS_THROUGH = frozenset(
    ("allow", "allowed", "permit", "permitted", "whitelist", "whitelisted", "benign", "cho phep")
)
_SILENT = _Said(None, None, None, None)
_NO_USE = {
    Content.HASH: Unused.HASH,
    Content.EMAIL: Unused.EMAIL,
    Content.FILE: Unused.FILE_NAME,
    Content.EITHER: Unused.FILE_NAME,
}


_DATES = frozenset((Hint.UNTIL, Hint.SINCE, Hint.LAST_SEEN, Hint.FIRST_SEEN))
_Told = TypeVar("_Told")


def _places(plan: ColumnPlan, *, steady: bool) -> tuple[int, ...]:
    return tuple(at for hint, at in plan.roles.items() if (hint not in _DATES) is steady)


class _Remembered(Generic[_Told]):
    """Makes something of some cells of a row, once for all rows in which they say the same."""

    def __init__(self, make: Callable[[TableRow], _Told], places: tuple[int, ...]) -> None:
        self._make, self._places = make, places
        self._known: dict[tuple[str, ...], _Told] = {}

    def __call__(self, row: TableRow) -> _Told:
        cells = row.cells
        key = tuple([cells[at] if at < len(cells) else "" for at in self._places])
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= _MAX_KNOWN:
                self._known.clear()
            found = self._known[key] = self._make(row)
        return found


class CellReader:
    """Reads rows by one plan of their columns."""

    def __init__(self, plan: ColumnPlan, titles: Sequence[str]) -> None:
        """Take the plan; `titles` tell a row that holds more cells than there are columns."""
        self._plan = plan
        self._width = len(titles)
        self._says = bool(plan.roles)
        self._steady = _Remembered(self._steady_of, _places(plan, steady=True))
        self._dates = _Remembered(self._dates_of, _places(plan, steady=False))

    def cells(self, row: TableRow) -> Iterator[ListCell | ListLine]:
        """Yield the values of a row, what of it is of no use, and what it only refers to."""
        unused, found = self._unused(row), False
        for cell in self._listed(row, unused):
            found = True
            yield cell
        yield from self._cited(row)
        if not found and (others := [cell.strip() for cell in row.cells if cell.strip()]):
            yield ListCell(row.line, " | ".join(others), unused or Unused.NO_VALUE)

    def _listed(self, row: TableRow, unused: Unused | None) -> Iterator[ListCell]:
        plan, line = self._plan, row.line
        said, held = self._of_row(row) if self._says else (_SILENT, None)
        for at, kinds in plan.values.items():
            text = _ranged(row, at, plan.ends[at]) if at in plan.ends else _at(row, at)
            if text and unused is None and kinds is ALL_KINDS and _is_bare(text):
                yield ListCell(line, text, text, *said[:2], held, *said[2:], at + 1)
            elif text:
                why = self._spilt(row, at, text) or unused
                yield from self._cells(line, at, text, why, kinds, said, held)
        for at in plan.patterns:
            if text := _at(row, at):
                yield from _pattern(line, at, text, said, held)
        for at in plan.no_use:
            if text := _at(row, at):
                reason = _NO_USE.get(content_of(text), Unused.OTHER_TYPE)
                yield ListCell(line, text, reason, column=at + 1)

    def _of_row(self, row: TableRow) -> tuple[_Said, Unused | None]:
        confidence, held, undated = self._steady(row)
        until, since, first_seen, last = self._dates(row)
        context = with_dates(undated, first_seen, last)
        return _Said(confidence, until, since, context), held

    def _unused(self, row: TableRow) -> Unused | None:
        kind = type_of(_at(row, self._plan.type)) if self._plan.type is not None else None
        return kind if isinstance(kind, Unused) else None

    def _dates_of(self, row: TableRow) -> _Dates:
        roles = self._plan.roles
        last = _at(row, roles.get(Hint.LAST_SEEN))
        return _Dates(
            until_of(_at(row, roles.get(Hint.UNTIL))) or last_seen(last),
            since_of(_at(row, roles.get(Hint.SINCE))),
            _at(row, roles.get(Hint.FIRST_SEEN)),
            last,
        )

    def _steady_of(self, row: TableRow) -> _Steady:
        cells = {hint: _at(row, at) for hint, at in self._plan.roles.items()}
        marked = cells.get(Hint.TO_IDS, "").lower()
        return _Steady(
            confidence_of(cells.get(Hint.CONFIDENCE, "")),
            _held(marked, cells.get(Hint.ACTION, "")),
            undated_of(
                family=cells.get(Hint.FAMILY, ""),
                tags=parted(cells.get(Hint.TAGS, "")),
                phases=parted(cells.get(Hint.PHASE, "")),
                tlp=tlp_of(cells.get(Hint.TLP, "")),
                description=cells.get(Hint.DESCRIPTION, ""),
                source=cells.get(Hint.SOURCE, ""),
            ),
        )

    def _spilt(self, row: TableRow, at: int, text: str) -> Unused | None:
        """A row of more cells than titles was cut at a comma of its last cell: refused whole."""
        over = self._width and len(row.cells) > self._width and at == self._width - 1
        rest = row.cells[self._width :] if over else ()
        return Unused.AMBIGUOUS if any(map(str.strip, rest)) and _SCHEME.match(text) else None

    def _cells(
        self,
        line: int,
        at: int,
        text: str,
        unused: Unused | None,
        kinds: frozenset[Kind],
        said: _Said,
        held: Unused | None,
    ) -> Iterator[ListCell]:
        is_file = at in self._plan.files
        text = _unquoted(text)
        for published, value in _values(text, unused, is_file=is_file):
            wrong = isinstance(value, Value) and value.kind not in kinds and kinds is not ALL_KINDS
            yield ListCell(
                line,
                published,
                Unused.NOT_A_VALUE if wrong else value,
                said.confidence,
                said.until,
                held,
                said.since,
                said.context,
                at + 1,
            )

    def _cited(self, row: TableRow) -> Iterator[ListCell]:
        """Yield what remarks, links and other columns name, once each."""
        own: set[str] | None = None
        for at in self._plan.citing:
            cell = row.cells[at] if at < len(row.cells) else ""
            if DAMAGED in cell:
                yield ListCell(row.line, cell.strip(), Unused.DAMAGED, column=at + 1)
            elif _LINK.fullmatch(cell):
                if cell not in [_at(row, own_at) for own_at in self._plan.values]:
                    yield ListCell(row.line, cell, Unused.CITATION, column=at + 1)
            elif "." in cell:
                own = own if own is not None else self._own(row)
                for token in named_in(cell):
                    if token.text.lower() not in own:
                        yield ListCell(row.line, token.published, Unused.CITATION, column=at + 1)

    def _own(self, row: TableRow) -> set[str]:
        """Return the values of a row: another column that repeats one refers to nothing."""
        own = set[str]()
        for at in (*self._plan.values, *self._plan.patterns):
            cell = _at(row, at).lower()
            own.add(refang(cell) if "[" in cell else cell)
            if "'" in cell:
                own.update(cell.split("'")[1::2])
        return own


def _unquoted(text: str) -> str:
    """Return a text without quotes around all of it that the form of the table does not know."""
    inner = text[1:-1]
    quoted = text[0] in _QUOTES and text[-1] == _QUOTES[text[0]] and text[-1] not in inner
    return inner.strip() or text if quoted else text


def _held(marked: str, action: str) -> Unused | None:
    """Return why a list itself does not want a value used, None if it does."""
    if folded(action) in _LETS_THROUGH:
        return Unused.EXCEPTION
    return Unused.NOT_FOR_DETECTION if marked in ("0", "false", "no") else None


def _is_bare(text: str) -> bool:
    """Whether a cell is one name, address or range, and no file by its end: as most are."""
    return _BARE.fullmatch(text) is not None and not (is_file_name(text) or may_be_file_name(text))


def named_in(text: str) -> Iterator[Token]:
    """Yield the hosts, addresses and URLs that stand in a text."""
    for token in texts_of(text, comments=False):
        bare = token.text.strip("()[]{}<>\"'.,;:")
        if ("." in bare or "://" in bare) and content_of_token(bare) in NETWORK:
            yield Token(token.published.strip("()<>\"',;"), bare, like_value=True)


def _at(row: TableRow, at: int | None) -> str:
    return row.cells[at].strip() if at is not None and at < len(row.cells) else ""


def _ranged(row: TableRow, start: int, end: int) -> str:
    """Return the addresses of a range by its first and its last one, as one text."""
    return "-".join(filter(None, (_at(row, start), _at(row, end))))


def _pattern(line: int, at: int, text: str, said: _Said, held: Unused | None) -> Iterator[ListCell]:
    found = tuple(terms(text)) or ((text, Unused.OTHER_TYPE),)
    for published, value in found:
        yield ListCell(
            line,
            published,
            value,
            said.confidence,
            said.until,
            held,
            said.since,
            said.context,
            at + 1,
        )


def _values(
    text: str, unused: Unused | None, *, is_file: bool
) -> Iterator[tuple[str, Value | str | Unused]]:
    """Yield the values of one cell, each with its text, or why the whole cell is none."""
    whole = _whole(text, unused, is_file=is_file)
    if whole is not None:
        yield text, whole
    elif _SCHEME.match(text):
        for one in _URLS.split(text):
            yield one, _url(one)
    elif ported := _WITH_PORT.fullmatch(text):
        yield text, refang(ported[1])
    else:
        yield from _several(text, is_file=is_file)


def _whole(text: str, unused: Unused | None, *, is_file: bool) -> Value | str | Unused | None:
    """Return what a cell without parts is; None for one that has parts."""
    if DAMAGED in text:
        return Unused.DAMAGED
    if unused is not None:
        return unused
    if text[0] == "=":
        return Unused.FORMULA
    if is_file_name(text) or (is_file and may_be_file_name(text)):
        return Unused.FILE_NAME
    if not _SEVERAL.search(text):
        return _url(text) if _SCHEME.match(text) else refang(text)
    return None


def _url(text: str) -> Value | Unused:
    """Return a URL with whatever stands in it; words behind it that are no path make it unclear."""
    first, parted, rest = text.partition(" ")
    if parted and not _PATH_TAIL.search(rest):
        return Unused.AMBIGUOUS
    return whole_url(refang(text)) if first else Unused.AMBIGUOUS


def _several(text: str, *, is_file: bool) -> Iterator[tuple[str, Value | str | Unused]]:
    """Yield the values of a cell of several texts; those among many words are references."""
    labelled = _LABEL.match(text)
    tokens = texts_of(text[labelled.end() :] if labelled else text, comments=False)
    judged = [(token, _judged(token, is_file=is_file)) for token in tokens]
    listed = [pair for pair in judged if pair[1] is not None]
    words = len(judged) - len(listed)
    leading = len(tuple(takewhile(lambda pair: pair[1] is not None, judged)))
    if not listed or (not leading and words > _FEW_WORDS):
        yield text, Unused.NOT_A_VALUE
        return
    taken = listed if words <= max(len(listed), _FEW_WORDS) else judged[:leading]
    for token, value in taken:
        yield token.published, value if value is not None else Unused.NOT_A_VALUE
    for token, value in listed[len(taken) :]:
        yield token.published, Unused.CITATION if isinstance(value, str) else Unused.NOT_A_VALUE
    if words:
        said = " ".join(token.published for token, value in judged if value is None)
        if not said.startswith("#"):  # a comment behind a value, in a list that a tab is in
            yield said, Unused.REMARK


def _judged(token: Token, *, is_file: bool) -> str | Unused | None:
    """Return what a word of a cell is: a value, of no use, or None for a word."""
    if is_file_name(token.text) or (is_file and may_be_file_name(token.text)):
        return Unused.FILE_NAME
    content = content_of_token(token.text)
    if content in OF_NO_USE:
        return _NO_USE[content]
    value = normalise(token.text)
    if isinstance(value, Value):
        return token.text
    return value if token.like_value and content is Content.ADDRESS else None
