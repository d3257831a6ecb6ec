"""Dnsmasq: `dnsmasq[812]: query[A] www.example from 192.168.1.5`; Pi-hole and OpenWrt, too.

With `log-queries=extra` every line names the client; without, only those of queries do.
"""

import re

from orchestrator.match.logs.program import program_line
from orchestrator.match.logs.reading import LineReading, client_of
from orchestrator.match.logs.stamps import stamped

_SAID = program_line(r"(?:[a-z]+\.[a-z]+ )?dnsmasq")
_LINE = re.compile(
    r"(?:[0-9]+ (\S+?)/[0-9]+ )?(?:(query)\[[^\]]+\]|[\w/.-]+(?: [\w-]+)?) "
    r"(\S+) (?:from|to|is) (\S+)"
)


def read(line: str) -> LineReading | None:
    """Return what a line tells, None where it has another form."""
    time, rest = stamped(line)
    said = _SAID.match(rest)
    found = _LINE.match(said[1]) if said else None
    if found is None:
        return None
    client = found[4] if found[2] else found[1]
    return LineReading(time=time, client=client_of(client), asked=found[3])
