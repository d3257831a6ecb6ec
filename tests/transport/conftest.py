import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from orchestrator.transport.line import Watchdog

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Faults:
    """Running servers, one per way of misbehaving."""

    folder: Path
    ports: dict[str, int] = field(default_factory=dict)

    def attempts(self, mode: str) -> int:
        return (self.folder / f"{mode}.auth").stat().st_size

    def connections(self, mode: str) -> int:
        return (self.folder / f"{mode}.tcp").stat().st_size


@pytest.fixture(scope="session")
def ssh_faults(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Faults]:
    folder = tmp_path_factory.mktemp("faults")
    with subprocess.Popen(
        [sys.executable, "-m", "tests.transport.ssh_faults", str(folder)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as server:
        assert server.stdout is not None
        yield Faults(folder=folder, ports=json.loads(server.stdout.readline()))
        server.kill()


@pytest.fixture
def watchdog() -> Iterator[Watchdog]:
    dog = Watchdog()
    yield dog
    dog.close()


@pytest.fixture
def no_leaks(watchdog: Watchdog) -> Iterator[None]:  # noqa: ARG001 - it exists before the count
    """Threads and sockets after a test are those from before it."""
    threads, files = set(threading.enumerate()), open_files()
    yield
    until = time.monotonic() + 1.0
    while time.monotonic() < until and set(threading.enumerate()) - threads:
        time.sleep(0.01)
    assert set(threading.enumerate()) - threads == set()
    assert open_files() <= files


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))
