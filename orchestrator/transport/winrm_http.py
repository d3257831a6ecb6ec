"""HTTP for WinRM on one socket of our own, under requests' feet.

requests and urllib3 retry, follow redirects and environment settings, decompress, and read for as
long as something comes; here one connection goes to one machine, and nothing else happens on it.
"""

import http.client
import re
import socket
import ssl
from collections.abc import Callable, Mapping
from contextlib import ExitStack

import requests
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict
from urllib3 import HTTPHeaderDict, HTTPResponse

from orchestrator.model.outcome import Phase
from orchestrator.model.plan import Target
from orchestrator.transport.attempt import Attempt
from orchestrator.transport.counted_socket import CountedSocket, Meter
from orchestrator.transport.dial import CountedTls
from orchestrator.transport.lockout import GuardedLogon, LockoutGuard

MAX_MESSAGE_BYTES = 1024 * 1024
"""Of one answer on the wire: WS-Man answers are at most 150 kB, as each of our requests says."""

# The third message of NTLM is the one that is computed with the password.
_PROOF = re.compile(r"(?i)(?:ntlm|negotiate) TlRMTVNTUAAD")
# Every Kerberos token is made with the ticket, and says so by not being NTLM's.
_TICKET = re.compile(r"(?i)(?:negotiate|kerberos) (?!TlRMTVNTUAA)\S")
# A password in the clear (inside TLS), or the word that stands for a client certificate.
_PLAIN = re.compile(r"(?i)basic |http://schemas\.dmtf\.org/.*/secprofile/https/mutual")

Connect = Callable[[Target, Attempt, Meter, LockoutGuard], CountedSocket]


class HttpWire(BaseAdapter):
    """requests' way to one machine: dials once, asks the guard before the credential leaves.

    Attributes:
        meter: What the machine may still send in the answer that is being read.
        logon: The credential's attempt, None while nothing secret has been sent.
        lost: Whether the machine closed the connection instead of answering, after the logon.
    """

    def __init__(
        self,
        target: Target,
        attempt: Attempt,
        guard: LockoutGuard,
        *,
        connect: Connect,
        context: ssl.SSLContext | None,
        budget_bytes: int,
    ) -> None:
        """Belong to one machine's attempt.

        Args:
            target: The machine.
            attempt: Its deadline.
            guard: Asked before the credential leaves.
            connect: What connects to it.
            context: How TLS is spoken; None for plain HTTP.
            budget_bytes: All that the machine may send.
        """
        super().__init__()
        self._target = target
        self._attempt = attempt
        self._guard = guard
        self._connect = connect
        self._context = context
        self._stack = ExitStack()
        self._http: http.client.HTTPConnection | None = None
        self.meter = Meter(budget_bytes)
        self.logon: GuardedLogon | None = None
        self.lost = False
        self._left_bytes = budget_bytes

    @property
    def answering(self) -> bool:
        """Whether the machine has begun to answer the last request."""
        return self.meter.left_bytes < self._left_bytes

    def open(self) -> None:
        """Connect, and check the machine's certificate.

        Raises:
            LibraryError: as `dial`.
            OSError: TLS failed.
        """
        sock: socket.socket = self._connect(self._target, self._attempt, self.meter, self._guard)
        if self._context is not None:
            self._attempt.phase(Phase.KEX)
            self._attempt.own(
                sock.dup()
            )  # wrapping takes the socket itself out of the attempt's hands
            tls = self._context.wrap_socket(sock, server_hostname=self._target.address)
            self._attempt.own(tls)
            if isinstance(tls, CountedTls):
                tls.meter = self.meter
            sock = tls
        self._http = http.client.HTTPConnection(self._target.address, self._target.port)
        self._http.auto_open = 0
        self._http.sock = sock

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,  # noqa: ARG002, FBT001, FBT002 - the library's signature
        timeout: object = None,  # noqa: ARG002 - the watchdog keeps the time
        verify: object = True,  # noqa: ARG002, FBT002 - the context does it
        cert: object = None,  # noqa: ARG002 - likewise
        proxies: Mapping[str, str] | None = None,  # noqa: ARG002 - none, ever
    ) -> requests.Response:
        """Send one request and return its answer, the body still unread.

        Raises:
            LibraryError: not_attempted: the guard lets no credential out.
            OSError, http.client.HTTPException: The connection broke, or what came is no HTTP.
        """
        answer = self._exchange(request)
        if answer.status == http.client.UNAUTHORIZED and self.logon is not None:
            self.logon.rejected()
        return self._response(request, answer)

    def close(self) -> None:
        """Give the logon's place back and hang up."""
        self._stack.close()
        if self._http is not None:
            self._http.close()

    def _connected(self) -> http.client.HTTPConnection:
        """Return the connection; one that was lost is dialled again only before the logon.

        After it a new connection would mean a second logon, and with NTLM bytes sealed for the
        old one.
        """
        if self._http is None or self._http.sock is None:
            if self.logon is not None:
                msg = "the machine closed the connection after the logon"
                raise ConnectionResetError(msg)
            at = self._attempt.at
            self.open()
            self._attempt.phase(at)
        if self._http is None:
            raise http.client.NotConnected
        return self._http

    def _ask_gate(self, request: requests.PreparedRequest) -> None:
        said = _authorization(request)
        if self.logon is not None:
            if _PROOF.match(said):
                msg = "the machine asked for a second logon"
                raise ConnectionAbortedError(msg)
        elif any(shape.match(said) for shape in (_PROOF, _TICKET, _PLAIN)):
            waiting = self._guard.logon(
                self._target.credential, self._target.machine, self._attempt
            )
            self.logon = self._stack.enter_context(waiting)

    def _exchange(self, request: requests.PreparedRequest) -> http.client.HTTPResponse:
        connection = self._connected()
        self._ask_gate(request)
        self.meter.next_message(MAX_MESSAGE_BYTES)
        self._left_bytes = self.meter.left_bytes
        headers = dict(request.headers) | {"Accept-Encoding": "identity"}
        try:
            connection.request(request.method or "POST", request.path_url, request.body, headers)
            answer = connection.getresponse()
        except (ConnectionError, ssl.SSLEOFError):
            self.lost = self.logon is not None
            raise
        if answer.getheader("Content-Encoding", "identity") != "identity":
            msg = "a compressed answer to a request that forbids it"
            raise http.client.HTTPException(msg)
        return answer

    def _response(
        self, request: requests.PreparedRequest, answer: http.client.HTTPResponse
    ) -> requests.Response:
        headers = HTTPHeaderDict(answer.getheaders())  # joins what is said twice, as challenges are
        response = requests.Response()
        response.status_code = answer.status
        response.reason = answer.reason
        response.headers = CaseInsensitiveDict(headers)
        response.url = request.url or ""
        response.request = request
        setattr(response, "connection", self)  # noqa: B010 - the stubs want an HTTPAdapter
        response.raw = HTTPResponse(
            body=answer,
            original_response=answer,
            headers=headers,
            status=answer.status,
            preload_content=False,
            decode_content=False,
        )
        return response


def _authorization(request: requests.PreparedRequest) -> str:
    said: str | bytes = request.headers.get("Authorization") or ""
    return said if isinstance(said, str) else said.decode("latin-1")
