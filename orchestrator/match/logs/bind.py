"""BIND's query log: `client @0x7f 192.168.1.5#53211 (www.example): query: www.example IN A ...`."""

import re

from orchestrator.match.logs.reading import LineReading, client_of
from orchestrator.match.logs.stamps import stamped

_LINE = re.compile(
    r"(?:.{0,120}?\s)?client (?:@0x[0-9a-f]+ )?([0-9a-fA-F.:]+)#[0-9]+(?: \(([^()\s]*)\))?:"
    r"(?: view \S+:)?(?: query: (\S+))?"
)


def read(line: str) -> LineReading | None:
    """Return what a line tells, None where it has another form."""
    time, rest = stamped(line)
    found = _LINE.match(rest)
    if found is None:
        return None
    return LineReading(time=time, client=client_of(found[1]), asked=found[3] or found[2])
