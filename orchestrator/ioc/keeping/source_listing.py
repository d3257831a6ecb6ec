"""Where the lists in force come from, as data; nothing is asked for it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from msgspec import Struct

from orchestrator.ioc.keeping.list_paths import source_folders
from orchestrator.ioc.keeping.source_warnings import warnings_of
from orchestrator.ioc.keeping.sources_file import FileOrigin, FolderOrigin, ListSource, UrlOrigin
from orchestrator.ioc.keeping.version_state import Known, Version, read_state


class SourceListing(Struct, frozen=True, kw_only=True):
    """One source as it stands: `known` is None if it was never updated."""

    source: ListSource
    known: Known | None
    warnings: tuple[str, ...]

    @property
    def origin(self) -> str:
        """The path or web address that it comes from."""
        match self.source.origin:
            case UrlOrigin(url=url):
                return url
            case FileOrigin(path=path) | FolderOrigin(path=path):
                return str(path)


def origins(paths: Sequence[Path], today: date) -> tuple[SourceListing, ...]:
    """Return every source of the folders among paths, in the order of their `sources.yml`.

    Raises:
        ListError: A `sources.yml` or its state cannot be used.
    """
    return tuple(
        SourceListing(source=source, known=known, warnings=tuple(warnings_of(source, known, today)))
        for sources in source_folders(paths)
        for source, known in _known(sources.sources, sources.folder)
    )


def as_json(found: Sequence[SourceListing]) -> list[Mapping[str, object]]:
    """Return what `ioc show --json` says of sources; moments are ISO, in UTC."""
    return [
        {
            "name": one.source.name,
            "role": one.source.role,
            "origin": one.origin,
            **_known_as_json(one.known or Known(role=one.source.role)),
            "warnings": list(one.warnings),
        }
        for one in found
    ]


def _known(
    sources: Sequence[ListSource], folder: Path
) -> Iterator[tuple[ListSource, Known | None]]:
    state = read_state(folder)
    yield from ((source, state.of(source.name)) for source in sources)


def _known_as_json(known: Known) -> Mapping[str, object]:
    return {
        "in_force": _version(known.in_force),
        "refused": _version(known.refused.version if known.refused else None),
        "checked_at": known.checked_at.isoformat() if known.checked_at else None,
    }


def _version(version: Version | None) -> Mapping[str, object] | None:
    if version is None:
        return None
    return {
        "id": version.id,
        "sha256": version.sha256,
        "indicators": version.indicators,
        "dated": version.dated.isoformat(),
    }
