"""Streams and consumers: made, and made again, by the hub alone.

All that they hold can be sent again by who sent it. So a stream that is not as it should be is
thrown away, and one that was wiped is made anew.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from nats.js.api import (
    AckPolicy,
    ConsumerConfig,
    DiscardPolicy,
    RetentionPolicy,
    StorageType,
    StreamConfig,
)
from nats.js.errors import APIError, NotFoundError

from orchestrator.roads.broker import subjects
from orchestrator.roads.broker.config import MOST_MESSAGE_BYTES

if TYPE_CHECKING:
    from nats.js import JetStreamContext

MOST_WAITING: Final = 64  # messages of one site in a stream
_SITE_UNACKED: Final = 8
_HUB_UNACKED: Final = 16
_ACK_SECONDS: Final = 30.0
_INFO_PAGE: Final = 256


def _stream(name: str, subject: str, *, told: bool) -> StreamConfig:
    """Return a stream whose messages go when they are acknowledged.

    A full subject refuses its own site, and evicts nothing. Where the broker does not tell (`told`)
    a sender that it has a message, no sender can have it tell somebody else.
    """
    return StreamConfig(
        name=name,
        subjects=[subject],
        retention=RetentionPolicy.WORK_QUEUE,
        storage=StorageType.FILE,
        max_msgs_per_subject=MOST_WAITING,
        max_msg_size=MOST_MESSAGE_BYTES,
        discard=DiscardPolicy.NEW,
        discard_new_per_subject=True,
        no_ack=not told,
    )


STREAMS: Final = (
    _stream(subjects.TASKS, subjects.ALL_TASKS, told=True),
    _stream(subjects.RESULTS, subjects.ALL_RESULTS, told=False),
)


def _consumer(name: str, subject: str, most_unacked: int) -> ConsumerConfig:
    return ConsumerConfig(
        durable_name=name,
        filter_subject=subject,
        ack_policy=AckPolicy.EXPLICIT,
        ack_wait=_ACK_SECONDS,
        max_ack_pending=most_unacked,
    )


def _consumers(sites: Sequence[str]) -> dict[str, list[ConsumerConfig]]:
    return {
        subjects.TASKS: [_consumer(site, subjects.task(site), _SITE_UNACKED) for site in sites],
        subjects.RESULTS: [_consumer(subjects.HUB, subjects.ALL_RESULTS, _HUB_UNACKED)],
    }


async def keep_streams(js: "JetStreamContext", sites: Sequence[str]) -> None:
    """Make what is missing, change what is otherwise, and drop consumers of sites that are gone.

    Args:
        js: The hub's own connection.
        sites: Whoever may pull tasks.

    Raises:
        APIError: The broker refuses.
    """
    for stream in STREAMS:
        await _keep_stream(js, stream)
    for stream_name, wanted in _consumers(sites).items():
        for consumer in wanted:
            await js.add_consumer(stream_name, consumer)
        await _drop_others(js, stream_name, {str(one.durable_name) for one in wanted})


async def _keep_stream(js: "JetStreamContext", wanted: StreamConfig) -> None:
    try:
        await js.add_stream(wanted)
    except APIError:
        await js.delete_stream(str(wanted.name))
        await js.add_stream(wanted)


async def _drop_others(js: "JetStreamContext", stream: str, wanted: set[str]) -> None:
    found: set[str] = set()
    while True:
        page = await js.consumers_info(stream, len(found))
        found.update(info.name for info in page)
        if len(page) < _INFO_PAGE:
            break
    for name in sorted(found - wanted):
        await _drop(js, stream, name)


async def _drop(js: "JetStreamContext", stream: str, consumer: str) -> None:
    try:
        await js.delete_consumer(stream, consumer)
    except NotFoundError:
        return  # somebody else was faster
