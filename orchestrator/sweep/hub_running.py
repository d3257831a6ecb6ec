"""`hub start`: results come in over the broker, are kept, and are answered.

Not in the room's face: only `hub` runs it. One message at a time: proven, kept in one step,
acknowledged, answered with the hub's receipt. Whatever ends this program between two of these
steps, the site sends again, and finds that it is known.
"""

import secrets
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Final

from msgspec import Struct, field

from orchestrator import evidence
from orchestrator.errors import BusyError, InputError
from orchestrator.evidence.ledger import Ledger
from orchestrator.files.lock import FileLock
from orchestrator.model.look import Carrier
from orchestrator.roads.broker import subjects
from orchestrator.roads.broker.link import BrokerDoor, BrokerLink, Heard, LinkError, opened
from orchestrator.roads.broker.process import BrokerProcess, installed
from orchestrator.roads.broker.pulling import Delivery, PullPoint
from orchestrator.roads.kit_keys import OpenKey, kept_keys, unlocked
from orchestrator.roads.message_heads import MessageKind, PermitWord, TaskWord
from orchestrator.roads.messages import (
    MessageFault,
    UnprovenMessage,
    parted,
    signed_message,
)
from orchestrator.roads.signing_keys import SigningKey
from orchestrator.roads.task_bodies import MOST_TASK_BYTES
from orchestrator.sweep.broker_settings import (
    FOLDER,
    authority,
    kept_configuration,
    needed_hub_key,
    needed_place,
    write_configuration,
)
from orchestrator.sweep.bundle_taking import Taker
from orchestrator.sweep.pauses import GrowingPause
from orchestrator.sweep.permit_giving import permitted
from orchestrator.sweep.shard_publishing import BodyAsked, ShardPublisher
from orchestrator.sweep.site_messages import (
    BodyWanted,
    Found,
    Greeted,
    MessageDesk,
    PermitWanted,
    RefusedMessage,
    SenderFault,
    TakenMessage,
    TaskHeard,
)
from orchestrator.text.message import say
from orchestrator.text.visible import visible
from orchestrator.vault import Identity

MOST_SAID_BYTES: Final = MOST_TASK_BYTES
"""Of what sites say but results: that they are there, how tasks stand, what they ask for."""
_POINT: Final = PullPoint(subjects.RESULTS, subjects.HUB)
_PULL_SECONDS: Final = 1.0
_NEXT_SECONDS: Final = 0.05
_LOOK_SECONDS: Final = 5.0
_MOST_TOGETHER: Final = 32
_CLAIM_SECONDS: Final = 1.0
_LEAST_GAP, _MOST_GAP = 0.25, 2.0
_MOST_MINUTES: Final = 5
_LONGEST_PAUSE: Final = 10.0

Stopping = Callable[[], bool]
"""Says whether somebody wants it to end."""
Tell = Callable[[str], None]
"""Is told what happens, one sentence a time."""


class HubRequest(Struct, frozen=True, kw_only=True):
    """What `hub start` works with.

    Attributes:
        state: The hub's state folder.
        identities: Where the passphrase of the district's key comes from.
        own_broker: Whether nats-server is started here, if it is installed.
    """

    state: Path
    identities: tuple[Identity, ...]
    own_broker: bool = True


def start_hub(
    request: HubRequest, clock: Callable[[], datetime], tell: Tell, stopping: Stopping
) -> None:
    """Take what sites send until somebody wants it to end.

    Args:
        request: Where, and with which keys.
        clock: Tells the time (aware UTC).
        tell: Told what happens.
        stopping: BodyAsked about once a second.

    Raises:
        InputError: There is no hub, broker or key here, nats-server cannot be started, or another
            hub works on the same folder, or with the same key at the same broker.
    """
    key = needed_hub_key(request.state)
    keys = unlocked(kept_keys(request.state), request.identities)
    door = _door(request.state, key)
    program = installed() if request.own_broker else None
    with _alone(request.state):
        admission = _Admission(request.state, key, door, program)
        try:
            publisher = ShardPublisher(request.state, key, clock)
            _Hub(request.state, key, keys, door, admission, publisher, clock, tell, stopping).run()
        finally:
            admission.end()


def _alone(state: Path) -> FileLock:
    """Return what keeps a second hub from working on the same folder and port."""
    busy = BusyError.one(say("broker.busy", state=state), say("broker.mend.busy"))
    return FileLock(state / FOLDER / "hub.lock", busy)


def _door(state: Path, key: SigningKey) -> BrokerDoor:
    place = needed_place(state)
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - from every address to our own
    return BrokerDoor(
        host=here.get(place.listen, place.listen),
        port=place.port,
        authority=authority(state),
        inbox=subjects.HUB_INBOX,
        private=key.private,
    )


class _Admission:
    """Who may log on to the broker; where it is our child, it learns of a change at once."""

    def __init__(self, state: Path, key: SigningKey, door: BrokerDoor, program: str | None) -> None:
        """Write the configuration; InputError where it cannot be made or written."""
        self._state = state
        self._key = key
        self._written = kept_configuration(state, key)
        path = write_configuration(state, self._written)
        self._broker = BrokerProcess(program, path, (door.host, door.port)) if program else None
        self._looked = time.monotonic()

    def keep_running(self) -> int | None:
        """Start our broker where it does not run; return the exit code of one that ended."""
        return None if self._broker is None else self._broker.keep()

    def look(self, *, now: bool) -> None:
        """Let those log on that may, and cut off those that may not any more.

        Args:
            now: Whether something was just heard; else it is looked at every few seconds.

        Raises:
            InputError: The state folder cannot be read or written.
        """
        if not now and time.monotonic() < self._looked + _LOOK_SECONDS:
            return
        self._looked = time.monotonic()
        text = kept_configuration(self._state, self._key)
        if text == self._written:
            return
        write_configuration(self._state, text)
        self._written = text
        if self._broker is not None:
            self._broker.reread()

    def end(self) -> None:
        """End our broker."""
        if self._broker is not None:
            self._broker.end()


_QUESTIONS: Final = frozenset((MessageKind.PERMIT, MessageKind.GET))


def _sorted(said: Iterable[Heard]) -> tuple[list[Heard], list[Heard]]:
    """Return what is to be answered at once, and what is to be kept."""
    questions, rest = list[Heard](), list[Heard]()
    for one in said:
        message = parted(one.body)
        asks = isinstance(message, UnprovenMessage) and message.kind in _QUESTIONS
        (questions if asks else rest).append(one)
    return questions, rest


class _Hub(Struct, frozen=True):
    """A hub at work."""

    state: Path
    key: SigningKey
    keys: Sequence[OpenKey]
    door: BrokerDoor
    admission: _Admission
    publisher: ShardPublisher
    clock: Callable[[], datetime]
    tell: Tell
    stopping: Stopping
    name: str = field(default_factory=lambda: secrets.token_hex(8))

    def run(self) -> None:
        """Work over one connection after the other."""
        pause = GrowingPause(_LONGEST_PAUSE)
        while not self.stopping():
            self._keep_broker()
            try:
                with opened(self.door) as link:
                    link.claim(subjects.HUBS, self.name, _CLAIM_SECONDS)
                    self._refuse_second(link)
                    link.keep_results()
                    link.listen(subjects.ALL_HELLOS, MOST_SAID_BYTES)
                    self.tell(say("hub_says.listening", address=self.door.address))
                    pause.over()
                    self.publisher.reconnected()
                    self._work(link)
            except LinkError as error:
                self._problems(error)
                pause.wait(self.stopping)

    def _work(self, link: BrokerLink) -> None:
        pause = GrowingPause(_LONGEST_PAUSE)
        while not self.stopping():
            self._keep_broker()
            self._refuse_second(link)
            try:
                self._round(link)
            except LinkError:
                raise
            except InputError as error:  # what is not acknowledged comes again
                self._problems(error)
                pause.wait(self.stopping)
            else:
                pause.over()

    def _refuse_second(self, link: BrokerLink) -> None:
        """Stop where another hub takes results with our key: each would lack what the other took.

        Raises:
            BusyError: There is one.
        """
        if link.is_contested:
            what = say("broker.second_hub", address=self.door.address)
            raise BusyError.one(what, say("broker.mend.second_hub"))

    def _round(self, link: BrokerLink) -> None:
        questions, said = _sorted(link.heard())
        asked = self._answer(link, questions)
        result = link.pull(_POINT, _PULL_SECONDS)
        heard: frozenset[Found] = frozenset()
        if said or result is not None:
            began = time.monotonic()
            heard = self._take(link, said, result)
            # Another process that wants to write here gets its turn, however much comes in.
            time.sleep(min(max(_LEAST_GAP, time.monotonic() - began), _MOST_GAP))
        self.admission.look(now=bool(said))
        greeted = [one.site for one in heard if isinstance(one, Greeted)]
        self.publisher.step(link, greeted, asked)

    def _take(
        self, link: BrokerLink, said: Sequence[Heard], result: Delivery | None
    ) -> frozenset[Found]:
        """Take what came, and some of what comes while the store is open."""
        with (
            closing(evidence.open_store(self.state, create=False)) as store,
            evidence.writer_lock(self.state),
        ):
            desk = MessageDesk(store, Taker(store, self.keys, Carrier.NETWORK), self.key)
            heard = self._hear(store, desk, said)
            for left in reversed(range(_MOST_TOGETHER)):
                if result is None:
                    break
                self._result(link, desk, result)
                more = left and not self.stopping()
                result = link.pull(_POINT, _NEXT_SECONDS) if more else None
        return heard

    def _hear(
        self, store: evidence.Store, desk: MessageDesk, said: Sequence[Heard]
    ) -> frozenset[Found]:
        """Keep that sites are there: their keys are known to the broker from then on.

        Whoever has an enrolment file can greet, as often as it likes: the same is kept and told
        once.
        """
        found = {(one.subject, self._found(desk, one.subject, one.body)) for one in said}
        greeted = {one.site: one for _, one in found if isinstance(one, Greeted)}
        for site in greeted.values():
            at = self.clock()
            store.hear(site.site, site.key, at)
            minutes = int((site.clock - at).total_seconds() / 60)
            if abs(minutes) >= _MOST_MINUTES:
                self.tell(say("hub_says.clock", site=site.site, n=minutes))
        for subject, one in found:
            self._told_of(subject, one)
        return frozenset(one for _, one in found)

    def _answer(self, link: BrokerLink, questions: Sequence[Heard]) -> list[BodyAsked]:
        """Answer who asks for leave to try an account; return what else is asked for.

        It waits for no sweep that writes here: what is allowed goes into the ledger, which has a
        connection of its own, before the answer leaves.
        """
        if not questions:
            return []
        with closing(evidence.open_store(self.state, create=False)) as store:
            desk = MessageDesk(store, Taker(store, self.keys, Carrier.NETWORK), self.key)
            found = [(one.subject, self._found(desk, one.subject, one.body)) for one in questions]
        with Ledger(self.state) as ledger:
            for subject, one in found:
                if isinstance(one, PermitWanted):
                    self._permit(link, ledger, one)
                else:
                    self._told_of(subject, one)
        return [BodyAsked(one.site, one.head) for _, one in found if isinstance(one, BodyWanted)]

    def _permit(self, link: BrokerLink, ledger: Ledger, asked: PermitWanted) -> None:
        answer = permitted(ledger, asked.site, asked.head, self.clock())
        if answer.word is PermitWord.NO:
            account = visible(asked.head.account)
            self.tell(say("hub_says.account_paused", site=asked.site, account=account))
        message = signed_message(asked.site, answer, b"", self.key)
        link.send(subjects.receipt(asked.site), message)

    def _result(self, link: BrokerLink, desk: MessageDesk, result: Delivery) -> None:
        found = self._found(desk, result.subject, result.body)
        link.ack(result)
        self._told_of(result.subject, found)
        if isinstance(found, TakenMessage | RefusedMessage):
            link.send(subjects.receipt(found.site), found.receipt)

    def _found(self, desk: MessageDesk, subject: str, raw: bytes) -> Found:
        return desk.message(raw, self.clock(), of_site=subjects.site_of(subject))

    def _told_of(self, subject: str, found: Found) -> None:
        site = subjects.site_of(subject)
        match found:
            case TakenMessage(part=part):
                self.tell(
                    say(
                        "hub_says.taken",
                        site=site,
                        taken=part.taken,
                        before=part.before,
                        waiting=part.waiting,
                        out_of_scope=part.out_of_scope,
                    )
                )
            case RefusedMessage(fault=fault) | (MessageFault() as fault) | (SenderFault() as fault):
                self.tell(say("hub_says.refused", site=site, why=say(f"bundle_fault.{fault}")))
            case TaskHeard():
                self._told_of_task(found)
            case Greeted() | BodyWanted() | PermitWanted():
                pass

    def _told_of_task(self, found: TaskHeard) -> None:
        told = {"site": found.site, "id": found.sweep, "shard": found.shard}
        match found.word:
            case TaskWord.TAKEN:  # said again each time that it is asked
                pass
            case TaskWord.NOT_ALLOWED:
                self.tell(say("hub_says.task_not_allowed", **told))
            case TaskWord.DONE:
                self.tell(say("hub_says.task_done", left=found.left, **told))

    def _keep_broker(self) -> None:
        ended = self.admission.keep_running()
        if ended is not None:
            self.tell(say("broker.ended", code=ended))

    def _problems(self, error: InputError) -> None:
        for problem in error.problems:
            self.tell(problem.what)
