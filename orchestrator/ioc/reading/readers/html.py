"""Pages: their tables as tables, the rest as text; each keeps the line of the page.

Read by one pass of one expression, not by `html.parser`, which takes quadratic time for pages
made to that end.
"""

import html
import re
from collections.abc import Iterator, Sequence

from orchestrator.documents.grid import TableRow
from orchestrator.ioc.reading.bounds import MAX_COLUMNS, Deadline
from orchestrator.ioc.reading.entries import ListCell, TableColumns
from orchestrator.ioc.reading.line_tokens import ListLine
from orchestrator.ioc.reading.readers.prose import is_defanged
from orchestrator.ioc.reading.readers.prose import read as read_prose
from orchestrator.ioc.reading.tables.by_hand import ColumnByHand
from orchestrator.ioc.reading.tables.table_parts import lists_by_columns
from orchestrator.ioc.reading.tables.table_rows import has_given, read_table

_MARK = re.compile(r"<!--|<(?P<end>/?)(?P<tag>[A-Za-z][A-Za-z0-9]*)[^<>]*+>")
_SILENT = frozenset(("script", "style", "head", "template"))
_INLINE = frozenset(("a", "b", "i", "u", "em", "strong", "span", "code", "font", "wbr", "small"))


class _Page:
    """Collects rows, each with its table's number, and the pieces of text outside by line."""

    def __init__(self, text: str) -> None:
        self.rows: list[tuple[int, TableRow]] = []
        self.texts: dict[int, list[str]] = {}
        self._last = text.count("\n") + 1
        self._tables = 0
        self._line = 1
        self._row: tuple[int, list[list[str]]] | None = None
        self._deadline = Deadline()
        self._read(text)

    def _read(self, text: str) -> None:
        at = 0
        while mark := _MARK.search(text, at):
            self._deadline.look()
            self._say(text[at : mark.start()])
            self._line += text.count("\n", at, mark.start())
            at = self._past(text, mark)
            self._line += text.count("\n", mark.start(), at)
        self._say(text[at:])
        self._end_row()

    def _past(self, text: str, mark: re.Match[str]) -> int:
        """Act on a mark and return where the page goes on."""
        tag = (mark["tag"] or "").lower()
        closing = "-->" if not tag else f"</{tag}"
        if not tag or (tag in _SILENT and not mark["end"]):
            end = text.find(closing, mark.end())
            return len(text) if end < 0 else end + len(closing) * (not tag)
        if mark["end"]:
            self._closed(tag)
        else:
            self._opened(tag)
        return mark.end()

    def _opened(self, tag: str) -> None:
        if tag == "table":
            self._end_row()
            self._tables += 1
        elif tag == "tr" and self._tables:
            self._end_row()
            self._row = (self._line, [])
        elif tag in ("td", "th") and self._row:
            self._row[1].append([])
        elif tag not in _INLINE:
            self._say(" ")

    def _closed(self, tag: str) -> None:
        if tag in ("tr", "table"):
            self._end_row()
        elif tag not in _INLINE:
            self._say(" ")

    def _say(self, text: str) -> None:
        said = html.unescape(text)
        if self._row and self._row[1]:
            self._row[1][-1].append(said)
            return
        for number, piece in enumerate(said.split("\n"), self._line):
            pieces = self.texts.setdefault(min(number, self._last), []) if piece else []
            if piece != " " or pieces[-1:] != [" "]:  # one space is as good as many
                pieces.append(piece)

    def _end_row(self) -> None:
        if self._row and self._row[1]:
            cells = tuple(" ".join("".join(cell).split()) for cell in self._row[1][:MAX_COLUMNS])
            self.rows.append((self._tables, TableRow(self._row[0], cells)))
        self._row = None


def read(
    text: str, given: Sequence[ColumnByHand] = ()
) -> Iterator[ListCell | ListLine | TableColumns]:
    """Yield the cells of the tables that list something, then the text around them.

    Args:
        text: The page.
        given: What a person decided of the columns of its tables.

    Raises:
        ListError: A person has to say what a column holds.
    """
    page = _Page(text)
    yield from read_tables(page.rows, given)
    lines = range(1, text.count("\n") + 2)
    said = "\n".join("".join(page.texts.get(at, ())) for at in lines)
    yield from read_prose(said, defanged=_are_defanged(page.rows))


def _are_defanged(rows: list[tuple[int, TableRow]]) -> bool:
    return any(is_defanged(cell) for _, row in rows for cell in row.cells)


def read_tables(
    rows: list[tuple[int, TableRow]], given: Sequence[ColumnByHand] = ()
) -> Iterator[ListCell | ListLine | TableColumns]:
    """Yield the cells of tables; one that lists nothing by columns is text.

    Args:
        rows: Each with the number of its table.
        given: What a person decided of the columns.

    Raises:
        ListError: A person has to say what a column holds.
    """
    tables: dict[int, list[TableRow]] = {}
    for number, row in rows:
        tables.setdefault(number, []).append(row)
    loose: list[TableRow] = []
    for own in tables.values():
        if lists_by_columns(own) or has_given(own, given):
            yield from read_table(own.__iter__, given=given)
        else:
            loose.extend(own)
    said = "\n".join(" | ".join(row.cells).replace("\n", " ") for row in loose)
    for cell in read_prose(said, defanged=_are_defanged(rows)) if loose else ():
        yield cell._replace(line=loose[cell.line - 1].line)
