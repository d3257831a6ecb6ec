"""Which source each list of indicators is, and of which address it is the version in force."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from orchestrator.ioc.keeping.list_paths import Lists
from orchestrator.ioc.keeping.sources_file import ListSource, UrlOrigin
from orchestrator.ioc.keeping.version_state import VERSIONS, read_state
from orchestrator.ioc.reading.list_file import names_of
from orchestrator.model.indicator import ListFile
from orchestrator.model.list_source import ListOrigin, ListRead


def lists_read(lists: Lists, files: Iterable[ListFile]) -> tuple[ListRead, ...]:
    """Return the source and digest of each list of indicators that a set was made of.

    Args:
        lists: The lists as they were given.
        files: What the set says of its files.

    Raises:
        ListError: The state of a folder of lists is damaged.
    """
    digests = defaultdict[str, set[str]](set)
    for file in files:
        digests[file.name].add(file.sha256)
    return tuple(
        ListRead(
            origin=_origin(path, lists.sourced.get(path), digests[name]),
            sha256=min(digests[name], default=""),
        )
        for path, name in zip(lists.iocs, names_of(lists.iocs), strict=True)
    )


def _origin(path: Path, source: ListSource | None, digests: set[str]) -> ListOrigin:
    """Return a list's origin; its address only where the file is the very one that was fetched."""
    kept = str(path.resolve())
    if source is None or not isinstance(source.origin, UrlOrigin):
        return ListOrigin(path=kept)
    fetched = digests.intersection(_in_force(path, source))
    return ListOrigin(path=kept, url=source.origin.url if fetched else "")


def _in_force(path: Path, source: ListSource) -> Iterator[str]:
    """Yield the digest of the version in force, as the folder of the list knows it."""
    folders = (one for one in path.resolve().parents if (one / VERSIONS).is_dir())
    for folder in islice(folders, 1):
        known = read_state(folder).of(source.name)
        if known and known.in_force:
            yield known.in_force.sha256
