"""Our own socket to a machine: counted, without delay, and in the watchdog's hands from birth."""

import contextlib
import ipaddress
import queue
import socket
import ssl
import threading
from typing import Any

from orchestrator.model.outcome import Ended, Outcome, Phase
from orchestrator.transport.attempt import Attempt
from orchestrator.transport.library_errors import Edge, ErrorTable, LibraryError

_CHUNK_BYTES = 64 * 1024

_TABLE: ErrorTable = {
    socket.gaierror: Ended.UNREACHABLE,
    TimeoutError: Ended.UNREACHABLE,
    OSError: Ended.UNREACHABLE,
    UnicodeError: Ended.UNREACHABLE,  # a name that cannot be one
}

Where = tuple[str, int] | tuple[str, int, int, int] | tuple[int, bytes]
Found = tuple[socket.AddressFamily, Where]


class Meter:
    """The bytes that a connection may still deliver, in all and in the message being read.

    Once they are spent the connection reads as ended, whatever the library makes of it; `flooded`
    tells why.
    """

    def __init__(self, budget_bytes: int) -> None:
        """Allow that many bytes."""
        self.left_bytes = budget_bytes
        self._message_bytes = budget_bytes
        self.flooded = False

    def next_message(self, limit_bytes: int) -> None:
        """Allow that many bytes for what is read from now on."""
        self._message_bytes = limit_bytes

    def room(self, wanted_bytes: int) -> int:
        """Return how many bytes may be read now; 0 when the budget is spent."""
        self.flooded = self.flooded or min(self.left_bytes, self._message_bytes) <= 0
        return 0 if self.flooded else min(wanted_bytes, _CHUNK_BYTES)

    def spend(self, size_bytes: int) -> int:
        """Count what came, and return the same number."""
        self.left_bytes -= size_bytes
        self._message_bytes -= size_bytes
        return size_bytes


class CountedSocket(socket.socket):
    """A TCP socket with a meter.

    A library asks for as many bytes as the other side says it sends, up to gigabytes at once, and
    keeps all that comes.
    """

    meter: Meter

    def recv(self, size: int, flags: int = 0, /) -> bytes:
        """Receive at most what the meter allows."""
        room = self.meter.room(size)
        data = super().recv(room, flags) if room else b""
        self.meter.spend(len(data))
        return data

    def recv_into(self, buffer: Any, size: int = 0, flags: int = 0, /) -> int:  # noqa: ANN401 - Buffer has no name before Python 3.12
        """Receive into a buffer at most what the meter allows."""
        room = self.meter.room(size or memoryview(buffer).nbytes)
        return self.meter.spend(super().recv_into(buffer, room, flags)) if room else 0


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


def dial(address: str, port: int, attempt: Attempt, meter: Meter) -> CountedSocket:
    """Connect to a machine in the attempt's connect phase.

    Returns:
        A connected socket that the attempt owns, with TCP_NODELAY, and with no time-out of its own.

    Raises:
        LibraryError: unreachable, refused, no_route.
    """
    attempt.phase(Phase.CONNECT)
    with Edge(attempt, _TABLE):
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
    with contextlib.suppress(ValueError):
        plain = ipaddress.ip_address(address)
        scoped = isinstance(plain, ipaddress.IPv6Address) and plain.scope_id is not None
        if not scoped:
            family = socket.AF_INET if plain.version == 4 else socket.AF_INET6  # noqa: PLR2004
            return ((family, (address, port)),)
    return look_up(address, port, attempt.connect_s())


def look_up(name: str, port: int, limit_s: float) -> tuple[Found, ...]:
    """Return where a name may be dialled, asked in a thread of its own: nothing else ends its wait.

    Raises:
        LibraryError: unreachable: the resolver did not answer in time.
        OSError, UnicodeError: The name is unknown, or cannot be one.
    """
    answer: queue.SimpleQueue[tuple[Found, ...] | OSError | UnicodeError] = queue.SimpleQueue()

    def ask() -> None:
        try:
            rows = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
            answer.put(tuple((row[0], row[4]) for row in rows))
        except (OSError, UnicodeError) as error:
            answer.put(error)

    threading.Thread(target=ask, name=f"look-up {name}", daemon=True).start()
    try:
        found = answer.get(timeout=limit_s)
    except queue.Empty:
        slow = Outcome(ended=Ended.UNREACHABLE, detail="the resolver did not answer in time")
        raise LibraryError(slow) from None
    if isinstance(found, Exception):
        raise found
    return found
