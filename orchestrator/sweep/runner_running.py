"""`runner start`: what a site swept goes to its hub over the broker, until the hub has it.

Not in the room's face: only `runner` runs it. The store is the memory: a part is sent again until
the hub's own receipt lies beside it, whatever the broker said or lost meanwhile.
"""

import time
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

from msgspec import Struct

from orchestrator.errors import InputError, StateError
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
from orchestrator.roads.message_heads import (
    BodyHead,
    PermittedHead,
    TaskHead,
)
from orchestrator.roads.messages import MOST_MESSAGE_BYTES, SignedMessage, signed_message
from orchestrator.roads.signing_keys import SigningKey
from orchestrator.roads.task_bodies import MOST_TASK_BYTES
from orchestrator.sweep.bundle_exporting import greeting_head
from orchestrator.sweep.pauses import GrowingPause
from orchestrator.sweep.permit_asking import Permits
from orchestrator.sweep.planning import SweepRequest
from orchestrator.sweep.receipt_reading import backlog_word, hub_message
from orchestrator.sweep.site_enrolment import enrolled
from orchestrator.sweep.site_outbox import SiteOutbox
from orchestrator.sweep.task_taking import TaskDesk
from orchestrator.text.catalogue import Catalogue
from orchestrator.text.message import say

_GREETING_SECONDS: Final = 60.0
_LONGEST_PAUSE: Final = 10.0
_PATIENCE_SECONDS: Final = 60.0
_ROUND_SECONDS: Final = 1.0


class SentAll(Struct, frozen=True, kw_only=True):
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
    asking: SweepRequest | None = None,
    alone: Iterable[str] = (),
) -> SentAll:
    """Send what was swept here to the hub, and do its tasks, until somebody wants it to end.

    Args:
        state: The site's state folder; it was enrolled.
        clock: Tells the time (aware UTC).
        tell: Told what happens, one sentence a time.
        stopping: Asked a few times a second.
        once: Ends when all that there is has a receipt or was refused, or when none came for a
            minute, and no task is to be done.
        asking: How machines are asked here for the hub's tasks; None takes no task.
        alone: Shared accounts that are tried here without the hub's leave, as a person said.

    Raises:
        InputError: The folder was not enrolled, or its hub has no broker.
        LinkError: With `once`: the broker is not reached, or refuses.
    """
    enrolment, key = enrolled(state)
    place = enrolment.broker
    outbox = SiteOutbox(state, enrolment, clock)
    if place is None:
        return _without_broker(
            state, outbox, clock, tell, stopping, asking if once else None, alone
        )
    if (said := backlog_word(state, clock())) is not None:
        tell(said)
    tasks = None
    if asking is not None:
        tasks = TaskDesk(state, enrolment, key, asking, Permits(alone), clock, tell)
    runner = _Runner(enrolment, key, place, outbox, tasks, clock, tell, stopping)
    try:
        if once:
            _once(runner)
        else:
            runner.run()
    finally:
        if tasks is not None:
            tasks.end()
    return SentAll(received=outbox.received, unsent=outbox.unsent, refused=outbox.refused)


def _without_broker(
    state: Path,
    outbox: "SiteOutbox",
    clock: Callable[[], datetime],
    tell: Callable[[str], None],
    stopping: Callable[[], bool],
    asking: SweepRequest | None,
    alone: Iterable[str],
) -> SentAll:
    """Do the tasks that came as files; what comes of them goes as files, too.

    Raises:
        StateError: There is nothing to do them by.
    """
    if asking is None:
        raise StateError.one(say("runner_says.no_broker"), say("runner_says.mend.no_broker"))
    enrolment, key = enrolled(state)
    tasks = TaskDesk(state, enrolment, key, asking, Permits(alone, answer_s=0), clock, tell)
    try:
        tasks.work_off(stopping)
    finally:
        tasks.end()
    return SentAll(received=0, unsent=outbox.made_now(), refused=0)


def _once(runner: "_Runner") -> None:
    """Send what there is; one whose key is not known yet greets, so that it is next time."""
    try:
        runner.work(once=True)
    except LinkError as error:
        if error.fault is LinkFault.UNKNOWN_KEY:
            runner.introduce()
        raise


class _Runner:
    """A runner at work."""

    def __init__(
        self,
        enrolment: Enrolment,
        key: SigningKey,
        place: BrokerPlace,
        outbox: SiteOutbox,
        tasks: TaskDesk | None,
        clock: Callable[[], datetime],
        tell: Callable[[str], None],
        stopping: Callable[[], bool],
    ) -> None:
        self._enrolment = enrolment
        self._key = key
        self._place = place
        self._outbox = outbox
        self._tasks = tasks
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
            link.listen(subjects.receipt(self._enrolment.site), MOST_MESSAGE_BYTES)
            if self._tasks is not None:
                link.listen(subjects.task(self._enrolment.site), MOST_TASK_BYTES)
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
                if self._outbox.received > received or not self._is_idle:
                    until = time.monotonic() + _PATIENCE_SECONDS
                done = self._outbox.is_done and self._is_idle
                if once and (done or time.monotonic() > until):
                    return
                time.sleep(_ROUND_SECONDS)

    @property
    def _is_idle(self) -> bool:
        return self._tasks is None or self._tasks.is_idle

    def _round(self, link: BrokerLink, pause: GrowingPause) -> None:
        self._greet(link)
        for heard in link.heard():
            self._hear(heard.body)
        try:
            if self._tasks is not None:
                if not self._tasks.is_idle:  # what they came to is sent without waiting for a look
                    self._outbox.look_now()
                self._tasks.step(link)
            self._outbox.step(link, self._tell)
        except LinkError:
            raise
        except InputError as error:  # a full disk: nothing is lost, and nothing is marked
            self._problems(error)
            pause.wait(self._stopping)
        else:
            pause.over()

    def _hear(self, raw: bytes) -> None:
        """Take what the hub said: about tasks, or a receipt."""
        said = hub_message(raw, self._enrolment)
        about_tasks = isinstance(said, SignedMessage) and isinstance(
            said.head, TaskHead | BodyHead | PermittedHead
        )
        if isinstance(said, SignedMessage) and about_tasks:
            if self._tasks is not None:
                self._tasks.hear(said)
            return
        told = self._outbox.answered(raw)
        if told is not None:
            self._tell(told)

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
