"""Common Event Format: `CEF:0|vendor|product|1|id|name|5|src=192.168.1.5 request=http:...`."""

import re
from collections.abc import Mapping

from orchestrator.match.logs.reading import LineReading, LogTime, client_of
from orchestrator.match.logs.stamps import epoch, stamped, stated

_HEAD = re.compile(r".{0,200}?\bCEF: ?[0-9]+\|(?:(?:[^|\\]|\\.){0,300}+\|){6}")
_KEY = re.compile(r"(?<!\S)([\w.-]{1,60})=")
_ESCAPED = re.compile(r"\\(.)")
_CLIENTS = ("src", "c6a2")
_ASKED = ("request", "dhost", "destinationDnsDomain", "dst", "c6a3")
_TIMES = ("rt", "start", "end")
_REFERRER = "requestContext"
_NAMED_ZONE = re.compile(r"(.*[0-9]) ([A-Za-z]{2,5}(?:/[A-Za-z_]+)?)")


def read(line: str) -> LineReading | None:
    """Return what a line tells, None where it has another form."""
    head = _HEAD.match(line)
    if head is None:
        return None
    spans = _spans(line, head.end())
    cells = {key: _ESCAPED.sub(r"\1", line[start:end]) for key, (start, end) in spans.items()}
    asked = next((cells[key] for key in _ASKED if cells.get(key)), None)
    return LineReading(
        time=_time(cells) or stamped(line)[0],
        client=next(filter(None, (client_of(cells.get(key)) for key in _CLIENTS)), None),
        asked=asked,
        referrer=spans.get(_REFERRER),
    )


def _spans(line: str, start: int) -> Mapping[str, tuple[int, int]]:
    """Return where the value of each key stands; it goes on to the next key."""
    cells = line[start:]
    keys = tuple(_KEY.finditer(cells))
    ends = (*(key.start() for key in keys[1:]), len(cells))
    spans: dict[str, tuple[int, int]] = {}
    for key, end in zip(keys, ends, strict=False):
        value = cells[key.end() : end].rstrip()
        begin = start + key.end()
        spans.setdefault(key[1], (begin, begin + len(value)))
    return spans


def _time(cells: Mapping[str, str]) -> LogTime | None:
    """Return the first time told; a zone that has only a name is told, and not worked out."""
    text = next((cells[key] for key in _TIMES if cells.get(key)), "")
    time = epoch(text) or stated(text)
    if time is None:
        named = _NAMED_ZONE.fullmatch(text)
        bare = stated(named[1]) if named else None
        return bare._replace(told=text, zone=named[2]) if named and bare else None
    return time if time.zone else time._replace(zone=cells.get("dtz"))
