"""Whose an address is that asked for something in a log, as far as the inventory knows it.

No name is resolved, and where two units could be meant, none is named: schools behind NAT have
the same private addresses.
"""

import ipaddress
from collections.abc import Iterator, Mapping
from enum import StrEnum

from msgspec import Struct

from orchestrator.model.district import District, Machine, Role, Unit
from orchestrator.text.host_texts import Address, address_of, unmapped

_ADDRESSES = ("ansible_host", "ansible_ssh_host", "ansible_winrm_host")

_Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class KnownBy(StrEnum):
    """How the inventory knows an address."""

    MACHINE = "machine"  # it is one machine's
    GATEWAY = "gateway"  # a unit's gateway: any machine behind it
    SHARED_ADDRESS = "shared_address"  # several machines of one unit are reached by it
    NETWORK = "network"  # it lies in networks of one unit
    SEVERAL_UNITS = "several_units"  # it could be several units'


class Whose(Struct, frozen=True, kw_only=True):
    """Whose an address is: a machine of a unit, one unit, or one of several."""

    by: KnownBy
    units: tuple[Unit, ...]
    machine: Machine | None = None

    @property
    def unit(self) -> Unit | None:
        """The unit, None where several could be meant."""
        return self.units[0] if len(self.units) == 1 else None


class Clients:
    """The addresses of a district's machines and units, made for many look-ups."""

    def __init__(self, district: District) -> None:
        """Index the addresses that the inventory gives; templates in them are not filled."""
        self._units = {unit.code: unit for unit in district.units}
        self._machines: dict[str, tuple[Machine, ...]] = {}
        for machine in district.machines:
            address = _address(machine)
            if address is not None:
                key = str(address)
                self._machines[key] = (*self._machines.get(key, ()), machine)
        self._networks = tuple(_networks(self._units))

    def whose(self, client: str | None) -> Whose | None:
        """Return whose an address is, None where the inventory does not know it.

        Args:
            client: As `ipaddress` prints it, IPv4 inside IPv6 unwrapped; None of no client.
        """
        address = address_of(client) if client else None
        if address is None:
            return None
        machines = self._machines.get(str(address), ())
        codes = {machine.unit for machine in machines} | self._around(address)
        units = tuple(self._units[code] for code in sorted(codes))
        if not units:
            return None
        if len(units) > 1:
            return Whose(by=KnownBy.SEVERAL_UNITS, units=units)
        return _of_one(machines, units)

    def _around(self, address: Address) -> set[str]:
        """Return the units of the narrowest networks that an address lies in."""
        found = [(one.prefixlen, code) for one, code in self._networks if address in one]
        narrowest = max((length for length, _ in found), default=0)
        return {code for length, code in found if length == narrowest}


def _of_one(machines: tuple[Machine, ...], units: tuple[Unit, ...]) -> Whose:
    if any(machine.role is Role.GATEWAY for machine in machines):
        return Whose(by=KnownBy.GATEWAY, units=units)
    if len(machines) > 1:
        return Whose(by=KnownBy.SHARED_ADDRESS, units=units)
    if machines:
        return Whose(by=KnownBy.MACHINE, units=units, machine=machines[0])
    return Whose(by=KnownBy.NETWORK, units=units)


def _address(machine: Machine) -> Address | None:
    told = next((machine.variables[name] for name in _ADDRESSES if machine.variables.get(name)), "")
    address = address_of(str(told or machine.name).strip("[] "))
    return None if address is None or address.is_loopback else unmapped(address)


def _networks(units: Mapping[str, Unit]) -> Iterator[tuple[_Network, str]]:
    for code, unit in units.items():
        yield from ((ipaddress.ip_network(network), code) for network in unit.networks)
