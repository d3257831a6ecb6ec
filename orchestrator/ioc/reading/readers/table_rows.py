"""Rows of cells to the cells that hold indicators, whatever the columns are called.

Serves CSV, spreadsheets, and the tables of documents and pages. The header may stand below
titles, in a comment, in Vietnamese with or without accents, and may repeat: an annex often has
two groups of columns side by side.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from orchestrator.documents.grid import TableRow
from orchestrator.ioc.reading.entries import ListCell
from orchestrator.ioc.reading.line_tokens import ListLine, refang, texts_of
from orchestrator.ioc.reading.normalise import Value, normalise
from orchestrator.ioc.reading.readers.typed import by_type, is_file_name
from orchestrator.ioc.reading.validity_dates import last_seen, since_of, until_of
from orchestrator.model.indicator import Unused
from orchestrator.text.viet import fold

SAMPLE_ROWS = 200
_SPECIFIC = re.compile(
    r"\b(?:ips?|ipv[46]|cidr|domains?|hostnames?|hosts?|fqdn|urls?|uri|ten mien|dia chi|duong dan"
    r"|may chu|c c|c2)\b"
)
_ANY = re.compile(
    r"(?:ioc|indicators?|ioc value|value|observable(?: value)?|chi dau|chi bao|gia tri|ioc s)"
)
_HASHES = re.compile(r"\b(?:md5|sha ?\d*|hash(?:es)?|ma bam)\b")
_NOT_VALUES = re.compile(
    r"\b(?:link|references?|tham khao|e?mail|thu dien tu|source|nguon|status|country|type|loai|id"
    r"|stt|tt|count|port|cong|date|ngay|description|mo ta|note|ghi chu|name)\b"
)
_TYPE = re.compile(r"(?:(?:ioc|indicator|entity|observable) )?type|loai(?: chi dau| ioc)?|kieu")
_CONFIDENCE = re.compile(r"confidence(?: level)?|x opencti score|score|do tin cay")
_UNTIL = re.compile(
    r"(?:valid|(?:co )?hieu luc|han) (?:until|to|den)|validuntil|(?:ngay )?het han|han dung"
    r"|expir(?:y|es|ed|ation)(?: (?:date|time|at|on|utc))?"
)
_SINCE = re.compile(r"valid ?from|(?:co )?hieu luc tu")
_LAST_SEEN = re.compile(r"(?:ioc )?last ?seen(?: (?:date|time|at|utc))?|(?:lan )?thay lan cuoi")
_SEVERAL = re.compile(r"[\s,;|]")
_MAX_CONFIDENCE = 100
_MAX_NAME_CHARS, _MAX_NAME_WORDS = 80, 6


class ColumnMap(NamedTuple):
    """Which columns hold what; `values` may be several."""

    values: tuple[int, ...]
    type: int | None = None
    confidence: int | None = None
    until: int | None = None
    since: int | None = None
    last_seen: int | None = None


class _Said(NamedTuple):
    """What a row says of all its values."""

    confidence: int | None
    until: datetime | None
    since: datetime | None


def header(cells: Sequence[str]) -> ColumnMap | None:
    """Return the columns that a header row names, None if the row is no header."""
    names = [_name(cell) for cell in cells]
    if any(_is_listed(cell.strip()) for cell in cells):
        return None
    specific = tuple(
        index
        for index, name in enumerate(names)
        if _HASHES.search(name) or (_SPECIFIC.search(name) and not _NOT_VALUES.search(name))
    )
    broad = tuple(index for index, name in enumerate(names) if _ANY.fullmatch(name))
    values = specific or broad[:1]
    if not values:
        return None
    more = (_TYPE, _CONFIDENCE, _UNTIL, _SINCE, _LAST_SEEN)
    return ColumnMap(values, *(_first(pattern, names) for pattern in more))


def read_rows(
    rows: Iterable[TableRow], columns: ColumnMap | None = None
) -> Iterator[ListCell | ListLine]:
    """Yield the cells of the value columns; every header row among the first names them anew.

    Args:
        rows: In order.
        columns: What a header outside the rows says.
    """
    every = iter(rows)
    sample = list(islice(every, SAMPLE_ROWS))
    if columns is None and not any(header(row.cells) for row in sample):
        columns = _guessed(sample)
    for row in sample:
        named = header(row.cells)
        columns = named or columns
        if columns and not named:
            yield from _row(row, columns)
    if columns:
        for row in every:
            yield from _row(row, columns)


def _name(cell: str) -> str:
    """Return a column's name for comparing; a whole sentence is a title and names no column."""
    name = re.sub(r"[^a-z0-9]+", " ", fold(cell[:_MAX_NAME_CHARS])).strip()
    return name if name.count(" ") < _MAX_NAME_WORDS else ""


def _is_listed(text: str) -> bool:
    """Whether a cell holds what a list lists, or may come to it, so that its row is no header."""
    if text.startswith("="):
        return True
    value = normalise(refang(text))
    return isinstance(value, Value) or value in (Unused.HASH, Unused.EMAIL, Unused.BAD_ADDRESS)


def _first(pattern: re.Pattern[str], names: Sequence[str]) -> int | None:
    return next((index for index, name in enumerate(names) if pattern.fullmatch(name)), None)


def _guessed(rows: Sequence[TableRow]) -> ColumnMap | None:
    """Without a header, the columns most of whose cells are values."""
    held: Counter[int] = Counter()
    filled: Counter[int] = Counter()
    for row in rows:
        for index, cell in enumerate(row.cells):
            text = refang(cell.strip())
            filled[index] += bool(text)
            held[index] += isinstance(normalise(text), Value) and not is_file_name(text)
    values = tuple(index for index in sorted(filled) if held[index] * 2 > filled[index])
    return ColumnMap(values) if values else None


def _row(row: TableRow, columns: ColumnMap) -> Iterator[ListCell | ListLine]:
    unused = by_type(fold(_at(row, columns.type))) if columns.type is not None else None
    said = _Said(
        _confidence(_at(row, columns.confidence)),
        until_of(_at(row, columns.until)) or last_seen(_at(row, columns.last_seen)),
        since_of(_at(row, columns.since)),
    )
    texts = [text for index in columns.values if (text := _at(row, index))]
    for text in texts:
        yield from _cell(row.line, text, unused, said)
    if not texts and (others := [cell.strip() for cell in row.cells if cell.strip()]):
        yield ListCell(row.line, " | ".join(others), Unused.NO_VALUE)


def _at(row: TableRow, index: int | None) -> str:
    return row.cells[index].strip() if index is not None and index < len(row.cells) else ""


def _confidence(text: str) -> int | None:
    known = text.isascii() and text.isdigit() and len(text) <= len(str(_MAX_CONFIDENCE))
    return min(int(text), _MAX_CONFIDENCE) if known else None


def _cell(
    line: int, text: str, unused: Unused | None, said: _Said
) -> Iterator[ListCell | ListLine]:
    if unused is not None:
        yield ListCell(line, text, unused)
    elif text.startswith("="):
        yield ListCell(line, text, Unused.FORMULA)
    elif is_file_name(text):
        yield ListCell(line, text, Unused.FILE_NAME)
    elif _SEVERAL.search(text):
        tokens = texts_of(text)
        if tokens:
            yield ListLine(line, tokens)
    else:
        yield ListCell(line, text, refang(text), said.confidence, said.until, since=said.since)
