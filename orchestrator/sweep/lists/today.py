"""Lists of indicators as they are today: looked into, compared, brought from their sources.

Room `ioc` does the work; the day and the way to web servers are handed to it here.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from orchestrator import ioc
from orchestrator.errors import Problem
from orchestrator.ioc.keeping import source_listing, sources_file
from orchestrator.ioc.keeping.source_warnings import source_warnings
from orchestrator.ioc.reading.list_file import ReadAs
from orchestrator.ioc.reading.tables.by_hand import columns_by_hand
from orchestrator.ioc.sets import listing
from orchestrator.ioc.sets.list_changes import Difference, compare
from orchestrator.ioc.sets.list_details import indicator_as_json
from orchestrator.ioc.sets.table_cache import load_table
from orchestrator.ioc.updating import update_rows
from orchestrator.ioc.updating.accept import accept, back
from orchestrator.ioc.updating.update import update
from orchestrator.model.indicator import Class, IocSet, Kind
from orchestrator.model.ioc_table import IocTable
from orchestrator.model.watch import Watch, unwatched
from orchestrator.sweep.clock import now
from orchestrator.transport.web import WebSession


class ListsSeen(Struct, frozen=True, kw_only=True):
    """Lists that were looked into, what bars others from it, and where they come from."""

    files: tuple[listing.ListSeen, ...]
    problems: tuple[Problem, ...]
    sources: tuple[source_listing.SourceListing, ...]
    warnings: tuple[str, ...]

    def values(self, kind: Kind) -> tuple[str, ...]:
        """Return the distinct values of a kind over all files, sorted; exactly those counted."""
        return listing.values(self.files, kind)

    def as_json(self) -> Mapping[str, object]:
        """Return what `ioc show --json` prints."""
        return {
            **listing.as_json(self.files),
            "errors": [str(one) for one in self.problems],
            "sources": source_listing.as_json(self.sources),
            "warnings": list(self.warnings),
        }


class ListsCompared(Struct, frozen=True, kw_only=True):
    """Two versions of a list, each with its path, and what differs."""

    old: tuple[Path, IocSet]
    new: tuple[Path, IocSet]
    difference: Difference

    def as_json(self) -> Mapping[str, object]:
        """Return what `ioc diff --json` prints."""
        found = self.difference
        return {
            "old": _version(*self.old),
            "new": _version(*self.new),
            "added": [indicator_as_json(one) for one in found.added],
            "removed": [indicator_as_json(one) for one in found.removed],
            "changed": [
                {"old": indicator_as_json(before), "new": indicator_as_json(after)}
                for before, after in found.changed
            ],
        }


def look_into_lists(
    paths: Sequence[Path], wanted: str | None = None, columns: Sequence[str] = ()
) -> ListsSeen:
    """Read lists and folders of lists without using them.

    Args:
        paths: Files and folders.
        wanted: The format to read them as, None to look what each one is.
        columns: What a person decides of columns: `NAME` or `NAME=TYPE`.

    Raises:
        ListError: A path holds no list, or its sources cannot be read.
    """
    today = now().date()
    asked = ReadAs(format=wanted, columns=columns_by_hand(columns))
    looked = listing.look_into(paths, asked)
    return ListsSeen(
        files=looked.seen,
        problems=looked.problems,
        sources=source_listing.origins(paths, today),
        warnings=source_warnings(paths, today),
    )


def compare_lists(old: Path, new: Path, columns: Sequence[str] = ()) -> ListsCompared:
    """Return what differs between two list files or folders of lists.

    Args:
        old: The one.
        new: The other.
        columns: What a person decides of columns of both.

    Raises:
        ListError: One of the two cannot be used.
    """
    today = now().date()
    given = columns_by_hand(columns)
    before, after = (ioc.load([path], today=today, columns=given) for path in (old, new))
    found = compare(before.indicators, after.indicators)
    return ListsCompared(old=(old, before), new=(new, after), difference=found)


def load_lists(
    paths: Sequence[Path],
    *,
    sinkholes: Sequence[Path],
    allow: Sequence[Path],
    state: Path,
    columns: Sequence[str] = (),
    watch: Watch = unwatched,
) -> IocTable:
    """Return the table of lists as it holds today; long lists are kept in the state folder.

    Args:
        paths: Lists of indicators.
        sinkholes: Lists of known sinkholes.
        allow: Allow lists.
        state: The state folder.
        columns: What a person decides of columns of the lists of indicators.
        watch: Looks on while it is made.

    Raises:
        ListError: They cannot be used.
    """
    return load_table(
        paths,
        sinkholes=sinkholes,
        allow=allow,
        today=now().date(),
        state=state,
        columns=columns_by_hand(columns),
        watch=watch,
    )


def update_lists(
    folder: Path, *, check: bool, begins: Callable[[str], None]
) -> Sequence[update_rows.SourceUpdate]:
    """Bring the lists that a sources file names, and decide which of them count.

    Args:
        folder: The sources file, or the folder that holds one.
        check: Fetch and judge, but let nothing count.
        begins: Told the name of a source before it is asked: a slow one may take its time.

    Raises:
        InputError: The sources file, a kept list or the folder cannot be used; every list in
            force is untouched.
    """
    return update(
        sources_file.sources_at(folder),
        opener=WebSession,
        now=now(),
        check=check,
        begins=lambda source: begins(source.name),
    )


def accept_list(folder: Path, name: str) -> Sequence[update_rows.SourceUpdate]:
    """Let the version of a source count that was held back; errors as `update_lists`."""
    return (accept(sources_file.sources_at(folder), name, now=now()),)


def return_list(folder: Path, name: str) -> Sequence[update_rows.SourceUpdate]:
    """Return to the version of a source before this one; errors as `update_lists`."""
    return (back(sources_file.sources_at(folder), name, now=now()),)


def _version(path: Path, iocs: IocSet) -> Mapping[str, object]:
    listed = sum(one.klass is Class.MALICIOUS for one in iocs.indicators)
    return {"path": str(path), "dated": iocs.dated, "sha256": iocs.sha256, "indicators": listed}
