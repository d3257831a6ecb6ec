"""The versions of a source's list: made aside, kept, put in force in one step, taken away.

sources.yml
ncsc.list                           what is in force of a source that is one file
.feeds/misp/                        the events of a MISP feed, and the manifest in force
.versions/state.json                which version of each source is in force, and every warning
.versions/ncsc/20261124T0800Z-…/    one version: the file, the files, or the manifest
"""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from orchestrator.errors import InputError, ListError
from orchestrator.files import write_atomic
from orchestrator.files.atomic import SCRATCH
from orchestrator.files.lock import FileLock
from orchestrator.ioc.keeping.kept_suffix import KEPT_SUFFIX
from orchestrator.ioc.keeping.list_paths import FEEDS, kept_list
from orchestrator.ioc.keeping.version_state import (
    VERSIONS,
    Known,
    KnownSources,
    Version,
    VersionForm,
    read_state,
    write_state,
)
from orchestrator.ioc.reading.list_file import MANIFEST, events_of
from orchestrator.text.message import say

KEPT_VERSIONS = 10  # the one in force among them
_DRAFT = ".draft-"
_READABLE = 0o644  # lists are no secret, and other tools may want them


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep other updates of the folder out, and clear away what a killed one left.

    Raises:
        InputError: Another update is at work, or the folder cannot be written.
    """
    versions = folder / VERSIONS
    try:
        versions.mkdir(mode=0o755, exist_ok=True)
        busy = InputError.one(say("update.busy", folder=folder), say("mend.wait"))
        with FileLock(versions / ".lock", busy):
            _sweep_up(folder)
            yield
    except OSError as error:
        raise InputError.one(
            say("update.no_write", folder=folder, why=error.strerror or str(error)),
            say("mend.free_space"),
        ) from error


def _sweep_up(folder: Path) -> None:
    """Remove the drafts and half-written files that a killed update left."""
    for left in (folder / VERSIONS).glob(f"*/{_DRAFT}*"):
        shutil.rmtree(left)
    for half in (folder / VERSIONS).glob(f".state.json.{SCRATCH}"):
        half.unlink()
    for name, _ in read_state(folder).known:
        for half in folder.glob(f".{name}{KEPT_SUFFIX}.{SCRATCH}"):
            half.unlink()
        for half in (folder / FEEDS / name).glob(f".*.json.{SCRATCH}"):
            half.unlink()


@contextlib.contextmanager
def draft(folder: Path, name: str) -> Iterator[Path]:
    """Give a folder in which a version is made; what is not kept goes away with it."""
    versions = folder / VERSIONS / name
    versions.mkdir(exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=_DRAFT, dir=versions))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def keep(made: Path, version: Version) -> None:
    """Make a draft a version; the same version may be there already."""
    kept = made.parent / version.id
    if not kept.exists():
        made.chmod(0o755)
        made.rename(kept)


def version_id(at: datetime, sha256: str) -> str:
    """Return a version's name: sorts by time, and holds nothing that a file name may not."""
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{sha256[:12]}"


def put_in_force(folder: Path, name: str, version: Version) -> None:
    """Let a kept version count, in one step; a folder counts by the state alone.

    Raises:
        ListError: Somebody took the kept version away.
        OSError: It cannot be written; what was in force still is.
    """
    source = folder / VERSIONS / name / version.id
    if not source.is_dir():
        what = say("update.version_gone", path=source, name=name)
        raise ListError.one(what, say("mend.delete_versions", path=folder / VERSIONS))
    target = kept_list(folder, name, version)
    match version.form:
        case VersionForm.FILE:
            _copy(source / target.name, target)
        case VersionForm.FEED:
            target.mkdir(parents=True, exist_ok=True)
            _copy(source / MANIFEST, target / MANIFEST)
        case VersionForm.FOLDER:
            pass


def history(known: Known) -> tuple[Version, ...]:
    """Return the versions to keep once another one than that in force now counts."""
    every = (*known.before, known.in_force) if known.in_force else known.before
    return every[-(KEPT_VERSIONS - 1) :]


def settle(folder: Path, name: str, state: KnownSources) -> None:
    """Write down how a source stands, then clear away what is needed no more.

    Raises:
        OSError: The folder cannot be written.
    """
    write_state(folder, state)
    if known := state.of(name):
        _prune(folder, name, known)


def _prune(folder: Path, name: str, known: Known) -> None:
    """Remove what is neither in force, nor was, nor awaits a decision."""
    versions = folder / VERSIONS / name
    refused = known.refused.version if known.refused else None
    wanted = {one.id for one in (known.in_force, refused, *known.before) if one}
    for old in versions.iterdir():
        if old.name not in wanted and not old.name.startswith(_DRAFT):
            shutil.rmtree(old)
    if known.in_force and known.in_force.form is not VersionForm.FILE:
        (folder / f"{name}{KEPT_SUFFIX}").unlink(missing_ok=True)  # it was one file before
    if known.fault is None:
        _prune_events(folder / FEEDS / name, versions)


def _prune_events(feed: Path, versions: Path) -> None:
    """Remove the events that no kept version names; those of a feed half come are not asked for."""
    manifests = [path.read_bytes() for path in versions.glob(f"*/{MANIFEST}")]
    named = {f"{event}.json" for manifest in manifests for event in events_of(manifest)}
    for event in feed.glob("*.json"):
        if event.name not in named and event.name != MANIFEST:
            event.unlink()


def _copy(source: Path, target: Path) -> None:
    """Replace a file, and keep its day: it is the age of a list that gives none itself."""
    write_atomic(target, source.read_bytes(), _READABLE)
    times = source.stat()
    os.utime(target, (times.st_atime, times.st_mtime))
