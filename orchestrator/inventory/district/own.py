"""What is the district's own: `own_networks`, `own_domains` and its machines' addresses."""

import ipaddress
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from orchestrator.files.mapping import text_of
from orchestrator.files.problems import Problems
from orchestrator.files.yaml_nodes import ListNode, MapEntry
from orchestrator.inventory.model import Inventory
from orchestrator.inventory.reading.variables import settings_of_group
from orchestrator.model.district import Machine, Own, Unit
from orchestrator.text.host_texts import address_of, registered_name
from orchestrator.text.message import Message, say

NETWORKS, DOMAINS = "own_networks", "own_domains"
_UNIT_NETWORKS = "networks"

# Nobody's own public network is wider; one careless line would blind the whole sweep.
_WIDEST = {4: 16, 6: 32}
_WIDEST_PRIVATE = 8


class _Wrong(NamedTuple):
    what: Message
    mend: Message


def own_of(
    inventory: Inventory,
    machines: Iterable[Machine],
    units: Iterable[Unit],
    problems: Problems,
) -> Own:
    """Return the district's own, its units' networks included; note what is wrong with it."""
    of_units = (network for unit in units for network in unit.networks)
    return Own(
        names=_declared(inventory, DOMAINS, _domain, problems),
        networks=tuple(
            dict.fromkeys((*_declared(inventory, NETWORKS, _network, problems), *of_units))
        ),
        addresses=tuple(sorted(set(_addresses(machines)))),
    )


def district_setting(inventory: Inventory, variable: str, problems: Problems) -> MapEntry | None:
    """Return the setting of a variable that is the whole district's; note it anywhere else."""
    for name in inventory.groups:
        if name != "all" and any(found := tuple(settings_of_group(inventory, name, variable))):
            what = say("district.place", name=variable, group=name)
            problems.add(found[-1].key.place, what, say("mend.to_all"))
    given = tuple(settings_of_group(inventory, "all", variable))
    return given[-1] if given else None


def _declared(
    inventory: Inventory, variable: str, read: Callable[[str], str | _Wrong], problems: Problems
) -> tuple[str, ...]:
    return _values(district_setting(inventory, variable, problems), variable, read, problems)


def networks_in(entry: MapEntry | None, problems: Problems) -> tuple[str, ...]:
    """Return the networks that a unit's field names; note what is none of its own."""
    return _values(entry, _UNIT_NETWORKS, _network, problems)


def _values(
    entry: MapEntry | None,
    variable: str,
    read: Callable[[str], str | _Wrong],
    problems: Problems,
) -> tuple[str, ...]:
    if entry is None or entry.node.value is None:
        return ()
    if not isinstance(entry.node, ListNode):
        what = say("field.list", name=variable)
        problems.add(entry.node.place, what, say("mend.list"))
        return ()
    found: list[str] = []
    for node in entry.node.items:
        text = text_of(MapEntry(key=entry.key, node=node), problems)
        value = None if text is None else read(text.strip())
        if isinstance(value, _Wrong):
            problems.add(node.place, value.what, value.mend)
        elif value is not None:
            found.append(value)
    return tuple(dict.fromkeys(found))


def _network(text: str) -> str | _Wrong:
    try:
        network = ipaddress.ip_network(text, strict=False)
    except ValueError:
        return _Wrong(say("own.no_network", word=text), say("mend.network"))
    widest = _WIDEST_PRIVATE if network.is_private else _WIDEST[network.version]
    if network.prefixlen < widest:
        return _Wrong(say("own.too_wide", word=text, widest=widest), say("mend.own_ranges"))
    return str(network)


def _domain(text: str) -> str | _Wrong:
    # Inventories without this variable do not pay for the list.
    from publicsuffixlist import PublicSuffixList  # noqa: PLC0415

    name = registered_name(text.removeprefix("*").removeprefix("."))
    if name is None:
        return _Wrong(say("own.no_domain", word=text), say("mend.domain"))
    name = name.removesuffix(".")
    if "." not in name or name.rpartition(".")[2].isdigit():
        return _Wrong(say("own.half_domain", word=text), say("mend.full_domain"))
    if PublicSuffixList(accept_unknown=False).is_public(name):
        return _Wrong(say("own.everybodys", word=text), say("mend.own_name"))
    return name


def _addresses(machines: Iterable[Machine]) -> Iterator[str]:
    for machine in machines:
        address = address_of(str(machine.variables.get("ansible_host") or machine.name))
        if address is not None and not address.is_loopback:
            yield str(address)
