"""Which files are lists and what each is for: a file is one, a folder stands for those in it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from orchestrator.errors import ListError, Problem
from orchestrator.ioc.sources import KEPT_SUFFIX, NAMES, Role, Sources, sources_of

_DOCUMENTS = (".md", ".rst")
MANIFEST = "manifest.json"  # of a MISP feed, whose folder is one list


class Lists(NamedTuple):
    """List files by what they are for; each file once, in the order given."""

    iocs: tuple[Path, ...]
    allow: tuple[Path, ...]
    sinkholes: tuple[Path, ...]

    @property
    def all(self) -> tuple[Path, ...]:
        """The files of every role."""
        return (*self.iocs, *self.allow, *self.sinkholes)


def grouped(paths: Sequence[Path]) -> Lists:
    """Return every list once by its role: files as given, the files of a folder sorted by path.

    A `sources.yml` beside a file gives it its role; without one it is a list of indicators.
    A folder with a `manifest.json` is a MISP feed, and one list. In others, hidden files,
    `sources.yml`, `README*` and `*.md` are no lists.

    Raises:
        ListError: A path does not exist, a folder holds no list, or a `sources.yml` cannot be
            used; all such problems at once.
    """
    problems = [problem for path in paths for problem in _problems(path)]
    if problems:
        raise ListError(problems)
    found = tuple({file.resolve(): file for path in paths for file in _files(path)}.values())
    roles = _roles(found)
    by_role = {role: tuple(file for file in found if roles[file] is role) for role in Role}
    return Lists(by_role[Role.IOC], by_role[Role.ALLOW], by_role[Role.SINKHOLE])


def given_lists(
    paths: Sequence[Path], sinkholes: Sequence[Path], allow: Sequence[Path] = ()
) -> Lists:
    """Return the lists that a run uses.

    Args:
        paths: List files and folders, each with the role that its `sources.yml` gives it.
        sinkholes: List files and folders that are lists of sinkholes; no allow list is one.
        allow: List files and folders that are allow lists; no list of sinkholes is one.

    Raises:
        ListError: As `grouped` raises it, or no list of indicators is among the paths.
    """
    if not paths:
        raise ListError.one("no list of indicators is given", "name one with --iocs FILE")
    given = grouped(paths)
    if not given.iocs:
        said = ", ".join(map(str, paths))
        mend = "add one, or correct the roles in sources.yml"
        raise ListError.one(f"{said}: no list of indicators is among the lists", mend)
    more, local = grouped(sinkholes), grouped(allow)
    known = dict.fromkeys((*given.sinkholes, *more.iocs, *more.sinkholes, *local.sinkholes))
    allowed = dict.fromkeys((*given.allow, *more.allow, *local.iocs, *local.allow))
    return Lists(given.iocs, tuple(allowed), tuple(known))


def roles_of(folder: Path) -> Mapping[str, Role]:
    """Return the role of each file or feed folder that a folder's `sources.yml` speaks of.

    Raises:
        ListError: It cannot be used.
    """
    return _spoken_of(sources_of(folder))


def names_of(files: Sequence[Path]) -> tuple[str, ...]:
    """Return how each list is cited: its file name, with its folder where two share the name."""
    counts = Counter(file.name for file in files)
    return tuple(
        file.name if counts[file.name] == 1 else f"{file.resolve().parent.name}/{file.name}"
        for file in files
    )


def _spoken_of(sources: Sources | None) -> Mapping[str, Role]:
    if sources is None:
        return {}
    kept = (
        (name, source.role)
        for source in sources.sources
        for name in (f"{source.name}{KEPT_SUFFIX}", source.name)
    )
    return dict((*kept, *sources.files))


def _roles(files: Iterable[Path]) -> Mapping[Path, Role]:
    spoken_of: dict[Path, Mapping[str, Role]] = {}
    found: dict[Path, Role] = {}
    for file in files:
        folder = file.parent
        if folder not in spoken_of:
            spoken_of[folder] = roles_of(folder)
        found[file] = spoken_of[folder].get(file.name, Role.IOC)
    return found


def _files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    if (path / MANIFEST).is_file():
        yield path
        return
    found = sorted(
        file for file in path.rglob("*") if file.is_file() and _is_list(file.relative_to(path))
    )
    feeds = {file.parent for file in found if file.name == MANIFEST}
    yield from (file for file in found if not feeds.intersection(file.parents))
    yield from sorted(feeds)


def _is_list(inside: Path) -> bool:
    name = inside.name.lower()
    hidden = any(part.startswith(".") for part in inside.parts)
    document = name.startswith("readme") or name.endswith(_DOCUMENTS)
    return not (hidden or document or name in NAMES)


def _problems(path: Path) -> Iterator[Problem]:
    if path.name in NAMES:
        what = f"{path}: this says where lists come from, and is no list"
        yield Problem(what=what, mend="name a list, or the folder")
    elif not path.exists():
        yield Problem(what=f"{path}: there is no such list", mend="correct the path")
    elif not any(True for _ in _files(path)):
        yield Problem(what=f"{path}: the folder holds no list", mend="put a list file into it")
