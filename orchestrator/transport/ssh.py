"""SSH by paramiko: its `Transport` on our own socket, one channel, one command.

The library's own clocks are switched off, for none of them holds; the watchdog ends every wait by
shutting the socket.
"""

import logging
import math
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import paramiko
from cryptography.exceptions import UnsupportedAlgorithm
from paramiko import auth_strategy, ber, buffered_pipe, hostkeys, packet, pkey, ssh_exception

from orchestrator.model.outcome import OK, Ended, Outcome, Phase, Why
from orchestrator.model.plan import KeyFile, Nobody, Password, Target
from orchestrator.transport.base import Job, Reply
from orchestrator.transport.capture import Capture
from orchestrator.transport.dial import CountedSocket, Meter, dial
from orchestrator.transport.gate import Gate, Logon
from orchestrator.transport.invoke import posix_command
from orchestrator.transport.known_hosts import KnownHosts, Trust
from orchestrator.transport.line import Line, shut
from orchestrator.transport.trouble import Edge, Table, Trouble

TABLE: Table = {
    paramiko.SSHException: Ended.PROTOCOL_ERROR,
    paramiko.ChannelException: Ended.PROTOCOL_ERROR,
    ssh_exception.MessageOrderError: Ended.PROTOCOL_ERROR,
    paramiko.SFTPError: Ended.PROTOCOL_ERROR,
    pkey.UnknownKeyType: Ended.PROTOCOL_ERROR,
    ber.BERException: Ended.PROTOCOL_ERROR,
    hostkeys.InvalidHostKey: Ended.PROTOCOL_ERROR,
    packet.NeedRekeyException: Ended.PROTOCOL_ERROR,
    buffered_pipe.PipeTimeout: Ended.PROTOCOL_ERROR,
    # Raised by the library itself before anything was sent, when no way of signing is agreed on.
    paramiko.AuthenticationException: Ended.TOO_OLD,
    ssh_exception.IncompatiblePeer: Ended.TOO_OLD,
    auth_strategy.AuthFailure: Ended.AUTH_REJECTED,
    paramiko.BadAuthenticationType: Ended.AUTH_REJECTED,
    ssh_exception.PartialAuthentication: Ended.AUTH_REJECTED,
    ssh_exception.UnableToAuthenticate: Ended.AUTH_REJECTED,
    paramiko.PasswordRequiredException: Ended.NOT_ATTEMPTED,
    paramiko.BadHostKeyException: Ended.HOSTKEY_CHANGED,
    ssh_exception.NoValidConnectionsError: Ended.UNREACHABLE,
    # Of parts of the library that are not used: to see one is a fault of ours.
    paramiko.ProxyCommandFailure: Ended.BUG,
    paramiko.CouldNotCanonicalize: Ended.BUG,
    paramiko.ConfigParseError: Ended.BUG,
    EOFError: Ended.PROTOCOL_ERROR,
    OSError: Ended.PROTOCOL_ERROR,
}

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

_BANNER_BUDGET_BYTES = 64 * 1024
_PROTOCOL_BUDGET_BYTES = 1024 * 1024
_WINDOW_BYTES = 512 * 1024
_PIECE_BYTES = 32 * 1024
_STDERR_POLL_S = 0.5
_JOIN_S = 2.0


class SshTransport:
    """Asks machines over SSH; keys and host keys are read once for all of them."""

    def __init__(self, known_hosts: Path) -> None:
        """Read the host keys on file."""
        _silence()
        self._known = KnownHosts(known_hosts)
        self._keys = _Keys()

    def run(self, target: Target, job: Job, line: Line, gate: Gate) -> Reply:
        """Ask one machine once; see `base.Transport`."""
        capture = Capture(job)
        try:
            return self._ask(target, job, line, gate, capture)
        except Trouble as trouble:
            return capture.reply(trouble.outcome)

    def _ask(self, target: Target, job: Job, line: Line, gate: Gate, capture: Capture) -> Reply:
        gate.check(target.credential, target.machine)
        send = self._sender(target)
        meter = Meter(job.max_stdout_bytes + job.max_stderr_bytes + _PROTOCOL_BUDGET_BYTES)
        meter.next_message(_BANNER_BUDGET_BYTES)
        edge = Edge(line, TABLE, meter)
        with _wire(dial(target.address, target.port, line, meter), line) as wire:
            self._greet(wire, target, edge, capture)
            line.phase(Phase.LOGIN)
            with gate.logon(target.credential, target.machine, line) as logon:
                _log_on(wire, send, edge, logon)
            channel = _start(wire, job, line, edge)
            line.phase(Phase.READ)
            with edge:
                _read(channel, capture)
                code = channel.recv_exit_status()
            return _judge(code, capture, line, meter)

    def _greet(self, wire: "_Wire", target: Target, edge: Edge, capture: Capture) -> None:
        """Exchange keys, and go no further with a machine that is not the one we know."""
        known = self._known.keys(target.address, target.port)
        with edge:
            wire.prefer(frozenset(kind for kind, _ in known))
            wire.start_client()
            key = wire.get_remote_server_key()
            shown = (key.get_name(), key.get_base64())
        capture.host_key = key.fingerprint
        trust = self._known.judge(target.address, target.port, shown)
        if trust in {Trust.CHANGED, Trust.REVOKED}:
            detail = f"{key.fingerprint} is {trust.value}"
            raise Trouble(Outcome(ended=Ended.HOSTKEY_CHANGED, detail=detail))

    def _sender(self, target: Target) -> "_Sender":
        """Return the call that sends the credential; nothing is dialled for one that is not there.

        The password goes once, by one method: a second try by another could lock the account.
        """
        match target.credential:
            case Password(user=user, secret=secret):
                return lambda wire, event: wire.auth_password(
                    user, secret.reveal(), event, fallback=False
                )
            case KeyFile(user=user) as file:
                key = self._keys.load(file)
                return lambda wire, event: wire.auth_publickey(user, key, event)
            case Nobody():
                raise _no_credential("SSH needs a password or a key")


class _Keys:
    """Private keys, each read once: reading an RSA key costs fifty times a whole connection."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loaded: dict[KeyFile, paramiko.PKey | Trouble] = {}

    def load(self, file: KeyFile) -> paramiko.PKey:
        """Return the key; what kept it from being read the first time is said every time."""
        with self._lock:
            if file not in self._loaded:
                self._loaded[file] = self._read(file)
            found = self._loaded[file]
        if isinstance(found, Trouble):
            raise Trouble(found.outcome)
        return found

    @staticmethod
    def _read(file: KeyFile) -> paramiko.PKey | Trouble:
        passphrase = file.passphrase.reveal() if file.passphrase else None
        try:
            return paramiko.PKey.from_path(Path(file.path), passphrase)
        except (
            OSError,
            ValueError,
            TypeError,
            UnsupportedAlgorithm,
            paramiko.SSHException,
            pkey.UnknownKeyType,
        ) as error:
            return _no_credential(f"{file.path}: {type(error).__name__}: {error}")


class _Packets(packet.Packetizer):
    """The library's packet reader, without its clocks and the thread that it starts for one."""

    on_banner: Callable[[], None]

    def readline(self, timeout: float) -> str:  # noqa: ARG002 - the watchdog keeps the time
        """Read one line of the banner, however slowly it comes."""
        return super().readline(math.inf)

    def start_handshake(self, timeout: float) -> None:  # noqa: ARG002 - likewise
        """Called by the library when the banner has been read."""
        self.on_banner()


class _Wire(paramiko.Transport):
    """The library's connection, on our socket."""

    # How often its reader looks whether it was closed. It is always woken by shutting the socket,
    # so the ten times a second that the library takes are only CPU (13 % at 200 threads).
    _active_check_timeout = 1.0

    def __init__(self, sock: CountedSocket, line: Line) -> None:
        super().__init__(sock, disabled_algorithms=_DISABLED, packetizer_class=_Packets)
        self._line = line
        self._meter = sock.meter
        if isinstance(self.packetizer, _Packets):
            self.packetizer.on_banner = self._banner_came
        self.get_security_options().ciphers = _CIPHERS

    def prefer(self, kinds: frozenset[str]) -> None:
        """Ask first for host keys of the kinds on file, so that a known machine shows one."""
        options = self.get_security_options()
        wanted = {name for kind in kinds for name in _ALGORITHMS.get(kind, (kind,))}
        options.key_types = tuple(sorted(options.key_types, key=lambda name: name not in wanted))

    def _banner_came(self) -> None:
        self._line.phase(Phase.KEX)
        self._meter.next_message(self._meter.left_bytes)


class _Verdict(threading.Event):
    """The end of a logon, kept as it was when the library's reader met it.

    A machine may close the connection right after its answer; asked a moment later the library
    could no longer tell a refusal from a broken line, and the lock-out guard must.
    """

    def __init__(self, wire: _Wire) -> None:
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


_Sender = Callable[[_Wire, threading.Event], object]


@contextmanager
def _wire(sock: CountedSocket, line: Line) -> Iterator[_Wire]:
    """Hold a connection; on the way out its reader thread is woken and awaited."""
    line.phase(Phase.BANNER)
    wire = _Wire(sock, line)
    try:
        yield wire
    finally:
        shut(sock)
        wire.close()
        if wire.is_alive():
            wire.join(_JOIN_S)


def _log_on(wire: _Wire, send: _Sender, edge: Edge, logon: Logon) -> None:
    verdict = _Verdict(wire)
    with edge:
        send(wire, verdict)
        verdict.wait()
        if not verdict.answered:
            raise verdict.error or EOFError("the machine closed the connection during the logon")
    if verdict.accepted:
        logon.accepted()
        return
    if not isinstance(verdict.error, ssh_exception.PartialAuthentication):
        logon.rejected()
    detail = str(verdict.error or "the machine says no")
    raise Trouble(Outcome(ended=Ended.AUTH_REJECTED, detail=detail))


def _start(wire: _Wire, job: Job, line: Line, edge: Edge) -> paramiko.Channel:
    """Open a channel, start the shell and give it the script."""
    line.phase(Phase.OPEN)
    with edge:
        channel = wire.open_session(window_size=_WINDOW_BYTES)
        line.phase(Phase.EXEC)
        channel.exec_command(posix_command(job.nonce))
        # A shell that ended early closes its input; what it said is still to be read.
        with suppress(OSError):
            channel.sendall(job.script.text)
            channel.shutdown_write()
    return channel


def _read(channel: paramiko.Channel, capture: Capture) -> None:
    """Read standard output to its end, and standard error as it comes beside it.

    Both share one window, so an unread standard error would stop standard output.
    """
    channel.settimeout(_STDERR_POLL_S)
    while True:
        with suppress(TimeoutError):
            data = channel.recv(_PIECE_BYTES)
            if not data:
                break
            capture.take_stdout(data)
        while channel.recv_stderr_ready():
            capture.take_stderr(channel.recv_stderr(_PIECE_BYTES))
    while rest := channel.recv_stderr(_PIECE_BYTES):
        capture.take_stderr(rest)


def _judge(code: int, capture: Capture, line: Line, meter: Meter) -> Reply:
    """An answer counts as whole only with the exit status that ends it."""
    if code >= 0:
        return capture.reply(OK, code)
    flooded = Outcome(ended=Ended.FLOODED, detail="more bytes than a machine may send")
    cut = Outcome(ended=Ended.PARTIAL, detail="the stream ended without an exit status")
    return capture.reply(flooded if meter.flooded else line.ending() or cut)


def _no_credential(detail: str) -> Trouble:
    return Trouble(Outcome(ended=Ended.NOT_ATTEMPTED, why=Why.NO_CREDENTIAL, detail=detail))


def _silence() -> None:
    """Keep the library's log off the terminal: what happened is in the outcome."""
    logger = logging.getLogger("paramiko")
    logger.setLevel(logging.CRITICAL)
    logger.propagate = False
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
