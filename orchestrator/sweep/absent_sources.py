"""Sources of lists that are not there any more: their last versions count until a person says no.

A sweep must not find less because a file vanished.
"""

from collections.abc import Iterator
from pathlib import Path

from orchestrator import evidence
from orchestrator.findings.sources import newest_versions
from orchestrator.ioc.sets.absent_lists import KeptVersion, with_kept
from orchestrator.model.indicator import IocSet
from orchestrator.model.list_source import SourceVersion
from orchestrator.sweep.judging import table_kept


def with_absent(store: evidence.Store, iocs: IocSet) -> IocSet:
    """Return a set with the last versions of the sources that were read before and are gone.

    Raises:
        StateError: The set that such a version was part of is damaged.
    """
    gone = absent(store, frozenset(file.name for file in iocs.files))
    return with_kept(
        iocs,
        (KeptVersion(table_kept(store, one.ioc_set), one.origin.cited_as) for one in gone),
    )


def absent(store: evidence.Store, names: frozenset[str]) -> Iterator[SourceVersion]:
    """Yield the newest version of each source that is gone, and that nobody dropped.

    One that lies elsewhere now, under its own name, is not gone.

    Args:
        store: Where versions are kept.
        names: How the set of today cites its lists.
    """
    for one in newest_versions(store.source_versions()):
        there = not names.isdisjoint(one.origin.cited_as)
        if one.dropped_at is None and not there and not is_there(one.origin.path):
            yield one


def is_there(path: str) -> bool:
    """Whether something lies at a path, and can be seen: what cannot be read is gone, too."""
    try:
        return Path(path).exists()
    except OSError:
        return False
