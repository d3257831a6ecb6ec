"""What first bytes mean: any bytes mean something, and none of them raises."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.doctor.banners import is_whole, request, understand
from orchestrator.doctor.diagnose import offset_s
from orchestrator.model.diagnosis import Http, HungUp, Mute, Noise, Ssh, Tls

IDENTIFIED = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/soap+xml\r\nContent-Length: 30\r\n\r\n"
    b"<w:IdentifyResponse/>........."
)


@given(
    st.one_of(
        st.binary(),
        st.binary().map(lambda tail: b"HTTP/1.1 401 x\r\n" + tail),
        st.binary().map(lambda tail: b"HTTP/1.1 200 OK\r\nDate: " + tail + b"\r\n\r\n"),
        st.binary().map(lambda tail: b"SSH-2.0-" + tail),
    ),
    st.booleans(),
)
def test_any_bytes_are_something(raw: bytes, ended: bool):  # noqa: FBT001 - drawn
    assert understand(raw, ended=ended) is not None
    is_whole(raw)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n", Ssh(software="OpenSSH_9.2p1 Debian-2")),
        (b"Welcome\r\nSSH-2.0-dropbear\n", Ssh(software="dropbear")),
        (b"\x15\x03\x01\x00\x02\x02\x28", Tls()),
        (b"220 mail.example ESMTP\r\n", Noise(start=b"220 mail.example ESMTP\r\n")),
    ],
)
def test_who_speaks_so(raw: bytes, expected: object):
    assert understand(raw, ended=True) == expected


def test_silence_and_a_closed_line_are_two_things():
    assert understand(b"", ended=False) == Mute()
    assert understand(b"", ended=True) == HungUp()


@pytest.mark.parametrize(
    ("head", "winrm"),
    [
        ("401 x\r\nWWW-Authenticate: Negotiate\r\nWWW-Authenticate: Kerberos", True),
        ('401 x\r\nWWW-Authenticate: Basic realm="WSMAN"', True),
        ('401 x\r\nWWW-Authenticate: Basic realm="Router"', False),
        ("401 x", False),
        ("200 OK\r\nWWW-Authenticate: Negotiate", False),
        ("404 Not Found\r\nServer: Microsoft-HTTPAPI/2.0", False),
    ],
)
def test_what_offers_windows_ways_is_winrm(head: str, winrm: bool):  # noqa: FBT001 - a row
    found = understand(f"HTTP/1.1 {head}\r\n\r\n".encode(), ended=True)
    assert isinstance(found, Http)
    assert found.winrm is winrm


def test_what_identifies_itself_is_winrm():
    assert is_whole(IDENTIFIED)
    assert not is_whole(IDENTIFIED[:-1])
    found = understand(IDENTIFIED, ended=False)
    assert isinstance(found, Http)
    assert found.winrm


@pytest.mark.parametrize(
    ("date", "read"),
    [
        ("Tue, 03 Mar 2026 05:06:07 GMT", datetime(2026, 3, 3, 5, 6, 7, tzinfo=UTC)),
        ("Tue, 03 Mar 2026 05:06:07 -0000", None),
        ("yesterday", None),
        ("Tue, 03 Mar 99999999999 05:06:07 GMT", None),
    ],
)
def test_its_clock(date: str, read: datetime | None):
    found = understand(f"HTTP/1.1 200 OK\r\nDate: {date}\r\n\r\n".encode(), ended=True)
    assert isinstance(found, Http)
    assert found.date == read


def test_the_request_carries_no_credential_and_no_line_of_the_inventory():
    sent = request("pc-01\r\nX: y", 5985, "/wsman\r\nAuthorization: Basic eDp5")
    head, _, body = sent.partition(b"\r\n\r\n")
    names = {line.split(b":")[0] for line in head.split(b"\r\n")}
    assert not names & {b"Authorization", b"X"}
    assert head.split(b"\r\n")[0].endswith(b" HTTP/1.1")
    assert b"Identify" in body


NOON = datetime(2026, 3, 3, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("second", "began_ms", "ended_ms", "off"),
    [
        (0, 0, 0, 0.0),
        (0, 900, 990, 0.0),
        (0, 500, 3000, 0.0),
        (5, 0, 1000, 4.0),
        (0, 3000, 3000, -2),
    ],
)
def test_a_clock_is_off_only_by_what_cannot_be_explained(
    second: int, began_ms: int, ended_ms: int, off: float
):
    def moment(ms: int) -> datetime:
        return NOON.replace(second=ms // 1000, microsecond=ms % 1000 * 1000)

    assert offset_s(NOON.replace(second=second), moment(began_ms), moment(ended_ms)) == off
