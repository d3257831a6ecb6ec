"""paramiko's connection, on our socket and without its own clocks and threads for them."""

import logging
import math
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import paramiko
from paramiko import buffered_pipe, packet

from orchestrator.model.outcome import Phase
from orchestrator.transport.attempt import Attempt, shut
from orchestrator.transport.counted_socket import CountedSocket

_DISABLED = {
    "ciphers": ("3des-cbc", "aes128-cbc", "aes192-cbc", "aes256-cbc"),
    "macs": ("hmac-md5", "hmac-md5-96", "hmac-sha1", "hmac-sha1-96"),
}
# With GCM no separate MAC is computed; the library compares MACs byte by byte in Python.
_CIPHERS = (
    "aes128-gcm@openssh.com",
    "aes256-gcm@openssh.com",
    "aes128-ctr",
    "aes192-ctr",
    "aes256-ctr",
)
_ALGORITHMS = {"ssh-rsa": ("rsa-sha2-512", "rsa-sha2-256")}

_JOIN_S = 2.0
_LINES, _LINE_CHARS = 3, 200

PIECE_BYTES = 32 * 1024
"""How much of an answer is read at once."""


class _Packets(packet.Packetizer):
    """The library's packet reader, without its clocks and the thread that it starts for one."""

    on_banner: Callable[[], None]

    def __init__(self, sock: CountedSocket) -> None:
        super().__init__(sock)
        self.lines: list[str] = []

    def readline(self, timeout: float) -> str:  # noqa: ARG002 - the watchdog keeps the time
        """Read one line of the banner, however slowly it comes, and keep the first few."""
        line = super().readline(math.inf)
        if len(self.lines) < _LINES and not line.startswith("SSH-"):
            self.lines.append(line[:_LINE_CHARS])
        return line

    def start_handshake(self, timeout: float) -> None:  # noqa: ARG002 - likewise
        """Called by the library when the banner has been read."""
        self.on_banner()


class SshWire(paramiko.Transport):
    """The library's connection, on our socket."""

    # How often its reader looks whether it was closed. It is always woken by shutting the socket,
    # so the library's ten times a second are only CPU: 13 % at 200 threads, too little to tell
    # from noise at 50.
    _active_check_timeout = 1.0

    def __init__(self, sock: CountedSocket, attempt: Attempt) -> None:
        """Speak on a connected socket; nothing is sent before `start_client`."""
        super().__init__(sock, disabled_algorithms=_DISABLED, packetizer_class=_Packets)
        self._attempt = attempt
        self._meter = sock.meter
        self.greeted = False
        if isinstance(self.packetizer, _Packets):
            self.packetizer.on_banner = self._banner_came
        self.get_security_options().ciphers = _CIPHERS

    @property
    def said(self) -> tuple[str, ...]:
        """What the machine said before it spoke SSH, or instead."""
        return tuple(self.packetizer.lines) if isinstance(self.packetizer, _Packets) else ()

    def prefer(self, kinds: frozenset[str]) -> None:
        """Ask first for host keys of the kinds on file, so that a known machine shows one."""
        options = self.get_security_options()
        wanted = {name for kind in kinds for name in _ALGORITHMS.get(kind, (kind,))}
        options.key_types = tuple(sorted(options.key_types, key=lambda name: name not in wanted))

    def let_go(self) -> None:
        """Forget all that it holds, for nobody uses it again.

        The library's objects hold each other: those of hundreds of machines would wait for the
        collector of cycles.
        """
        vars(self).clear()

    def _banner_came(self) -> None:
        self.greeted = True
        self._attempt.phase(Phase.KEX)
        self._meter.next_message(self._meter.left_bytes)


class GatheringPipe(buffered_pipe.BufferedPipe):  # type: ignore[type-arg]  # in the stubs alone
    """What a channel has received, which wakes its reader for a whole piece, or the end.

    A script prints a line here and a line there, and each comes in a packet of its own: woken for
    each, the threads of all machines would mostly be taking turns. What is short of a piece is
    there to read all the same, for who looks for it from time to time.
    """

    _lock: threading.Lock
    _buffer_frombytes: Callable[[bytes], None]

    def feed(self, data: bytes) -> None:
        """Take what came; called by the connection's own thread alone."""
        if len(self) + len(data) >= PIECE_BYTES:
            super().feed(data)
            return
        with self._lock:
            self._buffer_frombytes(data)


class LogonEnd(threading.Event):
    """The end of a logon, kept as it was when the library's reader met it.

    A machine may close the connection right after its answer; asked a moment later the library
    could no longer tell a refusal from a broken connection, and the lock-out guard must.
    """

    def __init__(self, wire: SshWire) -> None:
        """Wait for that connection's answer."""
        super().__init__()
        self._wire = wire
        self.accepted = False
        self.answered = False
        self.error: Exception | None = None

    def set(self) -> None:
        """Keep the state at the first call."""
        if not self.is_set():
            self.accepted = self._wire.is_authenticated()
            self.answered = self._wire.is_active()
            self.error = self._wire.get_exception()
        super().set()


@contextmanager
def connected(sock: CountedSocket, attempt: Attempt) -> Iterator[SshWire]:
    """Hold a connection; on the way out its reader thread is woken and awaited."""
    attempt.phase(Phase.BANNER)
    wire = SshWire(sock, attempt)
    try:
        yield wire
    finally:
        shut(sock)
        wire.close()
        if wire.is_alive():
            wire.join(_JOIN_S)


@contextmanager
def connected_once(sock: CountedSocket, attempt: Attempt) -> Iterator[SshWire]:
    """Hold a connection, as `connected` does, of which nothing is asked afterwards."""
    wire: SshWire | None = None
    try:
        with connected(sock, attempt) as wire:
            yield wire
    finally:
        if wire is not None and not wire.is_alive():
            wire.let_go()


def silence() -> None:
    """Keep the library's log off the terminal, unless somebody listens: the outcome says it all."""
    logger = logging.getLogger("paramiko")
    if not logger.handlers:
        logger.setLevel(logging.CRITICAL)
        logger.propagate = False
        logger.addHandler(logging.NullHandler())
