"""Tasks of a hub that travel as a file: written at the hub, taken at the site.

Not in the room's face: only `hub` and `runner` do so. In the file are the messages that the broker
would carry, and all that they name; a site without a network does them by `runner start --once`.
"""

from collections.abc import Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Final

from msgspec import Struct

from orchestrator import evidence
from orchestrator.errors import InputError, UsageError
from orchestrator.files import write_atomic
from orchestrator.roads.bundle_text import bundle_text
from orchestrator.sweep.bundle_exporting import free_names
from orchestrator.sweep.shard_publishing import BodyDesk, task_messages
from orchestrator.sweep.site_enrolment import hub_key, needed_site
from orchestrator.text.message import say

_FILE_MODE: Final = 0o644
_MOST_SHARDS: Final = 1000


class TasksExported(Struct, frozen=True, kw_only=True):
    """A file of tasks: how many are in it, of how many machines. None of them: no file."""

    file: Path | None
    tasks: int
    machines: int


def export_tasks(state: Path, site: str, folder: Path, at: datetime) -> TasksExported:
    """Write all that a site has not answered yet into a file.

    Args:
        state: The hub's state folder.
        site: The site's name.
        folder: Where the file goes, as `VIEC-<site>-<day>-<number>.txt`.
        at: Now (aware UTC).

    Raises:
        InputError: There is no such site or hub, it is not listened to, or the file cannot be
            written.
    """
    key = hub_key(state)
    with closing(evidence.open_store(state, create=False)) as store:
        row = needed_site(store.sites(), site)
        if row.state is not evidence.SiteState.ACCEPTED:
            raise UsageError.one(say("shard.not_accepted", site=site), say("shard.mend.accept"))
        said = tuple(task_messages(store, site, key, at, _MOST_SHARDS))
        shards = [shard for shard, _ in said]
        if not shards:
            return TasksExported(file=None, tasks=0, machines=0)
        bodies = BodyDesk(key).all_of(store, shards, site)
        messages = [message for _, message in said]
        data = b"".join(bundle_text("shard.explanation", (*messages, *bodies)))
    path = next(free_names(folder, f"VIEC-{site}-{at:%Y%m%d}"))
    try:
        write_atomic(path, data, _FILE_MODE)
    except OSError as error:
        what = say("file.folder_unwritten", folder=folder, why=error.strerror or error)
        raise InputError.one(what, say("file.mend.other_folder")) from error
    machines = sum(len(shard.machines) for shard in shards)
    return TasksExported(file=path, tasks=len(shards), machines=machines)


def as_json(done: TasksExported) -> Mapping[str, object]:
    """Return what `hub export --json` prints."""
    file = None if done.file is None else str(done.file)
    return {"file": file, "tasks": done.tasks, "machines": done.machines}
