from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.roads.broker.nats_server import WHY_NOT, NatsServer


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[NatsServer]:
    """A running server that knows a hub and two sites."""
    if WHY_NOT:
        pytest.skip(WHY_NOT)
    server = NatsServer(tmp_path, ("px", "tb"))
    server.start()
    try:
        yield server
    finally:
        server.kill()
