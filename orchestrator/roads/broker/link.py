"""One connection to the broker, for a program that waits: asyncio stays in this module.

A thread keeps the connection alive while the program does other work. A connection that broke is
never mended: whoever holds it opens another, and sends again what has no receipt.
"""

import asyncio
import concurrent.futures
import contextlib
import logging
import ssl
import threading
from collections import deque
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final, TypeVar

from msgspec import Struct

from orchestrator.errors import InputError, Problem, UsageError
from orchestrator.roads.broker.certificates import SERVER_NAME
from orchestrator.roads.broker.claim import SubjectClaim
from orchestrator.roads.broker.nkeys import NonceError, signed_nonce, user_nkey
from orchestrator.roads.broker.pulling import Delivery, PullPoint, pulled
from orchestrator.roads.messages import MOST_MESSAGE_BYTES
from orchestrator.text.message import say

try:
    from nats.aio.client import Client
    from nats.aio.msg import Msg
    from nats.errors import Error, SecureConnRequiredError
    from nats.js.errors import APIError

    from orchestrator.roads.broker.results_stream import keep_results
except ImportError as error:
    raise UsageError.one(say("broker.missing"), say("broker.mend.missing")) from error

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

T = TypeVar("T")

_CONNECT_SECONDS: Final = 10
_ANSWER_SECONDS: Final = 10
_CLOSE_SECONDS: Final = 1
_PING_SECONDS: Final = 20
_WRITE_SECONDS: Final = 0.001
_SLOWEST_BYTES_A_SECOND: Final = 16 * 1024
_MOST_HEARD: Final = 256
_UNKNOWN_KEY: Final = ("authorization violation", "authentication")
_NO_RIGHT: Final = "permissions violation"


class LinkFault(StrEnum):
    """Why nothing goes to the broker, or nothing comes from it."""

    UNREACHABLE = "unreachable"
    UNTRUSTED = "untrusted"  # it is not the broker that we were told of
    UNKNOWN_KEY = "unknown_key"
    NO_RIGHT = "no_right"
    NOT_TAKEN = "not_taken"  # the broker is full, or its streams are not made
    LOST = "lost"  # it was there


class LinkError(InputError):
    """What the broker, or the way to it, refused; one sentence, and what to do."""

    def __init__(self, fault: LinkFault, address: str, detail: str) -> None:
        """Keep which it is; `detail` is the library's own word."""
        what = say(f"broker_fault.{fault}.why", address=address, detail=detail)
        super().__init__((Problem(place=None, what=what, mend=say(f"broker_fault.{fault}.mend")),))
        self.fault = fault
        self.detail = detail


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokerDoor:
    """Where a broker is, and as whom we come.

    Attributes:
        host: Address or name.
        port: Likewise.
        authority: The only authority whose certificate is trusted (PEM).
        inbox: What the subjects begin with on which the broker answers us.
        private: Our key.
    """

    host: str
    port: int
    authority: bytes
    inbox: str
    private: "Ed25519PrivateKey" = field(repr=False)

    @property
    def address(self) -> str:
        """Host and port, as a person writes them."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


class Heard(Struct, frozen=True):
    """A message that nobody keeps: who sends it sends it again."""

    subject: str
    body: bytes


class NKeyClient(Client):
    """nats-py's client, as this program needs it: by NKey, inside TLS alone, without headers.

    nats-py signs by a callback, but takes the public key only from a package that is built from C.
    And whoever may publish may write a header that ends nats-py's reading for good: a client that
    asks for none is sent none. Its key is told once; `connect` is given its `signed`.
    """

    def __init__(self, private: "Ed25519PrivateKey") -> None:
        """Take the key's holder for the user."""
        super().__init__()
        self._private = private
        self._public_nkey = user_nkey(private.public_key().public_bytes_raw())

    def signed(self, nonce: str) -> bytes:
        """Return the signature of a log-on.

        Raises:
            SecureConnRequiredError: The peer did not ask for TLS, so it may be anybody; or what
                it wants signed is no nonce.
        """
        if not self._server_info.get("tls_required"):
            raise SecureConnRequiredError
        try:
            return signed_nonce(nonce, self._private)
        except NonceError as error:
            raise SecureConnRequiredError from error

    def _connect_command(self) -> bytes:
        self._server_info.pop("headers", None)
        return super()._connect_command()


class BrokerLink:
    """An open connection; every method waits, and raises `LinkError` when the broker refuses."""

    def __init__(
        self, door: BrokerDoor, client: NKeyClient, loop: asyncio.AbstractEventLoop
    ) -> None:
        """Take a client that is not connected yet, and the loop that it lives in."""
        self._door = door
        self._client = client
        self._loop = loop
        self._heard: deque[Heard] = deque(maxlen=_MOST_HEARD)
        self._refused: deque[str] = deque(maxlen=1)
        self._last: deque[Exception] = deque(maxlen=1)
        self._closed = asyncio.Event()
        self._claims: list[SubjectClaim] = []

    @property
    def address(self) -> str:
        """Host and port of the broker."""
        return self._door.address

    def send(self, subject: str, body: bytes) -> None:
        """Send a message; returns when the broker has read it, and did not refuse it.

        It may be lost after that: the receiver's own receipt alone says that it arrived.
        """
        self._run(self._sent(subject, body), _sending_seconds(body))

    def listen(self, subject: str, most_bytes: int) -> None:
        """Hear a subject from now on; a message larger than `most_bytes` is dropped."""
        self._run(self._listened(subject, most_bytes))

    def heard(self) -> tuple[Heard, ...]:
        """Return what was heard since the last time, without waiting; too many push out the first.

        Raises:
            LinkError: The connection broke.
        """
        return self._run(self._all_heard())

    def pull(self, point: PullPoint, seconds: float) -> Delivery | None:
        """Return a consumer's next message, or None when none came in so many seconds.

        A consumer that is not there looks like one that has nothing: the hub makes it again.
        """
        return self._run(self._pulled(point, seconds), seconds)

    def ack(self, delivery: Delivery) -> None:
        """Say that a message is kept, and need not be delivered again."""
        self._run(self._sent(delivery.ack_subject, b"+ACK"))

    def claim(self, subject: str, name: str, seconds: float) -> None:
        """Claim a subject for as long as this connection lasts: see `is_contested`.

        Args:
            subject: Which.
            name: By which this process is known from all others.
            seconds: How long another is waited for that has it already.
        """
        claim = SubjectClaim(subject, name.encode())
        self._run(claim.make(self._client, seconds), seconds)
        self._claims.append(claim)

    @property
    def is_contested(self) -> bool:
        """Whether another connection has what was claimed here; it may be told late."""
        return any(claim.contested.is_set() for claim in self._claims)

    def keep_results(self) -> None:
        """Make the stream of results and its consumer where they are not; the hub alone may."""
        self._run(keep_results(self._client.jetstream(timeout=_ANSWER_SECONDS)))

    def _run(self, work: Coroutine[None, None, T], seconds: float = 0) -> T:
        future = asyncio.run_coroutine_threadsafe(self._unless_closed(work), self._loop)
        try:
            answer = future.result(seconds + 3 * _ANSWER_SECONDS)
        except APIError as error:
            detail = error.description or str(error)
            raise LinkError(LinkFault.NOT_TAKEN, self._door.address, detail) from error
        except (Error, OSError, concurrent.futures.CancelledError) as error:
            raise self._lost(error) from error
        if self._refused:
            raise LinkError(LinkFault.NO_RIGHT, self._door.address, self._refused.pop())
        return answer

    async def _unless_closed(self, work: Coroutine[None, None, T]) -> T:
        """Do it, unless the connection breaks first: nats-py would wait for what cannot come."""
        doing = asyncio.ensure_future(work)
        closing = asyncio.ensure_future(self._closed.wait())
        await asyncio.wait((doing, closing), return_when=asyncio.FIRST_COMPLETED)
        closing.cancel()
        if not doing.done():
            doing.cancel()
            raise ConnectionError
        return doing.result()

    def _lost(self, error: BaseException) -> LinkError:
        if self._refused:
            return LinkError(LinkFault.NO_RIGHT, self._door.address, self._refused.pop())
        said = self._last[0] if self._last else error
        return LinkError(LinkFault.LOST, self._door.address, str(said) or type(said).__name__)

    async def open(self) -> None:
        """Connect once; of an address with several names each is tried.

        Raises:
            LinkError: It did not come to a log-on.
        """
        try:
            await self._client.connect(
                f"nats://{self._door.address}",
                error_cb=self._told,
                closed_cb=self._ended,
                name=self._door.inbox,
                allow_reconnect=False,
                max_reconnect_attempts=1,
                reconnect_time_wait=0,
                connect_timeout=_CONNECT_SECONDS,
                ping_interval=_PING_SECONDS,
                tls=_trusting(self._door.authority),
                tls_hostname=SERVER_NAME,
                signature_cb=self._client.signed,
                inbox_prefix=self._door.inbox,
            )
        except Exception as error:  # whoever answers there is a stranger until TLS has named it
            said = self._last[0] if self._last else error
            raise LinkError(_fault(said), self._door.address, _detail(said)) from error

    async def close(self) -> None:
        """Close; whatever was not acknowledged comes again."""
        # A peer that hung up within TLS, or is frozen, would be waited for without end.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_CLOSE_SECONDS):
                await self._client.close()
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)

    async def _ended(self) -> None:
        self._closed.set()

    async def _told(self, error: Exception) -> None:
        """Keep what nats-py tells in passing: a refused publish is told in no other way."""
        if _NO_RIGHT in str(error):
            self._refused.append(str(error).removeprefix("nats: "))
        else:
            self._last.append(error)

    async def _sent(self, subject: str, body: bytes) -> None:
        await self._client.publish(subject, body)
        # The broker answers in order, so what it refused is told before it answers this question;
        # but nats-py asks before it writes what waits to be written.
        while self._client.pending_data_size and not self._client.is_closed:  # noqa: ASYNC110  untold
            await asyncio.sleep(_WRITE_SECONDS)
        await self._client.flush(_sending_seconds(body))

    async def _listened(self, subject: str, most_bytes: int) -> None:
        async def hear(message: Msg) -> None:
            if len(message.data) <= most_bytes:
                self._heard.append(Heard(message.subject, message.data))

        await self._client.subscribe(subject, cb=hear, pending_bytes_limit=2 * MOST_MESSAGE_BYTES)
        await self._client.flush(_ANSWER_SECONDS)

    async def _all_heard(self) -> tuple[Heard, ...]:
        heard = tuple(self._heard)
        self._heard.clear()
        if not heard and self._client.is_closed:
            raise ConnectionError
        return heard

    async def _pulled(self, point: PullPoint, seconds: float) -> Delivery | None:
        return await pulled(self._client, point, seconds)


def _sending_seconds(body: bytes) -> int:
    """Return how long a message may take on the poorest line that we wait for."""
    return _ANSWER_SECONDS + len(body) // _SLOWEST_BYTES_A_SECOND


def _trusting(authority: bytes) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_verify_locations(cadata=authority.decode("ascii"))
    return context


def _fault(error: Exception) -> LinkFault:
    match error:
        case ssl.SSLCertVerificationError() | SecureConnRequiredError():
            return LinkFault.UNTRUSTED
        case Error() if any(word in str(error).lower() for word in _UNKNOWN_KEY):
            return LinkFault.UNKNOWN_KEY
        case _:
            return LinkFault.UNREACHABLE


def _detail(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error).removeprefix("nats: ") or type(error).__name__


class _Quiet(logging.Filter):
    """Takes out what asyncio warns of whenever a peer ends TLS: nobody can do anything about it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let pass all else."""
        return "eof_received" not in str(record.msg)


@contextlib.contextmanager
def opened(door: BrokerDoor) -> Iterator[BrokerLink]:
    """Open a connection, and close it at the end.

    Raises:
        LinkError: It did not come to a log-on.
    """
    quiet, asyncio_log = _Quiet(), logging.getLogger("asyncio")
    asyncio_log.addFilter(quiet)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="broker", daemon=True)
    thread.start()
    try:
        link = BrokerLink(door, NKeyClient(door.private), loop)
        try:
            asyncio.run_coroutine_threadsafe(link.open(), loop).result()
            yield link
        finally:
            asyncio.run_coroutine_threadsafe(link.close(), loop).result()
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
        asyncio_log.removeFilter(quiet)
