"""How a library's trouble becomes an outcome: once, at one edge, from one table per library."""

import errno
import ssl
from collections.abc import Mapping
from types import TracebackType
from typing import Protocol

from orchestrator.errors import UnwrittenError
from orchestrator.model.outcome import Ended, Outcome, Phase, ServiceFault, with_fault
from orchestrator.transport.attempt import Attempt

_DETAIL_CHARS = 300

_ERRNO: Mapping[int, Ended] = {
    errno.ECONNREFUSED: Ended.REFUSED,
    errno.EHOSTUNREACH: Ended.NO_ROUTE,
    errno.ENETUNREACH: Ended.NO_ROUTE,
    errno.EHOSTDOWN: Ended.NO_ROUTE,
    errno.ENETDOWN: Ended.NO_ROUTE,
    # These say that the controller ran short, and nothing about the machine.
    errno.EMFILE: Ended.BUG,
    errno.ENFILE: Ended.BUG,
    errno.ENOBUFS: Ended.BUG,
    errno.EADDRNOTAVAIL: Ended.BUG,
}

_TOO_OLD_TLS = frozenset(
    {
        "UNSUPPORTED_PROTOCOL",
        "NO_PROTOCOLS_AVAILABLE",
        "TLSV1_ALERT_PROTOCOL_VERSION",
        "WRONG_SSL_VERSION",
        "NO_SHARED_CIPHER",
        "DH_KEY_TOO_SMALL",
        "EE_KEY_TOO_SMALL",
        "CA_MD_TOO_WEAK",
    }
)

_CLOSED = (ConnectionError, EOFError, ssl.SSLEOFError)

ErrorTable = Mapping[type[Exception], Ended]


class LibraryError(Exception):
    """One attempt's ending, on its way out of the transport."""

    def __init__(self, outcome: Outcome) -> None:
        """Keep the outcome."""
        super().__init__(str(outcome))
        self.outcome = outcome


class Metered(Protocol):
    """Whatever counts the bytes of a connection."""

    @property
    def flooded(self) -> bool:
        """Whether more came than a machine may send."""
        ...


class Edge:
    """Stands around every call of a library: what comes out is a Trouble and nothing else.

    Whose fault an exception is shows in this order: the byte budget was spent (flooded), the
    deadline passed (stalled in the attempt's phase), the class stands in the library's table, the
    system said so by number. An error that none of these knows comes from a library choking on
    what the machine sent. While the answer is read, a protocol error means that it was cut.
    """

    def __init__(self, attempt: Attempt, table: ErrorTable, meter: Metered | None = None) -> None:
        """Judge by that attempt's deadline, that library's table and that connection's meter."""
        self._attempt = attempt
        self._table = table
        self.meter = meter

    def __enter__(self) -> None:
        """Begin to watch."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Turn an error into a Trouble; let a Trouble, an exit and an interrupt pass.

        So does what every machine would meet: it is no library's.
        """
        if isinstance(error, Exception) and not isinstance(error, LibraryError | UnwrittenError):
            raise LibraryError(self.outcome(error)) from error

    def outcome(self, error: Exception) -> Outcome:
        """Return what this error means for the machine."""
        said = " ".join(f"{type(error).__name__}: {error}".split())[:_DETAIL_CHARS]
        if self.meter is not None and self.meter.flooded:
            return Outcome(ended=Ended.FLOODED, detail="more bytes than a machine may send")
        cut = self._attempt.ending()
        if cut is not None:
            return Outcome(ended=cut.ended, at=cut.at, why=cut.why, detail=said)
        ended = ended_by(error, self._table)
        if ended is Ended.PROTOCOL_ERROR and self._attempt.at is Phase.READ:
            ended = Ended.PARTIAL
        closed = ServiceFault.CLOSED if isinstance(error, _CLOSED) else None
        return with_fault(Outcome(ended=ended, detail=said), closed)


def ended_by(error: BaseException, table: ErrorTable) -> Ended:
    """Return the ending for an error by its nearest class in the table, or by its number."""
    if isinstance(error, ssl.SSLError):
        return _tls(error)
    if isinstance(error, OSError) and error.errno is not None and error.errno in _ERRNO:
        return _ERRNO[error.errno]
    for kind in type(error).__mro__:
        if kind in table:
            return table[kind]
    return Ended.PROTOCOL_ERROR


def _tls(error: ssl.SSLError) -> Ended:
    """Tell a stranger's certificate and an old machine from other TLS trouble."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return Ended.HOSTKEY_CHANGED
    return Ended.TOO_OLD if error.reason in _TOO_OLD_TLS else Ended.PROTOCOL_ERROR
