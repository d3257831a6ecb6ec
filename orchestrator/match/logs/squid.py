"""Squid's own access log: `1606725281.123 200 192.168.1.5 TCP_MISS/200 1234 GET http://... ...`."""

import re

from orchestrator.match.logs.reading import LineReading, client_of
from orchestrator.match.logs.stamps import epoch

_LINE = re.compile(
    r"(?:.{0,100}?\bsquid\S{0,20}: )?([0-9]{9,10}\.[0-9]{3}) +-?[0-9]+ (\S+) "
    r"[A-Z][A-Z_]*/[0-9]{3} [0-9]+ (\S+) (\S+) \S+ [A-Z_]+/\S+"
)


def read(line: str) -> LineReading | None:
    """Return what a line tells, None where it has another form."""
    found = _LINE.match(line)
    if found is None:
        return None
    return LineReading(time=epoch(found[1]), client=client_of(found[2]), asked=found[4])
