"""A socket that counts what comes, and the budget that it counts against."""

import socket
from typing import Any

_CHUNK_BYTES = 64 * 1024


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
