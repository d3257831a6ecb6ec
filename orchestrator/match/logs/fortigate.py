"""FortiGate: `date=2026-11-30 time=08:54:41 tz="+0700" srcip=192.168.1.5 hostname="..."`."""

import re
from collections.abc import Mapping

from orchestrator.match.logs.reading import LineReading, LogTime, client_of
from orchestrator.match.logs.stamps import epoch, stated

_PAIR = re.compile(r'(?:^|(?<=[\s,>]))(\w{1,40})=(?:"((?:[^"\\]|\\.)*+)"|([^\s,"]*+))')
_NEEDED = ("date", "time")
_REFERRER = "referralurl"


def read(line: str) -> LineReading | None:
    """Return what a line tells, None where it has another form."""
    if "date=" not in line or "time=" not in line:
        return None
    found = {pair[1]: pair for pair in reversed(tuple(_PAIR.finditer(line)))}
    cells = {name: pair[2] or pair[3] or "" for name, pair in found.items()}
    if not all(map(cells.get, _NEEDED)) or not {"logid", "devid", "devname", "type"} & cells.keys():
        return None
    referrer = found.get(_REFERRER)
    return LineReading(
        time=_time(cells),
        client=client_of(cells.get("srcip")),
        asked=_asked(cells),
        referrer=referrer.span() if referrer else None,
    )


def _time(cells: Mapping[str, str]) -> LogTime:
    """Return the time in the device's zone where it is told, else by the clock of the world."""
    told = f"{cells['date']} {cells['time']}"
    zone = cells.get("tz", "")
    time = stated(f"{told} {zone}" if zone else told)
    if time is not None and time.zone is not None:
        return time._replace(told=told)
    absolute = epoch(cells.get("eventtime", ""))
    if absolute is not None:
        return absolute._replace(told=told)
    return time or LogTime(told=told)


def _asked(cells: Mapping[str, str]) -> str | None:
    url, host = cells.get("url", ""), cells.get("hostname", "")
    if url and host and "://" not in url:
        return f"{host}{url}"
    return url or host or cells.get("qname") or cells.get("dstip") or None
