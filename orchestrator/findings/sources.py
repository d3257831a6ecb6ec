"""Whose word withdraws an indicator: a publisher's own, or a change of a list made here."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from orchestrator.model.list_source import SourceVersion


def authorities(
    versions: Iterable[SourceVersion], sha256: str, names: Iterable[str]
) -> Mapping[str, datetime]:
    """Return the lists of a set whose publisher speaks for himself, each since when he does.

    That is a source fetched over TLS of which the set has a newer version than the one before,
    since its address is the one that it is now: what was met earlier was listed by somebody else.

    Args:
        versions: All versions of all sources.
        sha256: The set's digest.
        names: How the set cites its lists.
    """
    known = tuple(sorted(versions, key=lambda one: one.read_at))
    held = {one.origin.path: one for one in known if one.ioc_set == sha256}
    found: dict[str, datetime] = {}
    for name in names:
        cited = tuple(one for one in held.values() if name in one.origin.cited_as)
        if len(cited) == 1 and cited[0].origin.is_sealed and _is_newer(cited[0], known):
            found[name] = _same_since(cited[0], known)
    return found


def _is_newer(now: SourceVersion, known: tuple[SourceVersion, ...]) -> bool:
    """Whether the source itself changed: what else makes a set smaller is no publisher's word."""
    before = tuple(
        one for one in known if one.origin.path == now.origin.path and one.read_at < now.read_at
    )
    return bool(before) and before[-1].sha256 != now.sha256


def _same_since(now: SourceVersion, known: tuple[SourceVersion, ...]) -> datetime:
    """Return since when a source has the address that it has now, without a break."""
    since = now.read_at
    for one in reversed(known):
        if one.origin.name != now.origin.name or one.read_at > now.read_at:
            continue
        if one.origin.url != now.origin.url or one.dropped_at is not None:
            break
        since = one.read_at
    return since


def newest_versions(versions: Iterable[SourceVersion]) -> Iterator[SourceVersion]:
    """Yield the newest version of each source, by its path."""
    newest = {one.origin.path: one for one in sorted(versions, key=lambda version: version.read_at)}
    for path in sorted(newest):
        yield newest[path]


def dropped_names(versions: Iterable[SourceVersion], names: Iterable[str]) -> frozenset[str]:
    """Return how citations call the sources that a person dropped, but for those still there.

    Args:
        versions: All versions of all sources.
        names: How the set in force cites its lists.
    """
    gone = (one for one in newest_versions(versions) if one.dropped_at is not None)
    return frozenset(name for one in gone for name in one.origin.cited_as) - frozenset(names)
