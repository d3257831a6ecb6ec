"""The ways to a machine; the edge where a library's trouble becomes an outcome."""

import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

from orchestrator.model.plan import Via
from orchestrator.transport.base import Transport
from orchestrator.transport.jump_lines import JumpLines


class Transports(Mapping[Via, Transport]):
    """All ways, each made when it is first used: a library costs 0.1 s of CPU to import."""

    def __init__(self, state: Path) -> None:
        """Keep what is to be remembered of machines (`known_hosts`) in the folder `state`."""
        self._state = state
        self._lock = threading.Lock()
        self._made: dict[Via, Transport] = {}

    def __getitem__(self, via: Via) -> Transport:
        """Return the one transport of that way, to be shared by all threads."""
        with self._lock:
            if via not in self._made:
                self._made[via] = self._make(via)
            return self._made[via]

    def __iter__(self) -> Iterator[Via]:
        """Name every way."""
        return iter(Via)

    def __len__(self) -> int:
        """Count the ways."""
        return len(Via)

    def _jump_lines(self) -> JumpLines:
        from orchestrator.transport.ssh import SshTransport  # noqa: PLC0415 - see class

        way = self[Via.SSH]
        if not isinstance(way, SshTransport):
            raise TypeError(way)
        return way.jump_lines

    def _make(self, via: Via) -> Transport:
        match via:
            case Via.SSH:
                from orchestrator.transport.ssh import SshTransport  # noqa: PLC0415 - see class

                return SshTransport(self._state / "known_hosts")
            case Via.WINRM:
                from orchestrator.transport.winrm import WinrmTransport  # noqa: PLC0415 - likewise

                return WinrmTransport(self._jump_lines)
            case Via.LOCAL:
                from orchestrator.transport.local import LocalTransport  # noqa: PLC0415 - likewise

                return LocalTransport()


def transports(state: Path) -> Mapping[Via, Transport]:
    """Return the ways to machines; host keys are kept in `state/known_hosts`."""
    return Transports(state)
