"""Where lists of indicators come from, and which versions of them were read when."""

from datetime import datetime

from msgspec import Struct

_SEALED = "https://"
_WEB = ("http://", _SEALED)


class ListOrigin(Struct, frozen=True, kw_only=True):
    """One source of indicators: the resolved path where it lies, and the address it came from.

    `url` is empty for a file that a person keeps, and for one that is not, byte for byte, what was
    fetched: then it was edited here, whatever it once was.
    """

    path: str
    url: str = ""

    def __str__(self) -> str:
        """Return it as one text: the path, then the address; `read_origin` reads it."""
        return f"{self.path} {self.url}" if self.url else self.path

    @property
    def is_sealed(self) -> bool:
        """Whether its publisher's word came over TLS, so that nobody on the way changed it."""
        return self.url.lower().startswith(_SEALED)

    @property
    def name(self) -> str:
        """The name of its file, whatever folder it lies in."""
        return self._parts[-1]

    @property
    def cited_as(self) -> frozenset[str]:
        """How a citation may call it: its file name, with its folder where two share the name."""
        return frozenset((self.name, "/".join(self._parts[-2:])))

    @property
    def _parts(self) -> list[str]:
        return self.path.replace("\\", "/").split("/")


def read_origin(text: str) -> ListOrigin:
    """Return what `str` of an origin wrote: no file name holds `://`, no address a space."""
    path, _, url = text.rpartition(" ")
    if path and url.lower().startswith(_WEB):
        return ListOrigin(path=path, url=url)
    return ListOrigin(path=text)


class ListRead(Struct, frozen=True, kw_only=True):
    """What a source held when it was read: the digest of its bytes."""

    origin: ListOrigin
    sha256: str


class SourceVersion(Struct, frozen=True, kw_only=True):
    """One version of a source, as a set of indicators took it.

    `ioc_set` is the digest of that set, `read_at` since when it counts (aware UTC). `dropped_at`
    is when a person said that the source is no longer one, None while it is.
    """

    origin: ListOrigin
    sha256: str
    ioc_set: str
    read_at: datetime
    dropped_at: datetime | None = None
