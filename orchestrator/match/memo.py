"""What one call already looked up: a machine repeats its few names and addresses many times."""

from datetime import datetime

from orchestrator.match.index import Index, Match


class Memo:
    """Look-ups in an index for one machine; most values are not listed, and repeat."""

    def __init__(self, index: Index, at: datetime) -> None:
        """Start empty; `at` is when the machine was asked."""
        self.at = at
        self._index = index
        self._unlisted: set[str] = set()
        self.name = index.name  # names come grouped or one by one: remembering would cost more

    def address(self, address: str, port: int | None = None) -> Match | None:
        """Return what `Index.address` returns; what it does not list has no port either."""
        if address in self._unlisted:
            return None
        found = self._index.address(address, port)
        if found is None:
            self._unlisted.add(address)
        return found


def is_null(address: str) -> bool:
    """Whether an address leads nowhere: how a filter or a hosts file blocks a name."""
    return address in ("0.0.0.0", "::", "::1") or address.startswith("127.")  # noqa: S104 - compared
