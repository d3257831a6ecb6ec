"""What is asked of a web server that publishes lists, and what came of it."""

from collections.abc import Callable
from enum import StrEnum
from typing import Protocol

from msgspec import Struct


class FetchFailure(StrEnum):
    """Why nothing came, or nothing that may be used; closed."""

    BAD_URL = "bad_url"  # no address of the web, or one with credentials
    LISTED = "listed"  # the server itself is on the list of malicious addresses
    PRIVATE_ADDRESS = "private_address"  # it leads into a private network, without permission
    UNKNOWN_NAME = "unknown_name"
    UNREACHABLE = "unreachable"
    CERTIFICATE = "certificate"  # the server could not prove who it is
    TLS = "tls"
    DOWNGRADE = "downgrade"  # https sent us on to http
    REDIRECTS = "redirects"
    STATUS = "status"  # an answer that is no list: 404, 500 ...
    NOT_HTTP = "not_http"
    CUT = "cut"  # the connection ended before the list did
    TOO_LARGE = "too_large"
    TOO_SLOW = "too_slow"


class Terms(Struct, frozen=True, kw_only=True):
    """How far one source is trusted; the bounds hold for all that is got from it together.

    `max_bytes` counts what travels and, apart from it, what is unpacked. `listed` tells of a
    name or an address whether it is a malicious one: it is then neither looked up nor reached.
    `ca` is the path of a PEM file.
    """

    max_bytes: int
    timeout_s: float
    ca: str | None = None
    allow_private: bool = False
    proxy: str | None = None
    listed: Callable[[str], bool]


class Validators(Struct, frozen=True, kw_only=True):
    """What a server said of the version that is known already, word for word; empty if nothing."""

    etag: str = ""
    modified: str = ""


NOTHING_KNOWN = Validators()


class Got(Struct, frozen=True, kw_only=True):
    """The whole body, unpacked."""

    body: bytes
    validators: Validators = Validators()


class Unchanged(Struct, frozen=True, kw_only=True):
    """The server says that the known version is the newest."""


class NotGot(Struct, frozen=True, kw_only=True):
    """Nothing that may be used; `detail` is for people and holds no text of the server."""

    why: FetchFailure
    detail: str = ""


Fetched = Got | Unchanged | NotGot


class Session(Protocol):
    """One source's visit, with one deadline and one budget; a context manager closes it."""

    def get(self, url: str, known: Validators = NOTHING_KNOWN) -> Fetched:
        """Get one document; never raises for anything that the other side does."""
        ...
