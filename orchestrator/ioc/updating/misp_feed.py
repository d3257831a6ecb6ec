"""A MISP feed, brought event by event: only what its manifest says is new.

An event is kept as `<uuid>.<timestamp>.json`, and the manifest of our own that names these files
is replaced in one step. So a feed that stops half way leaves the old one in force, and the events
that came are there when it is tried again.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from orchestrator.errors import InputError, ListError
from orchestrator.files import write_atomic
from orchestrator.ioc.keeping.version_state import ListFault, UpdateFault
from orchestrator.ioc.reading.file_bytes import decode
from orchestrator.ioc.reading.list_file import MANIFEST, events_of
from orchestrator.ioc.reading.readers.json_tree import parse
from orchestrator.ioc.reading.readers.misp import events
from orchestrator.text.message import say

_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_TIMESTAMP = re.compile(r"[0-9]{1,12}")
MAX_EVENTS = 50_000

Get = Callable[[str], bytes | UpdateFault]


def bring_feed(manifest: bytes, get: Get, *, store: Path, made: Path) -> UpdateFault | None:
    """Bring all events that a manifest names and that are not there yet.

    Args:
        manifest: The feed's own.
        get: Gets a file of the feed by its name.
        store: Where events are kept; those that came stay there whatever happens.
        made: The draft; our own manifest goes there once all events are in the store.

    Returns:
        Why the feed is not whole, None if it is.

    Raises:
        OSError: The store cannot be written.
    """
    try:
        named = dict(_named(events_of(manifest)))
    except InputError as error:
        return UpdateFault(why=ListFault.UNREADABLE, detail=error.problems[0].what)
    store.mkdir(parents=True, exist_ok=True)
    for kept, event in named.items():
        if not (store / f"{kept}.json").exists():
            fault = _bring(event, get, store / f"{kept}.json")
            if fault:
                return fault
    ours = json.dumps({kept: {} for kept in sorted(named)}, indent=0)
    (made / MANIFEST).write_text(ours, encoding="ascii")
    return None


def _named(manifest: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Yield the name under which each event is kept, and its name in the feed."""
    if len(manifest) > MAX_EVENTS:
        raise ListError.one(say("list_file.feed_events", n=MAX_EVENTS))
    for uuid, said in manifest.items():
        timestamp = str(said.get("timestamp", "")) if isinstance(said, dict) else ""
        # Both become a file's name, and one of them a part of a web address.
        if not _UUID.fullmatch(uuid) or not _TIMESTAMP.fullmatch(timestamp):
            raise ListError.one(say("list_file.feed_uuid"))
        yield f"{uuid.lower()}.{timestamp}", uuid


def _bring(event: str, get: Get, target: Path) -> UpdateFault | None:
    body = get(f"{event}.json")
    if isinstance(body, UpdateFault):
        return body
    try:
        usable = bool(events(parse(decode(body))))
    except InputError as error:
        detail = say("fault_of.event", name=event, what=error.problems[0].what)
        return UpdateFault(why=ListFault.UNREADABLE, detail=detail)
    if not usable:
        detail = say("fault_of.event", name=event, what=say("fault_of.no_event"))
        return UpdateFault(why=ListFault.UNREADABLE, detail=detail)
    write_atomic(target, body, 0o644)
    return None
