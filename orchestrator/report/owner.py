"""Whose a folder of reports is: one state folder's, and its set of files changes whole.

`.orchestrator.json` in it says so. A folder that holds anything else is never written into.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from orchestrator.errors import InputError, UsageError
from orchestrator.files import prove_writable, read_bounded, write_atomic
from orchestrator.files.folder_swap import Digests, Swap
from orchestrator.files.json_text import json_text
from orchestrator.files.typed_json import load_json, read_json
from orchestrator.report.file_names import (
    DOCUMENT,
    FINDINGS,
    INDEX,
    MACHINES,
    MARK,
    annex_page,
    page,
    stems,
)
from orchestrator.text.message import Message, say

_MAX_MARK_BYTES = 1 << 22


@dataclass(frozen=True, slots=True, kw_only=True)
class SetMark:
    """What `.orchestrator.json` says: of whom, of what day and list, and each file's SHA-256."""

    schema: int = 1
    owner: str
    sweep: str
    at: str
    list: str
    lang: str
    basis: str = ""
    files: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportsWritten:
    """A set of reports in its place: its files, and the names of others that lie beside them."""

    paths: tuple[Path, ...]
    carried: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportsFolder:
    """The folder of one state folder's reports.

    Args:
        folder: Where to, as a person named it; made if need be.
        state: The state folder. The folder remembers it by the way from the one to the other, so
            that both can be moved together.
    """

    folder: Path
    state: Path

    def claim(self) -> None:
        """Make sure that a set could be put here; a set that a crash left behind is put first.

        Raises:
            UsageError: The folder is somebody else's, or cannot be swapped.
            InputError: It cannot be written to.
        """
        swap = self._swap()
        if Path.cwd().is_relative_to(swap.folder) or self.state.resolve().is_relative_to(
            swap.folder
        ):
            raise _refused(say("reports.within", folder=self.folder))
        if (taken := swap.in_the_way()) is not None:
            raise _refused(say("reports.in_the_way", folder=taken))
        prove_writable(swap.folder.parent)
        self._taken(swap)
        self._owned(swap.folder)

    def put(self, mark: SetMark, files: Iterable[tuple[str, bytes]]) -> ReportsWritten:
        """Put a set in the place of the one before.

        Raises:
            UsageError: The folder is somebody else's.
            InputError: It cannot be written; the set before stays whole.
        """
        self.claim()
        swap = self._swap()
        try:
            swap.put(_mark_bytes(mark), files)
        except OSError as error:
            what = say("file.folder_unwritten", folder=swap.folder, why=error.strerror or error)
            raise InputError.one(what, say("file.mend.other_folder")) from error
        carried = self._taken(swap)
        paths = tuple(swap.folder / name for name in mark.files)
        return ReportsWritten(paths=paths, carried=carried)

    def owner(self) -> str:
        """Return what the mark calls the state folder: the way to it, with slashes."""
        folder, state = self.folder.resolve(), self.state.resolve()
        if folder.drive != state.drive:
            return state.as_posix()
        return Path(os.path.relpath(state, folder)).as_posix()

    def _swap(self) -> Swap:
        return Swap(folder=self.folder.resolve(), mark=MARK)

    def _taken(self, swap: Swap) -> tuple[str, ...]:
        try:
            return swap.take(_digests)
        except OSError as error:
            what = say("reports.held", folder=swap.folder, why=error.strerror or error)
            raise InputError.one(what, say("reports.mend.close", new=swap.new)) from error

    def _owned(self, folder: Path) -> None:
        if not folder.exists():
            return
        prove_writable(folder)
        if not any(folder.iterdir()):
            return
        mark = folder / MARK
        if not mark.is_file():
            _adopt(folder, self.owner())
        elif (owner := _read(mark, folder).owner) != self.owner():
            raise _refused(say("reports.of_another", folder=folder, owner=owner))


def digest(data: bytes) -> str:
    """Return what the mark says of a file."""
    return hashlib.sha256(data).hexdigest()


def _mark_bytes(mark: SetMark) -> bytes:
    said = {name: value for name, value in asdict(mark).items() if name != "schema"}
    return json_text(mark.schema, said, indent=1).encode("utf-8", "backslashreplace")


def _read(path: Path, folder: Path) -> SetMark:
    try:
        return read_json(read_bounded(path, _MAX_MARK_BYTES), SetMark)
    except ValueError as error:
        raise _refused(say("reports.mark_damaged", folder=folder)) from error


def _digests(mark: bytes) -> Digests:
    return read_json(mark, SetMark).files


def _adopt(folder: Path, owner: str) -> None:
    """Mark a folder that an earlier version wrote; its `report.json` names the units' pages."""
    try:
        document = load_json((folder / DOCUMENT).read_bytes())
    except (OSError, ValueError) as error:
        raise _refused(say("reports.not_ours", folder=folder)) from error
    files = {}
    for name in _names(document, folder):
        path = folder / name
        if path.is_file() and not path.is_symlink():
            files[name] = digest(path.read_bytes())
    mark = SetMark(owner=owner, sweep="", at="", list="", lang="", files=files)
    write_atomic(folder / MARK, _mark_bytes(mark))


def _names(document: object, folder: Path) -> Iterator[str]:
    """Yield which files earlier versions wrote beside this `report.json`.

    Raises:
        UsageError: It is not of this program.
    """
    match document:
        case {"schema": int(), "sweep": str(), "units": list(units), "machines": list()}:
            yield from (INDEX, FINDINGS, MACHINES, DOCUMENT)
            codes = [unit["code"] for unit in units if isinstance(unit, dict) and "code" in unit]
            for stem in stems(code for code in codes if isinstance(code, str)).values():
                yield page(stem)
                yield annex_page(stem)
        case _:
            raise _refused(say("reports.not_ours", folder=folder))


def _refused(what: Message) -> UsageError:
    return UsageError.one(what, say("reports.mend.other"))
