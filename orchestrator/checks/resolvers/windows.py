"""Readers of the Windows sections: the registry's servers, the adapters in use, the policies."""

import ipaddress
import re
from collections.abc import Iterator, Mapping

from msgspec import Struct

from orchestrator.checks.base import Context, Part
from orchestrator.checks.resolvers.policies import read_encrypted, read_rules
from orchestrator.checks.resolvers.servers import servers
from orchestrator.checks.sections import answer, joined, nothing, now, sight, tabulate, text_lines
from orchestrator.model.answer import Answer, NotApplicable, Note
from orchestrator.model.observation import OwnAddress, ResolverSetting, SetBy, Sight

_HEX = re.compile(r"(?:[0-9A-F]{2}(?:-|\Z))*")
_ADDRESS_BYTES = 16
_REGISTRY_CELLS = 6
_ADAPTER_CELLS = 3
_EFFECTIVE_CELLS = 3
_POLICY_ROW = {"policy": SetBy.POLICY}  # of no interface: by group policy


class _Adapter(Struct, frozen=True, kw_only=True):
    """One network adapter: in use or not, and what it is called."""

    in_use: bool
    name: str


def read_windows(parts: tuple[Part, ...], context: Context) -> Answer:
    """Return the servers in effect: static ones of any interface, DHCP's of those in use.

    A static server hides what DHCP says for the same interface, as in Windows itself. Where the
    adapters could not be read, every interface counts as in use (note `adapters_unread`). The
    rules of the name resolution policy table and the settings of DNS over HTTPS come behind them.
    """
    by_name = {part.name: part for part in parts}
    registry = by_name.get("registry")
    read = [_read_registry(registry, _adapters(parts), context) if registry else nothing()]
    if "effective" in by_name:
        read.append(_read_effective(by_name["effective"], _addresses(read[0]), context))
    if "nrpt" in by_name:
        read.append(read_rules(by_name["nrpt"], context))
    if "encrypted" in by_name:
        read.append(read_encrypted(by_name["encrypted"], context))
    return joined(tuple(read))


def _read_registry(
    registry: Part, adapters: Mapping[str, _Adapter] | None, context: Context
) -> Answer:
    seen = sight(registry, context)
    table = tabulate(registry.body, lambda line: _row(line, adapters, seen), seen)
    notes = () if adapters is not None else (Note.ADAPTERS_UNREAD,)
    return answer(registry, table, now(context), rows_needed=True, notes=notes)


def _addresses(registry: Answer) -> frozenset[str]:
    seen = () if isinstance(registry, NotApplicable) else registry.observations
    return frozenset(one.address for one in seen if isinstance(one, ResolverSetting))


def _read_effective(part: Part, known: frozenset[str], context: Context) -> Answer:
    """Return the servers that adapters ask beside those of the registry, and own addresses."""
    seen = sight(part, context)
    table = tabulate(part.body, lambda line: _effective(line, known, seen), seen)
    return answer(part, table, now(context))


def _effective(
    line: str, known: frozenset[str], seen: Sight
) -> tuple[ResolverSetting | OwnAddress, ...] | None:
    """Read interface, servers asked, the machine's own addresses."""
    cells = line.split("\t")
    if len(cells) != _EFFECTIVE_CELLS:
        return None
    asked = (
        ResolverSetting(sight=seen, address=server, interface=cells[0].lower(), raw=line)
        for server in servers(cells[1])
        if server not in known or cells[0] == "made"
    )
    own = (OwnAddress(sight=seen, address=found, raw=line) for found in servers(cells[2]))
    return (*asked, *own)


def _adapters(parts: tuple[Part, ...]) -> Mapping[str, _Adapter] | None:
    """Return the adapters by their GUID in lower case, None if they could not be read.

    A machine that answers has one: none at all is a list that was not read either.
    """
    part = next((part for part in parts if part.name == "adapters"), None)
    if part is None or part.status != "ok":
        return None
    rows = (line.split("\t", _ADAPTER_CELLS - 1) for line in text_lines(part.body))
    found = {
        row[0].lower(): _Adapter(in_use=row[1] == "1", name=row[2])
        for row in rows
        if len(row) == _ADAPTER_CELLS
    }
    return found or None


def _row(
    line: str, adapters: Mapping[str, _Adapter] | None, seen: Sight
) -> tuple[ResolverSetting, ...] | None:
    """Read family, interface, DHCP on, static servers, DHCP's servers, DHCPv6's servers (hex)."""
    cells = line.split("\t")
    if len(cells) != _REGISTRY_CELLS:
        return None
    guid = cells[1].lower()
    adapter = (adapters or {}).get(guid)
    static = tuple(servers(cells[3]))
    dhcp = () if static else (*servers(cells[4]), *_packed(cells[5]))
    # The machine-wide copy of DHCP's servers is whatever interface wrote last: not a setting.
    in_use = bool(guid) and (adapters is None or (adapter is not None and adapter.in_use))
    return tuple(
        ResolverSetting(
            sight=seen,
            address=server,
            origin=_POLICY_ROW.get(guid) or (SetBy.STATIC if static else SetBy.DHCP),
            interface=adapter.name if adapter else guid or None,
            raw=line.strip("\t"),
        )
        for server in (static or (dhcp if in_use else ()))
    )


def _packed(text: str) -> Iterator[str]:
    """Yield the IPv6 addresses in `20-01-0D-B8-...`, sixteen bytes each."""
    if not _HEX.fullmatch(text):
        return
    packed = bytes.fromhex(text.replace("-", ""))
    for at in range(0, len(packed) - _ADDRESS_BYTES + 1, _ADDRESS_BYTES):
        yield str(ipaddress.IPv6Address(packed[at : at + _ADDRESS_BYTES]))
