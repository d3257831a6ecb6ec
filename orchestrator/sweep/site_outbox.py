"""What a site has on its way to the hub: parts that are sent again until their receipts come.

Not in the room's face: only a runner sends.
"""

import contextlib
import time
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Final

from msgspec import Struct

from orchestrator import evidence
from orchestrator.errors import BusyError, StateError
from orchestrator.roads.broker import subjects
from orchestrator.roads.broker.link import BrokerLink
from orchestrator.roads.enrolment import Enrolment
from orchestrator.roads.message_heads import ReceiptHead, ReceiptWord
from orchestrator.sweep.bundle_exporting import PartSender
from orchestrator.sweep.receipt_reading import proven_receipt
from orchestrator.text.message import say

_LOOK_SECONDS: Final = 5.0
_FEWEST_OPEN, _MOST_OPEN = 2, 8
"""Parts on the way at a time: a hub that was away long is not flooded when it comes back."""
_FIRST_SECONDS: Final = 4.0
_LONGEST_SECONDS: Final = 600.0
_RECONNECTED_SECONDS: Final = 30.0


class OnTheWay(Struct):
    """When a part is sent again, by a clock that only goes forward; and how long after that."""

    due: float = 0.0
    pause: float = _FIRST_SECONDS
    first: float | None = None

    def reconnected(self, now: float) -> None:
        """What was on the way may be lost: it is sent again soon, but not with each connection."""
        self.due = min(self.due, now + _RECONNECTED_SECONDS)

    def sent(self, now: float, pause: float) -> None:
        """Wait for a receipt as long as it takes, then longer each time."""
        if self.first is None:
            self.first, self.pause = now, pause
        self.due = now + self.pause
        self.pause = min(2 * self.pause, _LONGEST_SECONDS)


class ReceiptPatience(Struct):
    """How long a receipt may take before a part is sent again: twice what they took of late.

    A hub that has much to do, or was away, is sent no more of what waits for it at the broker.
    """

    usual: float = 0.0

    @property
    def seconds(self) -> float:
        """How long to wait for the receipt of a part that is sent now."""
        return min(max(_FIRST_SECONDS, 2 * self.usual), _LONGEST_SECONDS)

    def took(self, seconds: float) -> None:
        """Learn how long one took, from when its part was first sent."""
        self.usual = (self.usual + seconds) / 2


class SiteOutbox:
    """The parts of a site on their way: what is known of them beside the store."""

    def __init__(self, state: Path, enrolment: Enrolment, clock: Callable[[], datetime]) -> None:
        """Know nothing yet: whatever has no receipt is sent at once."""
        self._state = state
        self._enrolment = enrolment
        self._clock = clock
        self._way: dict[str, OnTheWay] = {}
        self._given_up: set[str] = set()
        self._receipts: list[tuple[str, bytes]] = []
        self._in_parts: tuple[int, int] | None = None
        # More parts are on the way while receipts come, and one alone while none does: a hub that
        # has much to do gets no more of what it has already.
        self._open = _FEWEST_OPEN
        self._look_at = 0.0
        self._patience = ReceiptPatience()
        self.received = 0
        self.unsent = 0
        self.refused = 0

    @property
    def is_done(self) -> bool:
        """Whether nothing more can be sent."""
        return self.unsent == self.refused

    def made_now(self) -> int:
        """Make parts of what was swept; return how many have no receipt."""
        with closing(evidence.open_store(self._state, create=True)) as store:
            self._write(store, PartSender.of(store, self._state))
            return sum(part.received_at is None for part in store.outbox())

    def look_now(self) -> None:
        """Have the next step look into the store."""
        self._look_at = 0.0

    def reconnected(self) -> None:
        """Send soon what has no receipt: it may have been lost with the connection."""
        self.look_now()
        for way in self._way.values():
            way.reconnected(time.monotonic())

    def answered(self, raw: bytes) -> str | None:
        """Take a receipt of the hub; return what is to be told of it.

        A part that the hub could not take is sent again when this program is started again.
        """
        found = proven_receipt(raw, self._enrolment)
        self._look_at = 0.0
        if not isinstance(found, ReceiptHead):
            return say("runner_says.no_receipt", why=say(f"receipt_fault.{found}"))
        if found.is_taken:
            self._receipts.append((found.bundle, raw))
            self._open = min(self._open + 1, _MOST_OPEN)
            way = self._way.pop(found.bundle, None)  # how long it took is learnt once
            if way is not None and way.first is not None:
                self._patience.took(time.monotonic() - way.first)
            return None
        if found.word is ReceiptWord.REFUSED:
            self._given_up.add(found.bundle)
        return say("runner_says.not_taken", word=found.word)

    def step(self, link: BrokerLink, tell: Callable[[str], None]) -> None:
        """Keep receipts, make parts of what was swept, send what is due.

        The store is opened when one of these may be to do, and every few seconds.

        Raises:
            LinkError: The connection broke.
            InputError: The state folder cannot be read or written.
        """
        if not self._receipts and time.monotonic() < self._look_at:
            return
        with closing(evidence.open_store(self._state, create=True)) as store:
            sender = PartSender.of(store, self._state)
            # An idle site locks nobody out who wants to sweep.
            if self._receipts or store.swept_so_far() != self._in_parts:
                with contextlib.suppress(BusyError):  # a sweep writes: what there is can be sent
                    self._write(store, sender)
            # What was received is not read again each second, however much it became.
            waiting = store.unreceived_parts()
            self.unsent = len(waiting)
            # While a sweep writes, a receipt that came cannot be kept yet.
            ended = self._given_up | {sha256 for sha256, _ in self._receipts}
            left = [number for number, sha256 in waiting.items() if sha256 not in ended]
            for place, number in enumerate(left[:_MOST_OPEN]):
                if place < self._open and self._is_due(waiting[number]):
                    self._send(link, sender, store.outbox_part(number), tell)
            self.refused = sum(sha256 in self._given_up for sha256 in waiting.values())
            due = (self._way[waiting[number]].due for number in left[: self._open])
            self._look_at = min((time.monotonic() + _LOOK_SECONDS, *due))

    def _write(self, store: evidence.Store, sender: PartSender) -> None:
        now = self._clock()
        with evidence.writer_lock(self._state):
            while self._receipts:
                sha256, raw = self._receipts[-1]
                self.received += store.receive_receipt(sha256, raw, now)
                self._receipts.pop()
            swept = store.swept_so_far()
            if swept != self._in_parts:
                sender.make_all(now)
                self._in_parts = swept

    def _is_due(self, sha256: str) -> bool:
        return time.monotonic() >= self._way.setdefault(sha256, OnTheWay()).due

    def _send(
        self,
        link: BrokerLink,
        sender: PartSender,
        part: evidence.OutboxPart,
        tell: Callable[[str], None],
    ) -> None:
        try:
            message = sender.message(part)
        except StateError as error:  # this one is damaged; the others are not
            self._given_up.add(part.sha256)
            tell(error.problems[0].what)
            return
        if message is None:
            self._given_up.add(part.sha256)
            tell(say("runner_says.lost_part", id=part.sweep, shard=part.shard))
            return
        link.send(subjects.result(self._enrolment.site), message)
        way = self._way[part.sha256]
        self._open = self._open if way.first is None else 1
        way.sent(time.monotonic(), self._patience.seconds)
