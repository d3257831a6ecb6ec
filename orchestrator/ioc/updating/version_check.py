"""A version before it may count: read by the ordinary readers, and put before the guards."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from msgspec import Struct

from orchestrator.errors import ListError, Problem
from orchestrator.ioc.guarding.allow import read_allow
from orchestrator.ioc.guarding.guard import Guard
from orchestrator.ioc.keeping.kept_suffix import KEPT_SUFFIX
from orchestrator.ioc.keeping.list_paths import FEEDS, files_below
from orchestrator.ioc.keeping.sources_file import ListRole, ListSource, UrlOrigin
from orchestrator.ioc.keeping.version_state import ListFault, UpdateFault, VersionForm
from orchestrator.ioc.reading.entries import ReadList
from orchestrator.ioc.reading.list_file import MANIFEST, check_columns, read_feed, read_list
from orchestrator.ioc.reading.normalise import Value, normalise
from orchestrator.ioc.sets.load import is_future, is_useless, judge_list
from orchestrator.text.message import say


class CheckedVersion(Struct, frozen=True, kw_only=True):
    """A version that may count; `values` are its distinct indicators."""

    values: frozenset[Value]
    sha256: str
    dated: date


def judge(
    source: ListSource, form: VersionForm, made: Path, *, folder: Path, today: date
) -> CheckedVersion | UpdateFault:
    """Read a version and say what it holds, or why it can be of no use.

    Args:
        source: The source.
        form: What the version is made of.
        made: Where it stands.
        folder: The folder of lists.
        today: No list may be dated later.
    """
    try:
        if source.role is ListRole.ALLOW:
            return _allowed(source, form, made, today)
        lists = _read(source, form, made, folder / FEEDS / source.name)
    except ListError as error:
        return UpdateFault(why=ListFault.UNREADABLE, detail=_said(error.problems[0]))
    return _fault(source, lists, today) or _indicators(lists)


def _indicators(lists: Sequence[ReadList]) -> CheckedVersion | UpdateFault:
    guard = Guard()
    guarded = [judge_list(one, guard) for one in lists]
    if not guarded or any(map(is_useless, guarded)):
        return UpdateFault(why=ListFault.NO_INDICATOR)
    return CheckedVersion(
        values=frozenset(entry.value for one in guarded for entry, _ in one.passed),
        sha256=_digest([(one.name, one.sha256) for one in lists]),
        dated=max(one.dated or one.modified for one in lists),
    )


def _allowed(
    source: ListSource, form: VersionForm, made: Path, today: date
) -> CheckedVersion | UpdateFault:
    """Judge allow lists; an entry that has run out counts, or lists would shrink by their age."""
    files = _files(source, form, made)
    found = read_allow(files, Guard(), today)
    expired = (normalise(one.text.removeprefix(".")) for one in found.expired)
    values = {
        *(Value(one.kind, one.value) for one in found.allowed),
        *(one for one in expired if isinstance(one, Value)),
    }
    if not values:
        return UpdateFault(why=ListFault.NO_INDICATOR)
    return CheckedVersion(
        values=frozenset(values),
        sha256=_digest([(file.name, _sha256(file)) for file in files]),
        dated=max(_modified(file) for file in files),
    )


def _files(source: ListSource, form: VersionForm, made: Path) -> Sequence[Path]:
    """Return the files of a version that is no feed.

    Raises:
        ListError: It is a feed, which can be no allow list.
    """
    match form:
        case VersionForm.FILE:
            return (made / f"{source.name}{KEPT_SUFFIX}",)
        case VersionForm.FOLDER:
            return files_below(made)
        case VersionForm.FEED:
            raise ListError.one(say("list_file.feed_allow"), say("list_file.mend.role"))


def _read(source: ListSource, form: VersionForm, made: Path, store: Path) -> Sequence[ReadList]:
    if form is VersionForm.FEED:
        return (read_feed(made / MANIFEST, store, source.name),)
    files = _files(source, form, made)
    lists = [read_list(file, file.name, source.read_as) for file in files]
    check_columns(source.columns, [table for one in lists for table in one.tables])
    return lists


def _fault(source: ListSource, lists: Iterable[ReadList], today: date) -> UpdateFault | None:
    # A captive portal and a parked domain answer everything with a friendly page.
    unasked = isinstance(source.origin, UrlOrigin) and source.format is None
    for one in lists:
        if unasked and one.format == "html":
            return UpdateFault(why=ListFault.WEB_PAGE)
        if is_future(one, today):
            return UpdateFault(why=ListFault.FUTURE)
    return None


def _digest(files: Sequence[tuple[str, str]]) -> str:
    """Return one digest for files, from their names and digests."""
    if len(files) == 1:
        return files[0][1]
    return hashlib.sha256(repr(sorted(files)).encode()).hexdigest()


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _modified(file: Path) -> date:
    return datetime.fromtimestamp(file.stat().st_mtime, tz=UTC).date()


def _said(problem: Problem) -> str:
    """Where the draft stood says nothing to anyone; the line in it does."""
    line = problem.place.line if problem.place else 1
    return say("fault_of.line", line=line, what=problem.what) if line > 1 else problem.what
