"""What is doubtful about where a folder's lists come from, until it is mended or accepted.

A source that fails, shrinks or grows old never makes a smaller list in silence: the version in
force stays, and each set of indicators carries these warnings into every report.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

from orchestrator.ioc.keeping.kept_suffix import KEPT_SUFFIX
from orchestrator.ioc.keeping.list_paths import source_folders
from orchestrator.ioc.keeping.sources_file import (
    NAMES,
    ListSource,
    SourcesFile,
    sources_of,
)
from orchestrator.ioc.keeping.version_state import HeldBack, Known, read_state
from orchestrator.model.indicator import ListDoubt

_BY_DOUBT = {
    HeldBack.SHRUNK: ListDoubt.SHRUNK,
    HeldBack.TAKEN_BACK: ListDoubt.TAKEN_BACK,
}


def source_warnings(paths: Sequence[Path], today: date) -> tuple[str, ...]:
    """Return the warnings of all sources behind lists, sorted: `<word> <name of the source>`.

    Args:
        paths: List files and folders as a person gave them.
        today: The day by which a list's age is judged.

    Raises:
        ListError: A `sources.yml` or its state cannot be used.
    """
    found = (
        f"{word} {source.name}"
        for sources, concerned in _behind(paths)
        for source in concerned
        for word in warnings_of(source, read_state(sources.folder).of(source.name), today)
    )
    return tuple(sorted(set(found)))


def warnings_of(source: ListSource, known: Known | None, today: date) -> Iterator[ListDoubt]:
    """Yield what is doubtful about one source."""
    if known is None or known.in_force is None:
        yield ListDoubt.NOT_FETCHED
    elif today - known.in_force.dated > timedelta(days=source.stale_after_days):
        yield ListDoubt.STALE
    if known and known.refused:
        yield _BY_DOUBT[known.refused.why]
    if known and known.fault:
        yield ListDoubt.UPDATE_FAILED


def _behind(paths: Sequence[Path]) -> Iterator[tuple[SourcesFile, tuple[ListSource, ...]]]:
    """Yield each `sources.yml` with those of its sources that the paths stand for."""
    for sources in source_folders(paths):
        yield sources, sources.sources
    for path in paths:
        if path.is_dir() or path.name in NAMES or not path.name.endswith(KEPT_SUFFIX):
            continue
        if beside := sources_of(path.parent):
            kept = path.name.removesuffix(KEPT_SUFFIX)
            yield beside, tuple(one for one in beside.sources if one.name == kept)
