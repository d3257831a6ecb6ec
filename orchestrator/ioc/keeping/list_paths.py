"""Which files are lists, what each is for and where it came from; a folder stands for its files."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from orchestrator.errors import ListError, Problem
from orchestrator.files.folders import visible_files
from orchestrator.ioc.keeping.kept_suffix import KEPT_SUFFIX
from orchestrator.ioc.keeping.sources_file import (
    NAMES,
    ListRole,
    ListSource,
    SourcesFile,
    UrlOrigin,
    sources_of,
)
from orchestrator.ioc.keeping.version_state import VERSIONS, Version, VersionForm, read_state
from orchestrator.ioc.reading.list_file import AS_IT_IS, MANIFEST, ReadAs, names_of
from orchestrator.ioc.reading.tables.by_hand import ColumnByHand
from orchestrator.model.indicator import ListFile
from orchestrator.model.list_source import ListOrigin, ListRead
from orchestrator.text.message import say

_DOCUMENTS = (".md", ".rst")
FEEDS = ".feeds"  # where a folder of lists keeps the feeds that its sources.yml names


class Lists(NamedTuple):
    """List files by what they are for, each file once, in the order given.

    `sourced` are those that a source of a `sources.yml` brought; each source says itself when
    its list is old. `asked` is what a `sources.yml` says of how to read some.
    """

    iocs: tuple[Path, ...]
    allow: tuple[Path, ...]
    sinkholes: tuple[Path, ...]
    sourced: Mapping[Path, ListSource]
    asked: Mapping[Path, ReadAs]

    @property
    def all(self) -> tuple[Path, ...]:
        """The files of every role."""
        return (*self.iocs, *self.allow, *self.sinkholes)

    def read_as(self, path: Path) -> ReadAs:
        """Return how a file is read."""
        return self.asked.get(path, AS_IT_IS)


class _Found(NamedTuple):
    path: Path
    role: ListRole
    read_as: ReadAs = AS_IT_IS
    source: ListSource | None = None


def grouped(paths: Sequence[Path]) -> Lists:
    """Return every list once by its role: files as given, the files of a folder sorted by path.

    A `sources.yml` beside a file gives it its role; without one it is a list of indicators.
    A folder with a `manifest.json` is a MISP feed, and one list. In others, hidden files,
    `sources.yml`, `README*` and `*.md` are no lists; what its sources brought, is.

    Raises:
        ListError: A path does not exist, a folder holds no list, or a `sources.yml` cannot be
            used; all such problems at once.
    """
    problems = [problem for path in paths for problem in _problems(path)]
    if problems:
        raise ListError(problems)
    found = {one.path.resolve(): one for one in reversed([*_found(paths)])}
    every = tuple(reversed(found.values()))
    by_role = {role: tuple(one.path for one in every if one.role is role) for role in ListRole}
    return Lists(
        iocs=by_role[ListRole.IOC],
        allow=by_role[ListRole.ALLOW],
        sinkholes=by_role[ListRole.SINKHOLE],
        sourced={one.path: one.source for one in every if one.source},
        asked={one.path: one.read_as for one in every if one.read_as != AS_IT_IS},
    )


def given_lists(
    paths: Sequence[Path],
    sinkholes: Sequence[Path],
    allow: Sequence[Path] = (),
    columns: tuple[ColumnByHand, ...] = (),
) -> Lists:
    """Return the lists that a run uses.

    Args:
        paths: List files and folders, each with the role that its `sources.yml` gives it.
        sinkholes: List files and folders that are lists of sinkholes; no allow list is one.
        allow: List files and folders that are allow lists; no list of sinkholes is one.
        columns: What a person decided of the columns of the lists of indicators, over what a
            `sources.yml` says.

    Raises:
        ListError: As `grouped` raises it, or no list of indicators is among the paths.
    """
    if not paths:
        raise ListError.one(say("list_path.none"), say("list_path.mend.iocs"))
    given = grouped(paths)
    if not given.iocs:
        what = say("list_path.no_iocs", paths=", ".join(map(str, paths)))
        raise ListError.one(what, say("list_path.mend.roles"))
    more, local = grouped(sinkholes), grouped(allow)
    known = dict.fromkeys((*given.sinkholes, *more.iocs, *more.sinkholes, *local.sinkholes))
    allowed = dict.fromkeys((*given.allow, *more.allow, *local.iocs, *local.allow))
    return Lists(
        iocs=given.iocs,
        allow=tuple(allowed),
        sinkholes=tuple(known),
        sourced={**local.sourced, **more.sourced, **given.sourced},
        asked={
            **more.asked,
            **given.asked,
            **{path: with_columns(given.read_as(path), columns) for path in given.iocs},
        },
    )


def with_columns(asked: ReadAs, columns: tuple[ColumnByHand, ...]) -> ReadAs:
    """Return how a list is read when a person decides of its columns, if of any."""
    return replace(asked, columns=columns) if columns else asked


def roles_of(folder: Path) -> Mapping[str, ListRole]:
    """Return the role of each file of a folder that its `sources.yml` speaks of, by name.

    A list whose source is no longer named keeps the role that it had.

    Raises:
        ListError: It cannot be used.
    """
    sources = sources_of(folder)
    if sources is None:
        return {}
    known = {f"{name}{KEPT_SUFFIX}": one.role for name, one in read_state(folder).known}
    named = {f"{source.name}{KEPT_SUFFIX}": source.role for source in sources.sources}
    return known | named | {one.name: one.role for one in sources.files}


def source_folders(paths: Sequence[Path]) -> tuple[SourcesFile, ...]:
    """Return the `sources.yml` of every folder given, and of every folder below one.

    Raises:
        ListError: One of them cannot be used.
    """
    folders = dict.fromkeys(
        file.parent
        for path in paths
        if path.is_dir()
        for file in visible_files(path)
        if file.name in NAMES
    )
    return tuple(found for folder in folders if (found := sources_of(folder)))


def kept_list(folder: Path, name: str, version: Version) -> Path:
    """Return where a version stands while it is in force: a file, or a folder."""
    match version.form:
        case VersionForm.FILE:
            return folder / f"{name}{KEPT_SUFFIX}"
        case VersionForm.FEED:
            return folder / FEEDS / name
        case VersionForm.FOLDER:
            return folder / VERSIONS / name / version.id


def holds_lists(folder: Path) -> bool:
    """Tell whether a folder holds any list, of whatever role."""
    return any(True for _ in _found((folder,)))


def files_below(folder: Path) -> tuple[Path, ...]:
    """Return the list files of a plain folder, sorted; a MISP feed below it is one of them."""
    found = [file for file in visible_files(folder) if _is_list(file)]
    feeds = {file.parent for file in found if file.name == MANIFEST}
    plain = (file for file in found if not feeds.intersection(file.parents))
    return (*plain, *sorted(feeds))


def _found(paths: Sequence[Path]) -> Iterator[_Found]:
    spoken_of: dict[Path, Mapping[str, _Found]] = {}
    for path in paths:
        for file in _files(path):
            if file.parent not in spoken_of:
                spoken_of[file.parent] = _spoken_of(file.parent)
            said = spoken_of[file.parent].get(file.name)
            yield said._replace(path=file) if said else _Found(file, ListRole.IOC)
        if path.is_dir() and not (path / MANIFEST).is_file():
            yield from _brought(path)


def _spoken_of(folder: Path) -> Mapping[str, _Found]:
    """Return what a folder's `sources.yml` says of its files, by their names."""
    found = {name: _Found(folder / name, role) for name, role in roles_of(folder).items()}
    if sources := sources_of(folder):
        for source in sources.sources:
            name = f"{source.name}{KEPT_SUFFIX}"
            found[name] = found[name]._replace(read_as=source.read_as, source=source)
        for one in sources.files:
            if one.read_as != AS_IT_IS:
                found[one.name] = found[one.name]._replace(read_as=one.read_as)
    return found


def _brought(path: Path) -> Iterator[_Found]:
    """Yield the lists in force that are no file of the folder itself: folders and feeds."""
    for sources in source_folders((path,)):
        state = read_state(sources.folder)
        for source in sources.sources:
            known = state.of(source.name)
            if known and known.in_force:
                yield from _in_force(sources.folder, source, known.in_force)


def _in_force(folder: Path, source: ListSource, version: Version) -> Iterator[_Found]:
    kept = kept_list(folder, source.name, version)
    if not kept.exists():
        what = say("update.list_gone", path=kept, name=source.name)
        raise ListError.one(what, say("mend.put_back"))
    match version.form:
        case VersionForm.FILE:
            return
        case VersionForm.FEED:
            yield _Found(kept, source.role, source.read_as, source)
        case VersionForm.FOLDER:
            for file in files_below(kept):
                yield _Found(file, source.role, source.read_as, source)


def _files(path: Path) -> Iterable[Path]:
    if not path.is_dir() or (path / MANIFEST).is_file():
        return (path,)
    return files_below(path)


def _is_list(file: Path) -> bool:
    name = file.name.lower()
    document = name.startswith("readme") or name.endswith(_DOCUMENTS)
    return not (document or name in NAMES)


def _problems(path: Path) -> Iterator[Problem]:
    if path.name in NAMES:
        yield Problem(what=say("list_path.sources", path=path), mend=say("list_path.mend.folder"))
    elif not path.exists():
        yield Problem(what=say("list_path.missing", path=path), mend=say("list_path.mend.path"))
    elif not holds_lists(path):
        mend = (
            say("list_path.mend.update", path=path)
            if path.is_dir() and source_folders((path,))
            else say("list_path.mend.put")
        )
        yield Problem(what=say("list_path.empty", path=path), mend=mend)


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
    fetched = digests.intersection(_list_in_force(path, source))
    return ListOrigin(path=kept, url=source.origin.url if fetched else "")


def _list_in_force(path: Path, source: ListSource) -> Iterator[str]:
    """Yield the digest of the version in force, as the folder of the list knows it."""
    folders = (one for one in path.resolve().parents if (one / VERSIONS).is_dir())
    for folder in islice(folders, 1):
        known = read_state(folder).of(source.name)
        if known and known.in_force:
            yield known.in_force.sha256
