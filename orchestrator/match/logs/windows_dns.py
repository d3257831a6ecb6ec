"""Debug log of the Windows DNS server: `... PACKET ... UDP Rcv 192.168.1.5 5c8c Q [...] A (3)ok`.

Its dates stand as the server's language has them, and without a zone. A question that comes in
and an answer that goes out name the client; what the server asks elsewhere does not.
"""

import re

from orchestrator.match.logs.reading import LineReading, client_of
from orchestrator.match.logs.stamps import either_order

_LINE = re.compile(
    r"([0-9][0-9./-]{5,9} [0-9]{1,2}:[0-9]{2}:[0-9]{2}(?: \w\w)?) +[0-9A-Fa-f]{3,8} PACKET +"
    r"(?:[0-9A-Fa-f]{8,16} )?(?:UDP|TCP) (Rcv|Snd) (\S+) +[0-9a-f]{4} ([R ]) ?.? \[[^\]]{0,60}\] "
    r"+\S+ +(\S+)"
)
_COUNT = re.compile(r"\([0-9]{1,2}\)")


def read(line: str) -> LineReading | None:
    """Return what a line tells, None where it has another form."""
    found = _LINE.match(line)
    if found is None:
        return None
    ours = (found[2] == "Rcv") == (found[4] != "R")
    return LineReading(
        time=either_order(found[1]),
        client=client_of(found[3]) if ours else None,
        asked=_COUNT.sub(".", found[5]).strip("."),
    )
