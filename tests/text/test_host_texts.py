"""One ASCII form of a name and one reading of an address, whoever asks."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.text import host_texts
from orchestrator.text.host_texts import a_labels, address_of, registered_name, unmapped


@pytest.mark.parametrize(
    ("name", "ascii_form", "registered"),
    [
        ("bad.example", "bad.example", "bad.example"),
        ("Bad.Example", "Bad.Example", "bad.example"),
        ("_dmarc.bad.example", "_dmarc.bad.example", None),
        ("trường.example", "xn--trng-rib8295b.example", "xn--trng-rib8295b.example"),
        ("TRƯỜNG.example.", "xn--trng-rib8295b.example.", "xn--trng-rib8295b.example."),
        ("ba\u0323n.example", "xn--bn-f5s.example", "xn--bn-f5s.example"),
        ("a\u3002example", "a.example", "a.example"),
        ("x ấu.example", None, None),
        ("\ud800.example", None, None),
        ("", "", None),
    ],
)  # fmt: skip
def test_names(name: str, ascii_form: str | None, registered: str | None):
    assert (a_labels(name), registered_name(name)) == (ascii_form, registered)


@given(st.ip_addresses())
def test_an_address_is_read_as_it_is_printed(address: ipaddress.IPv4Address):
    assert address_of(str(address)) == address_of(f"{address}%eth0") == address


@given(st.ip_addresses(v=4))
def test_a_mapped_address_is_the_one_inside(address: ipaddress.IPv4Address):
    mapped = address_of(f"::ffff:{address}")
    assert mapped is not None
    assert (unmapped(mapped), unmapped(address)) == (address, address)


@pytest.mark.parametrize("text", ["", "1", "1.2.3", "1.2.3.4.5", "01.2.3.4", "a:b", "[::1]"])
def test_other_texts_are_no_address(text: str):
    assert address_of(text) is None


def test_an_embedded_address_is_found_and_no_long_text_is_remembered():
    assert host_texts.embedded("64:ff9b::cb00:7107") == "203.0.113.7"
    assert host_texts.embedded("64:ff9b::cb00:7107%" + 1000 * "x") == "203.0.113.7"
    before = host_texts._carried.cache_info().currsize
    assert host_texts.embedded(1000 * "1:") is None
    assert host_texts._carried.cache_info().currsize == before
