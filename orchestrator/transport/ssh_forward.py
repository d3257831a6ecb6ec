"""A connection that a jump host makes for us (`direct-tcpip`), as a socket like any other.

The channel of a library is no socket: TLS and the watchdog need a real one. So each connection is
one end of a pair, and two threads carry bytes between the other end and the channel.
"""

import socket
import threading
from collections.abc import Callable
from contextlib import ExitStack, suppress

import paramiko

from orchestrator.model.outcome import ServiceFault
from orchestrator.transport.counted_socket import CountedSocket
from orchestrator.transport.jump_lines import NotForwardedError
from orchestrator.transport.ssh_wire import SshWire

_PIECE_BYTES = 32 * 1024
_WINDOW_BYTES = 256 * 1024
_LOOK_S = 1.0
_HERE = ("127.0.0.1", 0)  # where the connection is said to come from
_CONNECT_FAILED = 2  # RFC 4254, 5.1


class SshLine:
    """A jump host that we are logged on to; see `jump_lines.OpenLine`."""

    def __init__(self, wire: SshWire, held: ExitStack) -> None:
        """Keep a connection that is logged on; `held` hangs up."""
        self._wire = wire
        self._held = held

    @property
    def is_open(self) -> bool:
        """Whether it still answers, as far as is known."""
        return self._wire.is_active()

    def forward(
        self, address: str, port: int, limit_s: float, ended: Callable[[], None]
    ) -> CountedSocket:
        """Have it connect to a machine; see `jump_lines.OpenLine`."""
        try:
            channel = self._wire.open_channel(
                "direct-tcpip", (address, port), _HERE, window_size=_WINDOW_BYTES, timeout=limit_s
            )
        except paramiko.ChannelException as refused:
            raise NotForwardedError(_fault(refused.code), str(refused)) from refused
        except (paramiko.SSHException, EOFError, OSError) as error:
            fault = ServiceFault.BEHIND_JUMP if self.is_open else ServiceFault.JUMP_DOWN
            raise NotForwardedError(fault, str(error)) from error
        near, far = socket.socketpair()
        left = threading.Event()
        _Bridge(channel, far, left, ended).begin()
        sock = _NearEnd(near.family, near.type, near.proto, near.detach())
        sock.left = left
        return sock

    def close(self) -> None:
        """Hang up; what goes through it is cut."""
        self._held.close()


def _fault(code: int) -> ServiceFault:
    return ServiceFault.BEHIND_JUMP if code == _CONNECT_FAILED else ServiceFault.JUMP_FORBIDS


class _NearEnd(CountedSocket):
    """Our end of the pair; that it was left is told to the threads, one of which may be stuck."""

    left: threading.Event | None = None  # a copy that `ssl` makes has none

    def shutdown(self, how: int, /) -> None:
        """End the connection."""
        self._leave()
        super().shutdown(how)

    def close(self) -> None:
        """Close this end."""
        self._leave()
        super().close()

    def _leave(self) -> None:
        if self.left is not None:
            self.left.set()


class _Bridge:
    """Carries bytes until one side ends; then both are closed."""

    def __init__(
        self,
        channel: paramiko.Channel,
        far: socket.socket,
        left: threading.Event,
        ended: Callable[[], None],
    ) -> None:
        self._channel = channel
        self._far = far
        self._left = left
        self._ended = ended

    def begin(self) -> None:
        """Carry in two threads; `ended` is called when neither does any more."""
        self._channel.settimeout(_LOOK_S)
        for work in (self._carry_in, self._carry_out):
            threading.Thread(target=work, name="through a jump host", daemon=True).start()

    def _carry_in(self) -> None:
        """Carry what the machine says, until it ends or nobody listens any more."""
        with suppress(OSError, EOFError):
            while (data := self._received()) != b"":
                if data:
                    self._far.sendall(data)
        self._hang_up()
        with suppress(OSError):
            self._far.shutdown(socket.SHUT_RDWR)

    def _received(self) -> bytes | None:
        """Return what came, empty at the end of all; None where nothing came for a while."""
        try:
            return self._channel.recv(_PIECE_BYTES)
        except TimeoutError:
            return b"" if self._left.is_set() else None

    def _carry_out(self) -> None:
        with suppress(OSError, EOFError), self._far:
            while data := self._far.recv(_PIECE_BYTES):
                self._send(data)
        self._hang_up()
        self._ended()

    def _hang_up(self) -> None:
        with suppress(OSError, EOFError):  # the jump host may have hung up meanwhile
            self._channel.close()

    def _send(self, data: bytes) -> None:
        while data:
            with suppress(TimeoutError):  # the channel is full; `_carry_in` closes one that is left
                data = data[self._channel.send(data) :]
