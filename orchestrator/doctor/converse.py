"""A few words with whatever listens at a door, in the clear or inside TLS; no credential, ever."""

import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from msgspec import Struct

from orchestrator.doctor import banners
from orchestrator.doctor.knock import Patience, knock
from orchestrator.model.diagnosis import (
    Flaw,
    Http,
    HungUp,
    Mute,
    Noise,
    OldTls,
    Seen,
    Shut,
    Ssh,
    Tls,
)
from orchestrator.model.outcome import Ended
from orchestrator.transport.attempt import Attempt
from orchestrator.transport.counted_socket import CountedSocket
from orchestrator.transport.dial import CountedTls
from orchestrator.transport.library_errors import ended_by

_BAD_REQUEST = 400

# OpenSSL's numbers (X509_V_ERR_...), which no translation and no version changes.
_FLAWS = {
    9: Flaw.NOT_YET_VALID,
    10: Flaw.EXPIRED,
    18: Flaw.SELF_SIGNED,
    19: Flaw.UNKNOWN_CA,
    20: Flaw.UNKNOWN_CA,
    21: Flaw.UNKNOWN_CA,
    62: Flaw.WRONG_NAME,
    64: Flaw.WRONG_NAME,
}


class Expected(Struct, frozen=True, kw_only=True):
    """One door, and what should speak there.

    Attributes:
        address: The machine's.
        port: The door's.
        path: Of the WinRM endpoint.
        tls: Whether TLS is tried first.
        speaks_first: Whether the service should say the first word, as SSH does.
        trust: How a certificate is checked; None: not at all.
        patience: How long it is waited for.
    """

    address: str
    port: int
    path: str = "/wsman"
    tls: bool = False
    speaks_first: bool = False
    trust: ssl.SSLContext | None = None
    patience: Patience


def converse(
    expected: Expected, sock: CountedSocket, attempt: Attempt, clock: Callable[[], datetime]
) -> Seen:
    """Find out what stands behind an open door; at most four connections, each a few words.

    Args:
        expected: The door.
        sock: A connection to it.
        attempt: The deadline of all looking at this machine.
        clock: Returns the time, aware UTC.
    """
    talk = _Conversation(expected, attempt, clock)
    return talk.tls_first(sock) if expected.tls else talk.plain_first(sock)


class _Conversation:
    def __init__(self, expected: Expected, attempt: Attempt, clock: Callable[[], datetime]) -> None:
        self._expected = expected
        self._patience = expected.patience
        self._attempt = attempt
        self._clock = clock

    def plain_first(self, sock: CountedSocket) -> Seen:
        seen = self._plain(sock)
        could_be_tls = isinstance(seen, HungUp | Tls) or (
            isinstance(seen, Http) and seen.status == _BAD_REQUEST
        )
        if not could_be_tls:
            return seen
        inside = self._tls(self._again())
        return seen if isinstance(inside, Shut | HungUp | Mute) else inside

    def tls_first(self, sock: CountedSocket) -> Seen:
        seen = self._tls(sock)
        if not isinstance(seen, HungUp):
            return seen
        plain = self._plain(self._again())
        return plain if isinstance(plain, Ssh | Http | Noise) else seen

    def _again(self) -> CountedSocket | Shut:
        port = self._expected.port
        limit_s = self._patience.knock_s
        return knock(self._expected.address, (port,), self._attempt, limit_s)[port]

    def _plain(self, sock: CountedSocket | Shut) -> Seen:
        if isinstance(sock, Shut):
            return sock
        if self._expected.speaks_first:
            raw, ended = self._hear(sock, self._patience.first_word_s)
            if raw or ended:
                return banners.understand(raw, ended=ended)
        return self._identify(sock)

    def _identify(
        self, sock: CountedSocket | CountedTls
    ) -> Mute | HungUp | Ssh | Http | Noise | Tls:
        asked = banners.request(self._expected.address, self._expected.port, self._expected.path)
        with suppress(OSError):  # it may be gone; what it said before can still be read
            sock.settimeout(self._within(self._patience.say_s))
            sock.sendall(asked)
        raw, ended = self._hear(sock, self._patience.say_s)
        return banners.understand(raw, ended=ended)

    def _hear(self, sock: CountedSocket | CountedTls, limit_s: float) -> tuple[bytes, bool]:
        """Return what it says in that time, and whether it closed the connection."""
        raw, until = b"", time.monotonic() + limit_s
        while len(raw) < banners.MAX_BYTES and not banners.is_whole(raw):
            sock.settimeout(self._within(until - time.monotonic()))
            try:
                piece = sock.recv(banners.MAX_BYTES - len(raw))
            except TimeoutError:
                return raw, False
            except OSError:
                piece = b""
            if not piece:
                return raw, not self._attempt.expired
            raw += piece
        return raw, False

    def _within(self, wanted_s: float) -> float:
        return max(0.001, min(wanted_s, self._attempt.remaining_s()))

    def _tls(self, sock: CountedSocket | Shut) -> Seen:
        """Shake hands as carefully as the inventory asks for."""
        if isinstance(sock, Shut):
            return sock
        try:
            tls = self._shake(sock, self._expected.trust or _any_certificate())
        except ssl.SSLCertVerificationError as error:
            return self._distrusted(_FLAWS.get(error.verify_code, Flaw.OTHER))
        except (OSError, ValueError) as error:
            return _no_tls(error)
        return self._inside(tls, ())

    def _distrusted(self, flaw: Flaw) -> Tls:
        """Look at what a certificate that was refused is otherwise, and what speaks behind it."""
        again = self._again()
        if isinstance(again, Shut):
            return Tls(flaws=(flaw,))
        try:
            tls = self._shake(again, _any_certificate())
        except (OSError, ValueError):
            return Tls(flaws=(flaw,))
        return self._inside(tls, tuple(dict.fromkeys((flaw, *self._dated(tls)))))

    def _shake(self, sock: CountedSocket, context: ssl.SSLContext) -> CountedTls:
        sock.settimeout(self._within(self._patience.say_s))
        self._attempt.own(sock.dup())  # wrapping takes the socket itself out of the attempt's hands
        tls = context.wrap_socket(sock, server_hostname=self._expected.address)
        self._attempt.own(tls)
        if not isinstance(tls, CountedTls):
            msg = "the context makes another kind of connection"
            raise TypeError(msg)
        tls.meter = sock.meter
        return tls

    def _inside(self, tls: CountedTls, flaws: tuple[Flaw, ...]) -> Tls:
        heard = self._identify(tls)
        return Tls(flaws=flaws, inside=heard if isinstance(heard, Mute | HungUp | Http) else None)

    def _dated(self, tls: CountedTls) -> tuple[Flaw, ...]:
        """Return what is wrong with the certificate's dates: OpenSSL stops at another flaw."""
        from cryptography import x509  # noqa: PLC0415 - few doors show a certificate that is bad

        try:
            shown = x509.load_der_x509_certificate(tls.getpeercert(binary_form=True) or b"")
        except ValueError:
            return ()
        now = self._clock()
        if now > shown.not_valid_after_utc:
            return (Flaw.EXPIRED,)
        return (Flaw.NOT_YET_VALID,) if now < shown.not_valid_before_utc else ()


def trusting(ca_path: str | None) -> ssl.SSLContext | None:
    """Return how certificates are checked; None if the file of authorities cannot be read."""
    try:
        context = ssl.create_default_context(cafile=ca_path)
    except OSError:
        return None
    context.sslsocket_class = CountedTls
    return context


def _any_certificate() -> ssl.SSLContext:
    """Return a context that looks at whatever is shown; nothing secret is ever sent through it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.sslsocket_class = CountedTls
    return context


def _no_tls(error: Exception) -> OldTls | Mute | HungUp:
    if ended_by(error, {}) is Ended.TOO_OLD:
        return OldTls()
    return Mute() if isinstance(error, TimeoutError) else HungUp()
