"""Whose a folder of reports is: one state folder's, and its set of files changes whole.

`.orchestrator.json` in it says so. A folder that holds anything else is never written into.
"""

import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path

from msgspec import Struct
from msgspec.structs import asdict, replace

from orchestrator.errors import InputError, Problem, UnwrittenError, UsageError
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
from orchestrator.text.visible import visible

_MAX_MARK_BYTES = 1 << 22
_OPENED = re.compile(r"~\$(.+)|\.~lock\.(.+)#")  # Microsoft's, LibreOffice's


class SetKind(StrEnum):
    """What a folder holds; one kind never takes the place of the other. Closed."""

    REPORTS = "reports"
    ANNEX = "annex"  # forms, sums and letters, which `annex make` writes


class SetMark(Struct, frozen=True, kw_only=True):
    """What `.orchestrator.json` says: of whom, of what day and list, and each file's SHA-256."""

    schema: int = 1
    owner: str
    sweep: str
    at: str
    list: str
    lang: str
    basis: str = ""
    kind: SetKind = SetKind.REPORTS
    files: Digests


class ReportsWritten(Struct, frozen=True, kw_only=True):
    """A set of reports in its place: its files, and the names of others that lie beside them."""

    paths: tuple[Path, ...]
    carried: tuple[str, ...]


class ReportsFolder(Struct, frozen=True, kw_only=True):
    """The folder of one state folder's reports.

    Args:
        folder: Where to, as a person named it; made if need be.
        state: The state folder. The folder remembers it by the way from the one to the other, so
            that both can be moved together.
        kind: What it holds.
    """

    folder: Path
    state: Path
    kind: SetKind = SetKind.REPORTS

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
        try:
            swap.take(_digests)
        except OSError as error:
            raise InputError((_held(swap, error),)) from error
        self._owned(swap.folder)

    def put(self, mark: SetMark, files: Iterable[tuple[str, Iterable[bytes]]]) -> ReportsWritten:
        """Put a set in the place of the one before.

        Args:
            mark: Whose it is and what it is of, without its files.
            files: Name and content, in pieces; each is written before the next is made.

        Raises:
            UsageError: The folder is somebody else's.
            InputError: It cannot be written; the set before stays whole.
            UnwrittenError: It is made, and cannot take its place: both sets are whole.
        """
        self.claim()
        swap = self._swap()
        names: list[str] = []

        def marked(digests: Digests) -> bytes:
            names[:] = digests
            return _mark_bytes(replace(mark, files=digests))

        try:
            swap.put(marked, files)
        except OSError as error:
            what = say("file.folder_unwritten", folder=swap.folder, why=error.strerror or error)
            raise InputError.one(what, say("file.mend.other_folder")) from error
        try:
            carried = swap.take(_digests)
        except OSError as error:
            raise UnwrittenError((_held(swap, error),)) from error
        paths = tuple(swap.folder / name for name in names)
        return ReportsWritten(paths=paths, carried=carried)

    def owner(self) -> str:
        """Return what the mark calls the state folder: the way to it, with slashes."""
        folder, state = self.folder.resolve(), self.state.resolve()
        if folder.drive != state.drive:
            return state.as_posix()
        return Path(os.path.relpath(state, folder)).as_posix()

    def _swap(self) -> Swap:
        return Swap(folder=self.folder.resolve(), mark=MARK)

    def _owned(self, folder: Path) -> None:
        if not folder.exists():
            return
        prove_writable(folder)
        if not any(folder.iterdir()):
            return
        mark = folder / MARK
        if not mark.is_file():
            if self.kind is not SetKind.REPORTS:
                raise _refused(say("reports.not_ours", folder=folder))
            _adopt(folder, self.owner())
            return
        held = _read(mark, folder)
        if held.owner != self.owner():
            raise _refused(say("reports.of_another", folder=folder, owner=held.owner))
        if held.kind is not self.kind:
            raise _refused(say(f"reports.holds_{held.kind}", folder=folder))


def _held(swap: Swap, error: OSError) -> Problem:
    """Return why a set cannot take its place; what is open in another program is named."""
    mend = say("reports.mend.close", new=swap.new)
    names = ", ".join(visible(name) for name in _open_files(swap.folder))
    if names:
        return Problem(what=say("reports.open", folder=swap.folder, names=names), mend=mend)
    why = error.strerror or error
    return Problem(what=say("reports.held", folder=swap.folder, why=why), mend=mend)


def _open_files(folder: Path) -> Iterator[str]:
    """Yield what another program holds open: office programs say so in a file beside it.

    Word leaves out the first letters of a long name.
    """
    names = sorted(entry.name for entry in folder.iterdir()) if folder.is_dir() else []
    ends = tuple(found[1] or found[2] for name in names if (found := _OPENED.fullmatch(name)))
    for name in names:
        if not _OPENED.fullmatch(name) and (name.endswith(ends) or _is_locked(folder / name)):
            yield name


def _is_locked(path: Path) -> bool:
    """Tell whether Windows lets nobody else write to a file."""
    try:
        os.close(os.open(path, os.O_RDWR))
    except PermissionError:
        return path.is_file()
    except OSError:  # a folder, or gone by now
        return False
    return False


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
