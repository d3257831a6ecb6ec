"""`runner start`: what a site swept goes to its hub over the broker, until the hub has it.

Not in the room's face: only `runner` runs it. The store is the memory: a part is sent again until
the hub's own receipt lies beside it, whatever the broker said or lost meanwhile.
"""

import contextlib
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from orchestrator import evidence
from orchestrator.errors import BusyError, InputError, StateError
from orchestrator.roads.broker import subjects
from orchestrator.roads.broker.introduction import introduction_key
from orchestrator.roads.broker.link import (
    BrokerDoor,
    BrokerLink,
    LinkError,
    LinkFault,
    opened,
)
from orchestrator.roads.enrolment import BrokerPlace, Enrolment
from orchestrator.roads.message_heads import ReceiptHead, ReceiptWord
from orchestrator.roads.messages import signed_message
from orchestrator.roads.signing_keys import SigningKey
from orchestrator.sweep.bundle_exporting import PartSender, greeting_head
from orchestrator.sweep.pauses import GrowingPause
from orchestrator.sweep.receipt_reading import proven_receipt
from orchestrator.sweep.site_enrolment import enrolled
from orchestrator.text.catalogue import Catalogue
from orchestrator.text.message import say

_MOST_RECEIPT_BYTES: Final = 16 * 1024
_GREETING_SECONDS: Final = 60.0
_FIRST_SECONDS: Final = 4.0
_LONGEST_SECONDS: Final = 600.0
_LONGEST_PAUSE: Final = 10.0
_PATIENCE_SECONDS: Final = 60.0
_ROUND_SECONDS: Final = 1.0
_MOST_OPEN: Final = 8
"""Parts on the way at a time: a hub that was away long is not flooded when it comes back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentAll:
    """Where a runner stands when it ends.

    Attributes:
        received: Parts for which a receipt came while it ran.
        unsent: Parts that have none.
        refused: Parts of these that the hub could not take, as its receipts say.
    """

    received: int
    unsent: int
    refused: int


def start_runner(
    state: Path,
    clock: Callable[[], datetime],
    tell: Callable[[str], None],
    stopping: Callable[[], bool],
    *,
    once: bool,
) -> SentAll:
    """Send what was swept here to the hub, until somebody wants it to end.

    Args:
        state: The site's state folder; it was enrolled.
        clock: Tells the time (aware UTC).
        tell: Told what happens, one sentence a time.
        stopping: Asked a few times a second.
        once: Ends when all that there is has a receipt or was refused, or when none came for a
            minute.

    Raises:
        InputError: The folder was not enrolled, or its hub has no broker.
        LinkError: With `once`: the broker is not reached, or refuses.
    """
    enrolment, key = enrolled(state)
    place = enrolment.broker
    if place is None:
        raise StateError.one(say("runner_says.no_broker"), say("runner_says.mend.no_broker"))
    outbox = _Outbox(state, enrolment, clock)
    runner = _Runner(enrolment, key, place, outbox, clock, tell, stopping)
    if once:
        _once(runner)
    else:
        runner.run()
    return SentAll(received=outbox.received, unsent=outbox.unsent, refused=outbox.refused)


def _once(runner: "_Runner") -> None:
    """Send what there is; one whose key is not known yet greets, so that it is next time."""
    try:
        runner.work(once=True)
    except LinkError as error:
        if error.fault is LinkFault.UNKNOWN_KEY:
            runner.introduce()
        raise


@dataclass(slots=True)
class _OnTheWay:
    """When a part is sent again, by a clock that only goes forward; and how long after that."""

    due: float = 0.0
    pause: float = _FIRST_SECONDS

    def reconnected(self, now: float) -> None:
        """What was on the way may be lost: it is sent again soon."""
        self.due = min(self.due, now + _FIRST_SECONDS)
        self.pause = _FIRST_SECONDS

    def sent(self, now: float) -> None:
        """Wait longer before the next time."""
        self.due = now + self.pause
        self.pause = min(2 * self.pause, _LONGEST_SECONDS)


class _Outbox:
    """The parts of a site on their way: what is known of them beside the store."""

    def __init__(self, state: Path, enrolment: Enrolment, clock: Callable[[], datetime]) -> None:
        """Know nothing yet: whatever has no receipt is sent at once."""
        self._state = state
        self._enrolment = enrolment
        self._clock = clock
        self._way: dict[str, _OnTheWay] = {}
        self._given_up: set[str] = set()
        self._receipts: list[tuple[str, bytes]] = []
        self._in_parts: tuple[int, int] | None = None
        self.received = 0
        self.unsent = 0
        self.refused = 0

    @property
    def is_done(self) -> bool:
        """Whether nothing more can be sent."""
        return self.unsent == self.refused

    def reconnected(self) -> None:
        """Send soon what has no receipt: it may have been lost with the connection."""
        for way in self._way.values():
            way.reconnected(time.monotonic())

    def answered(self, raw: bytes) -> str | None:
        """Take a receipt of the hub; return what is to be told of it.

        A part that the hub could not take is sent again when this program is started again.
        """
        found = proven_receipt(raw, self._enrolment)
        if not isinstance(found, ReceiptHead):
            return say("runner_says.no_receipt", why=say(f"receipt_fault.{found}"))
        if found.is_taken:
            self._receipts.append((found.bundle, raw))
            return None
        if found.word is ReceiptWord.REFUSED:
            self._given_up.add(found.bundle)
        return say("runner_says.not_taken", word=found.word)

    def step(self, link: BrokerLink, tell: Callable[[str], None]) -> None:
        """Keep receipts, make parts of what was swept, send what is due.

        Raises:
            LinkError: The connection broke.
            InputError: The state folder cannot be read or written.
        """
        with closing(evidence.open_store(self._state, create=True)) as store:
            sender = PartSender.of(store, self._state)
            # An idle site locks nobody out who wants to sweep.
            if self._receipts or store.swept_so_far() != self._in_parts:
                with contextlib.suppress(BusyError):  # a sweep writes: what there is can be sent
                    self._write(store, sender)
            waiting = [part for part in store.outbox() if part.received_at is None]
            self.unsent = len(waiting)
            left = [part for part in waiting if part.sha256 not in self._given_up]
            for part in left[:_MOST_OPEN]:
                self._send(link, sender, part, tell)
            self.refused = sum(part.sha256 in self._given_up for part in waiting)

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

    def _send(
        self,
        link: BrokerLink,
        sender: PartSender,
        part: evidence.OutboxPart,
        tell: Callable[[str], None],
    ) -> None:
        way = self._way.setdefault(part.sha256, _OnTheWay())
        if time.monotonic() < way.due:
            return
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
        way.sent(time.monotonic())


class _Runner:
    """A runner at work."""

    def __init__(
        self,
        enrolment: Enrolment,
        key: SigningKey,
        place: BrokerPlace,
        outbox: _Outbox,
        clock: Callable[[], datetime],
        tell: Callable[[str], None],
        stopping: Callable[[], bool],
    ) -> None:
        self._enrolment = enrolment
        self._key = key
        self._place = place
        self._outbox = outbox
        self._clock = clock
        self._tell = tell
        self._stopping = stopping
        self._greeted: float | None = None

    def run(self) -> None:
        """Work over one connection after the other."""
        pause = GrowingPause(_LONGEST_PAUSE)
        while not self._stopping():
            try:
                self.work(once=False, began=pause.over)
            except LinkError as error:
                self._problems(error)
                if error.fault is LinkFault.UNKNOWN_KEY:
                    self.introduce()
                pause.wait(self._stopping)

    def work(self, *, once: bool, began: Callable[[], None] = lambda: None) -> None:
        """Work over one connection; `began` is called when it stands.

        Raises:
            LinkError: It cannot be opened, or broke.
        """
        with opened(self._door(self._key)) as link:
            link.listen(subjects.receipt(self._enrolment.site), _MOST_RECEIPT_BYTES)
            self._tell(
                say("runner_says.connected", address=f"{self._place.host}:{self._place.port}")
            )
            self._greeted = None
            self._outbox.reconnected()
            began()
            until = time.monotonic() + _PATIENCE_SECONDS
            pause = GrowingPause(_LONGEST_PAUSE)
            while not self._stopping():
                received = self._outbox.received
                self._round(link, pause)
                if self._outbox.received > received:
                    until = time.monotonic() + _PATIENCE_SECONDS
                if once and (self._outbox.is_done or time.monotonic() > until):
                    return
                time.sleep(_ROUND_SECONDS)

    def _round(self, link: BrokerLink, pause: GrowingPause) -> None:
        self._greet(link)
        for heard in link.heard():
            told = self._outbox.answered(heard.body)
            if told is not None:
                self._tell(told)
        try:
            self._outbox.step(link, self._tell)
        except LinkError:
            raise
        except InputError as error:  # a full disk: nothing is lost, and nothing is marked
            self._problems(error)
            pause.wait(self._stopping)
        else:
            pause.over()

    def _greet(self, link: BrokerLink) -> None:
        now = time.monotonic()
        if self._greeted is None or now > self._greeted + _GREETING_SECONDS:
            link.send(subjects.hello(self._enrolment.site), self._greeting())
            self._greeted = now

    def _greeting(self) -> bytes:
        head = greeting_head(self._key, self._outbox.unsent, self._clock())
        return signed_message(self._enrolment.site, head, b"", self._key)

    def introduce(self) -> None:
        """Greet the hub by the road of those whose key the broker does not know yet.

        It counts when a person at the hub has accepted the words of that key.
        """
        key = introduction_key(self._enrolment.hub, self._enrolment.site)
        try:
            with opened(self._door(key)) as link:
                link.send(subjects.hello(self._enrolment.site), self._greeting())
        except LinkError as error:
            self._problems(error)

    def _door(self, key: SigningKey) -> BrokerDoor:
        return BrokerDoor(
            host=self._place.host,
            port=self._place.port,
            authority=self._place.authority.encode(),
            inbox=subjects.inbox(self._enrolment.site),
            private=key.private,
        )

    def _problems(self, error: InputError) -> None:
        for problem in error.problems:
            self._tell(problem.what)


def as_json(done: SentAll) -> Mapping[str, object]:
    """Return the last line that `runner start --json` prints."""
    return {
        "event": "runner_end",
        "received": done.received,
        "unsent": done.unsent,
        "refused": done.refused,
    }


def ended_line(done: SentAll, words: Catalogue) -> str:
    """Return what `runner start` says at its end."""
    return words(
        "runner_says.ended", received=done.received, unsent=done.unsent, refused=done.refused
    )
