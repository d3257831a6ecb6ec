"""What a source has now, brought into a draft; whatever hinders it is data."""

import email.utils
import os
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct, field

from orchestrator.errors import InputError
from orchestrator.files import read_bounded
from orchestrator.ioc.keeping.kept_suffix import KEPT_SUFFIX
from orchestrator.ioc.keeping.list_paths import FEEDS, files_below
from orchestrator.ioc.keeping.sources_file import (
    FEED,
    FileOrigin,
    FolderOrigin,
    ListSource,
    UrlOrigin,
)
from orchestrator.ioc.keeping.version_state import Known, ListFault, UpdateFault, VersionForm
from orchestrator.ioc.reading.list_file import MANIFEST
from orchestrator.ioc.updating.misp_feed import bring_feed
from orchestrator.model.fetch import (
    FetchFailure,
    Got,
    NotGot,
    Session,
    Terms,
    Unchanged,
    Validators,
)
from orchestrator.text.machine_words import recognised
from orchestrator.text.message import say

MAX_FILES = 1000

Opener = Callable[[Terms], AbstractContextManager[Session]]


class Brought(Struct, frozen=True, kw_only=True):
    """A draft that holds all that the source has; `said` and `said_by` as in `Known`."""

    form: VersionForm
    said: Validators = field(default_factory=Validators)
    said_by: str = ""


class WebAccess(Struct, frozen=True, kw_only=True):
    """The way to web servers, and what must not be reached on it."""

    open: Opener
    listed: Callable[[str], bool]


def bring(
    source: ListSource, known: Known, *, folder: Path, made: Path, wire: WebAccess
) -> Brought | Unchanged | UpdateFault:
    """Bring what a source has now.

    Args:
        source: The source.
        known: What is known of it.
        folder: The folder of lists.
        made: The draft, an empty folder.
        wire: The way to web servers.

    Raises:
        OSError: Our own folder cannot be written.
    """
    store = folder / FEEDS / source.name
    match source.origin:
        case FileOrigin(path=path):
            body = _read(path, source.max_bytes)
            if isinstance(body, UpdateFault):
                return body
            target = made / f"{source.name}{KEPT_SUFFIX}"
            target.write_bytes(body)
            shutil.copystat(path, target)
            return Brought(form=VersionForm.FILE)
        case FolderOrigin(path=path):
            if source.format == FEED or (path / MANIFEST).is_file():
                return _feed_folder(path, source, store, made)
            return _folder(path, source, made)
        case UrlOrigin() as origin:
            terms = _terms(source, origin, wire)
            with wire.open(terms) as session:
                if source.format == FEED or origin.url.endswith(f"/{MANIFEST}"):
                    return _feed(origin.url, session, store, made)
                return _url(origin.url, known, session, made / f"{source.name}{KEPT_SUFFIX}")


def _terms(source: ListSource, origin: UrlOrigin, wire: WebAccess) -> Terms:
    return Terms(
        max_bytes=source.max_bytes,
        timeout_s=source.timeout_s,
        ca=str(origin.ca) if origin.ca else None,
        allow_private=origin.allow_private,
        proxy=origin.proxy,
        listed=wire.listed,
    )


def _read(path: Path, limit_bytes: int) -> bytes | UpdateFault:
    if path.is_file() and path.stat().st_size > limit_bytes:
        return UpdateFault(why=FetchFailure.TOO_LARGE)
    try:
        return read_bounded(path, limit_bytes)
    except InputError as error:
        return UpdateFault(why=ListFault.NO_FILE, detail=error.problems[0].what)


def _folder(path: Path, source: ListSource, made: Path) -> Brought | UpdateFault:
    if not path.is_dir():
        return UpdateFault(why=ListFault.NO_FILE, detail=say("fault_of.no_folder"))
    files = [file for file in files_below(path) if file.is_file()]
    if len(files) > MAX_FILES:
        return UpdateFault(why=ListFault.UNREADABLE, detail=say("fault_of.files", n=MAX_FILES))
    left_bytes = source.max_bytes
    for file in files:
        body = _read(file, left_bytes)
        if isinstance(body, UpdateFault):
            return UpdateFault(why=body.why, detail=_of_file(file.name, body.detail))
        left_bytes -= len(body)
        target = made / file.relative_to(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(body)
        shutil.copystat(file, target)
    return Brought(form=VersionForm.FOLDER)


def _of_file(name: str, detail: str) -> str:
    return say("fault_of.file", name=name, what=detail) if detail else name


def _feed_folder(path: Path, source: ListSource, store: Path, made: Path) -> Brought | UpdateFault:
    def get(name: str) -> bytes | UpdateFault:
        return _read(path / name, source.max_bytes)

    manifest = get(MANIFEST)
    if isinstance(manifest, UpdateFault):
        return manifest
    return bring_feed(manifest, get, store=store, made=made) or Brought(form=VersionForm.FEED)


def _feed(url: str, session: Session, store: Path, made: Path) -> Brought | UpdateFault:
    base = url.removesuffix(MANIFEST).rstrip("/")

    def get(name: str) -> bytes | UpdateFault:
        match session.get(f"{base}/{name}"):
            case Got(body=body):
                return body
            case NotGot(why=why, detail=detail):
                return UpdateFault(why=why, detail=_of_file(name, recognised(detail)))
            case Unchanged():
                return UpdateFault(why=ListFault.UNREADABLE, detail=say("fault_of.unasked"))

    manifest = get(MANIFEST)
    if isinstance(manifest, UpdateFault):
        return manifest
    return bring_feed(manifest, get, store=store, made=made) or Brought(form=VersionForm.FEED)


def _url(
    url: str, known: Known, session: Session, target: Path
) -> Brought | Unchanged | UpdateFault:
    asked = known.said if known.said_by == url and known.in_force else Validators()
    match session.get(url, asked):
        case Unchanged():
            return Unchanged()
        case NotGot(why=why, detail=detail):
            return UpdateFault(why=why, detail=recognised(detail))
        case Got(body=body, validators=said):
            target.write_bytes(body)
            _set_day(target, said.modified)
            return Brought(form=VersionForm.FILE, said=said, said_by=url)


def _set_day(path: Path, modified: str) -> None:
    """Give a list the day on which its server says that it was changed; never a later one."""
    try:
        at = email.utils.parsedate_to_datetime(modified)
    except ValueError:
        return
    aware = at if at.tzinfo else at.replace(tzinfo=UTC)
    if datetime.fromtimestamp(0, UTC) < aware.astimezone(UTC) <= _written(path):
        os.utime(path, (aware.timestamp(), aware.timestamp()))


def _written(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)
