"""Knocks at a machine's doors: plain TCP connections, several at once, with one short deadline."""

import errno
import ipaddress
import selectors
import socket
import time
from collections.abc import Mapping, Sequence

from msgspec import Struct

from orchestrator.model.diagnosis import Shut
from orchestrator.transport.attempt import Attempt
from orchestrator.transport.counted_socket import CountedSocket, Meter
from orchestrator.transport.dial import Found, resolve
from orchestrator.transport.library_errors import LibraryError


class Patience(Struct, frozen=True, kw_only=True):
    """Waiting times, in seconds.

    Attributes:
        knock_s: For a door to open: a packet that was lost is sent again after a second.
        first_word_s: For a service that should speak first, before it is spoken to.
        say_s: For an answer.
        look_s: For all looking at one machine.
    """

    knock_s: float = 2.5
    first_word_s: float = 1.0
    say_s: float = 2.5
    look_s: float = 15.0


_BUDGET_BYTES = 64 * 1024
_V6 = 6
_ADDRESSES = 2  # of a name: its IPv6 and its IPv4 one

_ON_THE_WAY = frozenset((errno.EINPROGRESS, errno.EWOULDBLOCK, errno.EAGAIN))
_SHUT: Mapping[int, Shut] = {
    errno.ECONNREFUSED: Shut.REFUSED,
    errno.ECONNRESET: Shut.REFUSED,
    errno.EHOSTUNREACH: Shut.NO_HOST,
    errno.EHOSTDOWN: Shut.NO_HOST,
    errno.ENETUNREACH: Shut.NO_ROUTE,
    errno.ENETDOWN: Shut.NO_ROUTE,
    errno.ETIMEDOUT: Shut.SILENT,
    errno.EACCES: Shut.FORBIDDEN,
    errno.EPERM: Shut.FORBIDDEN,
}

Knocked = CountedSocket | Shut


def knock(
    address: str, ports: Sequence[int], attempt: Attempt, limit_s: float
) -> Mapping[int, Knocked]:
    """Try to connect to each port of one machine, for `limit_s` seconds at each of its addresses.

    Returns:
        For each port a connected socket that the attempt owns, or why there is none.
    """
    if not ports:
        return {}
    try:
        found = resolve(address, ports[0], attempt)[:_ADDRESSES]
    except (OSError, UnicodeError, LibraryError):  # a Trouble where the resolver is silent
        return dict.fromkeys(ports, Shut.NO_NAME)
    answers: dict[int, Knocked] = {}
    for at in found:
        shut = [port for port in ports if not isinstance(answers.get(port), socket.socket)]
        answers.update(_knock_at(at, shut, attempt, min(limit_s, attempt.remaining_s())))
    return answers


def source_address(address: str) -> str | None:
    """Return our own address on the way to another one; sends nothing, looks no name up."""
    try:
        family = socket.AF_INET6 if ipaddress.ip_address(address).version == _V6 else socket.AF_INET
        with socket.socket(family, socket.SOCK_DGRAM) as sock:
            sock.connect((address, 9))
            return str(sock.getsockname()[0])
    except (OSError, ValueError):
        return None


def _knock_at(
    at: Found, ports: Sequence[int], attempt: Attempt, limit_s: float
) -> Mapping[int, Knocked]:
    answers: dict[int, Knocked] = {}
    with selectors.DefaultSelector() as waiting:
        for port in ports:
            sock = _socket(at, attempt)
            answers[port] = _judge(sock, sock.connect_ex(_where(at, port)))
            if answers[port] is Shut.UNTRIED:
                waiting.register(sock, selectors.EVENT_WRITE, port)
        answers.update(_await(waiting, time.monotonic() + limit_s))
    return answers


def _await(waiting: selectors.BaseSelector, until: float) -> Mapping[int, Knocked]:
    """Return what became of the connections that were on their way."""
    answers: dict[int, Knocked] = {}
    while waiting.get_map() and (left_s := until - time.monotonic()) > 0:
        for ready, _ in waiting.select(left_s):
            sock = ready.fileobj
            if isinstance(sock, CountedSocket):
                state = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
                answers[ready.data] = _judge(sock, state)
            waiting.unregister(ready.fileobj)
    answers.update((left.data, Shut.SILENT) for left in waiting.get_map().values())
    return answers


def _socket(at: Found, attempt: Attempt) -> CountedSocket:
    sock = CountedSocket(at[0], socket.SOCK_STREAM)
    sock.meter = Meter(_BUDGET_BYTES)
    attempt.own(sock)
    sock.setblocking(False)
    return sock


def _where(at: Found, port: int) -> tuple[object, ...]:
    host, _, *rest = at[1]
    return (host, port, *rest)


def _judge(sock: CountedSocket, number: int) -> Knocked:
    if number == 0:
        return sock
    return Shut.UNTRIED if number in _ON_THE_WAY else _SHUT.get(number, Shut.UNTRIED)
