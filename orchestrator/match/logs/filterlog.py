"""The packet filter of pfSense and OPNsense: `filterlog[812]: 5,,,100,em0,match,pass,out,4,...`."""

from orchestrator.match.logs.program import program_line
from orchestrator.match.logs.reading import LineReading, client_of
from orchestrator.match.logs.stamps import stamped

_SAID = program_line("filterlog")
_VERSION = 8  # the column of the IP version; behind it each version has columns of its own
_SOURCE = {"4": 18, "6": 15}


def read(line: str) -> LineReading | None:
    """Return what a line tells, None where it has another form."""
    time, rest = stamped(line)
    said = _SAID.match(rest)
    cells = said[1].split(",") if said else []
    source = _SOURCE.get(cells[_VERSION]) if len(cells) > _VERSION else None
    if source is None or len(cells) <= source + 1:
        return None
    return LineReading(time=time, client=client_of(cells[source]), asked=cells[source + 1])
