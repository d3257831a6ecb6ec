"""Logs of firewalls and routers: who sent a packet where, and asked them for what."""

import re

from orchestrator.match.logs.program import program_line
from orchestrator.match.logs.reading import LineReading, client_of
from orchestrator.match.logs.stamps import stamped

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
