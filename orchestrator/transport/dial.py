"""Our own socket to a machine: counted, without delay, and in the watchdog's hands from birth."""

import contextlib
import ipaddress
import queue
import socket
import ssl
import threading
from collections.abc import Callable
from typing import Any

from orchestrator.model.outcome import Ended, Outcome, Phase
from orchestrator.transport.attempt import Attempt
from orchestrator.transport.counted_socket import CountedSocket, Meter
from orchestrator.transport.library_errors import Edge, ErrorTable, LibraryError

TABLE: ErrorTable = {
    socket.gaierror: Ended.UNREACHABLE,
    TimeoutError: Ended.UNREACHABLE,
    OSError: Ended.UNREACHABLE,
    UnicodeError: Ended.UNREACHABLE,  # a name that cannot be one
}

Where = tuple[str, int] | tuple[str, int, int, int] | tuple[int, bytes]
Found = tuple[socket.AddressFamily, Where]
LookedUp = tuple[Found, ...] | OSError | UnicodeError

SLOW_RESOLVER = Outcome(ended=Ended.UNREACHABLE, detail="the resolver did not answer in time")


class CarefulTls(ssl.SSLSocket):
    """A TLS connection that leaves no socket open; set as a context's `sslsocket_class`."""

    def recv(self, buflen: int = 1024, flags: int = 0) -> bytes:
        """Receive bytes; close a connection that was reset.

        `ssl` reads once from a connection that was lost before TLS began, and forgets to close it.
        """
        try:
            return super().recv(buflen, flags)
        except ConnectionError:
            self.close()
            raise


class CountedTls(CarefulTls):
    """A TLS connection whose plain bytes are counted; set as a context's `sslsocket_class`."""

    meter: Meter

    def recv_into(self, buffer: Any, nbytes: int | None = None, flags: int = 0) -> int:  # noqa: ANN401 - Buffer has no name before Python 3.12
        """Receive into a buffer at most what the meter allows."""
        room = self.meter.room(nbytes or memoryview(buffer).nbytes)
        return self.meter.spend(super().recv_into(buffer, room, flags)) if room else 0


def dial(address: str, port: int, attempt: Attempt, meter: Meter) -> CountedSocket:
    """Connect to a machine in the attempt's connect phase; take the connection that it brought.

    Returns:
        A connected socket that the attempt owns, with TCP_NODELAY, and with no time-out of its own.

    Raises:
        LibraryError: unreachable, refused, no_route.
    """
    attempt.phase(Phase.CONNECT)
    brought = attempt.brought()
    if brought is not None:
        brought.meter = meter
        return brought
    with Edge(attempt, TABLE):
        return _first(resolve(address, port, attempt), attempt, meter)


def _first(found: tuple[Found, ...], attempt: Attempt, meter: Meter) -> CountedSocket:
    """Return a connection to the first address that answers; the last one's error if none does."""
    for family, where in found[:-1]:
        with contextlib.suppress(OSError):
            return _connect(family, where, attempt, meter)
    family, where = found[-1]
    return _connect(family, where, attempt, meter)


def _connect(
    family: socket.AddressFamily, where: Where, attempt: Attempt, meter: Meter
) -> CountedSocket:
    sock = CountedSocket(family, socket.SOCK_STREAM)
    sock.meter = meter
    attempt.own(sock)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    sock.settimeout(max(0.001, attempt.connect_s()))
    sock.connect(where)
    sock.settimeout(None)
    return sock


def resolve(address: str, port: int, attempt: Attempt) -> tuple[Found, ...]:
    """Return where an address may be dialled; only a name is looked up.

    Raises:
        OSError, UnicodeError: The name leads nowhere, or cannot be one.
        LibraryError: The resolver did not answer within the attempt's time for connecting.
    """
    return literal(address, port) or look_up(address, port, attempt.connect_s())


def literal(address: str, port: int) -> tuple[Found, ...]:
    """Return where an address that is no name may be dialled; empty for a name."""
    try:
        plain = ipaddress.ip_address(address)
    except ValueError:
        return ()
    if isinstance(plain, ipaddress.IPv6Address) and plain.scope_id is not None:
        return ()
    family = socket.AF_INET if plain.version == 4 else socket.AF_INET6  # noqa: PLR2004
    return ((family, (address, port)),)


def begin_look_up(name: str, port: int, tell: Callable[[LookedUp], None]) -> None:
    """Look a name up in a thread of its own, which tells what it found whenever that is."""

    def ask() -> None:
        try:
            rows = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
            tell(tuple((row[0], row[4]) for row in rows))
        except (OSError, UnicodeError) as error:
            tell(error)

    threading.Thread(target=ask, name=f"look-up {name}", daemon=True).start()


def look_up(name: str, port: int, limit_s: float) -> tuple[Found, ...]:
    """Return where a name may be dialled, asked in a thread of its own: nothing else ends its wait.

    Raises:
        LibraryError: unreachable: the resolver did not answer in time.
        OSError, UnicodeError: The name is unknown, or cannot be one.
    """
    answer: queue.SimpleQueue[LookedUp] = queue.SimpleQueue()
    begin_look_up(name, port, answer.put)
    try:
        found = answer.get(timeout=limit_s)
    except queue.Empty:
        raise LibraryError(SLOW_RESOLVER) from None
    if isinstance(found, Exception):
        raise found
    return found
