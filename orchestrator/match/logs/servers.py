"""Logs of servers that are asked by many: name servers, web servers and proxies."""

import re

from orchestrator.match.logs.line_reading import LineReading, client_of
from orchestrator.match.logs.program import program_line
from orchestrator.match.logs.stamps import either_order, epoch, stamped, stated

_BIND = re.compile(
    r"(?:.{0,120}?\s)?client (?:@0x[0-9a-f]+ )?([0-9a-fA-F.:]+)#[0-9]+(?: \(([^()\s]*)\))?:"
    r"(?: view \S+:)?(?: query: (\S+))?"
)
_DNSMASQ_SAID = program_line(r"(?:[a-z]+\.[a-z]+ )?dnsmasq")
_DNSMASQ = re.compile(
    r"(?:[0-9]+ (\S+?)/[0-9]+ )?(?:(query)\[[^\]]+\]|[\w/.-]+(?: [\w-]+)?) "
    r"(\S+) (?:from|to|is) (\S+)"
)
_UNBOUND_SAID = program_line("unbound")
_UNBOUND_ALONE = re.compile(r"unbound\[[0-9]+:[0-9a-f]+\] (.*)")
_UNBOUND = re.compile(
    r"(?:\[[0-9]+:[0-9a-f]+\] )?(?:info|query|reply): "
    r"([0-9a-fA-F.:]+)(?:@[0-9]+)? (\S+) [A-Z0-9]+ IN\b"
)
_WINDOWS_DNS = re.compile(
    r"([0-9][0-9./-]{5,9} [0-9]{1,2}:[0-9]{2}:[0-9]{2}(?: \w\w)?) +[0-9A-Fa-f]{3,8} PACKET +"
    r"(?:[0-9A-Fa-f]{8,16} )?(?:UDP|TCP) (Rcv|Snd) (\S+) +[0-9a-f]{4} ([R ]) ?.? \[[^\]]{0,60}\] "
    r"+\S+ +(\S+)"
)
_WINDOWS_DNS_COUNT = re.compile(r"\([0-9]{1,2}\)")
_SQUID = re.compile(
    r"(?:.{0,100}?\bsquid\S{0,20}: )?([0-9]{9,10}\.[0-9]{3}) +-?[0-9]+ (\S+) "
    r"[A-Z][A-Z_]*/[0-9]{3} [0-9]+ (\S+) (\S+) \S+ [A-Z_]+/\S+"
)
_WEB_QUOTED = r'"((?:[^"\\]|\\.)*+)"'
_WEB = re.compile(
    r"(?:\S+:[0-9]+ )?(\S+) \S+ [^\[\]\"]{1,200} \[([^\]]{20,32})\] "
    rf"{_WEB_QUOTED} (?:[0-9]{{3}}|-) (?:[0-9]+|-)(?: {_WEB_QUOTED})?"
)


def read_bind(line: str) -> LineReading | None:
    """BIND's query log: `client @0x7f 192.168.1.5#53211 (www.example): query: ...`.

    None where a line has another form.
    """
    time, rest = stamped(line)
    found = _BIND.match(rest)
    if found is None:
        return None
    return LineReading(time=time, client=client_of(found[1]), asked=found[3] or found[2])


def read_dnsmasq(line: str) -> LineReading | None:
    """Dnsmasq: `dnsmasq[812]: query[A] www.example from 192.168.1.5`; Pi-hole and OpenWrt, too.

    With `log-queries=extra` every line names the client; without, only those of queries do.

    None where a line has another form.
    """
    time, rest = stamped(line)
    said = _DNSMASQ_SAID.match(rest)
    found = _DNSMASQ.match(said[1]) if said else None
    if found is None:
        return None
    client = found[4] if found[2] else found[1]
    return LineReading(time=time, client=client_of(client), asked=found[3])


def read_unbound(line: str) -> LineReading | None:
    """Unbound, in pfSense or alone: `unbound[812:0] info: 192.168.1.5 www.example. A IN`.

    None where a line has another form.
    """
    time, rest = stamped(line)
    said = _UNBOUND_ALONE.match(rest) or _UNBOUND_SAID.match(rest)
    found = _UNBOUND.match(said[1]) if said else None
    if found is None:
        return None
    return LineReading(time=time, client=client_of(found[1]), asked=found[2])


def read_windows_dns(line: str) -> LineReading | None:
    """Debug log of the Windows DNS server: `... PACKET ... UDP Rcv 192.168.1.5 ... (3)ok`.

    Its dates stand as the server's language has them, and without a zone. A question that comes in
    and an answer that goes out name the client; what the server asks elsewhere does not.

    None where a line has another form.
    """
    found = _WINDOWS_DNS.match(line)
    if found is None:
        return None
    ours = (found[2] == "Rcv") == (found[4] != "R")
    return LineReading(
        time=either_order(found[1]),
        client=client_of(found[3]) if ours else None,
        asked=_WINDOWS_DNS_COUNT.sub(".", found[5]).strip("."),
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
