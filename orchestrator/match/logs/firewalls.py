"""Logs of firewalls and routers: who sent a packet where, and asked them for what."""

import re
from collections.abc import Mapping

from orchestrator.match.logs.line_reading import LineReading, LogTime, client_of
from orchestrator.match.logs.program import program_line
from orchestrator.match.logs.stamps import epoch, stamped, stated

_FORTIGATE_PAIR = re.compile(r'(?:^|(?<=[\s,>]))(\w{1,40})=(?:"((?:[^"\\]|\\.)*+)"|([^\s,"]*+))')
_FORTIGATE_NEEDED = ("date", "time")
_FORTIGATE_REFERRER = "referralurl"
_FILTERLOG_SAID = program_line("filterlog")
# The column of the IP version; behind it each version has columns of its own.
_FILTERLOG_VERSION = 8
_FILTERLOG_SOURCE = {"4": 18, "6": 15}
_ROUTEROS_END = r"(\[[0-9a-fA-F:.]+\]|[0-9a-fA-F:]+|[0-9.]+)(?::[0-9]+)?"
_ROUTEROS_FIREWALL = re.compile(
    r".{0,200}?\bin:\S+ out:[^,]{1,64}, .{0,300}?\bproto [^,]{1,40}, "
    + _ROUTEROS_END
    + "->"
    + _ROUTEROS_END
    + r"(?=[, ]|$)"
)
_ROUTEROS_QUERY = re.compile(r".{0,200}?\bquery from ([0-9a-fA-F.:]+?):? ?#[0-9]+ (\S+) [A-Z0-9]+")
_ROUTEROS_PROXY = re.compile(r".{0,200}?\bweb-proxy\S* ([0-9a-fA-F.:]+) [A-Z]+ (\S+)")
_CEF_HEAD = re.compile(r".{0,200}?\bCEF: ?[0-9]+\|(?:(?:[^|\\]|\\.){0,300}+\|){6}")
_CEF_KEY = re.compile(r"(?<!\S)([\w.-]{1,60})=")
_CEF_ESCAPED = re.compile(r"\\(.)")
_CEF_CLIENTS = ("src", "c6a2")
_CEF_ASKED = ("request", "dhost", "destinationDnsDomain", "dst", "c6a3")
_CEF_TIMES = ("rt", "start", "end")
_CEF_REFERRER = "requestContext"
_CEF_NAMED_ZONE = re.compile(r"(.*[0-9]) ([A-Za-z]{2,5}(?:/[A-Za-z_]+)?)")


def read_filterlog(line: str) -> LineReading | None:
    """The packet filter of pfSense and OPNsense: `filterlog[812]: 5,,,100,em0,match,...`.

    None where a line has another form.
    """
    time, rest = stamped(line)
    said = _FILTERLOG_SAID.match(rest)
    cells = said[1].split(",") if said else []
    version = cells[_FILTERLOG_VERSION] if len(cells) > _FILTERLOG_VERSION else ""
    source = _FILTERLOG_SOURCE.get(version)
    if source is None or len(cells) <= source + 1:
        return None
    return LineReading(time=time, client=client_of(cells[source]), asked=cells[source + 1])


def read_routeros(line: str) -> LineReading | None:
    """RouterOS: its packet filter, its resolver and its web proxy, printed or sent as syslog.

    `forward: in:bridge out:ether1, ..., 192.168.88.5:51234->203.0.113.5:443, len 52`;
    `dns query from 192.168.88.5: #29 www.example. A`; `web-proxy,account 192.168.88.5 GET http://...`.

    None where a line has another form.
    """
    time, rest = stamped(line)
    patterns = (_ROUTEROS_FIREWALL, _ROUTEROS_QUERY, _ROUTEROS_PROXY)
    found = next(filter(None, (pattern.match(rest) for pattern in patterns)), None)
    if found is None:
        return None
    return LineReading(time=time, client=client_of(found[1]), asked=found[2])


def read_fortigate(line: str) -> LineReading | None:
    """FortiGate: `date=2026-11-30 time=08:54:41 tz="+0700" srcip=192.168.1.5 hostname="..."`.

    None where a line has another form.
    """
    if "date=" not in line or "time=" not in line:
        return None
    found = {pair[1]: pair for pair in reversed(tuple(_FORTIGATE_PAIR.finditer(line)))}
    cells = {name: pair[2] or pair[3] or "" for name, pair in found.items()}
    sent_by = {"logid", "devid", "devname", "type"} & cells.keys()
    if not (sent_by and all(map(cells.get, _FORTIGATE_NEEDED))):
        return None
    referrer = found.get(_FORTIGATE_REFERRER)
    return LineReading(
        time=_fortigate_time(cells),
        client=client_of(cells.get("srcip")),
        asked=_fortigate_asked(cells),
        referrer=referrer.span() if referrer else None,
    )


def _fortigate_time(cells: Mapping[str, str]) -> LogTime:
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


def _fortigate_asked(cells: Mapping[str, str]) -> str | None:
    url, host = cells.get("url", ""), cells.get("hostname", "")
    if url and host and "://" not in url:
        return f"{host}{url}"
    return url or host or cells.get("qname") or cells.get("dstip") or None


def read_cef(line: str) -> LineReading | None:
    """Common Event Format: `CEF:0|vendor|product|1|id|name|5|src=192.168.1.5 request=http:...`.

    None where a line has another form.
    """
    head = _CEF_HEAD.match(line)
    if head is None:
        return None
    spans = _cef_spans(line, head.end())
    cells = {key: _CEF_ESCAPED.sub(r"\1", line[start:end]) for key, (start, end) in spans.items()}
    asked = next((cells[key] for key in _CEF_ASKED if cells.get(key)), None)
    return LineReading(
        time=_cef_time(cells) or stamped(line)[0],
        client=next(filter(None, (client_of(cells.get(key)) for key in _CEF_CLIENTS)), None),
        asked=asked,
        referrer=spans.get(_CEF_REFERRER),
    )


def _cef_spans(line: str, start: int) -> Mapping[str, tuple[int, int]]:
    """Return where the value of each key stands; it goes on to the next key."""
    cells = line[start:]
    keys = tuple(_CEF_KEY.finditer(cells))
    ends = (*(key.start() for key in keys[1:]), len(cells))
    spans: dict[str, tuple[int, int]] = {}
    for key, end in zip(keys, ends, strict=False):
        value = cells[key.end() : end].rstrip()
        begin = start + key.end()
        spans.setdefault(key[1], (begin, begin + len(value)))
    return spans


def _cef_time(cells: Mapping[str, str]) -> LogTime | None:
    """Return the first time told; a zone that has only a name is told, and not worked out."""
    text = next((cells[key] for key in _CEF_TIMES if cells.get(key)), "")
    time = epoch(text) or stated(text)
    if time is None:
        named = _CEF_NAMED_ZONE.fullmatch(text)
        bare = stated(named[1]) if named else None
        return bare._replace(told=text, zone=named[2]) if named and bare else None
    return time if time.zone else time._replace(zone=cells.get("dtz"))
