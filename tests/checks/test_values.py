from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.checks.values import address, count, endpoint, moment, name, port_number


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("[2001:DB8::1]", "2001:db8::1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("fe80::1%12", "fe80::1"),
        ("*", None),
        ("", None),
        ("192.0.2", None),
        ("192.0.2.1" * 20, None),
    ],
)
def test_addresses_are_normalised(text: str, expected: str | None):
    assert address(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("192.0.2.1:443", ("192.0.2.1", 443)),
        ("[::ffff:192.0.2.1]:443", ("192.0.2.1", 443)),
        ("192.0.2.1%eth0:68", ("192.0.2.1", 68)),
        ("[fe80::1]%eth0:546", ("fe80::1", 546)),
        ("[fe80::1%eth0]:546", ("fe80::1", 546)),
        ("fe80::1%11:80", ("fe80::1", 80)),
        ("*:*", None),
        ("192.0.2.1:65536", None),
        ("192.0.2.1", None),
    ],
)
def test_endpoints_of_every_tool_are_read(text: str, expected: tuple[str, int] | None):
    assert endpoint(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1795478400", datetime(2026, 11, 24, tzinfo=UTC)),
        ("2026-11-24T03:15:00Z", datetime(2026, 11, 24, 3, 15, tzinfo=UTC)),
        ("20261124101500.250000+420", datetime(2026, 11, 24, 3, 15, 0, 250000, tzinfo=UTC)),
        ("16010101070000.000000+420", None),
        ("20261324101500.000000+420", None),
        ("yesterday", None),
        ("99999999999", None),
        ("0001-01-01T00:00:00Z", None),
        ("9999-12-31T23:59:59Z", None),
        ("", None),
    ],
)
def test_times_of_every_source_become_utc(text: str, expected: datetime | None):
    assert moment(text) == expected


def test_names_lose_case_and_final_dot():
    assert name(" C2.Bad.Example. ") == "c2.bad.example"


@given(st.text(max_size=80))
def test_no_text_makes_them_raise(text: str):
    for read in (address, endpoint, moment, name, count, port_number):
        read(text)


@given(st.from_regex(r"\d{4}\d\d\d\d\d\d\d\d\d\d\.\d{6}[+-]\d{3}", fullmatch=True))
def test_no_dmtf_text_makes_it_raise(text: str):
    assert moment(text) is None or moment(text).tzinfo is UTC


@pytest.mark.parametrize(
    "text",
    [
        "\uff11\uff17" + "\uff10" * 8,
        "\u0662\u0660\u0662\u0666-11-24T03:00:00Z",
        "20261124030000.000000+\u0664\u0662\u0660",
    ],
)
def test_a_time_is_written_in_ascii(text: str):
    assert moment(text) is None
