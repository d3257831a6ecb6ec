"""That nobody else with the same key works at this broker: asked once, and listened for after that.

The hub's key may say anything and hear anything, so a copy of a hub is not refused by the broker;
the results of sites would be shared out between the two, and each would lack what the other has.
"""

import asyncio
import contextlib
from typing import TYPE_CHECKING, Final

from msgspec import Struct, field

if TYPE_CHECKING:
    from nats.aio.client import Client
    from nats.aio.msg import Msg

_WHO: Final = b"who "
_HERE: Final = b"here "


class SubjectClaim(Struct, frozen=True):
    """A subject that is claimed for as long as a connection lasts.

    Attributes:
        subject: Which; sites may neither say nor hear anything there.
        name: By which this process is known from all others.
        contested: Set once somebody else said that it is there, however late.
    """

    subject: str
    name: bytes
    contested: asyncio.Event = field(default_factory=asyncio.Event)

    async def make(self, client: "Client", seconds: float) -> None:
        """Ask who is there, and wait so long for an answer; answer others from now on."""

        async def hear(message: "Msg") -> None:
            if message.data == _WHO + self.name or message.data == _HERE + self.name:
                return
            if message.data.startswith(_WHO):
                await client.publish(self.subject, _HERE + self.name)
            elif message.data.startswith(_HERE):
                self.contested.set()

        await client.subscribe(self.subject, cb=hear)
        await client.publish(self.subject, _WHO + self.name)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.contested.wait()
