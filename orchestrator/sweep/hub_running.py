"""`hub start`: results come in over the broker, are kept, and are answered.

Not in the room's face: only `hub` runs it. One message at a time: proven, kept in one step,
acknowledged, answered with the hub's receipt. Whatever ends this program between two of these
steps, the site sends again, and finds that it is known.
"""

import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from orchestrator import evidence
from orchestrator.errors import BusyError, InputError
from orchestrator.files.lock import FileLock
from orchestrator.roads.broker import subjects
from orchestrator.roads.broker.link import BrokerDoor, BrokerLink, Heard, LinkError, opened
from orchestrator.roads.broker.process import BrokerProcess, installed
from orchestrator.roads.broker.pulling import Delivery, PullPoint
from orchestrator.roads.kit_keys import OpenKey, kept_keys, unlocked
from orchestrator.roads.messages import MessageFault
from orchestrator.roads.signing_keys import SigningKey
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
from orchestrator.sweep.site_messages import (
    Found,
    Greeted,
    MessageDesk,
    RefusedMessage,
    SenderFault,
    TakenMessage,
)
from orchestrator.text.message import say
from orchestrator.vault import Identity

MOST_GREETING_BYTES: Final = 8 * 1024
_POINT: Final = PullPoint(subjects.RESULTS, subjects.HUB)
_PULL_SECONDS: Final = 1.0
_NEXT_SECONDS: Final = 0.05
_LOOK_SECONDS: Final = 5.0
_MOST_TOGETHER: Final = 32
_LEAST_GAP, _MOST_GAP = 0.25, 2.0
_MOST_MINUTES: Final = 5
_LONGEST_PAUSE: Final = 10.0

Stopping = Callable[[], bool]
"""Says whether somebody wants it to end."""
Tell = Callable[[str], None]
"""Is told what happens, one sentence a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HubRequest:
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
        stopping: Asked about once a second.

    Raises:
        InputError: There is no hub, broker or key here, nats-server cannot be started, or another
            hub works on the same folder.
    """
    key = needed_hub_key(request.state)
    keys = unlocked(kept_keys(request.state), request.identities)
    door = _door(request.state, key)
    program = installed() if request.own_broker else None
    with _alone(request.state):
        admission = _Admission(request.state, key, door, program)
        try:
            _Hub(request.state, key, keys, door, admission, clock, tell, stopping).run()
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


@dataclass(frozen=True, slots=True)
class _Hub:
    """A hub at work."""

    state: Path
    key: SigningKey
    keys: Sequence[OpenKey]
    door: BrokerDoor
    admission: _Admission
    clock: Callable[[], datetime]
    tell: Tell
    stopping: Stopping

    def run(self) -> None:
        """Work over one connection after the other."""
        pause = GrowingPause(_LONGEST_PAUSE)
        while not self.stopping():
            self._keep_broker()
            try:
                with opened(self.door) as link:
                    link.keep_results()
                    link.listen(subjects.ALL_HELLOS, MOST_GREETING_BYTES)
                    self.tell(say("hub_says.listening", address=self.door.address))
                    pause.over()
                    self._work(link)
            except LinkError as error:
                self._problems(error)
                pause.wait(self.stopping)

    def _work(self, link: BrokerLink) -> None:
        pause = GrowingPause(_LONGEST_PAUSE)
        while not self.stopping():
            self._keep_broker()
            try:
                self._round(link)
            except LinkError:
                raise
            except InputError as error:  # what is not acknowledged comes again
                self._problems(error)
                pause.wait(self.stopping)
            else:
                pause.over()

    def _round(self, link: BrokerLink) -> None:
        greetings = link.heard()
        result = link.pull(_POINT, _PULL_SECONDS)
        if greetings or result is not None:
            began = time.monotonic()
            self._take(link, greetings, result)
            # Another process that wants to write here gets its turn, however much comes in.
            time.sleep(min(max(_LEAST_GAP, time.monotonic() - began), _MOST_GAP))
        self.admission.look(now=bool(greetings))

    def _take(self, link: BrokerLink, greetings: Sequence[Heard], result: Delivery | None) -> None:
        """Take what came, and some of what comes while the store is open."""
        with (
            closing(evidence.open_store(self.state, create=False)) as store,
            evidence.writer_lock(self.state),
        ):
            desk = MessageDesk(store, Taker(store, self.keys), self.key)
            self._greet(store, desk, greetings)
            for left in reversed(range(_MOST_TOGETHER)):
                if result is None:
                    break
                self._result(link, desk, result)
                more = left and not self.stopping()
                result = link.pull(_POINT, _NEXT_SECONDS) if more else None

    def _greet(self, store: evidence.Store, desk: MessageDesk, greetings: Sequence[Heard]) -> None:
        """Keep that sites are there: their keys are known to the broker from then on.

        Whoever has an enrolment file can greet, as often as it likes: the same is kept and told
        once.
        """
        found = {(one.subject, self._found(desk, one.subject, one.body)) for one in greetings}
        greeted = {one.site: one for _, one in found if isinstance(one, Greeted)}
        for site in greeted.values():
            at = self.clock()
            store.hear(site.site, site.key, at)
            minutes = int((site.clock - at).total_seconds() / 60)
            if abs(minutes) >= _MOST_MINUTES:
                self.tell(say("hub_says.clock", site=site.site, n=minutes))
        for subject, one in found:
            self._told_of(subject, one)

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
            case Greeted():
                pass

    def _keep_broker(self) -> None:
        ended = self.admission.keep_running()
        if ended is not None:
            self.tell(say("broker.ended", code=ended))

    def _problems(self, error: InputError) -> None:
        for problem in error.problems:
            self.tell(problem.what)
