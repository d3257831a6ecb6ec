"""Readers of settings and command lines, as sections of rows or as files."""

from collections.abc import Iterator

from orchestrator.checks.base import Context, Part
from orchestrator.checks.mentions import configured
from orchestrator.checks.sections import (
    ParsedSection,
    answer,
    joined,
    nothing,
    now,
    sight,
    tabulate,
    text_lines,
)
from orchestrator.model.answer import Answer
from orchestrator.model.observation import ConfiguredText, Sight

# Another source of the same part: the first that was read to its end stands for both.
_INSTEAD = {"schtasks": "tasks"}
_CELLS = 2
_COMMENTS = ("#", "//")  # the second is apt's


def read_rows(parts: tuple[Part, ...], context: Context) -> Answer:
    """Return the texts of sections whose rows are a place, a tab and a text."""
    return _read(tuple(_without_replaced(parts)), context)


def read_files(parts: tuple[Part, ...], context: Context) -> Answer:
    """Return the lines of files; `>` and a path before a file, or one file by itself."""
    return _read(parts, context)


def _read(parts: tuple[Part, ...], context: Context) -> Answer:
    known = tuple(part for part in parts if part.name in _TABLES)
    answers = (answer(part, _TABLES[part.name](part, context), now(context)) for part in known)
    return joined(tuple(answers)) if known else nothing()


def _without_replaced(parts: tuple[Part, ...]) -> Iterator[Part]:
    """Leave out a part that was not read and has another source that was."""
    replaced = {_INSTEAD[part.name] for part in parts if part.name in _INSTEAD}
    return (part for part in parts if part.name not in replaced or part.status == "ok")


def _rows(part: Part, context: Context) -> ParsedSection:
    seen = sight(part, context)
    return tabulate(part.body, lambda line: _row(line, seen), seen)


def _row(line: str, seen: Sight) -> tuple[ConfiguredText, ...] | None:
    cells = line.split("\t", 1)
    return (configured(cells[0], cells[1], seen),) if len(cells) == _CELLS else None


def _lines(part: Part, context: Context) -> ParsedSection:
    """Read files one behind the other; a comment starts nothing."""
    seen, where = sight(part, context), part.source
    found: list[ConfiguredText] = []
    for line in text_lines(part.body):
        text = line.strip()
        if line.startswith(">"):
            where = line[1:]
        elif not text.startswith(_COMMENTS):
            found.append(configured(where, text, seen))
    return ParsedSection(observations=tuple(found), rows=len(found))


_TABLES = {
    "machine": _rows,
    "users": _rows,
    "services": _rows,
    "tasks": _rows,
    "schtasks": _rows,
    "subscriptions": _rows,
    "environment": _lines,
    "settings": _lines,
    "cron": _lines,
    "units": _lines,
}
