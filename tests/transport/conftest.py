import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

import pytest

from orchestrator.transport.attempt import Watchdog
from tests.shared import SHARED
from tests.transport.certificates import write_pem
from tests.transport.over import AT_ONCE_S, within
from tests.transport.peers import SECRET, Start, load_peer, peers

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Faults:
    """Running servers, one per way of misbehaving."""

    folder: Path
    ports: dict[str, int] = field(default_factory=dict)

    def attempts(self, mode: str) -> int:
        """How many credentials have reached that server."""
        return self.count(mode, "auth")

    def count(self, mode: str, kind: str) -> int:
        return (self.folder / f"{mode}.{kind}").stat().st_size


@contextmanager
def running(module: str, folder: Path) -> Iterator[Faults]:
    with subprocess.Popen(
        [sys.executable, "-m", module, str(folder)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as server:
        assert server.stdout is not None
        try:
            yield Faults(folder=folder, ports=json.loads(server.stdout.readline()))
        finally:
            server.kill()


@pytest.fixture(scope="session")
def ssh_faults(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Faults]:
    with running("tests.transport.ssh_faults", tmp_path_factory.mktemp("ssh")) as faults:
        yield faults


@pytest.fixture(scope="session")
def winrm_faults(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Faults]:
    folder = tmp_path_factory.mktemp("winrm")
    write_pem(folder / "server.pem", "pc-01.example")
    with running("tests.transport.winrm_faults", folder) as faults:
        yield faults


@pytest.fixture(scope="session")
def peer() -> ModuleType:
    """The peer's module."""
    if SHARED is None:
        pytest.skip("the WinRM peer is kept beside the repository, and is not there")
    return load_peer()


@pytest.fixture
def start(peer: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    """Start a peer; the account that it knows is `audit` with `SECRET`."""
    users = tmp_path / "users"
    peer.write_user_file(str(users), {"audit": SECRET})
    monkeypatch.setenv("NTLM_USER_FILE", str(users))
    with peers(peer) as go:
        yield go


@pytest.fixture
def watchdog() -> Iterator[Watchdog]:
    dog = Watchdog()
    yield dog
    dog.close()


@pytest.fixture
def no_leaks(watchdog: Watchdog) -> Iterator[None]:
    """Threads and sockets after a test are those from before it."""
    with watchdog.attempt(1.0):  # now its thread is running
        pass
    threads, files = set(threading.enumerate()), open_files()
    yield
    within(AT_ONCE_S, lambda: not set(threading.enumerate()) - threads)
    assert set(threading.enumerate()) - threads == set()
    assert open_files() <= files


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))
