"""Whose an address in a log is, and whose it could be."""

import pytest

from orchestrator.inventory import district, load
from orchestrator.sweep.lists.clients import Clients, KnownBy
from tests.inventory.trees import HEAD, write

TREE = """
th_a:
  vars:
    unit: {name: A, type: primary_school, networks: [192.0.2.0/24, 203.0.113.1]}
  hosts:
    a-01: {ansible_host: 192.0.2.5}
    a-gw: {ansible_host: 192.0.2.1, role: gateway}
    a-nat: {ansible_host: 203.0.113.9, ansible_port: 1022}
    a-nat2: {ansible_host: 203.0.113.9, ansible_port: 2022}
    a-v6: {ansible_ssh_host: '[2001:DB8::5]'}
    a-name: {ansible_host: pc.example}
    a-here: {ansible_host: 127.0.0.1}
    '192.0.2.77':
    a-template: {ansible_host: '{{ x }}'}
th_b:
  vars:
    unit: {name: B, type: primary_school, networks: [198.51.100.0/25]}
  hosts:
    b-01: {ansible_host: 192.0.2.200, ansible_port: 2200}
    b-02: {ansible_host: 203.0.113.20}
    b-twin: {ansible_host: 203.0.113.30, ansible_port: 1022}
th_c:
  vars:
    unit: {name: C, type: primary_school, networks: ['198.51.100.0/26', '2001:db8:c::/48']}
  hosts:
    c-twin: {ansible_host: 203.0.113.30, ansible_port: 2022}
"""


@pytest.fixture(scope="module")
def clients(tmp_path_factory: pytest.TempPathFactory) -> Clients:
    files = {"group_vars/all.yml": HEAD, "a.yml": TREE}
    return Clients(district(load([write(tmp_path_factory.mktemp("tree"), files)])))


@pytest.mark.parametrize(
    ("client", "by", "units", "machine"),
    [
        ("192.0.2.5", KnownBy.MACHINE, ["th_a"], "a-01"),
        ("192.0.2.77", KnownBy.MACHINE, ["th_a"], "192.0.2.77"),
        ("2001:db8::5", KnownBy.MACHINE, ["th_a"], "a-v6"),
        ("203.0.113.20", KnownBy.MACHINE, ["th_b"], "b-02"),
        ("192.0.2.1", KnownBy.GATEWAY, ["th_a"], None),
        ("203.0.113.9", KnownBy.SHARED_ADDRESS, ["th_a"], None),
        ("192.0.2.6", KnownBy.NETWORK, ["th_a"], None),
        ("203.0.113.1", KnownBy.NETWORK, ["th_a"], None),
        ("2001:db8:c::1", KnownBy.NETWORK, ["th_c"], None),
        ("198.51.100.9", KnownBy.NETWORK, ["th_c"], None),  # the narrowest
        ("198.51.100.99", KnownBy.NETWORK, ["th_b"], None),
        ("192.0.2.200", KnownBy.SEVERAL_UNITS, ["th_a", "th_b"], None),
        ("203.0.113.30", KnownBy.SEVERAL_UNITS, ["th_b", "th_c"], None),
    ],
)
def test_an_address_that_is_known(
    clients: Clients, client: str, by: KnownBy, units: list[str], machine: str | None
):
    found = clients.whose(client)
    assert found is not None
    assert (found.by, [unit.code for unit in found.units]) == (by, units)
    assert (found.machine and found.machine.name) == machine
    assert (found.unit and found.unit.code) == (units[0] if len(units) == 1 else None)


@pytest.mark.parametrize("client", [None, "", "127.0.0.1", "203.0.113.200", "pc.example"])
def test_an_address_that_nobody_knows(clients: Clients, client: str | None):
    assert clients.whose(client) is None
