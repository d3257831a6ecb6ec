"""A connection on its way to one machine, without a thread of its own."""

import errno
import os
import socket

from orchestrator.model.outcome import Outcome
from orchestrator.transport.attempt import Attempt
from orchestrator.transport.counted_socket import CountedSocket
from orchestrator.transport.dial import TABLE, Found, Where
from orchestrator.transport.library_errors import Edge

ON_THE_WAY = frozenset((errno.EINPROGRESS, errno.EWOULDBLOCK, errno.EAGAIN))

Step = CountedSocket | Outcome | None
"""A connected socket, why there is none, or None while it is on its way."""


class Connecting:
    """Tries the addresses of one machine, one after the other; whoever selects moves it on.

    Attributes:
        sock: What is on its way; to be waited for until it may be written to.
    """

    def __init__(self, found: tuple[Found, ...], attempt: Attempt) -> None:
        """Try these addresses for the attempt, in its connect phase; nothing is sent yet."""
        self._left = list(found)
        self._attempt = attempt
        self._error = OSError("no address")
        self.sock: CountedSocket | None = None

    def begin(self) -> Step:
        """Send the first packet to the next address that can be sent to at all."""
        while self._left and not self._attempt.expired:
            try:
                number = self._connect(*self._left.pop(0))
            except OSError as error:
                self._error = error
                continue
            if number in ON_THE_WAY:
                return None
            if (done := self._judge(number)) is not None:
                return done
        return Edge(self._attempt, TABLE).outcome(self._error)

    def answered(self) -> Step:
        """Go on with a socket that may be written to: it is connected, or was refused."""
        sock = self.sock
        if sock is None or self._attempt.expired:
            return Edge(self._attempt, TABLE).outcome(self._error)
        return self._judge(sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)) or self.begin()

    def late(self) -> Step:
        """Go on with the next address: this one was silent for as long as it may be."""
        self._error = TimeoutError("timed out")
        self._drop()
        return self.begin()

    def _connect(self, family: socket.AddressFamily, where: Where) -> int:
        sock = self.sock = CountedSocket(family, socket.SOCK_STREAM)
        self._attempt.own(sock)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.setblocking(False)
        return sock.connect_ex(where)

    def _judge(self, number: int) -> CountedSocket | None:
        if number == 0 and self.sock is not None:
            self.sock.setblocking(True)
            return self.sock
        self._error = OSError(number, os.strerror(number))
        self._drop()
        return None

    def _drop(self) -> None:
        if self.sock is not None:
            self.sock.close()
            self.sock = None
