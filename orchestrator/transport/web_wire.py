"""A connection to a web server: to an address that was judged, and watched from its birth."""

import contextlib
import http.client
import ipaddress
import socket
import ssl
from collections.abc import Iterator

from orchestrator.model.fetch import FetchFailure, Terms
from orchestrator.transport.attempt import Attempt
from orchestrator.transport.dial import CarefulTls, Found, look_up
from orchestrator.transport.library_errors import LibraryError
from orchestrator.transport.web_address import FetchError, Web, literal, parse, permitted

_MAX_PROXY_ANSWER = 8 * 1024
# The first that fits counts, so what is more special stands higher.
_FAILURES: tuple[tuple[tuple[type[Exception], ...], FetchFailure], ...] = (
    ((ssl.SSLCertVerificationError,), FetchFailure.CERTIFICATE),
    ((ssl.SSLEOFError,), FetchFailure.CUT),
    ((ssl.SSLError,), FetchFailure.TLS),
    ((socket.gaierror, UnicodeError, LibraryError), FetchFailure.UNKNOWN_NAME),
    ((http.client.RemoteDisconnected, http.client.IncompleteRead), FetchFailure.CUT),
    ((http.client.HTTPException,), FetchFailure.NOT_HTTP),
)


def judge_host(host: str, terms: Terms) -> None:
    """Refuse a host before anything is sent for its sake, a look-up included.

    Raises:
        FetchError: It is listed as malicious, or is an address that is not permitted.
    """
    if terms.listed(host):
        raise FetchError(FetchFailure.LISTED)
    address = literal(host)
    if address and not permitted(address, allow_private=terms.allow_private):
        raise FetchError(FetchFailure.PRIVATE_ADDRESS, str(address))


def connect(to: Web, terms: Terms, attempt: Attempt) -> http.client.HTTPConnection:
    """Connect to the server, or to the proxy that the source names.

    Raises:
        FetchError: The address is not permitted, listed, or does not answer; TLS failed.
    """
    judge_host(to.host, terms)
    with _edge(attempt, FetchFailure.UNREACHABLE):
        sock = _through(terms.proxy, to, attempt) if terms.proxy else _direct(to, terms, attempt)
        if to.scheme == "https":
            sock = _secured(sock, to.host, terms, attempt)
    connection = http.client.HTTPConnection(to.host, to.port)
    connection.auto_open = 0  # never a connection that was not judged
    connection.sock = sock
    return connection


@contextlib.contextmanager
def _edge(attempt: Attempt, otherwise: FetchFailure) -> Iterator[None]:
    """Every exception that the wire may throw becomes one failure, here and nowhere else."""
    try:
        yield
    except (OSError, LibraryError, UnicodeError, http.client.HTTPException) as error:
        if attempt.expired:
            raise FetchError(FetchFailure.TOO_SLOW) from error
        raise FetchError(*_said(error, otherwise)) from error


def reading(attempt: Attempt) -> contextlib.AbstractContextManager[None]:
    """Return what turns the exceptions of sending and reading into `FetchError`s."""
    return _edge(attempt, FetchFailure.CUT)


def _said(error: Exception, otherwise: FetchFailure) -> tuple[FetchFailure, str]:
    why = next((why for kinds, why in _FAILURES if isinstance(error, kinds)), otherwise)
    if isinstance(error, ssl.SSLCertVerificationError):
        return why, error.verify_message
    return why, ""


def _direct(to: Web, terms: Terms, attempt: Attempt) -> socket.socket:
    """Judge every address of the name, then connect to one of just these."""
    found = look_up(to.host, to.port, attempt.connect_s())
    for _, where in found:
        address = ipaddress.ip_address(str(where[0]))
        if not permitted(address, allow_private=terms.allow_private):
            raise FetchError(FetchFailure.PRIVATE_ADDRESS, str(address))
        if terms.listed(str(address)):
            raise FetchError(FetchFailure.LISTED)
    return _first(found, attempt)


def _first(found: tuple[Found, ...], attempt: Attempt) -> socket.socket:
    for family, where in found[:-1]:
        with contextlib.suppress(OSError):
            return _dial(family, where, attempt)
    return _dial(*found[-1], attempt)


def _dial(
    family: socket.AddressFamily, where: tuple[object, ...], attempt: Attempt
) -> socket.socket:
    sock = socket.socket(family, socket.SOCK_STREAM)
    attempt.own(sock)
    sock.settimeout(max(0.001, attempt.connect_s()))
    sock.connect(where)
    sock.settimeout(None)
    return sock


def _secured(sock: socket.socket, host: str, terms: Terms, attempt: Attempt) -> ssl.SSLSocket:
    context = ssl.create_default_context(cafile=terms.ca)
    context.sslsocket_class = CarefulTls
    attempt.own(sock.dup())  # wrapping takes the socket itself out of the attempt's hands
    # A list that ends without TLS' own end may have been cut by anyone.
    tls = context.wrap_socket(sock, server_hostname=host, suppress_ragged_eofs=False)
    attempt.own(tls)
    return tls


def _through(proxy: str, to: Web, attempt: Attempt) -> socket.socket:
    """Connect through a proxy, which a person named: its own address is not judged."""
    at = parse(proxy)
    sock = _first(look_up(at.host, at.port, attempt.connect_s()), attempt)
    if to.scheme == "https":
        _tunnel(sock, f"[{to.host}]:{to.port}" if ":" in to.host else f"{to.host}:{to.port}")
    return sock


def _tunnel(sock: socket.socket, authority: str) -> None:
    sock.sendall(f"CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n\r\n".encode())
    answer = b""
    while not answer.endswith(b"\r\n\r\n"):
        byte = sock.recv(1)  # not one more: what follows belongs to TLS
        if not byte or len(answer) > _MAX_PROXY_ANSWER:
            raise FetchError(FetchFailure.NOT_HTTP, "the proxy")
        answer += byte
    status = answer.split(b" ", 2)[1:2]
    if status != [b"200"]:
        raise FetchError(FetchFailure.STATUS, "the proxy refuses")
