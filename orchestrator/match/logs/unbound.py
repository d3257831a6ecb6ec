"""Unbound, in pfSense or alone: `unbound[812:0] info: 192.168.1.5 www.example. A IN`."""

import re

from orchestrator.match.logs.program import program_line
from orchestrator.match.logs.reading import LineReading, client_of
from orchestrator.match.logs.stamps import stamped

_SAID = program_line("unbound")
_ALONE = re.compile(r"unbound\[[0-9]+:[0-9a-f]+\] (.*)")
_LINE = re.compile(
    r"(?:\[[0-9]+:[0-9a-f]+\] )?(?:info|query|reply): "
    r"([0-9a-fA-F.:]+)(?:@[0-9]+)? (\S+) [A-Z0-9]+ IN\b"
)


def read(line: str) -> LineReading | None:
    """Return what a line tells, None where it has another form."""
    time, rest = stamped(line)
    said = _ALONE.match(rest) or _SAID.match(rest)
    found = _LINE.match(said[1]) if said else None
    if found is None:
        return None
    return LineReading(time=time, client=client_of(found[1]), asked=found[2])
