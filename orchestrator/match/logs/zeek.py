"""Zeek's logs of connections, names, pages and certificates: columns by tabs, or JSON by lines."""

import json
import re
from collections.abc import Mapping, Sequence

from orchestrator.match.logs.line_reading import LineReading, LogTime, client_of
from orchestrator.match.logs.stamps import epoch, stated

HEADER = "#fields\t"
_FIRST = ("ts", "uid", "id.orig_h", "id.orig_p", "id.resp_h", "id.resp_p")  # of each of these logs
_REFERRER = "referrer"
_JSON_REFERRER = re.compile(r'"referrer"\s{0,9}:\s{0,9}"((?:[^"\\]|\\.)*+)"')
_EMPTY = ("-", "(empty)", "")


def columns_of(line: str) -> tuple[str, ...] | None:
    """Return the columns that a header names, None for every other line."""
    return tuple(line.rstrip().split("\t")[1:]) if line.startswith(HEADER) else None


def read_columns(line: str, columns: Sequence[str] = ()) -> LineReading | None:
    """Return what a line tells, None where it has another form.

    Args:
        line: The line.
        columns: Those of the last header; without one, the first six, which all these logs share.
    """
    cells = line.split("\t")
    if len(cells) < len(_FIRST):
        return None
    spans = _spans(cells, columns or _FIRST)
    told = {name: line[start:end] for name, (start, end) in spans.items()}
    held = {name: cell for name, cell in told.items() if cell not in _EMPTY}
    reading = _reading(held)
    return reading and reading._replace(referrer=spans.get(_REFERRER))


def read_json(line: str) -> LineReading | None:
    """Return what a line tells, None where it has another form."""
    if not line.startswith("{") or '"id.orig_h"' not in line:
        return None
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        return None
    held = {
        name: str(value) for name, value in data.items() if isinstance(value, str | int | float)
    }
    reading = _reading(held)
    referrer = _JSON_REFERRER.search(line)
    return reading and reading._replace(referrer=referrer.span(1) if referrer else None)


def _spans(cells: Sequence[str], columns: Sequence[str]) -> Mapping[str, tuple[int, int]]:
    spans: dict[str, tuple[int, int]] = {}
    start = 0
    for name, cell in zip(columns, cells, strict=False):
        spans[name] = (start, start + len(cell))
        start += len(cell) + 1
    return spans


def _reading(held: Mapping[str, str]) -> LineReading | None:
    time, client = _time(held.get("ts", "")), client_of(held.get("id.orig_h"))
    if time is None or client is None:
        return None
    return LineReading(time=time, client=client, asked=_asked(held))


def _time(text: str) -> LogTime | None:
    return epoch(text) or stated(text)


def _asked(held: Mapping[str, str]) -> str | None:
    host = held.get("host")
    if host is not None:
        return f"{host}{held.get('uri', '')}"
    return held.get("query") or held.get("server_name") or held.get("id.resp_h")
