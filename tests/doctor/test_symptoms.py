"""Each cause against a server that shows its symptom, by the transports that a sweep uses."""

import datetime as dt
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import paramiko
import pytest
from msgspec.structs import replace

from orchestrator.model.diagnosis import Cause, Found, Http, Reached, Shut, Tls
from orchestrator.model.outcome import Phase
from orchestrator.model.plan import Nobody, Target, Via, WinrmOptions
from orchestrator.transport.attempt import Attempt
from tests.doctor import servers
from tests.doctor.conftest import BABBLES, DROPS, MUTE, WAITS, Ask
from tests.doctor.servers import WINDOWS, certificate, http, showing, speaking, winrm
from tests.transport.jobs import target as to
from tests.transport.over import AT_ONCE_S

PLAIN = WinrmOptions(https=False)
NEGOTIATE = "Negotiate"


def over_http(port: int) -> Target:
    return to(port, via=Via.WINRM, winrm=PLAIN)


def over_https(port: int, **options: object) -> Target:
    return to(port, via=Via.WINRM, winrm=replace(WinrmOptions(), **options))  # type: ignore[arg-type]


def spoken_to(line: Attempt) -> bool:
    """Whether the connection stands, so that silence is the machine's own."""
    return line.at is not Phase.CONNECT


@contextmanager
def closed() -> Iterator[int]:
    """A port that nobody else can take, and that refuses."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()[1]


@contextmanager
def dropping() -> Iterator[int]:
    """A port whose queue is full, so that the kernel ignores further packets."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        fillers = [socket.socket() for _ in range(4)]
        for filler in fillers:
            filler.setblocking(False)
            filler.connect_ex(server.getsockname())
        yield server.getsockname()[1]
        for filler in fillers:
            filler.close()


def test_nothing_answers_it_is_off_or_its_network_is_public_or_a_firewall(ask: Ask):
    with dropping() as port:
        found, _ = ask(over_http(port), patience=DROPS)
    assert found.state is Reached.FAILED
    assert found.causes[:2] == (Cause.OFF, Cause.PUBLIC_PROFILE)
    assert set(found.causes[2:]) == {Cause.FIREWALL, Cause.ADDRESS_CHANGED}


def test_a_linux_machine_has_no_public_profile(ask: Ask):
    with dropping() as port:
        found, _ = ask(to(port), patience=DROPS)
    assert found.causes == (Cause.OFF, Cause.FIREWALL, Cause.ADDRESS_CHANGED)


def test_a_machine_that_refuses_elsewhere_is_on(ask: Ask):
    with dropping() as port, closed() as other:
        found, _ = ask(over_http(port), ports=(other,), patience=DROPS)
    assert found.causes == (Cause.FIREWALL,)


def test_a_closed_port(ask: Ask):
    with closed() as port:
        windows, _ = ask(over_http(port))
        linux, _ = ask(to(port))
    assert windows.causes[:2] == (Cause.WINRM_STOPPED, Cause.NOT_PREPARED)
    assert linux.causes[0] is Cause.SSH_STOPPED


def test_no_route_to_a_network(ask: Ask):
    # No TCP connection can be routed to it, so that no packet leaves.
    found, seen = ask(replace(over_http(5985), address="255.255.255.255"))
    if seen.doors[0].seen is Shut.UNTRIED:
        pytest.skip("this system says something else to an impossible destination")
    assert found.causes == (Cause.NO_ROUTE,)


def test_a_name_that_leads_nowhere(ask: Ask):
    found, _ = ask(replace(over_http(5985), address="x" * 64))
    assert found.causes == (Cause.UNKNOWN_NAME,)


@pytest.mark.parametrize("logon", [True, False])
@pytest.mark.parametrize("make", [over_http, to])
def test_a_name_that_leads_nowhere_is_looked_up_once(ask: Ask, make, logon, monkeypatch):
    asked: list[object] = []
    real = socket.getaddrinfo

    def counted(name: object, *more: object, **named: object) -> object:
        asked.append(name)
        return real(name, *more, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", counted)
    found, _ = ask(replace(make(5985), address="x" * 64), logon=logon, ports=(22, 5986))
    assert found.causes == (Cause.UNKNOWN_NAME,)
    assert asked == ["x" * 64]


def test_the_service_answers_at_another_port(ask: Ask):
    with closed() as port, speaking(winrm()) as other:
        found, _ = ask(over_http(port), ports=(other,))
    assert found.causes[0] is Cause.WRONG_PORT
    assert found.found == Found(via=Via.WINRM, port=other)


def test_an_ssh_server_beside_a_closed_winrm_port(ask: Ask):
    with closed() as port, speaking(servers.SSH) as other:
        found, _ = ask(over_http(port), ports=(other,))
    assert found.causes[0] is Cause.WRONG_WAY
    assert found.found == Found(via=Via.SSH, port=other)


@pytest.mark.parametrize("make", [over_http, over_https])
def test_an_ssh_server_on_the_winrm_port(make, ask: Ask):
    with speaking(servers.SSH) as port:
        found, _ = ask(make(port))
    assert found.causes == (Cause.WRONG_WAY,)
    assert found.found == Found(via=Via.SSH, port=port)


def test_winrm_on_the_ssh_port(ask: Ask):
    with speaking(winrm()) as port:
        found, _ = ask(to(port), patience=WAITS, over=spoken_to)
    assert found.causes == (Cause.WRONG_WAY,)
    assert found.found == Found(via=Via.WINRM, port=port)


def test_windows_over_ssh(ask: Ask):
    with speaking(windows_sshd(paramiko.ECDSAKey.generate())) as port:
        found, seen = ask(to(port))
    assert found.causes == (Cause.WINDOWS_OVER_SSH,)
    assert str(seen.outcome) == "not_attempted(unsupported)"


def windows_sshd(key: paramiko.PKey) -> servers.Speaker:
    """Exchange keys as Windows' own SSH server, and take no logon."""

    def speak(sock: socket.socket) -> None:
        transport = paramiko.Transport(sock)
        transport.local_version = "SSH-2.0-OpenSSH_for_Windows_9.5"
        transport.add_server_key(key)
        transport.start_server(threading.Event(), paramiko.ServerInterface())
        transport.join()  # it ends with the connection

    return speak


@pytest.mark.parametrize("make", [over_http, over_https, to])
def test_a_port_that_takes_the_connection_and_never_speaks(make, ask: Ask):
    with speaking(servers.mute) as port:
        found, _ = ask(make(port), patience=MUTE, over=spoken_to)
    assert found.causes == (Cause.HUNG, Cause.INTERCEPTED)


@pytest.mark.parametrize("make", [over_http, to])
def test_a_port_that_hangs_up_at_once(make, ask: Ask):
    with speaking(servers.hang_up) as port:
        found, _ = ask(make(port))
    assert found.causes == (Cause.BARRED, Cause.HUNG, Cause.INTERCEPTED)


def test_an_https_port_without_a_usable_certificate(ask: Ask):
    with speaking(servers.hang_up) as port:
        found, _ = ask(over_https(port))
    assert found.causes == (Cause.NO_CERTIFICATE, Cause.INTERCEPTED)


ROUTER = http("200 OK", b"<h1>Router</h1>", Server="RouterWeb")
ROUTER_LOGON = http("401 Unauthorized", WWW_Authenticate='Basic realm="Router"')


@pytest.mark.parametrize("page", [ROUTER, ROUTER_LOGON], ids=["page", "logon"])
def test_a_web_server_that_is_not_winrm(page, ask: Ask):
    with speaking(page) as port:
        found, _ = ask(over_http(port), logon=False)
    assert found.causes == (Cause.NOT_WINRM, Cause.ADDRESS_CHANGED)


def test_no_password_is_sent_to_a_web_server_that_is_not_winrm(ask: Ask):
    with speaking(ROUTER) as port:
        found, seen = ask(over_http(port))
    assert found.causes == (Cause.NOT_WINRM, Cause.ADDRESS_CHANGED)
    assert str(seen.outcome) == "protocol_error"


@pytest.mark.parametrize(
    ("status", "server", "causes"),
    [
        ("403 Forbidden", WINDOWS, (Cause.BARRED,)),
        ("404 Not Found", WINDOWS, (Cause.WINRM_STOPPED, Cause.WRONG_PATH)),
        ("500 Internal Server Error", WINDOWS, (Cause.BUSY, Cause.WINRM_STOPPED)),
        ("503 Service Unavailable", WINDOWS, (Cause.BUSY, Cause.WINRM_STOPPED)),
        ("503 Service Unavailable", "nginx", (Cause.BUSY, Cause.NOT_WINRM)),
    ],
)
def test_what_a_web_server_says(status: str, server: str, causes: tuple[Cause, ...], ask: Ask):
    with speaking(http(status, Server=server)) as port:
        found, _ = ask(over_http(port))
    assert found.causes == causes


def test_something_else_at_the_port(ask: Ask):
    with speaking(servers.says(b"220 mail.example ESMTP\r\n")) as port:
        windows, _ = ask(over_http(port), patience=BABBLES)
        linux, _ = ask(to(port), patience=BABBLES, over=spoken_to)
    assert windows.causes == (Cause.NOT_WINRM, Cause.ADDRESS_CHANGED)
    assert linux.causes == (Cause.NOT_SSH, Cause.ADDRESS_CHANGED)


def test_winrm_that_does_not_offer_our_way_of_logging_on(ask: Ask):
    with speaking(http("401 Unauthorized", Server=WINDOWS, WWW_Authenticate="Kerberos")) as port:
        found, seen = ask(over_http(port))
    assert found.causes == (Cause.METHOD_OFF,)
    assert str(seen.outcome) == "protocol_error"  # no credential was judged


# --- certificates

DAY = dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("made", "causes"),
    [
        ({"ends": -DAY}, (Cause.CERT_EXPIRED,)),
        (
            {"begins": DAY},
            (Cause.CONTROLLER_CLOCK, Cause.MACHINE_CLOCK, Cause.CERT_NOT_YET_VALID),
        ),
        ({"address": "192.0.2.7"}, (Cause.CERT_NAME, Cause.ADDRESS_CHANGED)),
    ],
    ids=["expired", "not yet valid", "another name"],
)
def test_a_trusted_authority_and_a_bad_certificate(
    made: dict[str, object], causes: tuple[Cause, ...], ask: Ask, tmp_path: Path
):
    authority = certificate(tmp_path / "ca.pem")
    pem = certificate(tmp_path / "pc.pem", issued_by=authority, **made)  # type: ignore[arg-type]
    with speaking(winrm(), showing(pem)) as port:
        found, seen = ask(over_https(port, ca_path=str(authority)))
    assert found.causes == causes
    assert str(seen.outcome) == "hostkey_changed"  # and no password was sent


def test_a_certificate_of_an_unknown_authority(ask: Ask, tmp_path: Path):
    authority = certificate(tmp_path / "ca.pem")
    pem = certificate(tmp_path / "pc.pem", issued_by=authority)
    with speaking(winrm(), showing(pem)) as port:
        found, _ = ask(over_https(port))
    assert found.causes == (Cause.CERT_UNKNOWN_CA,)


def test_a_self_signed_certificate_that_has_expired_too(ask: Ask, tmp_path: Path):
    pem = certificate(tmp_path / "pc.pem", ends=-DAY)
    with speaking(winrm(), showing(pem)) as port:
        found, _ = ask(over_https(port))
    assert found.causes == (Cause.CERT_SELF_SIGNED, Cause.CERT_EXPIRED)


def test_a_good_certificate_is_no_trouble(ask: Ask, tmp_path: Path):
    authority = certificate(tmp_path / "ca.pem")
    pem = certificate(tmp_path / "pc.pem", issued_by=authority)
    with speaking(winrm(), showing(pem)) as port:
        found, seen = ask(over_https(port, ca_path=str(authority)), logon=False)
    assert (found.state, found.causes) == (Reached.DOOR_OPEN, ())
    assert isinstance(seen.doors[0].seen, Tls)


def test_a_certificate_that_need_not_be_checked(ask: Ask, tmp_path: Path):
    with speaking(winrm(), showing(certificate(tmp_path / "pc.pem"))) as port:
        found, _ = ask(over_https(port, verify=False), logon=False)
    assert (found.state, found.causes) == (Reached.DOOR_OPEN, ())


def test_https_that_hides_another_web_server(ask: Ask, tmp_path: Path):
    with speaking(ROUTER, showing(certificate(tmp_path / "pc.pem"))) as port:
        found, _ = ask(over_https(port))
    assert found.causes == (Cause.NOT_WINRM, Cause.ADDRESS_CHANGED, Cause.CERT_SELF_SIGNED)


def test_http_where_the_inventory_says_https(ask: Ask):
    with speaking(winrm()) as port:
        found, _ = ask(over_https(port))
    assert found.causes == (Cause.WRONG_SCHEME,)


def test_https_where_the_inventory_says_http(ask: Ask, tmp_path: Path):
    with speaking(winrm(), showing(certificate(tmp_path / "pc.pem"))) as port:
        found, _ = ask(over_http(port))
    assert found.causes == (Cause.WRONG_SCHEME,)


@pytest.mark.filterwarnings("ignore:.*TLSv1_1 is deprecated:DeprecationWarning")
def test_a_machine_that_knows_only_an_old_tls(ask: Ask, tmp_path: Path):
    old = showing(certificate(tmp_path / "pc.pem"))
    old.set_ciphers("ALL:@SECLEVEL=0")
    old.minimum_version = ssl.TLSVersion.TLSv1_1
    old.maximum_version = ssl.TLSVersion.TLSv1_1
    with speaking(winrm(), old) as port:
        found, _ = ask(over_https(port))
    assert found.causes == (Cause.TOO_OLD,)


# --- clocks


@pytest.mark.parametrize("minutes", [-20, 20])
def test_a_clock_is_seen_without_a_logon(minutes: int, ask: Ask):
    with speaking(winrm(dt.timedelta(minutes=minutes))) as port:
        found, seen = ask(over_http(port), logon=False)
    assert found.causes == (Cause.MACHINE_CLOCK, Cause.CONTROLLER_CLOCK)
    assert seen.clock_offset_s == pytest.approx(minutes * 60, abs=90)


def test_a_clock_that_may_be_right_is_not_off(ask: Ask):
    with speaking(winrm()) as port:
        found, _ = ask(over_http(port), logon=False)
    assert (found.state, found.causes) == (Reached.DOOR_OPEN, ())


# --- credentials


def test_a_machine_without_a_credential_is_looked_at_all_the_same(ask: Ask):
    with speaking(winrm()) as port:
        good, _ = ask(replace(over_http(port), credential=Nobody()))
    with closed() as port:
        shut, _ = ask(replace(over_http(port), credential=Nobody()))
    assert good.causes == (Cause.NO_CREDENTIAL,)
    assert shut.causes[0] is Cause.WINRM_STOPPED
    assert shut.causes[-1] is Cause.NO_CREDENTIAL


# --- hostile machines


@pytest.mark.parametrize("make", [over_http, over_https, to])
@pytest.mark.parametrize("speak", [servers.drips, servers.floods])
def test_a_hostile_machine_costs_its_deadlines_and_no_more(make, speak, ask: Ask):
    began = time.monotonic()
    with speaking(speak) as port:
        found, _ = ask(make(port), patience=MUTE, over=spoken_to)
    assert found.state is Reached.FAILED
    assert found.causes
    assert time.monotonic() - began < AT_ONCE_S


def test_a_web_server_with_hostile_words_is_kept_short(ask: Ask):
    with speaking(http("200 OK", b"y" * 5000, Server="\x1b[2J" + "x" * 5000)) as port:
        _, seen = ask(over_http(port), logon=False)
    door = seen.doors[0].seen
    assert isinstance(door, Http)
    assert len(door.server) <= 100


def test_at_most_a_few_connections_are_made(ask: Ask):
    count = 0

    def counted(sock: socket.socket) -> None:
        nonlocal count
        count += 1
        servers.hang_up(sock)

    with speaking(counted) as port:
        ask(over_https(port), logon=False)
    assert count <= 4
