"""Wakes a thread that waits for sockets."""

import contextlib
import socket


class Bell:
    """A pair of sockets: one end is waited for beside all others, the other rings.

    Attributes:
        ear: What to wait for, until it can be read from.
    """

    def __init__(self) -> None:
        """Be silent."""
        self.ear, self._rope = socket.socketpair()
        for end in (self.ear, self._rope):
            end.setblocking(False)
        self._rings = False

    def ring(self) -> None:
        """Wake the one who waits, from any thread; what rings already is left ringing.

        What is to be heard must have been put in place before.
        """
        if not self._rings:
            self._rings = True
            with contextlib.suppress(OSError):  # nobody waits any more
                self._rope.send(b"!")

    def hush(self) -> None:
        """Be silent again; what is to be heard is looked for after that."""
        self._rings = False
        with contextlib.suppress(BlockingIOError):
            self.ear.recv(64)

    def close(self) -> None:
        """Wake nobody any more."""
        self.ear.close()
        self._rope.close()
