"""Logs of web servers and proxies: who asked for which page."""

import re

from orchestrator.match.logs.reading import LineReading, client_of
from orchestrator.match.logs.stamps import epoch, stated

_SQUID = re.compile(
    r"(?:.{0,100}?\bsquid\S{0,20}: )?([0-9]{9,10}\.[0-9]{3}) +-?[0-9]+ (\S+) "
    r"[A-Z][A-Z_]*/[0-9]{3} [0-9]+ (\S+) (\S+) \S+ [A-Z_]+/\S+"
)
_WEB_QUOTED = r'"((?:[^"\\]|\\.)*+)"'
_WEB = re.compile(
    r"(?:\S+:[0-9]+ )?(\S+) \S+ [^\[\]\"]{1,200} \[([^\]]{20,32})\] "
    rf"{_WEB_QUOTED} (?:[0-9]{{3}}|-) (?:[0-9]+|-)(?: {_WEB_QUOTED})?"
)


def read_squid(line: str) -> LineReading | None:
    """Squid's own access log: `1606725281.123 200 192.168.1.5 TCP_MISS/200 1234 GET ...`.

    None where a line has another form.
    """
    found = _SQUID.match(line)
    if found is None:
        return None
    return LineReading(time=epoch(found[1]), client=client_of(found[2]), asked=found[4])


def read_web(line: str) -> LineReading | None:
    """Common and combined logs: `192.168.1.5 - - [30/Nov/2026:08:54:41 +0700] "GET ..." ...`.

    None where a line has another form.
    """
    found = _WEB.match(line)
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
