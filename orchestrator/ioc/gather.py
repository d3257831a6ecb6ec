"""Cells and lines of a reader to entries; what is no value is kept as a refusal."""

from collections.abc import Iterable, Iterator

from orchestrator.ioc.bounds import in_time
from orchestrator.ioc.entries import Cell, Entry, Refusals, Run
from orchestrator.ioc.tokens import Line
from orchestrator.ioc.values import Value, normalise
from orchestrator.model.indicator import Kind, Unused

_NOTHING_MORE = (None,) * 5  # port, confidence, end of validity, held back, its beginning


def of_cells(cells: Iterable[Cell | Line], refusals: Refusals) -> Iterator[Entry | Run]:
    """Yield the values of the cells; those of which nothing else is said come as columns."""
    columns: dict[Kind, tuple[list[int], list[str], list[str]]] = {}
    for cell in in_time(cells):
        if isinstance(cell, Line):
            yield from of_line(cell, refusals)
            continue
        value = cell.text if isinstance(cell.text, Unused) else normalise(cell.text)
        if isinstance(value, Unused):
            refusals.add(cell.line, cell.published, value)
        elif (value.port, *cell[3:]) == _NOTHING_MORE:
            lines, published, values = columns.setdefault(value.kind, ([], [], []))
            lines.append(cell.line)
            published.append(cell.published)
            values.append(value.text if value.text != cell.published else cell.published)
        else:
            yield Entry(cell.line, cell.published, value, *cell[3:])
    for kind, (lines, published, values) in columns.items():
        yield Run(lines, kind, published, values)


def of_line(line: Line, refusals: Refusals) -> Iterator[Entry]:
    """Yield the entries of one line of a plain list; its words are one refusal together."""
    words, found = [], 0
    for token in line.tokens:
        value = normalise(token.text)
        if isinstance(value, Value):
            found += 1
            yield Entry(line.number, token.published, value)
        elif token.like_value or value in (Unused.HASH, Unused.TOO_LONG):
            refusals.add(line.number, token.published, value)
        else:
            words.append((token.published, value))
    if words:
        lone = not found and len(line.tokens) == 1
        reason = words[0][1] if lone else Unused.REMARK if found else Unused.NOT_A_VALUE
        refusals.add(line.number, " ".join(word for word, _ in words), reason)
