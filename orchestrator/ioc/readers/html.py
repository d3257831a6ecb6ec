"""Pages: their tables as tables, the rest as text; each keeps the line of the page."""

from collections.abc import Iterator
from html.parser import HTMLParser

from orchestrator.ioc.entries import Cell
from orchestrator.ioc.readers.prose import read as read_prose
from orchestrator.ioc.readers.table import Row, header, read_rows
from orchestrator.ioc.tokens import Line

_SILENT = frozenset(("script", "style", "head", "template"))
_BREAKS = frozenset(("p", "br", "div", "li", "h1", "h2", "h3", "h4", "tr"))


class _Page(HTMLParser):
    """Collects rows, each with its table's number, and the text outside tables by line."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[tuple[int, Row]] = []
        self.texts: list[tuple[int, str]] = []
        self._tables = 0
        self._open = 0
        self._silent = 0
        self._row: list[str] | None = None
        self._row_line = 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a table, row, cell or silent part; links and attributes say nothing."""
        del attrs
        if tag in _SILENT:
            self._silent += 1
        elif tag == "table":
            self._tables += 1
            self._open += 1
        elif tag == "tr" and self._open:
            self._end_row()
            self._row, self._row_line = [], self.getpos()[0]
        elif tag in ("td", "th") and self._row is not None:
            self._row.append("")
        elif tag in _BREAKS:
            self.handle_data(" ")

    def handle_endtag(self, tag: str) -> None:
        """Close them."""
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag == "table":
            self._end_row()
            self._open = max(0, self._open - 1)
        elif tag == "tr":
            self._end_row()

    def handle_data(self, data: str) -> None:
        """Add text to the open cell, or to the page."""
        if self._silent:
            return
        if self._row:
            self._row[-1] += data
        else:
            first = self.getpos()[0]
            self.texts.extend(enumerate(data.split("\n"), first))

    def close(self) -> None:
        """Close what the page left open."""
        super().close()
        self._end_row()

    def _end_row(self) -> None:
        if self._row:
            cells = tuple(" ".join(cell.split()) for cell in self._row)
            self.rows.append((self._tables, Row(self._row_line, cells)))
        self._row = None


def read(text: str) -> Iterator[Cell | Line]:
    """Yield the cells of the tables that list something, then the text around them."""
    page = _Page()
    page.feed(text)
    page.close()
    yield from read_tables(page.rows)
    lines = [""] * (text.count("\n") + 2)
    for number, part in page.texts:
        lines[min(number, len(lines) - 1)] += f" {part}"
    yield from read_prose("\n".join(lines[1:]))


def read_tables(rows: list[tuple[int, Row]]) -> Iterator[Cell | Line]:
    """Yield the cells of tables: by their header; a table without one as text."""
    numbers = dict.fromkeys(number for number, _ in rows)
    for number in numbers:
        own = [row for table, row in rows if table == number]
        if any(header(row.cells) for row in own):
            yield from read_rows(own)
            continue
        said = "\n".join(" | ".join(row.cells).replace("\n", " ") for row in own)
        for cell in read_prose(said):
            yield cell._replace(line=own[cell.line - 1].line)
