"""Reader of the POSIX sections: resolv.conf, the one behind systemd's stub, own addresses."""

import ipaddress
import re
from collections.abc import Callable, Mapping

from orchestrator.checks.base import Context, Part
from orchestrator.checks.resolvers.configured import read_configured
from orchestrator.checks.sections import answer, joined, now, sight, tabulate
from orchestrator.checks.values import address
from orchestrator.model.answer import Answer, Answered, Note, Unanswered, Unread
from orchestrator.model.observation import Observation, OwnAddress, ResolverSetting, SetBy, Sight

_HEX = re.compile(r"[0-9a-f]{32}")
_STUBS = frozenset({"127.0.0.53", "127.0.0.54"})


def read_posix(parts: tuple[Part, ...], context: Context) -> Answer:
    """Return the servers of all files; each file that the script asked for must have been read."""
    read = joined(tuple(_READERS.get(part.name, _file)(part, context) for part in parts))
    if isinstance(read, Answered) and _lacks_upstream(parts, read.observations):
        return read.withdrawn(Unread.GARBLED, "no upstream")
    return read


def _lacks_upstream(parts: tuple[Part, ...], seen: tuple[Observation, ...]) -> bool:
    """Whether systemd's stub is asked, and nothing says which servers it asks in turn."""
    asked = {one.address for one in seen if isinstance(one, ResolverSetting)}
    return not _STUBS.isdisjoint(asked) and all(part.name != "upstream" for part in parts)


def _file(part: Part, context: Context) -> Answer:
    seen = sight(part, context)
    table = tabulate(part.body, lambda line: _row(line, seen), seen, is_row=_names_a_server)
    return answer(part, table, now(context))


def _configured(part: Part, context: Context) -> Answer:
    """Return what files set; those that are root's alone take nothing from what is in force.

    Every Linux with `NetworkManager` or `netplan` has such files: what they set is in force by the
    file that was read, unless the machine changes its network later.
    """
    found = read_configured(part, context)
    if not isinstance(found, Unanswered) or found.reason is not Unread.DENIED:
        return found
    return Answered(
        observations=found.observations,
        source=part.source,
        rows=len(found.observations),
        notes=(*found.notes, Note.SETTINGS_UNREAD),
    )


def _own(part: Part, context: Context) -> Answer:
    """Return the machine's own addresses, its loopback's apart."""
    seen = sight(part, context)
    return answer(part, tabulate(part.body, lambda line: _own_row(line, seen), seen), now(context))


def _own_row(line: str, seen: Sight) -> tuple[OwnAddress, ...] | None:
    word, _, text = line.partition(" ")
    if _HEX.fullmatch(text):
        text = str(ipaddress.IPv6Address(bytes.fromhex(text)))
    found = address(text) if word == "own" else None
    if found is None:
        return None
    if ipaddress.ip_address(found).is_loopback:
        return ()
    return (OwnAddress(sight=seen, address=found, raw=line),)


_READERS: Mapping[str, Callable[[Part, Context], Answer]] = {
    "addresses": _own,
    "configured": _configured,
}


def _names_a_server(line: str) -> bool:
    return line.split(None, 1)[0] == "nameserver"


def _row(line: str, seen: Sight) -> tuple[ResolverSetting, ...]:
    """Read one line; what the system's own resolver would pass over means nothing here either."""
    words = line.split()
    found = address(words[1]) if words[1:] else None
    if found is None:
        return ()
    return (ResolverSetting(sight=seen, address=found, origin=SetBy.FILE, raw=line.strip()),)
