"""What the district declares as its own, and the addresses of its machines."""

from pathlib import Path

import pytest

from orchestrator.errors import InventoryError
from orchestrator.inventory import district, load
from orchestrator.model.district import Own
from tests.inventory.trees import HEAD, write

UNIT = "u: {vars: {unit: {name: U, type: department}}, hosts: {%s}}\n"


def own(folder: Path, declared: str = "", hosts: str = "m: ", more: str = "") -> Own:
    files = {"group_vars/all.yml": HEAD + declared, "a.yml": UNIT % hosts + more}
    return district(load([write(folder, files)])).own


def test_networks_and_names_are_normalised(tmp_path: Path):
    declared = (
        "own_networks: [203.0.113.7/24, 10.0.0.0/8, 2001:db8::/48, 198.51.100.9]\n"
        "own_domains: [Quan-X.gov.vn., '*.truong-x.edu.vn', trường.example]\n"
    )
    found = own(tmp_path, declared)
    assert found.networks == ("203.0.113.0/24", "10.0.0.0/8", "2001:db8::/48", "198.51.100.9/32")
    assert found.names == ("quan-x.gov.vn", "truong-x.edu.vn", "xn--trng-rib8295b.example")


def test_literal_addresses_of_machines_are_own(tmp_path: Path):
    hosts = (
        "a: {ansible_host: 203.0.113.7}, 198.51.100.2: , b: {ansible_host: truong.example},"
        " c: {ansible_host: '{{ x }}'}, d: {ansible_host: 127.0.0.1},"
        " e: {ansible_host: '2001:DB8::1'}"
    )
    assert own(tmp_path, hosts=hosts).addresses == ("198.51.100.2", "2001:db8::1", "203.0.113.7")


def test_nothing_declared_is_nothing_own(tmp_path: Path):
    assert own(tmp_path, "own_networks:\n") == Own()


@pytest.mark.parametrize(
    ("declared", "place", "said"),
    [
        ("own_networks: 10.0.0.0/8\n", "2:15", "`own_networks` must be a list"),
        ("own_networks: [10.0.0.0/8, quan.gov.vn]\n", "2:28", "is no address and no range"),
        ("own_networks: [0.0.0.0/0]\n", "2:16", "is wider than /16"),
        ("own_networks: [9.0.0.0/8]\n", "2:16", "is wider than /16"),
        ("own_networks: ['2000::/3']\n", "2:16", "is wider than /32"),
        ("own_networks: [1.5]\n", "2:16", "is no address and no range"),
        ("own_domains: [gov.vn]\n", "2:15", "belongs to everybody"),
        ("own_domains: [edu.vn]\n", "2:15", "belongs to everybody"),
        ("own_domains: [quan]\n", "2:15", "is no full domain"),
        ("own_domains: [203.0.113.7]\n", "2:15", "is no full domain"),
        ("own_domains: ['a b.example']\n", "2:15", "is no domain"),
        ("own_domain: [quan-x.gov.vn]\n", "2:1", "Did you mean `own_domains`?"),
    ],
)
def test_what_is_wrong_is_placed(tmp_path: Path, declared: str, place: str, said: str):
    with pytest.raises(InventoryError) as caught:
        own(tmp_path, declared)
    (problem,) = caught.value.problems
    assert f"all.yml:{place}: " in str(problem)
    assert said in str(problem)
    assert problem.mend


def test_it_is_the_districts_and_no_units(tmp_path: Path):
    with pytest.raises(InventoryError, match="Move it to group_vars"):
        own(tmp_path, more="v: {vars: {own_domains: [quan-x.gov.vn]}}\n")


UNIT_OF = "u: {vars: {unit: {name: U, type: department, networks: %s}}, hosts: {m: }}\n"


def test_a_units_networks_are_the_units_and_the_districts_own(tmp_path: Path):
    files = {
        "group_vars/all.yml": HEAD + "own_networks: [10.0.0.0/8]\n",
        "a.yml": UNIT_OF % "[192.0.2.9/24, 10.0.0.0/8, 203.0.113.1]",
    }
    found = district(load([write(tmp_path, files)]))
    assert found.units[0].networks == ("192.0.2.0/24", "10.0.0.0/8", "203.0.113.1/32")
    assert found.own.networks == ("10.0.0.0/8", "192.0.2.0/24", "203.0.113.1/32")


@pytest.mark.parametrize(
    ("networks", "said"),
    [
        ("10.0.0.0/8", "`networks` must be a list"),
        ("[truong.example]", "is no address and no range"),
        ("[0.0.0.0/0]", "is wider than /16"),
    ],
)
def test_networks_that_are_no_units_own_are_refused(tmp_path: Path, networks: str, said: str):
    files = {"group_vars/all.yml": HEAD, "a.yml": UNIT_OF % networks}
    with pytest.raises(InventoryError, match=said):
        district(load([write(tmp_path, files)]))
