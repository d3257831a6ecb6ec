import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.text.defang import Defanger, defang


@pytest.mark.parametrize(
    ("raw", "safe"),
    [
        ("203.0.113.45", "203[.]0[.]113[.]45"),
        ("203.0.113.0/24", "203[.]0[.]113[.]0/24"),
        ("203.0.113.45:443", "203[.]0[.]113[.]45:443"),
        ("evil.example", "evil[.]example"),
        ("http://evil.example/a.php", "hxxp[:]//evil[.]example/a[.]php"),
        ("HTTPS://evil.example", "hxxPS[:]//evil[.]example"),
        ("2001:db8::9", "2001[:]db8[:][:]9"),
        ("[2001:db8::9]:443", "[2001[:]db8[:][:]9]:443"),
        ("2001:db8::/32", "2001[:]db8[:][:]/32"),
        ("hxxp[:]//evil[.]example", "hxxp[:]//evil[.]example"),
    ],
)
def test_defanged(raw: str, safe: str):
    assert defang(raw) == safe
    assert defang(safe) == safe


@given(st.from_regex(r"[a-z0-9.:/\[\]-]{0,40}", fullmatch=True))
def test_defanging_twice_changes_nothing_more(text: str):
    assert defang(defang(text)) == defang(text)


LISTED = Defanger.of(
    ("203.0.113.45", "hxxp://evil[.]example/x", "198.51.100.0/24", "2001:db8::bad", "a.test")
)


@pytest.mark.parametrize(
    ("raw", "safe"),
    [
        ("TCP 10.0.0.1:5 203.0.113.45:443", "TCP 10.0.0.1:5 203[.]0[.]113[.]45:443"),
        ("www.EVIL.example A", "www[.]EVIL[.]example A"),
        ("evil.example.", "evil[.]example."),
        ("2001:0DB8:0:0::0BAD fe80::1", "2001[:]0DB8[:]0[:]0[:][:]0BAD fe80::1"),
        ("::ffff:203.0.113.45", "::ffff:203[.]0[.]113[.]45"),
        ("::ffff:cb00:712d", "[:][:]ffff[:]cb00[:]712d"),
        ("notevil.example", "notevil.example"),
        ("aa.test", "aa.test"),
        ("svchost.exe at 12:34:56", "svchost.exe at 12:34:56"),
    ],
)
def test_only_what_is_listed_is_defanged_inside_a_text(raw: str, safe: str):
    assert LISTED.text(raw) == safe


def test_an_address_that_blocks_is_no_listed_address():
    assert Defanger.of(("127.0.0.1", "::")).text("127.0.0.1 x :: y") == "127.0.0.1 x :: y"


def test_a_text_of_a_hundred_thousand_labels_costs_no_more_than_its_length():
    text = "a." * 100_000 + "test"
    assert LISTED.text(text).endswith("a[.]test")


def test_a_long_word_without_a_dot_costs_no_more_than_its_length():
    text = "x" * 1_000_000 + " a.test"
    assert LISTED.text(text).endswith("a[.]test")
