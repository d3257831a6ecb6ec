"""A listed address behind which many sites stand is kept, and marked with its owner."""

import ipaddress
from datetime import date
from pathlib import Path

import pytest

from orchestrator import ioc
from orchestrator.ioc.guarding.shared_addresses import SharedAddresses
from orchestrator.model.ioc_table import IndicatorRecords, as_table
from tests.ioc.guarding.test_benign import DATA, WARNING_LISTS, judge
from tests.ioc.sets.test_load import listed, put
from tests.make_benign import RENTED, SHARED, shared

LINES = (DATA / "shared_addresses.txt").read_text(encoding="ascii").splitlines()
RANGES = [line.partition(" ") for line in LINES if line and not line.startswith("#")]


@pytest.mark.parametrize(
    ("text", "owner"),
    [
        ("104.16.1.2", "Cloudflare"),
        ("104.16.1.2:443", "Cloudflare"),
        ("104.16.0.0/16", "Cloudflare"),
        ("2606:4700::1", "Cloudflare"),
        ("23.32.1.1", "Akamai"),
        ("151.101.1.1", "Fastly"),
        ("103.224.182.9", "parking"),
        ("104.26.6.37", "parking"),  # inside Cloudflare
        ("172.232.1.1", None),
        ("172.224.0.0/16", "Akamai"),
        ("203.0.113.7", None),
        ("1.2.3.4", None),
        ("151.0.0.0/16", None),
    ],
)
def test_whose_an_address_is(text: str, owner: str | None):
    judged = judge(text)
    assert isinstance(judged, tuple)
    assert judged.shared == owner


def test_ranges_hold_what_ipaddress_says():
    made = SharedAddresses()
    for text, _, owner in RANGES:
        network = ipaddress.ip_network(text)
        assert made.owner(network) is not None, (text, owner)
        edge = ipaddress.ip_network(network.broadcast_address)
        assert made.owner(edge) is not None


def test_no_rented_server_is_in_it():
    networks = [ipaddress.ip_network(text) for text, _, _ in RANGES]
    assert not any(one.version == 4 and one.overlaps(RENTED) for one in networks)
    assert {owner for _, _, owner in RANGES} == set(SHARED.values())


@pytest.mark.skipif(not WARNING_LISTS.is_dir(), reason="no warning lists beside the repository")
def test_the_ranges_are_what_the_script_makes(monkeypatch: pytest.MonkeyPatch):
    here = {n: o for n, o in SHARED.items() if (WARNING_LISTS / f"{n}.json").is_file()}
    assert here
    monkeypatch.setattr("tests.make_benign.SHARED", here)
    text = shared(WARNING_LISTS, "84f0610", "2026-08-20")
    assert [one for one in text.splitlines() if one not in LINES] == []


def test_it_stays_an_indicator_and_comes_through_the_body(tmp_path: Path):
    iocs = ioc.load([put(tmp_path / "a.txt", "104.16.1.2\n1.2.3.4\n")], today=date(2026, 11, 20))
    marks = {value: one.shared for value, one in listed(iocs).items()}
    assert marks == {"104.16.1.2": "Cloudflare", "1.2.3.4": None}
    assert ioc.from_body(ioc.to_body(iocs)) == as_table(iocs)
    assert not iocs.refused


def test_a_body_of_the_first_schema_is_read():
    cited = '[["a.txt","1",1,"b",null]]'
    row = f'["bad.example","domain","tree","malicious",null,null,null,true,{cited}]'
    rest = '"schema":1,"dated":"2026-11-01","warnings":[],"files":[],"refused":[]'
    body = f'{{{rest},"indicators":[{row}]}}'
    read = ioc.from_body(body.encode())
    (one,) = IndicatorRecords(read.columns)
    assert (one.value, one.shared) == ("bad.example", None)
