"""WinRM by pywinrm: its messages and NTLM sealing, over our own HTTP; one shell, one command."""

import http.client
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress

import requests
from msgspec import Struct
from msgspec.structs import replace
from spnego.exceptions import FeatureMissingError, NativeError, SpnegoError
from urllib3.exceptions import HTTPError
from winrm import exceptions
from winrm.protocol import Protocol

from orchestrator.model.diagnosis import QUOTA_CODES, HttpStatus, Refusal, WsmanFault
from orchestrator.model.outcome import (
    OK,
    Ended,
    Outcome,
    Phase,
    ServiceFault,
    Why,
    behind,
    stalled,
    with_fault,
)
from orchestrator.model.plan import KeyFile, Target
from orchestrator.transport import kerberos
from orchestrator.transport.attempt import Attempt
from orchestrator.transport.base import Endpoint, Job, Reply
from orchestrator.transport.capture import Capture
from orchestrator.transport.counted_socket import CountedSocket, Meter
from orchestrator.transport.dial import dial
from orchestrator.transport.invoke import POWERSHELL_ARGUMENTS, stdin
from orchestrator.transport.jump_lines import JumpLines
from orchestrator.transport.library_errors import Edge, ErrorTable, LibraryError
from orchestrator.transport.lockout import LockoutGuard, LogonProof
from orchestrator.transport.winrm_http import HttpWire
from orchestrator.transport.winrm_logon import Identity, protocol_of, tls_context

TABLE: ErrorTable = {
    exceptions.WinRMError: Ended.PROTOCOL_ERROR,
    exceptions.WSManFaultError: Ended.PROTOCOL_ERROR,
    exceptions.WinRMTransportError: Ended.PROTOCOL_ERROR,
    exceptions.WinRMOperationTimeoutError: Ended.PROTOCOL_ERROR,
    exceptions.AuthenticationError: Ended.AUTH_REJECTED,
    exceptions.BasicAuthDisabledError: Ended.AUTH_REJECTED,
    exceptions.InvalidCredentialsError: Ended.AUTH_REJECTED,
    # What requests-ntlm raises for a machine that offers NTLM and gives no challenge: it has judged
    # no credential, so it has rejected none.
    PermissionError: Ended.PROTOCOL_ERROR,
    SpnegoError: Ended.PROTOCOL_ERROR,
    FeatureMissingError: Ended.PROTOCOL_ERROR,
    NativeError: Ended.PROTOCOL_ERROR,
    requests.RequestException: Ended.PROTOCOL_ERROR,
    HTTPError: Ended.PROTOCOL_ERROR,
    http.client.HTTPException: Ended.PROTOCOL_ERROR,
    ValueError: Ended.PROTOCOL_ERROR,
    OSError: Ended.PROTOCOL_ERROR,
    **kerberos.table(),
}

_ACCESS_DENIED = 5
_OPERATION_S = 20
_MIN_OPERATION_S = 1  # WS-Man counts in seconds
_RESERVE_S = 3.0
"""Kept of the deadline for deleting the shell: a machine has five to thirty, for two hours each."""
_BREATH_S = 0.1
_PIECE_BYTES = 64 * 1024
_UTF8 = 65001
_PROTOCOL_BUDGET_BYTES = 4 * 1024 * 1024

_UNJUDGED = Outcome(
    ended=Ended.PROTOCOL_ERROR,
    detail="the machine refused before any credential was sent: it does not offer this way in",
)


class WinrmTransport:
    """Asks machines over WinRM; certificates are read once for all of them."""

    def __init__(self, jump_lines: Callable[[], JumpLines] | None = None) -> None:
        """Have read none yet; `jump_lines` are made when the first machine lies behind one."""
        self._jump_lines = jump_lines
        self._left: JumpLines | None = None  # those to be left at the end
        self._lock = threading.Lock()
        self._contexts: dict[Identity, ssl.SSLContext] = {}

    def endpoint(self, target: Target) -> Endpoint | None:
        """Return where it listens; see `base.TakesConnection`."""
        return None if target.jump else (target.address, target.port)

    def connect(
        self, target: Target, attempt: Attempt, meter: Meter, guard: LockoutGuard
    ) -> CountedSocket:
        """Connect to a machine; see `base.Connects`."""
        if not target.jump:
            return dial(target.address, target.port, attempt, meter)
        if self._jump_lines is None:
            raise LibraryError(
                behind(ServiceFault.JUMP_DOWN, target.jump[0].name, "no way to it was given")
            )
        self._left = self._jump_lines()
        return self._left.open(target, attempt, meter, guard)

    def hang_up(self) -> None:
        """Leave the jump hosts; see `base.HangsUp`."""
        if self._left is not None:
            self._left.close()

    def run(self, target: Target, job: Job, attempt: Attempt, guard: LockoutGuard) -> Reply:
        """Ask one machine once; see `base.Transport`.

        A machine that let us in and then lost the connection before it had said anything is asked
        anew, once: the credential is known to be good there, and the script changes nothing.
        """
        asked = self._ask(target, job, attempt, guard)
        if not asked.stale or attempt.expired:
            return asked.reply
        again = self._ask(target, job, attempt, guard, stale=asked.stale).reply
        return again if again.stdout or again.outcome.ended is Ended.OK else asked.reply

    def _ask(
        self, target: Target, job: Job, attempt: Attempt, guard: LockoutGuard, *, stale: str = ""
    ) -> "_Asked":
        capture = Capture(job, target.machine, attempt)
        try:
            guard.check(target.credential, target.machine)
            wire = self._wire(target, job, attempt, guard)
            with closing(wire), _told_by(wire):
                # Without a certificate that is checked, only sealing shows who knows the password.
                sure = target.winrm.verify or not target.winrm.https
                shell = _Shell(protocol_of(target), attempt, wire, sure=sure)
                shell.open(sealed=not target.winrm.https)
                reply = _run(shell, job, capture, stale)
                lost = wire.lost and not reply.stdout and reply.outcome.ended is not Ended.OK
                return _Asked(reply=reply, stale=shell.id if lost else "")
        except LibraryError as trouble:
            said = _refusal(trouble.__cause__)
            outcome = with_fault(trouble.outcome, _fault(said))
            return _Asked(reply=replace(capture.reply(outcome), refusal=said))

    def _wire(self, target: Target, job: Job, attempt: Attempt, guard: LockoutGuard) -> HttpWire:
        context = self._context(target) if target.winrm.https else None
        budget = 2 * (job.max_stdout_bytes + job.max_stderr_bytes) + _PROTOCOL_BUDGET_BYTES
        return HttpWire(
            target, attempt, guard, connect=self.connect, context=context, budget_bytes=budget
        )

    def _context(self, target: Target) -> ssl.SSLContext:
        """Return how TLS is spoken with such a machine: making one costs more than a session."""
        file = target.credential if isinstance(target.credential, KeyFile) else None
        key = (target.winrm.ca_path, target.winrm.verify, file)
        with self._lock:
            if key not in self._contexts:
                self._contexts[key] = tls_context(key)
            return self._contexts[key]


class _Asked(Struct, frozen=True, kw_only=True):
    """A reply; `stale` is the shell that a lost connection left on a machine worth asking anew."""

    reply: Reply
    stale: str = ""


def _run(shell: "_Shell", job: Job, capture: Capture, stale: str) -> Reply:
    """Run the script in an open shell, and leave no shell behind."""
    try:
        if stale:
            shell.delete_other(stale)
        outcome, code, said = OK, shell.run(job, capture), None
    except LibraryError as trouble:
        said = _refusal(trouble.__cause__)
        outcome, code = with_fault(trouble.outcome, _fault(said)), None
    return replace(capture.reply(shell.delete(outcome), code), refusal=said)


def _refusal(error: BaseException | None) -> Refusal | None:
    """Return the machine's no by its number, if the library's error holds one."""
    match error:
        case exceptions.WSManFaultError(wsman_fault_code=int(code)):
            return WsmanFault(code=code)
        case exceptions.WSManFaultError() | exceptions.WinRMTransportError():
            return HttpStatus(code=int(error.code))
        case exceptions.InvalidCredentialsError():
            return HttpStatus(code=http.client.UNAUTHORIZED)
        case _:
            return None


def _fault(refusal: Refusal | None) -> ServiceFault | None:
    match refusal:
        case WsmanFault(code=code) if code in QUOTA_CODES:
            return ServiceFault.QUOTA
        case HttpStatus(code=http.client.INTERNAL_SERVER_ERROR):
            return ServiceFault.SERVER_ERROR
        case HttpStatus(code=http.client.SERVICE_UNAVAILABLE):
            return ServiceFault.BUSY
        case _:
            return None


@contextmanager
def _told_by(wire: HttpWire) -> Iterator[None]:
    """Say of a service that let the time pass whether it said anything at all."""
    try:
        yield
    except LibraryError as trouble:
        if trouble.outcome.ended is not Ended.AUTH_STALLED:
            raise
        fault = ServiceFault.DRIP if wire.answering else ServiceFault.MUTE
        raise LibraryError(with_fault(trouble.outcome, fault)) from trouble.__cause__


class _Shell:
    """One shell on one machine, and the one command in it."""

    def __init__(self, protocol: Protocol, attempt: Attempt, wire: HttpWire, *, sure: bool) -> None:
        self._protocol = protocol
        self._attempt = attempt
        self._wire = wire
        self._edge = Edge(attempt, TABLE, wire.meter)
        self._proof = LogonProof.SURE if sure else LogonProof.DOUBTFUL
        self._reserve_s = min(_RESERVE_S, 0.2 * attempt.remaining_s())
        self.id = ""

    def open(self, *, sealed: bool) -> None:
        """Connect, log on and open the shell; plain HTTP carries sealed messages only."""
        with self._edge:
            try:
                self._open(sealed=sealed)
            except exceptions.WSManFaultError as fault:
                self._let_in()
                raise LibraryError(_refused(fault)) from fault
            except kerberos.no_ticket() as error:
                why = Why.NO_CREDENTIAL
                outcome = Outcome(ended=Ended.NOT_ATTEMPTED, why=why, detail=str(error))
                raise LibraryError(outcome) from error
            except exceptions.InvalidCredentialsError as refused:
                if self._wire.logon is None:
                    raise LibraryError(_UNJUDGED) from refused
                raise
        self._let_in()

    def run(self, job: Job, capture: Capture) -> int:
        """Start PowerShell, give it the script, read what it says; return its exit code."""
        self._attempt.phase(Phase.EXEC)
        with self._edge:
            self._pace()
            command = self._protocol.run_command(
                self.id, "powershell.exe", POWERSHELL_ARGUMENTS, console_mode_stdin=False
            )
            self._send(command, stdin(job.script, job.nonce))
            self._attempt.phase(Phase.READ)
            return self._receive(command, capture)

    def delete_other(self, shell: str) -> None:
        """Delete the shell of a connection that was lost: it belongs to the user and lives on."""
        with self._edge, suppress(exceptions.WSManFaultError):  # or it has died with its connection
            self._protocol.close_shell(shell, close_session=False)

    def delete(self, outcome: Outcome) -> Outcome:
        """Delete the shell, and return the outcome: that it was left open is said in its detail."""
        try:
            with self._edge:
                self._protocol.close_shell(self.id, close_session=False)
        except LibraryError as trouble:
            left = f"the shell was left open ({trouble.outcome})"
            return replace(outcome, detail=f"{outcome.detail}; {left}".lstrip("; "))
        return outcome

    def _open(self, *, sealed: bool) -> None:
        self._wire.open()
        self._attempt.phase(Phase.LOGIN)
        session = self._protocol.transport.build_session()
        self._plug(session)
        if sealed:
            self._protocol.transport.setup_encryption(session)
            self._attempt.phase(Phase.OPEN)
        self._pace()
        self.id = self._protocol.open_shell(codepage=_UTF8, noprofile=True)

    def _plug(self, session: requests.Session) -> None:
        """Put our wire under the session, and nothing of the environment into it."""
        session.trust_env = False
        session.proxies.clear()
        session.max_redirects = 0
        session.adapters.clear()
        session.mount(self._protocol.transport.endpoint, self._wire)

    def _let_in(self) -> None:
        """The machine has answered under the logon, and with NTLM proved to know the password."""
        if self._wire.logon is not None:
            self._wire.logon.accepted(self._proof)

    def _send(self, command: str, script: bytes) -> None:
        for start in range(0, len(script), _PIECE_BYTES):
            piece = script[start : start + _PIECE_BYTES]
            last = start + _PIECE_BYTES >= len(script)
            self._pace()
            self._protocol.send_command_input(self.id, command, piece, end=last)

    def _receive(self, command: str, capture: Capture) -> int:
        """Read until the command is done. The library's own loop for this has no end."""
        while True:
            self._pace(_MIN_OPERATION_S)
            try:
                out, err, code, done = self._protocol.get_command_output_raw(self.id, command)
            except exceptions.WinRMOperationTimeoutError:
                out, err, code, done = b"", b"", -1, False
            capture.take_stdout(out)
            capture.take_stderr(err)
            if done:
                return code
            if not out and not err:
                time.sleep(_BREATH_S)  # a machine that says nothing at once must not keep us busy

    def _pace(self, needs_s: float = 0.0) -> None:
        """Let the machine work on a message for as long as the deadline allows, and no longer.

        Raises:
            LibraryError: stalled: besides the time to delete the shell not even that much is left.
        """
        spare_s = self._attempt.remaining_s() - self._reserve_s
        if spare_s <= needs_s:
            raise LibraryError(self._attempt.ending() or stalled(self._attempt.at))
        operation_s = max(_MIN_OPERATION_S, min(_OPERATION_S, int(spare_s)))
        self._protocol.operation_timeout_sec = operation_s


def _refused(fault: exceptions.WSManFaultError) -> Outcome:
    """Tell an account that may not open shells from a machine that cannot (quotas and others)."""
    denied = fault.wsman_fault_code == _ACCESS_DENIED
    ended = Ended.AUTH_REJECTED if denied else Ended.PROTOCOL_ERROR
    return Outcome(ended=ended, detail=f"no shell: {fault}")
