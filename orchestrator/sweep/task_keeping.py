"""What a hub says of tasks, kept at a site: by whichever road it came.

Not in the room's face: only a runner keeps tasks.
"""

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from orchestrator import evidence, ioc
from orchestrator.errors import StateError
from orchestrator.files import write_atomic
from orchestrator.roads.message_heads import AskedFor, TakenHead, TaskHead, TaskWord
from orchestrator.roads.messages import signed_message
from orchestrator.roads.signing_keys import SigningKey
from orchestrator.roads.task_bodies import joined, left_text, read_machines
from orchestrator.text.message import say

PLAYBOOKS: Final = "playbooks"
"""The folder of a state folder where playbooks lie that tasks name."""
_TOLD: Final = timedelta(days=30)
_PRIVATE: Final = 0o600
_FOLDER: Final = 0o700


def task_row(head: TaskHead, body: bytes, at: datetime) -> evidence.TaskRow:
    """Return a task as it is kept.

    Raises:
        ValueError: Its body names no machines.
    """
    return evidence.TaskRow(
        sweep=head.sweep,
        shard=head.shard,
        playbook=head.playbook,
        list=head.list,
        seconds=head.seconds,
        machines=read_machines(body),
        issued_at=head.issued_at,
        taken_at=at,
    )


def keep_body(
    store: evidence.Store, what: AskedFor, digest: str, parts: tuple[bytes, ...]
) -> Path | None:
    """Keep what a task names; return where a playbook lies for a person to read.

    Args:
        store: The site's, whose writer's lock is held.
        what: A list, which is kept in the store, or a playbook, which a person must allow.
        digest: What it must be.
        parts: It, as the hub sent it.

    Raises:
        ValueError: It is something else.
        StateError: It cannot be written.
    """
    body = joined(parts)
    if what is AskedFor.LIST:
        table = ioc.from_text(body)
        _need_digest(table.sha256, digest)
        store.keep_list(evidence.KeptList(sha256=digest, dated=table.dated, body=body))
        return None
    _need_digest(hashlib.sha256(body).hexdigest(), digest)
    return playbook_file(store.folder, evidence.KeptPlaybook(sha256=digest, name="", body=body))


def _need_digest(found: str, wanted: str) -> None:
    if found != wanted:
        raise ValueError(found)


def playbook_file(state: Path, playbook: evidence.KeptPlaybook) -> Path:
    """Write a playbook where a person can read it, and a sweep reads it; return its path.

    Raises:
        StateError: The folder cannot be written.
    """
    path = state / PLAYBOOKS / f"{playbook.sha256[:16]}.yml"
    try:
        path.parent.mkdir(mode=_FOLDER, parents=True, exist_ok=True)
        write_atomic(path, playbook.body, _PRIVATE)
    except OSError as error:
        what = say("file.folder_unwritten", folder=path.parent, why=error.strerror or error)
        raise StateError.one(what, say("file.mend.other_folder")) from error
    return path


def task_word(task: evidence.TaskRow, site: str, key: SigningKey, *, is_allowed: bool) -> bytes:
    """Return a site's message that says how a task stands."""
    word = TaskWord.TAKEN if is_allowed else TaskWord.NOT_ALLOWED
    if task.done_at is not None:
        word = TaskWord.DONE
    head = TakenHead(sweep=task.sweep, shard=task.shard, word=word)
    return signed_message(site, head, left_text(task.left_out), key)


def task_words(store: evidence.Store, site: str, key: SigningKey, at: datetime) -> Iterator[bytes]:
    """Yield a site's messages about the tasks of the last weeks; StateError if damaged."""
    allowed = store.allowed_playbooks()
    for task in store.tasks():
        if task.taken_at > at - _TOLD:
            yield task_word(task, site, key, is_allowed=task.playbook in allowed)
