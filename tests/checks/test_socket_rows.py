"""A row of a socket table that is read at once says the same as word by word."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from orchestrator.checks.connections import posix, windows
from orchestrator.checks.values import moment
from orchestrator.model.observation import Process, Sight
from tests.checks.test_answers import N

SEEN = Sight(source="ss")
KNOWN = {4: Process(pid=4, path="/usr/bin/x"), 77: Process(pid=77, path="/opt/y")}
POSIX = posix._Shared(sight=SEEN, programs=KNOWN)
WINDOWS = windows._Shared(sight=SEEN, programs=KNOWN, states={}, vocabulary={})

hosts = st.sampled_from(
    ["192.0.2.1", "203.0.113.66", "10.0.0.0", "256.1.1.1", "01.2.3.4", "::1", "[::1]", "*", N]
)
ports = st.sampled_from(["0", "443", "65535", "65536", "99999", "*", "x", "080", "123456", "٣"])
ends = st.builds("{}:{}".format, hosts, ports)
states = st.sampled_from(["ESTAB", "LISTEN", "UNCONN", "TIME-WAIT", "NEW-1", "estab", "5", ""])
users = st.sampled_from(
    [
        "",
        'users:(("x",pid=4,fd=3))',
        'users:(("a b",pid=77,fd=3),("z",pid=4,fd=9))  ',
        'users:(("x",9,3))',
        'users:(("x)",pid=1234567890,fd=1))',
        'users:((x,pid=4,fd=3)) "y",pid=77,',
        "ino:5 sk:1",
    ]
)
times = st.sampled_from(
    [
        "",
        "20261124100000.000000+420",
        "20261124240000.000000+420",
        "20261324100000.000000-000",
        "16010101000000.000000+000",
        "1790000000",
        "x",
        "1.5 ",
    ]
)
codes = st.sampled_from(["1", "2", "5", "12", "13", "100", "0100", "-1", "", "9999"])
pids = st.sampled_from(["0", "4", "77", "5", "1234567890", "9" * 19, "x"])


@settings(deadline=None)
@given(
    st.sampled_from(["tcp", "udp", "raw"]),
    states,
    ends,
    ends,
    users,
    st.sampled_from([" ", "   ", "\t", "\xa0"]),
)
@example("tcp", "ESTAB", "192.0.2.1:443", "203.0.113.66:99999", "", " ")
@example("tcp", "ESTAB", "192.0.2.1:443", "203.0.113.66:443", "", " ")
def test_a_row_of_ss(protocol: str, state: str, local: str, remote: str, owner: str, gap: str):
    line = gap.join((protocol, state, "0", "0", local, remote, owner))
    assert posix._ss_row(line, POSIX) == posix.ss_words(line, POSIX)


@settings(deadline=None)
@given(hosts, ports, hosts, ports, st.tuples(codes, pids, times))
@example("192.0.2.1", "443", "203.0.113.66", "99999", ("5", "4", "1790000000"))
@example("192.0.2.1", "443", "203.0.113.66", "443", ("5", "4", "1790000000"))
def test_a_row_of_the_tcp_table(
    local: str, local_port: str, remote: str, remote_port: str, rest: tuple[str, ...]
):
    line = "\t".join((local, local_port, remote, remote_port, *rest))
    assert windows._tcp_row(line, WINDOWS) == windows.tcp_cells(line, WINDOWS)


def test_hours_and_offsets_of_wmi():
    at = moment("20261124100000.000123+420")
    assert at is not None
    assert at.isoformat() == "2026-11-24T03:00:00.000123+00:00"
    assert moment("20261124100000.000000+000") == moment("2026-11-24T10:00:00Z")
    assert moment("20261124240000.000000+000") is None
    assert moment("20261124100000.00000x+000") is None
