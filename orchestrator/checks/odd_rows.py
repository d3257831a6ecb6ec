"""What a row of no known shape shows all the same: the least that its section can mean by it."""

from collections.abc import Iterator

from orchestrator.checks.mentions import addresses_in, configured, names_in
from orchestrator.checks.values import address, endpoint, port_number
from orchestrator.model.observation import (
    CachedName,
    ConfiguredText,
    Connection,
    ConnectionState,
    LookedUp,
    Lookup,
    Sight,
)

_A, _AAAA = 1, 28
_REVERSE = (".in-addr.arpa", ".ip6.arpa")  # whose names are the address owner's words


def as_setting(line: str, seen: Sight) -> tuple[ConfiguredText, ...]:
    """Return a row of settings as a text, if a name or an address stands in it."""
    found = configured(seen.source, " ".join(line.split()), seen)
    return (found,) if found.names or found.addresses else ()


def as_connections(line: str, seen: Sight) -> tuple[Connection, ...]:
    """Return every address in a row of sockets as an end that was at most tried.

    Which of them is the other end nobody knows, so none has a local address.
    """
    return tuple(
        Connection(
            sight=seen,
            protocol="tcp",
            local_address="",
            local_port=0,
            remote_address=host,
            remote_port=port,
            state=ConnectionState.NONE,
            raw=line.strip(),
        )
        for host, port in dict.fromkeys(_ends(line))
    )


def as_cached(line: str, seen: Sight) -> tuple[CachedName, ...]:
    """Return the names in a row of a resolver's cache, and the addresses that it leads to."""
    names, addresses = _looked_up(line)
    asked = next(iter(names), "")
    return (
        *(CachedName(sight=seen, name=one, lookup=Lookup.NO_RECORDS, raw=line) for one in names),
        *(
            CachedName(
                sight=seen,
                name=asked,
                lookup=Lookup.ANSWERED,
                record_type=_AAAA if ":" in one else _A,
                address=one,
                raw=line,
            )
            for one in addresses
        ),
    )


def as_look_ups(line: str, seen: Sight) -> tuple[LookedUp, ...]:
    """Return the names in a row of a log of look-ups; how those ended is not known."""
    names, addresses = _looked_up(line)
    return tuple(
        LookedUp(sight=seen, name=one, lookup=Lookup.NO_ANSWER, addresses=addresses, raw=line)
        for one in names or (("",) if addresses else ())
    )


def _looked_up(line: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    names = names_in(line)
    if any(one.endswith(_REVERSE) for one in names):
        return (), ()
    return names, addresses_in(line)


def _ends(line: str) -> Iterator[tuple[str, int]]:
    """Yield addresses with their ports: `192.0.2.1:443`, or the number behind the address."""
    words = line.split()
    told = set()
    for word, after in zip(words, (*words[1:], ""), strict=True):
        host = address(word)
        end = endpoint(word) if host is None else (host, port_number(after) or 0)
        if end is not None:
            told.add(end[0])
            yield end
    yield from ((host, 0) for host in addresses_in(line) if host not in told)
