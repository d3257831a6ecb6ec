"""Sealed answers among what lies on a stick: found, and read within bounds."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from orchestrator.errors import InputError, Problem
from orchestrator.files import read_bounded
from orchestrator.files.folders import visible_files
from orchestrator.roads.sealing import BEGIN, MOST_FILE_BYTES

_HEAD_BYTES = 4096  # within which a sealed answer's mark stands: one line comes before it
_MOST_FILES = 100_000


class FoundAnswer(Struct, frozen=True, kw_only=True):
    """One file that may be a sealed answer, not read yet."""

    path: Path

    def read(self) -> "bytes | Problem":
        """Return its bytes, at most one more than an answer may have; a problem if it cannot be."""
        try:
            return read_bounded(self.path, MOST_FILE_BYTES)
        except InputError as error:
            return error.problems[0]


class Stick(Struct, frozen=True, kw_only=True):
    """What was found: files that may be answers, and how many others there are.

    `left` is how many more there may be than are looked at.
    """

    answers: tuple[FoundAnswer, ...]
    foreign: int
    left: int = 0


def find_answers(paths: Iterable[Path]) -> Stick:
    """Return the files that are named, and those of named folders that begin as answers do.

    Raises:
        InputError: A path is not there, or a folder cannot be read.
    """
    answers: list[FoundAnswer] = []
    foreign = left = 0
    for path in dict.fromkeys(paths):
        if not path.is_dir():
            answers.append(FoundAnswer(path=path))
            continue
        files = visible_files(path)
        left += max(0, len(files) - _MOST_FILES)
        sealed = tuple(_sealed(files[:_MOST_FILES]))
        foreign += min(len(files), _MOST_FILES) - len(sealed)
        answers.extend(FoundAnswer(path=one) for one in sealed)
    return Stick(answers=tuple(answers), foreign=foreign, left=left)


def _sealed(files: Iterable[Path]) -> Iterator[Path]:
    """Yield the files that begin as answers do; one that cannot be read might be one."""
    for path in files:
        try:
            head = _head(path)
        except OSError:
            yield path
        else:
            if BEGIN in head:
                yield path


def _head(path: Path) -> bytes:
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(descriptor, "rb") as stream:
        return stream.read(_HEAD_BYTES)
