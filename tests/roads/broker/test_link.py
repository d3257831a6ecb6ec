"""One connection, against the real server: what goes through, what is refused, in which words."""

import contextlib
import socket
import ssl
import threading
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from orchestrator.roads.broker import subjects
from orchestrator.roads.broker.certificates import SERVER_NAME, new_certificates
from orchestrator.roads.broker.link import BrokerDoor, BrokerLink, LinkError, LinkFault, opened
from orchestrator.roads.broker.pulling import PullPoint
from orchestrator.roads.broker.results_stream import MOST_WAITING
from orchestrator.roads.messages import MOST_MESSAGE_BYTES
from tests.roads.broker.nats_server import NatsServer

RESULTS = PullPoint(subjects.RESULTS, subjects.HUB)
MOST_HEARD = 64 * 1024


def until_heard(link: BrokerLink) -> list[tuple[str, bytes]]:
    while not (heard := link.heard()):
        pass
    return [(one.subject, one.body) for one in heard]


def refused(door: BrokerDoor) -> LinkError:
    with pytest.raises(LinkError) as caught, opened(door):
        pass
    return caught.value


def test_a_task_and_its_result_go_through(broker: NatsServer):
    with opened(broker.door(None)) as hub, opened(broker.door("px")) as site:
        hub.keep_results()
        site.listen(subjects.task("px"), MOST_HEARD)
        hub.send(subjects.task("px"), b"do")
        assert until_heard(site) == [("orc.task.px", b"do")]
        site.send(subjects.result("px"), b"done" * 100_000)
        result = hub.pull(RESULTS, 5)
        assert result is not None
        assert (result.subject, result.body) == ("orc.result.px", b"done" * 100_000)
        hub.ack(result)
        assert hub.pull(RESULTS, 0.1) is None


def test_the_largest_message_goes_through_and_none_that_is_larger(broker: NatsServer):
    with opened(broker.door(None)) as hub, opened(broker.door("px")) as site:
        hub.keep_results()
        with pytest.raises(LinkError) as caught:
            site.send(subjects.result("px"), bytes(MOST_MESSAGE_BYTES + 1))
        site.send(subjects.result("px"), bytes(MOST_MESSAGE_BYTES))
        result = hub.pull(RESULTS, 20)
    assert caught.value.fault is LinkFault.LOST
    assert result is not None
    assert len(result.body) == MOST_MESSAGE_BYTES


def test_hub_and_site_hear_each_other(broker: NatsServer):
    with opened(broker.door(None)) as hub, opened(broker.door("px")) as site:
        hub.listen(subjects.ALL_HELLOS, MOST_HEARD)
        site.listen(subjects.receipt("px"), MOST_HEARD)
        assert hub.heard() == ()
        site.send(subjects.hello("px"), b"x" * (MOST_HEARD + 1))
        site.send(subjects.hello("px"), b"here")
        assert until_heard(hub) == [("orc.hello.px", b"here")]
        hub.send(subjects.receipt("px"), b"heard")
        assert until_heard(site) == [("orc.receipt.px", b"heard")]


def test_what_nobody_took_is_kept_over_a_kill(broker: NatsServer):
    with opened(broker.door(None)) as hub, opened(broker.door("px")) as site:
        hub.keep_results()
        site.send(subjects.result("px"), b"done")
        broker.kill()
        with pytest.raises(LinkError) as caught:
            hub.send(subjects.task("px"), b"do")
    assert caught.value.fault is LinkFault.LOST
    broker.start()
    with opened(broker.door(None)) as hub:
        hub.keep_results()
        result = hub.pull(RESULTS, 5)
    assert result is not None
    assert result.body == b"done"


def test_a_wiped_stream_is_made_again(broker: NatsServer):
    with opened(broker.door(None)) as hub, opened(broker.door("px")) as site:
        hub.keep_results()
        site.send(subjects.result("px"), b"lost")
    broker.kill()
    broker.wipe()
    broker.start()
    with opened(broker.door(None)) as hub, opened(broker.door("px")) as site:
        site.send(subjects.result("px"), b"too early")  # it has no receipt, and is sent again
        assert hub.pull(RESULTS, 0.1) is None
        hub.keep_results()
        hub.keep_results()
        site.send(subjects.result("px"), b"again")
        result = hub.pull(RESULTS, 5)
    assert result is not None
    assert result.body == b"again"


def test_another_stream_in_its_place_is_thrown_away(broker: NatsServer):
    with opened(broker.door(None)) as hub, opened(broker.door("px")) as site:
        js = hub._client.jetstream()
        hub._run(js.add_stream(name=subjects.RESULTS, subjects=["orc.>"]))
        hub.keep_results()
        site.send(subjects.result("px"), b"done")
        assert hub.pull(RESULTS, 5) is not None


def test_a_full_subject_refuses_its_own_site_alone(broker: NatsServer):
    with (
        opened(broker.door(None)) as hub,
        opened(broker.door("px")) as flooding,
        opened(broker.door("tb")) as other,
    ):
        hub.keep_results()
        for number in range(MOST_WAITING + 10):
            flooding.send(subjects.result("px"), b"%d" % number)
        other.send(subjects.result("tb"), b"mine")
        got = []
        while (result := hub.pull(RESULTS, 0.5)) is not None:
            got.append((result.subject, result.body))
            hub.ack(result)
        flooding.send(subjects.result("px"), b"again")
        assert hub.pull(RESULTS, 5) is not None
    assert got == [("orc.result.px", b"%d" % n) for n in range(MOST_WAITING)] + [
        ("orc.result.tb", b"mine")
    ]


def test_a_wrong_key_does_not_log_on(broker: NatsServer):
    error = refused(broker.door("px", private=Ed25519PrivateKey.generate()))
    assert error.fault is LinkFault.UNKNOWN_KEY
    assert str(broker.port) in str(error)
    assert len(error.problems) == 1


def test_an_untrusted_broker_is_told_nothing(broker: NatsServer):
    error = refused(broker.door("px", authority=new_certificates().authority))
    assert error.fault is LinkFault.UNTRUSTED


def test_a_broker_of_another_name_is_told_nothing(broker: NatsServer):
    """What the authority would sign for another purpose is no broker."""
    context = ssl.create_default_context(cadata=broker.certificates.authority.decode())
    with pytest.raises(ssl.SSLCertVerificationError, match="Hostname mismatch"):
        _tls(broker, context, "other.internal")
    assert _tls(broker, context, SERVER_NAME) in {"TLSv1.2", "TLSv1.3"}


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
def test_old_tls_is_refused(broker: NatsServer, version: ssl.TLSVersion):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="deprecated"):
        context.minimum_version = context.maximum_version = version
    with pytest.raises(ssl.SSLError, match="PROTOCOL_VERSION"):
        _tls(broker, context, SERVER_NAME)


def _tls(broker: NatsServer, context: ssl.SSLContext, name: str) -> str | None:
    with socket.create_connection(("127.0.0.1", broker.port)) as plain:
        plain.recv(4096)
        with context.wrap_socket(plain, server_hostname=name) as tls:
            return tls.version()


def test_a_closed_port_is_one_sentence(broker: NatsServer):
    broker.kill()
    assert refused(broker.door("px")).fault is LinkFault.UNREACHABLE


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (b'INFO {"auth_required": true, "nonce": "abcdefghijk"}\r\n', LinkFault.UNTRUSTED),
        (b"INFO []\r\n", LinkFault.UNREACHABLE),
        (b"INFO {\r\n", LinkFault.UNREACHABLE),
        (b"INFO " + b"x" * 1_000_000 + b"\r\n", LinkFault.UNREACHABLE),
        (b"SSH-2.0-x\r\n", LinkFault.UNREACHABLE),
        (b"", LinkFault.UNREACHABLE),
    ],
)
def test_a_stranger_gets_no_signature(broker: NatsServer, answer: bytes, fault: LinkFault):
    with socket.create_server(("127.0.0.1", 0)) as listening:
        told = bytearray()

        def stranger() -> None:
            for _ in range(2):
                with contextlib.suppress(OSError):  # it hangs up in the middle
                    peer, _ = listening.accept()
                    with peer:
                        peer.sendall(answer)
                        peer.shutdown(socket.SHUT_WR)
                        while data := peer.recv(4096):
                            told.extend(data)

        thread = threading.Thread(target=stranger, daemon=True)
        thread.start()
        door = replace(broker.door("px"), port=listening.getsockname()[1])
        assert refused(door).fault is fault
    assert b"sig" not in told


def test_two_that_claim_the_same_hear_of_each_other(broker: NatsServer):
    with opened(broker.door(None)) as first, opened(broker.door(None)) as second:
        first.claim(subjects.HUBS, "a", 0)
        assert not first.is_contested
        second.claim(subjects.HUBS, "b", 5)
        assert second.is_contested
        assert not first.is_contested  # it was there before


def test_who_was_there_is_gone_with_its_connection(broker: NatsServer):
    with opened(broker.door(None)) as first:
        first.claim(subjects.HUBS, "a", 0)
    with opened(broker.door(None)) as second:
        second.claim(subjects.HUBS, "b", 0.2)
        assert not second.is_contested


def test_no_site_can_stop_a_hub(broker: NatsServer):
    with opened(broker.door(None)) as hub, opened(broker.door("px")) as site:
        hub.claim(subjects.HUBS, "a", 0)
        with pytest.raises(LinkError) as caught:
            site.send(subjects.HUBS, b"here b")
        assert not hub.is_contested
    assert caught.value.fault is LinkFault.NO_RIGHT
