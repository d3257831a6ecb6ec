"""Tasks of a hub at a site: taken, fetched for, done one after the other, and told of.

Not in the room's face: only a runner takes tasks. The store is the memory: a task is kept before
the hub is told so, and told of again whenever the hub speaks of it.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec import Struct, field

from orchestrator import evidence
from orchestrator.errors import BusyError, InputError
from orchestrator.roads.broker import subjects
from orchestrator.roads.enrolment import Enrolment
from orchestrator.roads.message_heads import (
    AskedFor,
    BodyHead,
    GetHead,
    MessageHead,
    PermittedHead,
    TaskHead,
)
from orchestrator.roads.messages import SignedMessage, signed_message
from orchestrator.roads.signing_keys import SigningKey
from orchestrator.sweep.pauses import GrowingPause
from orchestrator.sweep.permit_asking import Permits
from orchestrator.sweep.planning import SweepRequest
from orchestrator.sweep.task_doing import TaskRequest, TaskWatch, do_task
from orchestrator.sweep.task_keeping import keep_body, task_row, task_word
from orchestrator.text.message import say

if TYPE_CHECKING:  # files carry the same without the package that speaks to brokers
    from orchestrator.roads.broker.link import BrokerLink

MOST_OPEN_TASKS: Final = 4
_ASK_AGAIN_SECONDS: Final = 10.0
_LONGEST_PAUSE: Final = 60.0
_FIRST_TASK_SECONDS: Final = 15.0
_JOIN_SECONDS: Final = 0.5
Name = tuple[str, int]
"""A task's name: the hub's sweep, and the shard in it."""


class _Fetch(Struct):
    """Something that a task names, on its way here in parts."""

    parts: dict[int, bytes] = field(default_factory=dict)
    of: int = 1
    due: float = 0.0

    @property
    def missing(self) -> int | None:
        """The first part that is not here, None where all are."""
        return next((part for part in range(self.of) if part not in self.parts), None)

    def heard(self, head: BodyHead, body: bytes) -> None:
        """Take a part; of another whole than those before, begin anew."""
        if head.parts != self.of:
            self.of, self.parts = head.parts, {}
        self.parts[head.part] = body
        self.due = 0.0


class _Work(Struct):
    """A task that is being done, in a thread of its own."""

    task: evidence.TaskRow
    watch: TaskWatch
    thread: threading.Thread | None = None
    left: evidence.LeftOut | None = None
    error: BaseException | None = None

    @property
    def is_over(self) -> bool:
        """Whether the thread has ended."""
        return self.thread is not None and not self.thread.is_alive()


class TaskDesk:
    """Takes a site's tasks and does them; use from one thread."""

    def __init__(
        self,
        state: Path,
        enrolment: Enrolment,
        key: SigningKey,
        asking: SweepRequest,
        permits: Permits,
        clock: Callable[[], datetime],
        tell: Callable[[str], None],
    ) -> None:
        """Do nothing yet; `asking` is how machines are asked here."""
        self._state = state
        self._site = enrolment.site
        self._units = frozenset(enrolment.units)
        self._key = key
        self._asking = asking
        self._permits = permits
        self._clock = clock
        self._tell = tell
        self._heard: dict[Name, evidence.TaskRow] = {}
        self._fetches: dict[tuple[AskedFor, str], _Fetch] = {}
        self._told: set[str] = set()
        self._say: dict[Name, None] = {}
        self._work: _Work | None = None
        self._pause = GrowingPause(_LONGEST_PAUSE)
        self._not_before = 0.0
        self._since = time.monotonic()
        self._ready = 0

    @property
    def is_idle(self) -> bool:
        """Whether there is nothing to do, and nothing more to wait for soon."""
        quiet = time.monotonic() > self._since + _FIRST_TASK_SECONDS
        busy = self._heard or self._fetches or self._ready or not self._permits.is_told
        return quiet and self._work is None and not busy

    def hear(self, said: SignedMessage) -> None:
        """Take what the hub said about tasks."""
        match said.head:
            case TaskHead() as head:
                self._since = time.monotonic()
                self._hear_task(head, said.body)
            case BodyHead(what=what, digest=digest) as head:
                if (what, digest) in self._fetches:
                    self._fetches[what, digest].heard(head, said.body)
            case PermittedHead() as head:
                self._permits.hear(head)
            case _:
                self._tell(say("runner_says.no_task"))

    def _hear_task(self, head: TaskHead, body: bytes) -> None:
        try:
            self._heard[head.sweep, head.shard] = task_row(head, body, self._clock())
        except ValueError:
            self._tell(say("runner_says.no_task"))

    def step(self, link: "BrokerLink") -> None:
        """Go on with whatever can be gone on with.

        Raises:
            LinkError: The connection broke.
            InputError: The state folder cannot be read or written.
        """
        self.advance()
        with closing(evidence.open_store(self._state, create=True)) as store:
            for message in self._words(store):
                link.send(subjects.hello(self._site), message)
            self._say.clear()
        heads: tuple[MessageHead, ...] = (*self._questions(), *self._permits.to_say())
        for head in heads:
            link.send(subjects.hello(self._site), signed_message(self._site, head, b"", self._key))

    def advance(self) -> None:
        """Do all of it that needs no connection.

        Raises:
            InputError: The state folder cannot be read or written.
        """
        if self._work is not None and not self._work.is_over:
            return  # it writes; what is heard meanwhile waits here
        with closing(evidence.open_store(self._state, create=True)) as store:
            ended = self._work is not None
            # An idle site locks nobody out who wants to sweep.
            if ended or self._heard or any(one.missing is None for one in self._fetches.values()):
                try:
                    with evidence.writer_lock(self._state):
                        self._write(store)
                except BusyError:  # a sweep that a person began: it is tried again
                    return
            if not ended:  # else parts are made first of what was just asked
                self._begin(store)

    def _write(self, store: evidence.Store) -> None:
        """Keep what was heard and what was done."""
        if self._work is not None:
            self._ended(store, self._work)
        tasks = {(one.sweep, one.shard): one for one in store.tasks()}
        room = MOST_OPEN_TASKS - sum(one.done_at is None for one in tasks.values())
        for name, task in self._heard.items():
            if name in tasks:
                self._say[name] = None
            elif room > 0:
                store.take_task(task)
                self._tell(
                    say("runner_says.task", id=task.sweep, shard=task.shard, n=len(task.machines))
                )
                self._say[name] = None
                room -= 1
        self._heard.clear()
        for (what, digest), fetch in tuple(self._fetches.items()):
            if fetch.missing is None:
                del self._fetches[what, digest]
                self._fetched(store, what, digest, tuple(fetch.parts[n] for n in range(fetch.of)))

    def _ended(self, store: evidence.Store, work: _Work) -> None:
        """Keep what came of a task; one that failed is tried again, later each time."""
        self._work = None
        if isinstance(work.error, InputError):
            for problem in work.error.problems:
                self._tell(problem.what)
            self._not_before = time.monotonic() + self._pause.longer()
            return
        if work.error is not None:
            raise work.error
        self._pause.over()
        if work.left is None:
            return
        store.finish_task(work.task, work.left, self._clock())
        self._say[work.task.sweep, work.task.shard] = None
        self._tell(say("runner_says.task_done", id=work.task.sweep, shard=work.task.shard))

    def _fetched(
        self, store: evidence.Store, what: AskedFor, digest: str, parts: tuple[bytes, ...]
    ) -> None:
        """Keep what the hub sent, if it is what was asked for."""
        try:
            path = keep_body(store, what, digest, parts)
        except ValueError:
            self._tell(say("runner_says.other_body", digest=digest[:12]))
            return
        if path is not None:
            self._tell(say("runner_says.strange_playbook", digest=digest[:12], file=path))
            self._told.add(digest)

    def _begin(self, store: evidence.Store) -> None:
        """Begin with the first task that can be done; fetch what the others lack."""
        allowed = store.allowed_playbooks()
        self._ready = 0
        for task in store.tasks():
            if task.done_at is not None:
                continue
            if task.playbook not in allowed:
                if task.playbook not in self._told:
                    self._fetches.setdefault((AskedFor.PLAYBOOK, task.playbook), _Fetch())
                continue
            self._ready += 1
            if not store.has_list(task.list):
                self._fetches.setdefault((AskedFor.LIST, task.list), _Fetch())
            elif self._work is None and time.monotonic() >= self._not_before:
                self._work = self._started(task)

    def _started(self, task: evidence.TaskRow) -> _Work:
        work = _Work(task=task, watch=TaskWatch(task.seconds))
        request = TaskRequest(
            state=self._state,
            units=self._units,
            asking=self._asking,
            task=task,
            permits=self._permits,
        )

        def done() -> None:
            try:
                work.left = do_task(request, self._clock, work.watch)
            except BaseException as error:  # noqa: BLE001 - the desk's own thread looks at it
                work.error = error

        work.thread = threading.Thread(target=done, name="task")
        work.thread.start()
        return work

    def _words(self, store: evidence.Store) -> Iterator[bytes]:
        """Yield what is to be told of tasks that the hub spoke of, or that were done."""
        if self._say:
            allowed = store.allowed_playbooks()
            for task in store.tasks():
                if (task.sweep, task.shard) in self._say:
                    yield task_word(
                        task, self._site, self._key, is_allowed=task.playbook in allowed
                    )

    def _questions(self) -> Iterator[GetHead]:
        """Yield what is to be asked for again."""
        now = time.monotonic()
        for (what, digest), fetch in self._fetches.items():
            part = fetch.missing
            if part is not None and now >= fetch.due:
                fetch.due = now + _ASK_AGAIN_SECONDS
                yield GetHead(what=what, digest=digest, part=part)

    def work_off(self, stopping: Callable[[], bool]) -> None:
        """Do all tasks that can be done, without a connection.

        Raises:
            InputError: The state folder cannot be read or written.
        """
        self.advance()
        while self._work is not None and not stopping():
            if self._work.thread is not None:
                self._work.thread.join(_JOIN_SECONDS)
            if self._work.is_over:
                self.advance()
                self.advance()

    def end(self) -> None:
        """End what is being done; what was asked is kept, and gone on with next time."""
        if self._work is not None and self._work.thread is not None:
            self._work.watch.stop()
            self._permits.close()  # after that: who waits was interrupted, and not refused
            self._work.thread.join()
