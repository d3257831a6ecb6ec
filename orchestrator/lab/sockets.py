"""Listening sockets on loopback, and the faults that need no protocol."""

from socket import AF_INET, IPPROTO_TCP, SOCK_STREAM, socket

from msgspec import Struct

from orchestrator.lab.actor import Misbehaviour

LOOPBACK = "127.0.0.1"
_FILLERS = 4
_QUEUE = 64
DEAF = frozenset({Misbehaviour.CLOSED, Misbehaviour.DROPPED})
"""Faults of a machine whose port nobody serves."""


class Port(Struct, frozen=True):
    """A bound port; `fillers` are the connections that keep its queue full."""

    bound: socket
    fillers: tuple[socket, ...] = ()

    @property
    def number(self) -> int:
        """The port's number on 127.0.0.1."""
        number: int = self.bound.getsockname()[1]
        return number

    def wake(self) -> None:
        """Let it listen from now on, whatever it did before."""
        for filler in self.fillers:
            filler.close()
        self.bound.listen(_QUEUE)


def open_port(fault: Misbehaviour) -> Port:
    """Bind a free port on 127.0.0.1 and make it behave.

    A closed port stays bound, so that nobody else can take it meanwhile; a dropped one has a
    full queue that is never emptied, so that the kernel ignores further packets.
    """
    # asyncio sends without delay only where a socket says that it is TCP
    bound = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP)
    bound.bind((LOOPBACK, 0))
    if fault is Misbehaviour.CLOSED:
        return Port(bound)
    bound.listen(0 if fault is Misbehaviour.DROPPED else _QUEUE)
    return Port(bound, _fill(bound) if fault is Misbehaviour.DROPPED else ())


def _fill(bound: socket) -> tuple[socket, ...]:
    fillers = tuple(socket(AF_INET, SOCK_STREAM) for _ in range(_FILLERS))
    for filler in fillers:
        filler.setblocking(False)
        filler.connect_ex(bound.getsockname())
    return fillers
