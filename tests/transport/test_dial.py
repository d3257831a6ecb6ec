import socket
import ssl
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from orchestrator.model.outcome import Ended
from orchestrator.transport.attempt import Watchdog
from orchestrator.transport.counted_socket import Meter
from orchestrator.transport.dial import CarefulTls, dial
from orchestrator.transport.library_errors import LibraryError
from tests.transport.over import AT_ONCE_S, FAR_S


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


def ended(watchdog: Watchdog, address: str, port: int, *, connect_s: float = FAR_S) -> Ended:
    with (
        watchdog.attempt(FAR_S, connect_s=connect_s) as line,
        pytest.raises(LibraryError) as caught,
    ):
        dial(address, port, line, Meter(100))
    return caught.value.outcome.ended


def test_a_connection_is_counted_and_has_no_delay(watchdog: Watchdog, listener: socket.socket):
    with watchdog.attempt(FAR_S) as line:
        meter = Meter(10)
        sock = dial("127.0.0.1", listener.getsockname()[1], line, meter)
        other, _ = listener.accept()
        with other:
            other.sendall(b"x" * 20)
            while len(socket.socket.recv(sock, 20, socket.MSG_PEEK)) < 20:
                pass
            assert sock.recv(1 << 40) == b"x" * 20  # one piece may pass the budget, no second one
            assert not meter.flooded
            assert sock.recv(1) == b""
        assert meter.flooded
        assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_a_closed_port_refuses(watchdog: Watchdog, listener: socket.socket):
    port = listener.getsockname()[1]
    listener.close()
    assert ended(watchdog, "127.0.0.1", port) is Ended.REFUSED


def test_a_silent_address_costs_the_connect_time_and_not_the_deadline(watchdog: Watchdog):
    with silent() as port:
        began = time.monotonic()
        assert ended(watchdog, "127.0.0.1", port, connect_s=0.3) is Ended.UNREACHABLE
        assert time.monotonic() - began < AT_ONCE_S


def test_a_stop_ends_the_wait_for_a_silent_address(watchdog: Watchdog):
    with silent() as port:
        threading.Timer(0.1, watchdog.stop).start()
        began = time.monotonic()
        assert ended(watchdog, "127.0.0.1", port) is Ended.NOT_ATTEMPTED
        assert time.monotonic() - began < AT_ONCE_S


@contextmanager
def silent() -> Iterator[int]:
    """A port that answers nothing, as a machine that is off: its backlog is full."""
    with ExitStack() as held:
        server = held.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        port = server.getsockname()[1]
        for _ in range(4):
            filler = held.enter_context(socket.socket())
            filler.setblocking(False)
            filler.connect_ex(("127.0.0.1", port))
        yield port


def test_a_name_is_looked_up(
    watchdog: Watchdog, listener: socket.socket, monkeypatch: pytest.MonkeyPatch
):
    port = listener.getsockname()[1]
    row = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [row])
    with watchdog.attempt(FAR_S) as line:
        assert dial("pc-01.example", port, line, Meter(10)).getpeername() == ("127.0.0.1", port)


def test_a_name_without_an_address_is_unreachable(
    watchdog: Watchdog, monkeypatch: pytest.MonkeyPatch
):
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert ended(watchdog, "pc-01.example", 22) is Ended.UNREACHABLE


def test_a_resolver_that_hangs_costs_the_connect_time(
    watchdog: Watchdog, monkeypatch: pytest.MonkeyPatch
):
    done = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: done.wait(FAR_S) and [])
    began = time.monotonic()
    assert ended(watchdog, "pc-01.example", 22, connect_s=0.2) is Ended.UNREACHABLE
    assert time.monotonic() - began < AT_ONCE_S
    done.set()


def test_an_address_is_never_looked_up(
    watchdog: Watchdog, listener: socket.socket, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(socket, "getaddrinfo", None)
    with watchdog.attempt(FAR_S) as line:
        assert dial("127.0.0.1", listener.getsockname()[1], line, Meter(10)).fileno() > 0


def test_a_connection_that_was_reset_before_tls_is_closed(listener: socket.socket):
    """`ssl` forgets it, and says so only when the memory is given back: a warning is an error."""
    ours = socket.create_connection(listener.getsockname())
    theirs, _ = listener.accept()
    with theirs:
        theirs.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    ours.settimeout(AT_ONCE_S)
    context = ssl.create_default_context()
    context.sslsocket_class = CarefulTls
    with pytest.raises(ConnectionResetError) as caught:
        context.wrap_socket(ours, server_hostname="pc-01.example")
    frames = [frame.frame for frame in caught.traceback]
    wrapped = [frame.f_locals["self"] for frame in frames if "sock_timeout" in frame.f_locals]
    assert [sock.fileno() for sock in wrapped] == [-1]
