"""What one call already looked up: a machine repeats its few names and addresses many times."""

from orchestrator.match.index import Index, Match


class Memo:
    """Look-ups in an index, each distinct value once; lives for one machine."""

    def __init__(self, index: Index) -> None:
        """Start empty."""
        self._index = index
        self._names: dict[str, Match | None] = {}
        self._addresses: dict[tuple[str, int | None], Match | None] = {}

    def name(self, name: str) -> Match | None:
        """Return what `Index.name` returns."""
        if name in self._names:
            return self._names[name]
        found = self._names[name] = self._index.name(name)
        return found

    def address(self, address: str, port: int | None = None) -> Match | None:
        """Return what `Index.address` returns."""
        key = (address, port)
        if key in self._addresses:
            return self._addresses[key]
        found = self._addresses[key] = self._index.address(address, port)
        return found


def is_null(address: str) -> bool:
    """Whether an address leads nowhere: how a filter or a hosts file blocks a name."""
    return address in ("0.0.0.0", "::", "::1") or address.startswith("127.")  # noqa: S104 - compared
