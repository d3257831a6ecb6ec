"""SSH by paramiko: its `Transport` on our own socket, one channel, one command.

The library's own clocks are switched off, for none of them holds; the watchdog ends every wait by
shutting the socket.
"""

from contextlib import ExitStack, suppress
from pathlib import Path

import paramiko
from msgspec import Struct
from msgspec.structs import replace
from paramiko import auth_strategy, ber, buffered_pipe, hostkeys, packet, pkey, ssh_exception

from orchestrator.model.diagnosis import SshOffers
from orchestrator.model.outcome import OK, Ended, Outcome, Phase, ServiceFault, Why, with_fault
from orchestrator.model.plan import Family, Target
from orchestrator.transport.attempt import Attempt
from orchestrator.transport.base import Endpoint, Job, Reply
from orchestrator.transport.capture import Capture
from orchestrator.transport.counted_socket import CountedSocket, Meter
from orchestrator.transport.dial import dial
from orchestrator.transport.invoke import SHELL_PROBE, command, stdin, windows_command
from orchestrator.transport.jump_lines import JumpLines, OpenLine
from orchestrator.transport.known_hosts import HostKeyTrust, KnownHosts
from orchestrator.transport.library_errors import Edge, ErrorTable, LibraryError
from orchestrator.transport.lockout import GuardedLogon, LockoutGuard, LogonProof
from orchestrator.transport.ssh_forward import SshLine
from orchestrator.transport.ssh_keys import Credentials, MoreAskedError, Offer, Offers
from orchestrator.transport.ssh_wire import (
    PIECE_BYTES,
    GatheringPipe,
    LogonEnd,
    SshWire,
    connected,
    connected_once,
    silence,
)
from orchestrator.transport.ssh_words import instead_of_banner

TABLE: ErrorTable = {
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

# The library's own words for the message by which a server wants another password, RFC 4252, 8.
_CHANGE_FIRST = "Illegal info request"
_BANNER_BUDGET_BYTES = 64 * 1024
_PROTOCOL_BUDGET_BYTES = 1024 * 1024
_WINDOW_BYTES = 256 * 1024
_STDERR_POLL_S = 0.5
_CHECK_S = 1.0
_PROBE_BYTES = 4096


class SshTransport:
    """Asks machines over SSH; keys and host keys are read once for all of them."""

    def __init__(self, known_hosts: Path) -> None:
        """Read the host keys on file."""
        silence()
        self._known = KnownHosts(known_hosts)
        self._credentials = Credentials()
        self.jump_lines = JumpLines(self._let_in)

    def endpoint(self, target: Target) -> Endpoint | None:
        """Return where it listens; see `base.TakesConnection`."""
        return None if target.jump else (target.address, target.port)

    def connect(
        self, target: Target, attempt: Attempt, meter: Meter, guard: LockoutGuard
    ) -> CountedSocket:
        """Connect to a machine; see `base.Connects`."""
        if target.jump:
            return self.jump_lines.open(target, attempt, meter, guard)
        return dial(target.address, target.port, attempt, meter)

    def hang_up(self) -> None:
        """Leave the jump hosts; see `base.HangsUp`."""
        self.jump_lines.close()

    def run(self, target: Target, job: Job, attempt: Attempt, guard: LockoutGuard) -> Reply:
        """Ask one machine once; see `base.Transport`."""
        capture = Capture(job, target.machine, attempt)
        try:
            return self._ask(target, job, attempt, guard, capture)
        except LibraryError as trouble:
            return replace(capture.reply(trouble.outcome), refusal=_refusal(trouble.__cause__))

    def look(self, target: Target, attempt: Attempt, guard: LockoutGuard) -> Reply:
        """Compare the machine's host key with the one on file; see `base.Looking`."""
        host_key: str | None = None
        try:
            meter = Meter(_PROTOCOL_BUDGET_BYTES)
            meter.next_message(_BANNER_BUDGET_BYTES)
            edge = Edge(attempt, TABLE, meter)
            with connected_once(self.connect(target, attempt, meter, guard), attempt) as wire:
                key = self._shown(wire, target, edge)
                host_key = key.fingerprint
                self._recognise(key, target)
        except LibraryError as trouble:
            return Reply(outcome=trouble.outcome, host_key=host_key)
        return Reply(outcome=OK, host_key=host_key)

    def _ask(
        self, target: Target, job: Job, attempt: Attempt, guard: LockoutGuard, capture: Capture
    ) -> Reply:
        guard.check(target.credential, target.machine)
        with self._credentials.offers(target.credential, attempt) as offers:
            return self._talk(target, job, attempt, guard, _Talk(capture, offers))

    def _talk(
        self, target: Target, job: Job, attempt: Attempt, guard: LockoutGuard, talk: "_Talk"
    ) -> Reply:
        meter = Meter(job.max_stdout_bytes + job.max_stderr_bytes + _PROTOCOL_BUDGET_BYTES)
        meter.next_message(_BANNER_BUDGET_BYTES)
        edge = Edge(attempt, TABLE, meter)
        with connected_once(self.connect(target, attempt, meter, guard), attempt) as wire:
            proof = self._greet(wire, target, job, edge, talk.capture)
            attempt.phase(Phase.LOGIN)
            with guard.logon(target.credential, target.machine, attempt) as logon:
                _log_on(wire, talk.offers, edge, logon, proof)
            channel = _start(wire, job, attempt, edge)
            attempt.phase(Phase.READ)
            with edge:
                _read(channel, talk.capture)
                code = channel.recv_exit_status()
                served = wire.is_active()
            return _judge(code, talk.capture, attempt, meter, served=served)

    def _greet(
        self, wire: "SshWire", target: Target, job: Job, edge: Edge, capture: Capture
    ) -> LogonProof:
        """Exchange keys, and go no further with a machine that is not the one we know.

        Returns:
            What its yes to a logon is worth: who is met for the first time may be anybody.
        """
        key = self._shown(wire, target, edge)
        capture.host_key = key.fingerprint
        self._recognise(key, target)
        if job.script.family is Family.POSIX and _is_windows(wire):
            raise LibraryError(_IS_WINDOWS)
        is_new = self._known.is_new(target.known_as, target.port)
        return LogonProof.DOUBTFUL if is_new else LogonProof.SURE

    def _let_in(
        self, hop: Target, sock: CountedSocket, attempt: Attempt, guard: LockoutGuard
    ) -> OpenLine:
        """Log on to a jump host on a connected socket; it stays logged on until it is closed."""
        edge = Edge(attempt, TABLE, sock.meter)
        with ExitStack() as stack:
            wire = stack.enter_context(connected(sock, attempt))
            self._recognise(self._shown(wire, hop, edge), hop)
            is_new = self._known.is_new(hop.known_as, hop.port)
            proof = LogonProof.DOUBTFUL if is_new else LogonProof.SURE
            attempt.phase(Phase.LOGIN)
            with (
                self._credentials.offers(hop.credential, attempt) as offers,
                guard.logon(hop.credential, hop.machine, attempt) as logon,
            ):
                _log_on(wire, offers, edge, logon, proof)
            return SshLine(wire, stack.pop_all())

    def _shown(self, wire: "SshWire", target: Target, edge: Edge) -> paramiko.PKey:
        """Exchange keys, and return the machine's own."""
        known = self._known.keys(target.known_as, target.port)
        try:
            with edge:
                wire.prefer(frozenset(kind for kind, _ in known))
                wire.start_client()
                return wire.get_remote_server_key()
        except LibraryError as trouble:
            outcome = trouble.outcome
            if not wire.greeted:
                outcome = instead_of_banner(outcome, wire.said)
            raise LibraryError(outcome) from trouble.__cause__

    def _recognise(self, key: paramiko.PKey, target: Target) -> None:
        shown = (key.get_name(), key.get_base64())
        trust = self._known.judge(target.known_as, target.port, shown)
        if trust in {HostKeyTrust.CHANGED, HostKeyTrust.REVOKED}:
            detail = f"{key.fingerprint} is {trust.value}"
            raise LibraryError(Outcome(ended=Ended.HOSTKEY_CHANGED, detail=detail))


class _Talk(Struct, frozen=True):
    """What one attempt has to offer, and where its answer goes."""

    capture: Capture
    offers: Offers


def _log_on(
    wire: SshWire, offers: Offers, edge: Edge, logon: GuardedLogon, proof: LogonProof
) -> None:
    """Send the credential; several keys of an agent are one credential, refused once."""
    refused: LogonEnd | None = None
    try:
        for offer in offers:
            if not offer.fits(refused.error if refused else None):
                continue
            verdict = _answer(wire, offer, edge)
            if verdict.accepted:
                offer.accepted()
                logon.accepted(proof)
                return
            refused = verdict
    except LibraryError:
        if refused:
            logon.rejected()
        raise
    logon.rejected()
    error = refused.error if refused else None
    raise LibraryError(_rejected(error)) from error


def _rejected(error: Exception | None) -> Outcome:
    return Outcome(ended=Ended.AUTH_REJECTED, detail=str(error or "the machine says no"))


def _answer(wire: SshWire, offer: Offer, edge: Edge) -> LogonEnd:
    verdict = LogonEnd(wire)
    with edge:
        offer.send(wire, verdict)
        # A reader that ended just before the logon began would never set it.
        while not verdict.wait(_CHECK_S) and wire.is_active():
            pass
        if not verdict.answered:
            raise _unanswered(verdict.error)
    if isinstance(verdict.error, ssh_exception.PartialAuthentication):
        raise LibraryError(_rejected(verdict.error)) from verdict.error
    return verdict


def _unanswered(error: Exception | None) -> Exception:
    """Return what ended a logon that the machine answered by neither yes nor no."""
    if isinstance(error, MoreAskedError):
        return LibraryError(Outcome(ended=Ended.AUTH_REJECTED, detail=str(error)))
    if error is not None and _CHANGE_FIRST in str(error):
        detail = "it wants the password changed first"
        expired = ServiceFault.PASSWORD_EXPIRED
        return LibraryError(Outcome(ended=Ended.AUTH_REJECTED, fault=expired, detail=detail))
    return error or EOFError("the machine closed the connection during the logon")


def _refusal(error: BaseException | None) -> SshOffers | None:
    """Return what the machine would take instead, if it said so."""
    match error:
        case paramiko.BadAuthenticationType() | ssh_exception.PartialAuthentication():
            return SshOffers(methods=tuple(error.allowed_types))
        case _:
            return None


_IS_WINDOWS = Outcome(
    ended=Ended.NOT_ATTEMPTED,
    why=Why.UNSUPPORTED,
    detail="its SSH server is Windows': write `os: windows` in the inventory, and it is asked so",
)


def _is_windows(wire: SshWire) -> bool:
    return "windows" in wire.remote_version.lower()


def _line_for(wire: SshWire, job: Job, attempt: Attempt) -> str:
    """Return the command that starts the family's script in whatever shell the machine gives."""
    if job.script.family is Family.POSIX:
        return command(Family.POSIX, job.nonce)
    with wire.open_session() as channel:
        attempt.on_break(channel.event.set)
        channel.exec_command(SHELL_PROBE)
        channel.shutdown_write()
        said = bytearray()
        while len(said) < _PROBE_BYTES and (piece := channel.recv(_PROBE_BYTES)):
            said += piece
    return windows_command(job.nonce, said.decode("utf-8", "replace"))


def _start(wire: SshWire, job: Job, attempt: Attempt, edge: Edge) -> paramiko.Channel:
    """Open a channel, start the shell and give it the script."""
    try:
        return _started(wire, job, attempt, edge)
    except LibraryError as trouble:
        refused = wire.is_active() and isinstance(trouble.__cause__, paramiko.SSHException)
        fault = ServiceFault.CHANNEL_REFUSED if refused else None
        raise LibraryError(with_fault(trouble.outcome, fault)) from trouble.__cause__


def _started(wire: SshWire, job: Job, attempt: Attempt, edge: Edge) -> paramiko.Channel:
    attempt.phase(Phase.OPEN)
    with edge:
        said = _line_for(wire, job, attempt)
        channel = wire.open_session(window_size=_WINDOW_BYTES)
        channel.in_buffer = GatheringPipe()
        attempt.phase(Phase.EXEC)
        # Likewise: the library waits for this event alone, and clears it before it asks.
        attempt.on_break(channel.event.set)
        channel.exec_command(said)
        # A shell that ended early closes its input; what it said is still to be read.
        with suppress(OSError):
            channel.sendall(stdin(job.script, job.nonce))
            channel.shutdown_write()
    return channel


def _read(channel: paramiko.Channel, capture: Capture) -> None:
    """Read standard output to its end, and standard error as it comes beside it.

    Both share one window, so an unread standard error would stop standard output.
    """
    channel.settimeout(_STDERR_POLL_S)
    while True:
        with suppress(TimeoutError):
            data = channel.recv(PIECE_BYTES)
            if not data:
                break
            capture.take_stdout(data)
        while channel.recv_stderr_ready():
            capture.take_stderr(channel.recv_stderr(PIECE_BYTES))
    while rest := channel.recv_stderr(PIECE_BYTES):
        capture.take_stderr(rest)


def _judge(code: int, capture: Capture, attempt: Attempt, meter: Meter, *, served: bool) -> Reply:
    """An answer counts as whole only with the exit status that ends it."""
    if code >= 0:
        return capture.reply(OK, code)
    flooded = Outcome(ended=Ended.FLOODED, detail="more bytes than a machine may send")
    cut = Outcome(
        ended=Ended.PARTIAL,
        fault=ServiceFault.NO_EXIT_STATUS if served else ServiceFault.CLOSED,
        detail="the stream ended without an exit status",
    )
    return capture.reply(flooded if meter.flooded else attempt.ending() or cut)
