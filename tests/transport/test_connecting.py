import selectors
import socket
import threading

from orchestrator.model.outcome import Ended, Outcome
from orchestrator.transport.attempt import Attempt, Watchdog
from orchestrator.transport.connecting import Connecting, Step
from orchestrator.transport.counted_socket import CountedSocket, Meter
from orchestrator.transport.dial import Found, dial
from tests.transport.over import AT_ONCE_S, FAR_S
from tests.transport.test_dial import silent


def at(port: int) -> Found:
    return (socket.AF_INET, ("127.0.0.1", port))


def settled(connecting: Connecting) -> Step:
    """Wait for a connection as the dialling thread does."""
    step = connecting.begin()
    while step is None:
        assert connecting.sock is not None
        with selectors.DefaultSelector() as waiting:
            waiting.register(connecting.sock, selectors.EVENT_WRITE)
            assert waiting.select(AT_ONCE_S)
        step = connecting.answered()
    return step


def shut_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def ended(step: Step) -> Ended:
    assert isinstance(step, Outcome)
    return step.ended


def test_what_is_connected_is_brought_to_whoever_dials(watchdog: Watchdog):
    with socket.create_server(("127.0.0.1", 0)) as server, watchdog.attempt(FAR_S) as line:
        port = server.getsockname()[1]
        sock = settled(Connecting((at(port),), line))
        assert isinstance(sock, CountedSocket)
        assert sock.gettimeout() is None
        assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        line.bring(sock)
        meter = Meter(10)
        assert dial("127.0.0.1", port, line, meter) is sock
        assert sock.meter is meter
        again = dial("127.0.0.1", port, line, Meter(10))  # a second one is dialled anew
        assert again is not sock
    assert sock.fileno() == again.fileno() == -1


def test_a_closed_port_refuses(watchdog: Watchdog):
    with watchdog.attempt(FAR_S) as line:
        step = settled(Connecting((at(shut_port()),), line))
        assert ended(step) is Ended.REFUSED
        assert isinstance(step, Outcome)
        assert "refused" in step.detail


def test_the_next_address_is_tried(watchdog: Watchdog):
    with socket.create_server(("127.0.0.1", 0)) as server, watchdog.attempt(FAR_S) as line:
        found = (at(shut_port()), at(server.getsockname()[1]))
        assert isinstance(settled(Connecting(found, line)), CountedSocket)


def test_a_silent_address_is_given_up_for_the_next_one(watchdog: Watchdog):
    with (
        silent() as port,
        socket.create_server(("127.0.0.1", 0)) as server,
        watchdog.attempt(FAR_S) as line,
    ):
        connecting = Connecting((at(port), at(server.getsockname()[1])), line)
        assert connecting.begin() is None
        first = connecting.sock
        step = connecting.late()
        assert first is not None
        assert first.fileno() == -1
        assert step is None or isinstance(step, CountedSocket)


def test_an_address_that_stays_silent_is_unreachable(watchdog: Watchdog):
    with silent() as port, watchdog.attempt(FAR_S) as line:
        connecting = Connecting((at(port),), line)
        assert connecting.begin() is None
        assert connecting.late() == Outcome(
            ended=Ended.UNREACHABLE, detail="TimeoutError: timed out"
        )


def test_a_stop_ends_it_before_and_on_the_way(watchdog: Watchdog):
    with silent() as port:
        before, after = watchdog.attempt(FAR_S), Connecting((at(port),), watchdog.attempt(FAR_S))
        connecting = Connecting((at(port),), before)
        assert connecting.begin() is None
        stopping = threading.Thread(target=watchdog.stop)
        stopping.start()
        assert ended(settled_after_stop(connecting, before)) is Ended.NOT_ATTEMPTED
        stopping.join()  # it shuts one after the other
        assert ended(after.begin()) is Ended.NOT_ATTEMPTED
        before.close()


def settled_after_stop(connecting: Connecting, line: Attempt) -> Step:
    assert connecting.sock is not None
    with selectors.DefaultSelector() as waiting:
        waiting.register(connecting.sock, selectors.EVENT_WRITE)
        assert waiting.select(AT_ONCE_S)  # the watchdog shut it
    assert line.interrupted
    return connecting.answered()


def test_an_address_that_cannot_be_sent_to_says_so_at_once(watchdog: Watchdog):
    with watchdog.attempt(FAR_S) as line:
        assert ended(Connecting((), line).begin()) is Ended.UNREACHABLE
        refused = Connecting(((socket.AF_INET, ("255.255.255.255", 22)),), line).begin()
        assert ended(refused) in {Ended.UNREACHABLE, Ended.NO_ROUTE}
