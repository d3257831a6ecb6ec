"""Knocking: several doors at once, over IPv4 and IPv6, ended by one deadline."""

import socket
import time
from collections.abc import Iterator

import pytest

from orchestrator.doctor.knock import knock, source_address
from orchestrator.model.diagnosis import Shut
from orchestrator.transport.attempt import Watchdog
from tests.transport.over import AT_ONCE_S, FAR_S


@pytest.fixture(params=["127.0.0.1", "::1"])
def listener(request: pytest.FixtureRequest) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in request.param else socket.AF_INET
    try:
        server = socket.create_server((request.param, 0), family=family)
    except OSError:
        pytest.skip(f"no {request.param} on this computer")
    with server:
        yield server


def test_open_and_closed_doors_are_told_apart(listener: socket.socket, watchdog: Watchdog):
    address, port = listener.getsockname()[:2]
    with socket.socket(listener.family) as taken:
        taken.bind((address, 0))
        closed = taken.getsockname()[1]
        with watchdog.attempt(FAR_S) as line:
            found = knock(address, (closed, port), line, AT_ONCE_S)
            assert list(found) == [closed, port]
            assert found[closed] is Shut.REFUSED
            opened = found[port]
            assert isinstance(opened, socket.socket)
            assert opened.getpeername()[1] == port
    assert opened.fileno() == -1  # the line has closed it


def test_a_stop_costs_no_more_than_the_limit(listener: socket.socket, watchdog: Watchdog):
    address, port = listener.getsockname()[:2]
    watchdog.stop()
    began = time.monotonic()
    with watchdog.attempt(FAR_S) as line:
        knock(address, (port,), line, 0.5)
    assert time.monotonic() - began < AT_ONCE_S


def test_our_own_address_on_the_way_is_found_without_a_packet(listener: socket.socket):
    address = listener.getsockname()[0]
    assert source_address(address) == address
    assert source_address("pc-01.example") is None
    assert source_address("") is None
