"""What a site's own key may not do at the broker, tried by one that tries; and what it still can.

`roads.md` §5.1 lists the refusals. What remains is the subject that an answer is asked on, and the
header of a message: both are the sender's, so neither may mean anything to the hub.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from nats.aio.client import Client

from orchestrator.roads.broker import subjects
from orchestrator.roads.broker.certificates import SERVER_NAME
from orchestrator.roads.broker.link import BrokerLink, _trusting, opened
from orchestrator.roads.broker.nkey_client import NKeyClient
from orchestrator.roads.broker.pulling import PullPoint
from tests.roads.broker.nats_server import NatsServer

RESULTS = PullPoint(subjects.RESULTS, subjects.HUB)
Deed = Callable[[NKeyClient], Awaitable[Any]]


class HeaderClient(NKeyClient):
    """The program's own client asks for no headers; this one writes and reads them."""

    def _connect_command(self) -> bytes:
        return Client._connect_command(self)


@dataclass
class Intruder:
    """Site px, which was taken over: its key is good, its intentions are not."""

    broker: NatsServer
    refused: list[str] = field(default_factory=list)

    def do(self, *deeds: Deed) -> list[str]:
        """Do all of it on one connection; return what the broker refused."""
        asyncio.run(self._do(deeds))
        return self.refused

    async def _do(self, deeds: tuple[Deed, ...]) -> None:
        async def told(error: Exception) -> None:
            self.refused.append(str(error))

        client = HeaderClient(self.broker.keys["px"])
        await client.connect(
            f"nats://127.0.0.1:{self.broker.port}",
            tls=_trusting(self.broker.certificates.authority),
            tls_hostname=SERVER_NAME,
            signature_cb=client.signed,
            inbox_prefix="_INBOX.px",
            error_cb=told,
            allow_reconnect=False,
        )
        for deed in deeds:
            await deed(client)
        await client.flush()
        await client.close()


def publishes(subject: str, body: bytes = b"", reply: str = "") -> Deed:
    return lambda client: client.publish(subject, body, reply=reply)


def subscribes(subject: str) -> Deed:
    return lambda client: client.subscribe(subject)


def pulls(consumer: str, reply: str, **ask: object) -> Deed:
    body = json.dumps({"batch": 1, "no_wait": True} | ask).encode()
    return publishes(f"$JS.API.CONSUMER.MSG.NEXT.TASK.{consumer}", body, reply)


INBOX = "_INBOX.px.a"
REFUSED = {
    "a task for itself": publishes("orc.task.px"),
    "a task for another": publishes("orc.task.tb"),
    "another's result": publishes("orc.result.tb"),
    "another's hello": publishes("orc.hello.tb"),
    "a receipt": publishes("orc.receipt.px"),
    "what a stream holds": publishes("$JS.API.STREAM.INFO.TASK", b"", INBOX),
    "another's tasks": pulls("tb", INBOX),
    "an empty stream": publishes("$JS.API.STREAM.PURGE.RESULT", b"", INBOX),
    "no stream": publishes("$JS.API.STREAM.DELETE.TASK", b"", INBOX),
    "a consumer": publishes("$JS.API.CONSUMER.DURABLE.CREATE.TASK.x", b"{}", INBOX),
    "another's task done": publishes("$JS.ACK.TASK.tb.1.1.1.1.1", b"+ACK"),
    "a result of the hub's done": publishes("$JS.ACK.RESULT.hub.1.1.1.1.1", b"+ACK"),
    "everything": subscribes(">"),
    "every inbox": subscribes("_INBOX.>"),
    "another's inbox": subscribes("_INBOX.tb.>"),
    "the hub's inbox": subscribes("_INBOX.HUB.>"),
    "another's receipts": subscribes("orc.receipt.tb"),
    "another's tasks as they are put": subscribes("orc.task.tb"),
    "its own tasks as they are put": subscribes("orc.task.px"),
    "the system's events": subscribes("$SYS.>"),
}


@pytest.fixture
def hub(broker: NatsServer):
    with opened(broker.door(None)) as link:
        link.keep_streams(["px", "tb"])
        yield link


def test_all_that_a_site_may_not_do_is_refused(broker: NatsServer, hub: BrokerLink):
    for wanted, deed in REFUSED.items():
        refused = Intruder(broker).do(deed)
        assert len(refused) == 1, wanted
        assert "permissions violation" in refused[0], wanted
    assert broker.log().count("Violation") >= len(REFUSED)
    hub.keep_streams(["px", "tb"])
    assert hub.pull(RESULTS, 0.2) is None


def test_all_that_a_site_needs_is_allowed(broker: NatsServer, hub: BrokerLink):
    hub.store(subjects.task("px"), b"do")
    allowed = (
        subscribes("_INBOX.px.>"),
        subscribes("orc.receipt.px"),
        publishes("orc.hello.px"),
        publishes("orc.get.px"),
        publishes("orc.result.px"),
        pulls("px", INBOX),
        publishes("$JS.ACK.TASK.px.1.1.1.1.1", b"+ACK"),
    )
    assert Intruder(broker).do(*allowed) == []


def drained(link: BrokerLink, point: PullPoint) -> list[tuple[str, bytes]]:
    got = []
    while (one := link.pull(point, 0.3)) is not None:
        got.append((one.subject, one.body))
        link.ack(one)
    return got


def test_by_a_reply_a_site_can_send_what_is_not_its_own_and_no_more(
    broker: NatsServer, hub: BrokerLink
):
    """The bytes arrive under another's subject; they bear the hub's signature for px, or none."""
    hub.listen(subjects.ALL_HELLOS, 1024)
    for number in range(3):
        hub.store(subjects.task("px"), b"task of px %d" % number)
    Intruder(broker).do(
        pulls("px", "orc.result.tb"),
        pulls("px", "orc.task.tb"),
        pulls("px", "orc.receipt.tb"),
        publishes("orc.result.px", b"mine", "orc.task.tb"),
        publishes("orc.result.px", b"mine", "orc.result.tb"),
    )
    results = drained(hub, RESULTS)
    # No PubAck lands anywhere: the stream of results tells no sender that it has a message.
    assert sorted(results) == [
        ("orc.result.px", b"mine"),
        ("orc.result.px", b"mine"),
        ("orc.result.tb", b"task of px 0"),
    ]
    with opened(broker.door("tb")) as site:
        assert drained(site, PullPoint(subjects.TASKS, "tb")) == [("orc.task.tb", b"task of px 1")]


def test_by_a_reply_a_site_cannot_speak_as_the_broker(broker: NatsServer, hub: BrokerLink):
    """Even who guessed the hub's inbox could not have a task taken for a result."""
    hub.store(subjects.task("px"), b"task of px")
    Intruder(broker).do(pulls("px", "_INBOX.HUB.guessed"))
    assert hub.pull(RESULTS, 0.3) is None


@pytest.mark.parametrize(
    "api",
    [
        "STREAM.DELETE.TASK",
        "STREAM.PURGE.RESULT",
        "CONSUMER.DELETE.TASK.tb",
        "CONSUMER.DELETE.RESULT.hub",
    ],
)
def test_by_a_reply_a_site_cannot_govern_the_broker(broker: NatsServer, hub: BrokerLink, api: str):
    """The broker's words "nothing there" are empty, as the requests are that throw things away."""
    hub.store(subjects.task("tb"), b"task of tb")
    hub.send(subjects.result("tb"), b"result of tb")
    ask = {"no_wait": True}, {"no_wait": False, "expires": 50_000_000}
    Intruder(broker).do(*(pulls("px", f"$JS.API.{api}", **one) for one in ask), lingers)
    assert drained(hub, RESULTS) == [("orc.result.tb", b"result of tb")]
    with opened(broker.door("tb")) as site:
        assert drained(site, PullPoint(subjects.TASKS, "tb")) == [("orc.task.tb", b"task of tb")]


async def lingers(client: NKeyClient) -> None:
    """Wait until the broker has told this client that its own pull ran out, and so the others."""
    told = await client.subscribe("_INBOX.px.last")
    await pulls("px", "_INBOX.px.last", no_wait=False, expires=200_000_000)(client)
    await told.next_msg(timeout=20)


def written(subject: str, header: bytes, body: bytes) -> Deed:
    """Publish with a header that no library would write."""

    async def write(client: NKeyClient) -> None:
        size = len(header) + len(body)
        line = f"HPUB {subject} {len(header)} {size}\r\n".encode()
        await client._send_command(line + header + body + b"\r\n")

    return write


@pytest.mark.parametrize(
    "header",
    [
        b"NATS/1.0 404 No Messages\r\n\r\n",
        b"NATS/1.0 409 Consumer Deleted\r\n\r\n",
        b"NATS/1.0 503\r\n\r\n",
        b"NATS/1.0 503 \xff\xfe\r\n\r\n",
        b"NATS/1.0 100 Idle\r\nNats-Consumer-Stalled: orc.task.tb\r\n\r\n",
        b"NATS/1.0\r\nStatus: 503\r\n\r\n",
        b"NATS/1.0",
        b"NATS/1.0\r\n\xff: \xff\r\n\r\n",
    ],
)
def test_no_header_makes_the_hub_deaf(broker: NatsServer, hub: BrokerLink, header: bytes):
    hub.listen(subjects.ALL_HELLOS, 1024)
    Intruder(broker).do(
        written("orc.result.px", header, b""),
        written("orc.result.px", header, b"with"),
        written("orc.hello.px", header, b"hello"),
        publishes("orc.result.px", b"after"),
    )
    assert drained(hub, RESULTS)[-1] == ("orc.result.px", b"after")
    assert [one.body for one in hub.heard()] == [b"hello"]
