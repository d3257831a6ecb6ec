"""A published text becomes one normalised value, or says why it is none."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.ioc.reading import normalise as normalise_module
from orchestrator.ioc.reading.line_tokens import refang
from orchestrator.ioc.reading.normalise import Value, normalise
from orchestrator.model.indicator import Kind, Unused


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Bad.Example", (Kind.DOMAIN, "bad.example", None)),
        ("bad.example.", (Kind.DOMAIN, "bad.example", None)),
        ("*.bad.example", (Kind.DOMAIN, "bad.example", None)),
        (".bad.example", (Kind.DOMAIN, "bad.example", None)),
        ("_dmarc.a_b.example", (Kind.DOMAIN, "_dmarc.a_b.example", None)),
        ("bad.example:8080", (Kind.DOMAIN, "bad.example", None)),
        ("bad.example#note", (Kind.DOMAIN, "bad.example", None)),
        ("trường.example", (Kind.DOMAIN, "xn--trng-rib8295b.example", None)),
        ("TRƯỜNG.example", (Kind.DOMAIN, "xn--trng-rib8295b.example", None)),
        ("1.2.3.4.bad.example", (Kind.DOMAIN, "1.2.3.4.bad.example", None)),
        ("1.2.3.4-cafe.de", (Kind.DOMAIN, "1.2.3.4-cafe.de", None)),
        ("192.0.2.7", (Kind.IPV4, "192.0.2.7", None)),
        ("192.0.2.7:443", (Kind.IPV4, "192.0.2.7", 443)),
        ("192.0.2.7/32", (Kind.IPV4, "192.0.2.7", None)),
        ("192.0.2.7/24", (Kind.CIDR4, "192.0.2.0/24", None)),
        ("::ffff:192.0.2.7", (Kind.IPV4, "192.0.2.7", None)),
        ("::ffff:192.0.2.0/120", (Kind.CIDR4, "192.0.2.0/24", None)),
        ("2001:DB8:0:0::9", (Kind.IPV6, "2001:db8::9", None)),
        ("[2001:db8::9]", (Kind.IPV6, "2001:db8::9", None)),
        ("[2001:db8::9]:443", (Kind.IPV6, "2001:db8::9", 443)),
        ("2001:db8::9%eth0", (Kind.IPV6, "2001:db8::9", None)),
        ("2001:db8:5::/48", (Kind.CIDR6, "2001:db8:5::/48", None)),
        ("2001:db8::9/128", (Kind.IPV6, "2001:db8::9", None)),
        ("HTTP://Bad.Example/A?b#C", (Kind.URL, "http://bad.example/A?b#C", None)),
        ("https://u:p@bad.example:8443/", (Kind.URL, "https://u:p@bad.example:8443/", None)),
        ("bad.example/A", (Kind.URL, "bad.example/A", None)),
        ("192.0.2.7/a.php", (Kind.URL, "192.0.2.7/a.php", None)),
        ("http://[2001:db8::9]:8080/x", (Kind.URL, "http://[2001:db8::9]:8080/x", None)),
    ],
)
def test_what_a_text_stands_for(text: str, value: tuple[Kind, str, int | None]):
    assert normalise(text) == value


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("localhost", Unused.SINGLE_LABEL),
        ("vn", Unused.SINGLE_LABEL),
        ("d41d8cd98f00b204e9800998ecf8427e", Unused.HASH),
        ("a@bad.example", Unused.EMAIL),
        ("192.0.2.1-192.0.2.9", Unused.DASH_RANGE),
        ("192.0.2.1-9", Unused.DASH_RANGE),
        ("192.0.2.1\u2013192.0.2.9", Unused.DASH_RANGE),
        ("192.0.2.300", Unused.BAD_ADDRESS),
        ("010.0.2.3", Unused.BAD_ADDRESS),
        ("192.0.2.7:0", Unused.BAD_ADDRESS),
        ("192.0.2.7:99999", Unused.BAD_ADDRESS),
        ("2001:db8::1::2", Unused.BAD_ADDRESS),
        ("192.0.2.0/33", Unused.BAD_RANGE),
        ("bad..example", Unused.NOT_A_VALUE),
        ("máy chủ.example", Unused.NOT_A_VALUE),
        ("1.5", Unused.NOT_A_VALUE),
        ("bad.example.123", Unused.NOT_A_VALUE),
        ("11/09/2022", Unused.SINGLE_LABEL),
        ("http://localhost/x", Unused.SINGLE_LABEL),
        ("http:///x", Unused.NOT_A_VALUE),
        ("http://bad.example/a,worse.example", Unused.AMBIGUOUS),
        ("a." * 130 + "example", Unused.TOO_LONG),
        ("a" * 64 + ".example", Unused.NOT_A_VALUE),
        ("x" * 5000, Unused.TOO_LONG),
        ("", Unused.NOT_A_VALUE),
        ("*", Unused.NOT_A_VALUE),
        (".", Unused.NOT_A_VALUE),
    ],
)
def test_why_a_text_is_no_value(text: str, reason: Unused):
    assert normalise(text) is reason


@given(st.ip_addresses())
def test_every_address_is_read_as_itself(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
):
    value = normalise(str(address))
    assert isinstance(value, Value)
    expected = getattr(address, "ipv4_mapped", None) or address
    assert value == (Kind.IPV4 if expected.version == 4 else Kind.IPV6, str(expected), None)


@given(st.text(max_size=60))
def test_any_text_has_an_answer_and_values_are_fixed_points(text: str):
    value = normalise(text)
    assert isinstance(value, Value | Unused)
    if isinstance(value, Value) and value.kind is not Kind.URL:
        assert normalise(value.text) == value._replace(port=None)


@given(st.from_regex(r"[a-z0-9_-]{1,20}(\.[a-z0-9_-]{1,20}){1,3}\.example", fullmatch=True))
def test_defanged_and_decorated_names_are_the_same_name(name: str):
    plain = normalise(name)
    for form in (
        name.replace(".", "[.]"),
        name.replace(".", "(.)"),
        name.replace(".", "{dot}"),
        name.upper(),
        f"*.{name}",
        f"{name}.",
    ):
        assert normalise(refang(form)) == plain


URL_PARTS = ("http://", "https://", "HTTP://", "a.b", "1.2.3.4", "256.1.1.1", "-", "A", ":80", ":0")
URLS = st.lists(st.sampled_from((*URL_PARTS, "/", "?", "#", "@", "\n", ".", "x" * 64, ":080", "[")))


@given(URLS.map(lambda parts: "http://" + "".join(parts)))
def test_plain_web_addresses_are_what_a_closer_look_says(text: str):
    assert normalise_module._whole_url(text) == normalise_module._closer_url(text)
