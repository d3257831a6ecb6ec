"""Pulling a consumer's messages, one at a time.

nats-py's own `fetch` tells the broker's words from messages by a header, which any sender writes.
Here they are told apart by the subject that the broker acknowledges on.
"""

import asyncio
import json
from typing import TYPE_CHECKING, Final

from msgspec import Struct

if TYPE_CHECKING:
    from nats.aio.client import Client
    from nats.aio.msg import Msg
    from nats.aio.subscription import Subscription

_NANOSECONDS: Final = 1_000_000_000


class PullPoint(Struct, frozen=True):
    """A consumer of a stream."""

    stream: str
    consumer: str


class Delivery(Struct, frozen=True, kw_only=True):
    """A message that the broker keeps until it is acknowledged.

    Attributes:
        subject: Where its sender put it.
        body: What it is; anybody may have written it.
        ack_subject: Where to say that it is kept.
    """

    subject: str
    body: bytes
    ack_subject: str


async def pulled(client: "Client", point: PullPoint, seconds: float) -> Delivery | None:
    """Return a consumer's next message, or None when none came in so many seconds."""
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    inbox = client.new_inbox()
    subscription = await client.subscribe(inbox)
    try:
        ask = {"batch": 1, "expires": int(seconds * _NANOSECONDS)}
        where = f"$JS.API.CONSUMER.MSG.NEXT.{point.stream}.{point.consumer}"
        await client.publish(where, json.dumps(ask).encode(), reply=inbox)
        # A little longer than the broker holds the question: what it just sent is still to come.
        async with asyncio.timeout_at(until + 1):
            found = await _first(subscription, point)
    except TimeoutError:
        return None
    finally:
        await subscription.unsubscribe()
    if found is None:
        # The broker may say at once that there is no such consumer; it is not asked in a circle.
        await asyncio.sleep(max(0, until - loop.time()))
    return found


async def _first(subscription: "Subscription", point: PullPoint) -> Delivery | None:
    """Return the first message of the consumer, None where the broker says that none is to come."""
    while True:
        message: Msg = await subscription.next_msg(timeout=None)
        if message.reply.startswith(f"$JS.ACK.{point.stream}.{point.consumer}."):
            return Delivery(subject=message.subject, body=message.data, ack_subject=message.reply)
        if message.subject == subscription.subject and not message.data:
            return None
