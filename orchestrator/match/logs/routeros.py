"""RouterOS: its packet filter, its resolver and its web proxy, printed or sent as syslog.

`forward: in:bridge out:ether1, ..., 192.168.88.5:51234->203.0.113.5:443, len 52`;
`dns query from 192.168.88.5: #29 www.example. A`; `web-proxy,account 192.168.88.5 GET http://...`.
"""

import re

from orchestrator.match.logs.reading import LineReading, client_of
from orchestrator.match.logs.stamps import stamped

_END = r"(\[[0-9a-fA-F:.]+\]|[0-9a-fA-F:]+|[0-9.]+)(?::[0-9]+)?"
_FIREWALL = re.compile(
    r".{0,200}?\bin:\S+ out:[^,]{1,64}, .{0,300}?\bproto [^,]{1,40}, "
    + _END
    + "->"
    + _END
    + r"(?=[, ]|$)"
)
_QUERY = re.compile(r".{0,200}?\bquery from ([0-9a-fA-F.:]+?):? ?#[0-9]+ (\S+) [A-Z0-9]+")
_PROXY = re.compile(r".{0,200}?\bweb-proxy\S* ([0-9a-fA-F.:]+) [A-Z]+ (\S+)")


def read(line: str) -> LineReading | None:
    """Return what a line tells, None where it has another form."""
    time, rest = stamped(line)
    found = _FIREWALL.match(rest) or _QUERY.match(rest) or _PROXY.match(rest)
    if found is None:
        return None
    return LineReading(time=time, client=client_of(found[1]), asked=found[2])
