"""What would match every machine is refused by itself; made-up values are marked."""

import pytest

from orchestrator.ioc.guarding.guard import Guard, Passed
from orchestrator.ioc.reading.normalise import Value, normalise
from orchestrator.model.indicator import Scope, Unused

GUARD = Guard()


def judged(text: str) -> Passed | Unused:
    value = normalise(text)
    assert isinstance(value, Value)
    return GUARD.judge(value)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("gov.vn", Unused.PUBLIC_SUFFIX),
        ("*.edu.vn", Unused.PUBLIC_SUFFIX),
        ("com.vn", Unused.PUBLIC_SUFFIX),
        ("co.uk", Unused.PUBLIC_SUFFIX),
        ("kobe.jp", Unused.PUBLIC_SUFFIX),
        ("evil.exe", Unused.FILE_NAME),
        ("printer.local", Unused.LOCAL_NAME),
        ("x.localhost", Unused.LOCAL_NAME),
        ("7.2.0.192.in-addr.arpa", Unused.LOCAL_NAME),
        ("x.home.arpa", Unused.LOCAL_NAME),
        ("10.1.2.3", Unused.PRIVATE),
        ("172.31.0.1", Unused.PRIVATE),
        ("192.168.1.0/24", Unused.PRIVATE),
        ("::ffff:192.168.1.1", Unused.PRIVATE),
        ("127.0.0.1", Unused.LOOPBACK),
        ("127.0.0.53:53", Unused.LOOPBACK),
        ("0.1.2.3", Unused.RESERVED),
        ("0.0.0.0/0", Unused.RESERVED),
        ("192.0.0.0/16", Unused.RESERVED),
        ("8.0.0.0/5", Unused.PRIVATE),
        ("169.254.1.1", Unused.LINK_LOCAL),
        ("100.64.0.1", Unused.CGNAT),
        ("224.0.0.251", Unused.MULTICAST),
        ("255.255.255.255", Unused.RESERVED),
        ("1.0.0.0/15", Unused.TOO_WIDE),
        ("::1", Unused.LOOPBACK),
        ("::", Unused.RESERVED),
        ("::/0", Unused.LOOPBACK),
        ("fe80::1", Unused.LINK_LOCAL),
        ("fd00::1", Unused.PRIVATE),
        ("ff02::1", Unused.MULTICAST),
        ("64:ff9b::1", Unused.RESERVED),
        ("2a00::/31", Unused.TOO_WIDE),
        ("2001:d00::/24", Unused.TOO_WIDE),
        ("http://192.168.1.1/a", Unused.PRIVATE),
        ("http://nas.local/a", Unused.LOCAL_NAME),
    ],
)
def test_what_is_refused(text: str, reason: Unused):
    assert judged(text) is reason


@pytest.mark.parametrize(
    "text",
    [
        *("bad.example", "x.bad.test", "bad.invalid", "192.0.2.7", "198.51.100.0/24"),
        *("203.0.113.9:443", "2001:db8::9", "2001:db8::/32", "http://192.0.2.7/x"),
    ],
)
def test_what_is_made_up_is_marked(text: str):
    passed = judged(text)
    assert isinstance(passed, Passed)
    assert passed.test


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("xau.com.vn", Scope.TREE),
        ("xau-that.com.vn", Scope.TREE),
        ("google.com", Scope.EXACT),
        ("duckdns.org", Scope.EXACT),
        ("bad.duckdns.org", Scope.TREE),
        ("xau.edu.vn", Scope.EXACT),
        ("abcd.onion", Scope.TREE),
        ("github.io", Scope.EXACT),
        ("x.at.ply.gg", Scope.EXACT),
        ("http://gov.vn/x", Scope.EXACT),
        ("http://xau-that.com.vn/x", Scope.HOST),
        ("http://xau.duckdns.org/x", Scope.HOST),
        ("http://ten.github.io/x", Scope.HOST),
        ("http://1.2.3.4:8080/x", Scope.HOST),
        ("http://duckdns.org/x", Scope.EXACT),
        ("http://xau.edu.vn/x", Scope.EXACT),
        ("http://google.com/x", Scope.EXACT),
        ("http://drive.google.com/x", Scope.EXACT),
        ("http://github.com/x", Scope.EXACT),
        ("http://sendspace.com/x", Scope.EXACT),
        ("http://104.16.1.2/x", Scope.EXACT),
        ("1.2.0.0/16", Scope.TREE),
        ("198.51.0.0/16", Scope.TREE),
        ("2a00::/32", Scope.TREE),
    ],
)
def test_how_far_a_real_value_reaches(text: str, scope: Scope):
    assert judged(text) == Passed(scope, test=False)
