"""What one call already looked up: a machine repeats its few names and addresses many times."""

from collections.abc import Iterator
from datetime import datetime

from orchestrator.match.index import Index, Match


class Memo:
    """Look-ups in an index for one machine; most values are not listed, and repeat."""

    def __init__(self, index: Index, at: datetime) -> None:
        """Start empty; `at` is when the machine was asked."""
        self.at = at
        self._index = index
        self._unlisted: set[str] = set()

    def name(self, name: str) -> Match | None:
        """Return what meets a name; names come grouped, so remembering them would cost more."""
        return self._index.met_by_name(name)

    def urls_in(self, text: str) -> Iterator[tuple[str, Match]]:
        """Yield every listed URL that stands whole in a text."""
        return self._index.urls_in(text)

    def address(self, address: str, port: int | None = None) -> Match | None:
        """Return what meets an address; what is not listed has no port either."""
        if address in self._unlisted:
            return None
        found = self._index.met_by_address(address, port)
        if found is None:
            self._unlisted.add(address)
        return found


def is_null(address: str) -> bool:
    """Whether an address leads nowhere: how a filter or a hosts file blocks a name."""
    return address in ("0.0.0.0", "::", "::1") or address.startswith("127.")  # noqa: S104 - compared
