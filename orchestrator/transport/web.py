"""Getting lists from web servers that may stall, flood, lie, or lead somewhere else.

No library's time-out or limit holds here: one watchdog shuts the sockets at the source's one
deadline, every byte is counted (those unpacked, too), and each redirect is judged like the first
address. Neither proxies nor credentials are taken from the environment.
"""

import http.client
import zlib
from collections.abc import Mapping
from types import TracebackType
from typing import Self

from msgspec.structs import replace

from orchestrator import __version__
from orchestrator.model.fetch import (
    NOTHING_KNOWN,
    Fetched,
    FetchFailure,
    Got,
    NotGot,
    Terms,
    Unchanged,
    Validators,
)
from orchestrator.transport.attempt import Attempt, Watchdog
from orchestrator.transport.web_address import FetchError, Web, follow, parse
from orchestrator.transport.web_wire import connect, judge_host, reading

MAX_REDIRECTS = 5
_CHUNK_BYTES = 64 * 1024
_REDIRECTS = (301, 302, 303, 307, 308)
_MODIFIED, _MAX_VALIDATOR_CHARS = "Last-Modified", 200
_GZIP = ("gzip", "x-gzip")
_GZIP_BITS = 31


class WebSession:
    """One source's visit: one deadline and one budget for all that is got; a context manager.

    Args:
        terms: How far the source is trusted.
    """

    def __init__(self, terms: Terms) -> None:
        """Start the clock; nothing is sent yet."""
        self._terms = terms
        self._watchdog = Watchdog()
        self._attempt = self._watchdog.attempt(terms.timeout_s)
        self._left_bytes = self._left_unpacked = terms.max_bytes
        self._home = ""
        self._kept: tuple[tuple[str, str, int], http.client.HTTPConnection] | None = None
        self._open_attempt: Attempt | None = None  # of the one connection that may be open

    def __enter__(self) -> Self:
        """Return the session."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Hang up."""
        self._drop()
        self._attempt.close()
        self._watchdog.close()

    def get(self, url: str, known: Validators = NOTHING_KNOWN) -> Fetched:
        """Get one document.

        Args:
            url: Of http or https, without credentials.
            known: What the server said of the version that is at hand.

        Returns:
            Every ending as data; `Unchanged` only if something was known.
        """
        try:
            start = parse(url)
            self._home = start.host
            return self._follow(start, known)
        except FetchError as error:
            self._drop()
            late = self._attempt.expired
            return NotGot(why=FetchFailure.TOO_SLOW) if late else error.failed

    def _follow(self, at: Web, known: Validators) -> Fetched:
        for _ in range(MAX_REDIRECTS + 1):
            answer = self._ask(at, known)
            location = answer.getheader("Location")
            if answer.status in _REDIRECTS and location:
                self._drop()
                at = follow(at, location)
                continue
            return self._taken(answer, at, known)
        raise FetchError(FetchFailure.REDIRECTS, f"more than {MAX_REDIRECTS}")

    def _ask(self, at: Web, known: Validators) -> http.client.HTTPResponse:
        """Send the request; a kept connection that the server has closed is opened anew once."""
        terms = self._terms_for(at.host)
        judge_host(at.host, terms)
        key = at[:3]
        if self._kept and self._kept[0] == key:
            try:
                return self._exchange(self._kept[1], at, known)
            except FetchError:
                if self._attempt.expired:
                    raise
        self._drop()
        self._open_attempt = self._watchdog.attempt(self._attempt.remaining_s())
        connection = connect(at, terms, self._open_attempt)
        self._kept = (key, connection)
        return self._exchange(connection, at, known)

    def _terms_for(self, host: str) -> Terms:
        """Return the terms; a private address is permitted to the source's own host alone."""
        return self._terms if host == self._home else replace(self._terms, allow_private=False)

    def _exchange(
        self, connection: http.client.HTTPConnection, at: Web, known: Validators
    ) -> http.client.HTTPResponse:
        whole = self._terms.proxy and at.scheme == "http"
        with reading(self._attempt):
            connection.request("GET", at.url if whole else at.path, headers=_headers(at, known))
            return connection.getresponse()

    def _taken(
        self, answer: http.client.HTTPResponse, at: Web, known: Validators
    ) -> Got | Unchanged:
        if answer.status == http.client.NOT_MODIFIED and known != NOTHING_KNOWN:
            answer.read()
            if answer.will_close:
                self._drop()
            return Unchanged()
        if answer.status != http.client.OK:
            raise FetchError(FetchFailure.STATUS, str(answer.status))
        if answer.length is None and not answer.chunked and at.scheme == "http":
            raise FetchError(FetchFailure.CUT, "it does not say how long it is")
        with reading(self._attempt):
            body = self._body(answer)
        if answer.will_close:
            self._drop()
        said = Validators(etag=_validator(answer, "ETag"), modified=_validator(answer, _MODIFIED))
        return Got(body=body, validators=said)

    def _body(self, answer: http.client.HTTPResponse) -> bytes:
        unpacker = _Unpacker(answer.getheader("Content-Encoding") or "identity")
        chunks = []
        while raw := answer.read(_CHUNK_BYTES):
            self._left_bytes -= len(raw)
            chunk = unpacker.unpack(raw, self._left_unpacked + 1)
            self._left_unpacked -= len(chunk)
            if min(self._left_bytes, self._left_unpacked) < 0:
                raise FetchError(FetchFailure.TOO_LARGE, f"{self._terms.max_bytes // 1048576} MiB")
            chunks.append(chunk)
        # A server that is shut at the deadline looks like one that has said all.
        if self._attempt.expired:
            raise FetchError(FetchFailure.TOO_SLOW)
        if answer.length or not unpacker.ended:
            raise FetchError(FetchFailure.CUT)
        return b"".join(chunks)

    def _drop(self) -> None:
        if self._kept:
            self._kept[1].close()
            self._kept = None
        if self._open_attempt:
            self._open_attempt.close()
            self._open_attempt = None


def _validator(answer: http.client.HTTPResponse, header: str) -> str:
    """Return what may be kept and said again: short plain text, else nothing."""
    said = answer.getheader(header) or ""
    usable = said.isascii() and said.isprintable() and len(said) <= _MAX_VALIDATOR_CHARS
    return said if usable else ""


class _Unpacker:
    """The content coding of a body: none, or gzip."""

    def __init__(self, coding: str) -> None:
        self._gzip = None
        if coding.lower() in _GZIP:
            self._gzip = zlib.decompressobj(_GZIP_BITS)
        elif coding.lower() != "identity":
            raise FetchError(FetchFailure.NOT_HTTP, "packed in a way that was not asked for")

    def unpack(self, raw: bytes, limit_bytes: int) -> bytes:
        """Return at most so many bytes; no more of a bomb is ever made."""
        if self._gzip is None:
            return raw
        try:
            chunk = self._gzip.decompress(raw, max(1, limit_bytes))
        except zlib.error as error:
            raise FetchError(FetchFailure.NOT_HTTP, "damaged gzip") from error
        if self._gzip.unused_data:
            raise FetchError(FetchFailure.NOT_HTTP, "more after the end of the gzip")
        return chunk

    @property
    def ended(self) -> bool:
        return self._gzip is None or self._gzip.eof


def _headers(at: Web, known: Validators) -> Mapping[str, str]:
    headers = {
        "Host": at.authority,
        "User-Agent": f"orchestrator/{__version__}",
        "Accept": "*/*",
        "Accept-Encoding": "gzip",
        "If-None-Match": known.etag,
        "If-Modified-Since": known.modified,
    }
    return {name: said for name, said in headers.items() if said}
