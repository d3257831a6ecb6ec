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
from orchestrator.roads.broker.link import BrokerLink, NKeyClient, _trusting, opened
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
        await client.flush()  # nats-py asks before it writes what waits, so it is asked twice
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
    "its own consumer": pulls("px", INBOX),
    "its own task done": publishes("$JS.ACK.TASK.px.1.1.1.1.1", b"+ACK", INBOX),
    "another's results": subscribes("orc.result.tb"),
    "the system's events": subscribes("$SYS.>"),
    "to be a second hub": publishes("orc.hub", b"here x"),
    "what hubs say to each other": subscribes("orc.hub"),
}


@pytest.fixture
def hub(broker: NatsServer):
    with opened(broker.door(None)) as link:
        link.keep_results()
        yield link


def test_all_that_a_site_may_not_do_is_refused(broker: NatsServer, hub: BrokerLink):
    refused = Intruder(broker).do(*REFUSED.values())
    assert len(refused) == len(REFUSED), refused
    assert all("permissions violation" in one for one in refused)
    assert broker.log().count("Violation") >= len(REFUSED)
    assert hub.pull(RESULTS, 0.2) is None


@pytest.mark.usefixtures("hub")
def test_all_that_a_site_needs_is_allowed(broker: NatsServer):
    allowed = (
        subscribes("orc.task.px"),
        subscribes("orc.receipt.px"),
        publishes("orc.hello.px"),
        publishes("orc.result.px"),
    )
    assert Intruder(broker).do(*allowed) == []


def drained(link: BrokerLink) -> list[tuple[str, bytes]]:
    got = []
    while (one := link.pull(RESULTS, 0.3)) is not None:
        got.append((one.subject, one.body))
        link.ack(one)
    return got


REPLIES = (
    "orc.task.tb",
    "orc.receipt.tb",
    "orc.result.tb",
    "orc.hello.tb",
    "_INBOX.HUB.guessed",
    "$JS.API.STREAM.DELETE.RESULT",
    "$JS.API.STREAM.PURGE.RESULT",
    "$JS.API.CONSUMER.DELETE.RESULT.hub",
)


def test_the_subject_that_an_answer_is_asked_on_moves_nothing(broker: NatsServer, hub: BrokerLink):
    """With the right to pull its own tasks, px wrote to all of these by the broker's own hand."""
    hub.listen(subjects.ALL_HELLOS, 1024)
    with opened(broker.door("tb")) as site:
        site.listen(subjects.task("tb"), 1024)
        site.listen(subjects.receipt("tb"), 1024)
        site.send(subjects.result("tb"), b"of tb")
        results = [publishes("orc.result.px", reply.encode(), reply) for reply in REPLIES]
        hellos = [publishes("orc.hello.px", b"", reply) for reply in REPLIES]
        assert Intruder(broker).do(*results, *hellos) == []
        of_px = [("orc.result.px", reply.encode()) for reply in REPLIES]
        assert drained(hub) == [("orc.result.tb", b"of tb"), *of_px]
        assert {one.subject for one in hub.heard()} == {"orc.hello.px"}
        assert site.heard() == ()


def test_an_answer_is_not_asked_where_results_are_acknowledged(broker: NatsServer, hub: BrokerLink):
    refused = Intruder(broker).do(
        publishes("orc.result.px", b"of px", "$JS.ACK.RESULT.hub.1.1.1.1.0")
    )
    assert [one.startswith("nats: permissions violation") for one in refused] == [True]
    assert drained(hub) == []


def written(subject: str, header: bytes, body: bytes) -> Deed:
    """Publish with a header that no library would write."""

    async def write(client: NKeyClient) -> None:
        size = len(header) + len(body)
        line = f"HPUB {subject} {len(header)} {size}\r\n".encode()
        await client._send_command(line + header + body + b"\r\n")

    return write


HEADERS = (
    b"NATS/1.0 404 No Messages\r\n\r\n",
    b"NATS/1.0 409 Consumer Deleted\r\n\r\n",
    b"NATS/1.0 503\r\n\r\n",
    b"NATS/1.0 503 \xff\xfe\r\n\r\n",
    b"NATS/1.0 100 Idle\r\nNats-Consumer-Stalled: orc.task.tb\r\n\r\n",
    b"NATS/1.0\r\nStatus: 503\r\n\r\n",
    b"NATS/1.0",
    b"NATS/1.0\r\n\xff: \xff\r\n\r\n",
)


def test_no_header_makes_the_hub_deaf(broker: NatsServer, hub: BrokerLink):
    hub.listen(subjects.ALL_HELLOS, 1024)
    for number, header in enumerate(HEADERS):
        after = b"after %d" % number
        Intruder(broker).do(
            written("orc.result.px", header, b""),
            written("orc.result.px", header, b"with"),
            written("orc.hello.px", header, b"hello"),
            publishes("orc.result.px", after),
        )
        assert [hub_takes(hub) for _ in range(3)] == [b"", b"with", after]
        assert [one.body for one in hub.heard()] == [b"hello"]


def hub_takes(hub: BrokerLink) -> bytes | None:
    result = hub.pull(RESULTS, 5)
    if result is not None:
        hub.ack(result)
    return result and result.body


def test_no_header_throws_away_what_others_sent(broker: NatsServer, hub: BrokerLink):
    with opened(broker.door("tb")) as site:
        site.send(subjects.result("tb"), b"of tb")
    for value in (b"all", b"sub"):
        header = b"NATS/1.0\r\nNats-Rollup: " + value + b"\r\n\r\n"
        Intruder(broker).do(written("orc.result.px", header, b"of px"))
    assert ("orc.result.tb", b"of tb") in drained(hub)
