"""The stream of results and the hub's consumer of it: made, and made again, by the hub alone.

All that it holds can be sent again by who sent it. So a stream that is not as it should be is
thrown away, and one that was wiped is made anew.
"""

from typing import TYPE_CHECKING, Final

from nats.js.api import (
    AckPolicy,
    ConsumerConfig,
    DiscardPolicy,
    RetentionPolicy,
    StorageType,
    StreamConfig,
)
from nats.js.errors import APIError

from orchestrator.roads.broker import subjects
from orchestrator.roads.messages import MOST_MESSAGE_BYTES

if TYPE_CHECKING:
    from nats.js import JetStreamContext

MOST_WAITING: Final = 64
"""Results of one site in the stream; another's are neither refused nor pushed out by it."""
_MOST_UNACKED: Final = 16
_ACK_SECONDS: Final = 30.0

# A result goes when it is acknowledged. The stream tells no sender that it has one (`no_ack`): it
# would tell whomever the sender names.
_STREAM: Final = StreamConfig(
    name=subjects.RESULTS,
    subjects=[subjects.ALL_RESULTS],
    retention=RetentionPolicy.WORK_QUEUE,
    storage=StorageType.FILE,
    max_msgs_per_subject=MOST_WAITING,
    max_msg_size=MOST_MESSAGE_BYTES,
    discard=DiscardPolicy.NEW,
    discard_new_per_subject=True,
    no_ack=True,
)
_CONSUMER: Final = ConsumerConfig(
    durable_name=subjects.HUB,
    filter_subject=subjects.ALL_RESULTS,
    ack_policy=AckPolicy.EXPLICIT,
    ack_wait=_ACK_SECONDS,
    max_ack_pending=_MOST_UNACKED,
)


async def keep_results(js: "JetStreamContext") -> None:
    """Make the stream and the consumer where they are missing or otherwise.

    Args:
        js: The hub's own connection.

    Raises:
        APIError: The broker refuses.
    """
    try:
        await js.add_stream(_STREAM)
        await js.add_consumer(subjects.RESULTS, _CONSUMER)
    except APIError:
        await js.delete_stream(subjects.RESULTS)
        await js.add_stream(_STREAM)
        await js.add_consumer(subjects.RESULTS, _CONSUMER)
