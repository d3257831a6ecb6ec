"""Common and combined logs: `192.168.1.5 - - [30/Nov/2026:08:54:41 +0700] "GET ..." 200 12 ...`."""

import re

from orchestrator.match.logs.reading import LineReading, client_of
from orchestrator.match.logs.stamps import stated

_QUOTED = r'"((?:[^"\\]|\\.)*+)"'
_LINE = re.compile(
    r"(?:\S+:[0-9]+ )?(\S+) \S+ [^\[\]\"]{1,200} \[([^\]]{20,32})\] "
    rf"{_QUOTED} (?:[0-9]{{3}}|-) (?:[0-9]+|-)(?: {_QUOTED})?"
)


def read(line: str) -> LineReading | None:
    """Return what a line tells, None where it has another form."""
    found = _LINE.match(line)
    time = stated(found[2]) if found else None
    if found is None or time is None:
        return None
    request = found[3].split(" ")
    return LineReading(
        time=time,
        client=client_of(found[1]),
        asked=request[1] if len(request) > 1 else None,
        referrer=found.span(4) if found[4] else None,
    )
