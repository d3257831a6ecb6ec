"""Which files are lists: a file is one, a folder stands for those in it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from orchestrator.errors import ListError, Problem

_NEVER_LISTS = ("sources.yml", "sources.yaml")
_DOCUMENTS = (".md", ".rst")
MANIFEST = "manifest.json"  # of a MISP feed, whose folder is one list


def list_files(paths: Sequence[Path]) -> tuple[Path, ...]:
    """Return every list once: files as given, the files of a folder sorted by path.

    A folder with a `manifest.json` is a MISP feed, and one list. In others, hidden files,
    `sources.yml`, `README*` and `*.md` are no lists.

    Raises:
        ListError: A path does not exist, or a folder holds no list; all such problems at once.
    """
    problems = [problem for path in paths for problem in _problems(path)]
    if problems:
        raise ListError(problems)
    found = (file for path in paths for file in _files(path))
    return tuple({file.resolve(): file for file in found}.values())


def names_of(files: Sequence[Path]) -> tuple[str, ...]:
    """Return how each list is cited: its file name, with its folder where two share the name."""
    counts = Counter(file.name for file in files)
    return tuple(
        file.name if counts[file.name] == 1 else f"{file.resolve().parent.name}/{file.name}"
        for file in files
    )


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
    return not (hidden or document or name in _NEVER_LISTS)


def _problems(path: Path) -> Iterator[Problem]:
    if not path.exists():
        yield Problem(what=f"{path}: there is no such list", mend="correct the path")
    elif not any(True for _ in _files(path)):
        yield Problem(what=f"{path}: the folder holds no list", mend="put a list file into it")
