"""`runner receipts` and `runner status`: what the hub has, and what still waits to be sent.

Not in the room's face: only `runner` asks.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import closing
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from msgspec import Struct

from orchestrator import evidence
from orchestrator.errors import ExitCode
from orchestrator.evidence.opening import FILE
from orchestrator.files import regular_stream
from orchestrator.roads.bundle_text import TextFault, messages_in
from orchestrator.roads.enrolment import Enrolment
from orchestrator.roads.message_heads import AskedFor, BodyHead, ReceiptHead, Speaker, TaskHead
from orchestrator.roads.messages import MessageFault, SignedMessage, parted
from orchestrator.sweep.site_enrolment import enrolled, own_words
from orchestrator.sweep.task_keeping import keep_body, task_row
from orchestrator.text.catalogue import iso
from orchestrator.text.message import say


class ReceiptFault(StrEnum):
    """Why a receipt marks nothing."""

    NO_RECEIPT = "no_receipt"  # another message of the hub
    NO_TASK = "no_task"  # a task, or what it names, that is not whole
    NOT_SENT = "not_sent"  # of a part that was not made here
    NOT_TAKEN = "not_taken"  # the hub says that it has not taken it


class ReceiptsRead(Struct, frozen=True, kw_only=True):
    """What receipts came to.

    Attributes:
        marked: Parts that need not be sent again, since now.
        before: Those that were known already.
        faults: What was wrong with how many.
        unsent: Parts that still have no receipt.
        tasks: Tasks of the hub that were in the files.
        playbooks: Where playbooks lie that a person has not allowed yet.
    """

    marked: int
    before: int
    faults: Mapping[ReceiptFault | MessageFault | TextFault, int]
    unsent: int
    tasks: int = 0
    playbooks: tuple[Path, ...] = ()

    @property
    def exit_code(self) -> ExitCode:
        """2 where there is no receipt among them, 4 where one marks nothing."""
        if not self.faults:
            return ExitCode.DONE
        return ExitCode.INCOMPLETE if self.marked + self.before + self.tasks else ExitCode.BAD_INPUT


class SiteStatus(Struct, frozen=True, kw_only=True):
    """Where a site stands with its hub.

    Attributes:
        enrolment: For whom it works.
        key_words: The eight words of its own key.
        parts: How many parts were made.
        unsent: How many of them have no receipt.
        oldest: When the oldest of these was made (aware); None where there is none.
        unmade: How many machines' tries are in no part yet.
        tasks_open: How many tasks of the hub are not done yet.
        tasks_done: How many are.
        allowed: The names of the playbooks that the hub may have asked here.
    """

    enrolment: Enrolment
    key_words: str
    parts: int
    unsent: int
    oldest: datetime | None
    unmade: int
    tasks_open: int
    tasks_done: int
    allowed: tuple[str, ...]


def read_receipts(state: Path, files: Iterable[Path], at: datetime) -> ReceiptsRead:
    """Mark what the hub has, by its receipts, and take the tasks that came with them.

    Args:
        state: The site's state folder.
        files: As `bundle import` and `hub export` wrote them.
        at: Now (aware UTC).

    Raises:
        InputError: The folder was not enrolled, or a file cannot be read.
    """
    enrolment, _ = enrolled(state)
    faults: Counter[ReceiptFault | MessageFault | TextFault] = Counter()
    marked = before = 0
    desk = _TaskFile(at)
    with closing(evidence.open_store(state, create=True)) as store, evidence.writer_lock(state):
        sent = {part.sha256: part for part in store.outbox()}
        for raw in _messages(files):
            found = raw if isinstance(raw, TextFault) else hub_message(raw, enrolment)
            if not isinstance(found, SignedMessage):
                faults[found] += 1
            elif not isinstance(found.head, ReceiptHead):
                faults.update(desk.heard(found))
            elif not found.head.is_taken:
                faults[ReceiptFault.NOT_TAKEN] += 1
            elif found.head.bundle not in sent:
                faults[ReceiptFault.NOT_SENT] += 1
            elif isinstance(raw, bytes) and store.receive_receipt(found.head.bundle, raw, at):
                marked += 1
            else:
                before += 1
        faults.update(desk.keep(store))
        unsent = sum(part.received_at is None for part in store.outbox())
    return ReceiptsRead(
        marked=marked,
        before=before,
        faults=dict(faults),
        unsent=unsent,
        tasks=len(desk.tasks),
        playbooks=tuple(desk.playbooks),
    )


class _TaskFile:
    """The tasks in files of a hub, and what they name; kept when all is read."""

    def __init__(self, at: datetime) -> None:
        self._at = at
        self._parts: dict[tuple[AskedFor, str], dict[int, tuple[int, bytes]]] = {}
        self.tasks: list[evidence.TaskRow] = []
        self.playbooks: list[Path] = []

    def heard(self, said: SignedMessage) -> list[ReceiptFault]:
        """Take a message that is no receipt; return what is wrong with it."""
        match said.head:
            case TaskHead() as head:
                try:
                    self.tasks.append(task_row(head, said.body, self._at))
                except ValueError:
                    return [ReceiptFault.NO_TASK]
            case BodyHead(what=what, digest=digest, part=part, parts=parts):
                self._parts.setdefault((what, digest), {})[part] = (parts, said.body)
            case _:
                return [ReceiptFault.NO_RECEIPT]
        return []

    def keep(self, store: evidence.Store) -> list[ReceiptFault]:
        """Write all of it; return what is wrong with what tasks name."""
        for task in self.tasks:
            store.take_task(task)
        allowed, faults = store.allowed_playbooks(), list[ReceiptFault]()
        for (what, digest), parts in self._parts.items():
            if digest in allowed:
                continue
            try:
                body = tuple(parts[n][1] for n in range(max(of for of, _ in parts.values())))
                path = keep_body(store, what, digest, body)
            except (KeyError, ValueError):
                faults.append(ReceiptFault.NO_TASK)
            else:
                self.playbooks += [] if path is None else [path]
        return faults


def _messages(files: Iterable[Path]) -> Iterable[bytes | TextFault]:
    for path in files:
        with regular_stream(path) as stream:
            yield from messages_in(stream)


def proven_receipt(raw: bytes, enrolment: Enrolment) -> ReceiptHead | ReceiptFault | MessageFault:
    """Return a receipt that the hub of this site signed for this site."""
    found = hub_message(raw, enrolment)
    if isinstance(found, MessageFault):
        return found
    return found.head if isinstance(found.head, ReceiptHead) else ReceiptFault.NO_RECEIPT


def hub_message(raw: bytes, enrolment: Enrolment) -> SignedMessage | MessageFault:
    """Return a message that the hub of this site signed for this site."""
    message = parted(raw)
    if isinstance(message, MessageFault):
        return message
    return message.proven(enrolment.hub, enrolment.site, Speaker.HUB)


def site_status(state: Path) -> SiteStatus:
    """Return where a site stands with its hub.

    Raises:
        InputError: The folder was not enrolled, or cannot be read.
    """
    enrolment, key = enrolled(state)
    parts: tuple[evidence.OutboxPart, ...] = ()
    tasks: tuple[evidence.TaskRow, ...] = ()
    allowed: tuple[str, ...] = ()
    unmade = 0
    if (state / FILE).exists():  # else nothing was swept yet
        with closing(evidence.open_store(state, create=False)) as store:
            parts = store.outbox()
            tasks = store.tasks()
            allowed = tuple(store.allowed_playbooks().values())
            unmade = sum(_unmade(store, sweep, enrolment) for sweep in store.sweeps())
    waiting = [part for part in parts if part.received_at is None]
    return SiteStatus(
        enrolment=enrolment,
        key_words=own_words(key.public),
        parts=len(parts),
        unsent=len(waiting),
        oldest=min((part.made_at for part in waiting), default=None),
        unmade=unmade,
        tasks_open=sum(task.done_at is None for task in tasks),
        tasks_done=sum(task.done_at is not None for task in tasks),
        allowed=allowed,
    )


def _unmade(store: evidence.Store, sweep: str, enrolment: Enrolment) -> int:
    """Return how many machines of a sweep have tries that are in no part."""
    if store.sweep_site(sweep)[1] is not None:
        return 0
    done, last, theirs = store.in_parts(sweep), store.last_tries(sweep), set(enrolment.units)
    rows = (one.number for one in store.machines(sweep) if one.scoped.row.unit in theirs)
    return sum(last.get(number, 0) > done.get(number, 0) for number in rows)


def receipts_as_json(done: ReceiptsRead) -> Mapping[str, object]:
    """Return what `runner receipts --json` prints."""
    return {
        "marked": done.marked,
        "before": done.before,
        "unsent": done.unsent,
        "tasks": done.tasks,
        "playbooks": [str(path) for path in done.playbooks],
        "faults": {str(fault): n for fault, n in sorted(done.faults.items())},
    }


def backlog_word(state: Path, at: datetime) -> str | None:
    """Return what is said of parts that wait for a receipt for a day or longer; None of none.

    A network that has not carried them until now may not do so today, and a stick does.

    Args:
        state: The site's state folder.
        at: Now (aware).

    Raises:
        StateError: The folder is damaged.
    """
    if not (state / FILE).exists():
        return None
    with closing(evidence.open_store(state, create=False)) as store:
        waiting = [part.made_at for part in store.outbox() if part.received_at is None]
    days = (at - min(waiting, default=at)).days
    return say("runner_says.backlog", n=len(waiting), days=days) if days else None


def status_as_json(status: SiteStatus) -> Mapping[str, object]:
    """Return what `runner status --json` prints."""
    return {
        "site": status.enrolment.site,
        "district": status.enrolment.district,
        "key_words": status.key_words,
        "enrolment_words": status.enrolment.words,
        "units": list(status.enrolment.units),
        "parts": status.parts,
        "unsent": status.unsent,
        "oldest": iso(status.oldest) if status.oldest else None,
        "unmade_machines": status.unmade,
        "tasks_open": status.tasks_open,
        "tasks_done": status.tasks_done,
        "allowed_playbooks": list(status.allowed),
    }
